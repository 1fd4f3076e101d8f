package ingest

import (
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/intake"
)

// Path is where readings come in; the socket is below it.
const Path = "/api/ingest"

// Operations are the two ways in for readings: one body a request, and one body a message.
func Operations(d operation.Desk, door *Door) []operation.Operation {
	access := operation.Needs(identity.Ingest)
	return []operation.Operation{
		{
			ID: "ingest", Method: http.MethodPost, Path: Path, Access: access, Tag: "Telemetry", Summary: "Store readings",
			Bind:  operation.With(d, caller{d, door}.post),
			About: postAbout, Raw: true, Describe: describePost,
		},
		{
			ID: "ingest-socket", Method: http.MethodGet, Path: Path + "/ws", Access: access, Tag: "Telemetry", Summary: "Store readings over a WebSocket",
			Bind:  operation.With(d, caller{d, door}.socket),
			About: socketAbout, Endless: true, Describe: describeSocket,
		},
	}
}

const postAbout = "`{\"schema\":1,\"readings\":[…]}`, one bare reading, or a columnar batch `{\"schema\":1,\"t0\":…,\"columns\":[…]}`; at most 1 MiB and " +
	"100,000 values. A reading has the shape of document 001, section 8, of its universal format, or of document 000's TelemetryPoint, told apart by " +
	"their members; those of two shapes in one reading are refused. A timestamp is Unix seconds or an RFC 3339 string; without one the reading is " +
	"taken at the server's time with quality UNCERTAIN.\n\n" +
	"Aliases of documents 000 and 001 are understood (`power_kw`, `voltage_v`, `soc_pct`, `temp_c`, `freq_hz`, `grid_power_kw`, `energy_kwh`, `demand_kw`, " +
	"`battery_soc`, `battery_energy_kwh`, `generation_kwh`, `Power`, `State`, `Alarm`), in our sign: positive away from the grid. `AC_Power`, `generation_kwh`, " +
	"`ChargePower`, `DischargePower`, `ImportPower` and `ExportPower` are magnitudes and are turned by their meaning; the two directions of one instant add up.\n\n" +
	"Every reading is answered on its own, by its place: the same value for a stored instant again counts as accepted, another value is SAMPLE_CONFLICT, " +
	"unless its quality is SUBSTITUTED: then it becomes a new revision under the caller's name, and what was computed from the instant is computed anew."

const socketAbout = "A WebSocket (RFC 6455) on which every text message is a body as `POST /api/ingest` takes it and is answered by one text message, in " +
	"order: an IngestMessage. It comes when what is accepted is committed; the next message is read after it, so a sender that waits for nothing is slowed " +
	"down by its connection. A message that cannot be read is answered with `reason_code` and `detail` beside an empty result, and the connection stays. " +
	"UNAVAILABLE means: send the same again. A message over 1 MiB ends the connection (1009); so do a key that is revoked or expires (1008, with the code as " +
	"its reason) and the server's end (1001)."

// describePost documents the body that the operation decodes itself.
func describePost(schemas huma.Registry, op *huma.Operation) {
	ref := func(t reflect.Type) *huma.Schema { return schemas.Schema(t, true, "") }
	one := []*huma.Schema{ref(reflect.TypeFor[ReadingIn]()), ref(reflect.TypeFor[ParameterIn]()), ref(reflect.TypeFor[TelemetryPoint]())}
	readings := ref(reflect.TypeFor[ReadingBatch]())
	schemas.SchemaFromRef(readings.Ref).Properties["readings"].Items = &huma.Schema{OneOf: one}
	op.RequestBody = &huma.RequestBody{
		Required: true,
		Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{
			OneOf: []*huma.Schema{
				readings, ref(reflect.TypeFor[ColumnBatch]()), one[0], one[1], one[2],
			},
		}, Examples: postExamples()}},
	}
}

// postExamples are bodies of every shape.
func postExamples() map[string]*huma.Example {
	example := func(summary, body string) *huma.Example {
		return &huma.Example{Summary: summary, Value: json.RawMessage(body)}
	}
	return map[string]*huma.Example{
		"batch":          example("Readings of document 001, section 8", `{"schema":1,"readings":[{"deviceId":"meter0","channel":"ActivePower","value":3200,"unit":"W","timestamp":1780315200}]}`),
		"universal":      example("Document 001's universal format", `{"deviceId":"battery0","component":"battery","parameter":"SOC","value":76,"unit":"%"}`),
		"telemetryPoint": example("Document 000's TelemetryPoint", `{"assetId":"meter0","ts":"2026-06-01T12:00:00Z","metric":"grid_power_kw","value":3.2,"qualityFlag":"GOOD","source":"scada"}`),
		"columns":        example("A columnar batch", `{"schema":1,"t0":"2026-06-01T12:00:00Z","columns":[{"device":"meter0","channel":"ActivePower","unit":"W","dt_ms":[0,1000,2000],"v":[3200,null,3210]}]}`),
		"substitute":     example("A value in the place of a stored one", `{"deviceId":"meter0","channel":"ActivePower","value":3100,"unit":"W","timestamp":1780315200,"quality":"SUBSTITUTED"}`),
	}
}

// describeSocket documents what travels on the socket.
func describeSocket(schemas huma.Registry, op *huma.Operation) {
	delete(op.Responses, "200")
	op.Responses["101"] = &huma.Response{
		Description: "A WebSocket; every message from the server is an IngestMessage.",
		Content:     map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(reflect.TypeFor[intake.IngestMessage](), true, "")}},
	}
}
