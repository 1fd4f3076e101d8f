package intake

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/point"
)

func TestDecodeTellsTheShapesApart(t *testing.T) {
	at := time.Unix(1734200000, 0).UTC()
	ms := func(n int) time.Time { return at.Add(time.Duration(n) * time.Millisecond) }
	tests := map[string]struct {
		body string
		want []Reading
	}{
		"the universal format": {
			`{"deviceId":"battery-1","component":"battery","parameter":"SOC","value":76,"unit":"%"}`,
			[]Reading{{Device: "battery-1", Component: "battery", Channel: "SOC", Value: 76, Unit: "%"}},
		},
		"the universal format with a time": {
			`{"deviceId":"b","component":"battery","parameter":"SOC","value":76,"unit":"%","timestamp":1734200000,"quality":"BAD"}`,
			[]Reading{{Device: "b", Component: "battery", Channel: "SOC", Value: 76, Unit: "%", At: at, Quality: point.Bad}},
		},
		"a TelemetryPoint": {
			`{"assetId":"meter0","ts":"2024-12-14T18:13:20Z","metric":"power_kw","value":3.2,"qualityFlag":"GOOD","source":"scada"}`,
			[]Reading{{Device: "meter0", Channel: "power_kw", Value: 3.2, Unit: "kW", At: at, Quality: point.Good}},
		},
		"a TelemetryPoint with what it must have": {
			`{"assetId":"meter0","ts":1734200000,"metric":"freq_hz","value":50}`,
			[]Reading{{Device: "meter0", Channel: "freq_hz", Value: 50, Unit: "Hz", At: at}},
		},
		"an alias states the unit of the plain shape": {
			`{"deviceId":"meter0","channel":"power_kw","value":3.2}`,
			[]Reading{{Device: "meter0", Channel: "power_kw", Value: 3.2, Unit: "kW"}},
		},
		"a substitute": {
			`{"deviceId":"meter0","channel":"ActivePower","value":3,"unit":"W","timestamp":1734200000,"quality":"SUBSTITUTED"}`,
			[]Reading{{Device: "meter0", Channel: "ActivePower", Value: 3, Unit: "W", At: at, Quality: point.Substituted}},
		},
		"a batch of several shapes": {
			`{"schema":1,"readings":[{"assetId":"m","ts":1734200000,"metric":"soc_pct","value":1},{"deviceId":"m","component":"load","parameter":"Status","value":1,"unit":"enum"}]}`,
			[]Reading{{Device: "m", Channel: "soc_pct", Value: 1, Unit: "%", At: at}, {Device: "m", Component: "load", Channel: "Status", Value: 1, Unit: "enum"}},
		},
		"columns": {
			`{"schema":1,"t0":"2024-12-14T18:13:20Z","columns":[{"device":"meter0","channel":"ActivePower","unit":"W","dt_ms":[0,1000,-500],"v":[1,null,3]},{"device":"b","channel":"soc_pct","dt_ms":[5],"v":[50],"q":["UNCERTAIN"]}]}`,
			[]Reading{
				{Device: "meter0", Channel: "ActivePower", Value: 1, Unit: "W", At: at},
				{Absent: true},
				{Device: "meter0", Channel: "ActivePower", Value: 3, Unit: "W", At: ms(-500)},
				{Device: "b", Channel: "soc_pct", Value: 50, Unit: "%", At: ms(5), Quality: point.Uncertain},
			},
		},
		"columns before their time": {
			`{"columns":[{"v":[true],"dt_ms":[7],"q":[null],"unit":"bool","channel":"Fault","device":"b"}],"t0":"2024-12-14T18:13:20Z","schema":1}`,
			[]Reading{{Device: "b", Channel: "Fault", Value: 1, Unit: "bool", At: ms(7)}},
		},
		"columns without a value": {`{"schema":1,"t0":"2024-12-14T18:13:20Z","columns":[{"device":"b","channel":"SOC","unit":"%","dt_ms":[],"v":[]}]}`, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Decode([]byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecodeRefusesOneReadingOfAnyShape(t *testing.T) {
	const t0 = `{"schema":1,"t0":"2024-12-14T18:13:20Z","columns":[{"device":"m","channel":"ActivePower","unit":"W",`
	tests := map[string]struct{ body, want string }{
		"members of two shapes":               {`{"deviceId":"m","channel":"SOC","component":"battery","value":1,"unit":"%"}`, "INVALID_VALUE: reading is channel beside component, want the members of one shape: channel, deviceId, quality, timestamp, unit, value"},
		"members of two others":               {`{"assetId":"m","metric":"soc_pct","value":1,"timestamp":1734200000}`, "INVALID_VALUE: reading is assetId beside timestamp, want the members of one shape: assetId, metric, qualityFlag, source, ts, value"},
		"an asset beside a device":            {`{"deviceId":"m","assetId":"m","value":1}`, "INVALID_VALUE: reading is deviceId beside assetId, want the members of one shape: channel, deviceId, quality, timestamp, unit, value"},
		"a component without a parameter":     {`{"deviceId":"m","component":"load","value":1,"unit":"W"}`, "MISSING_FIELD: parameter is missing"},
		"a parameter without a component":     {`{"deviceId":"m","parameter":"SOC","value":1,"unit":"%"}`, "MISSING_FIELD: component is missing"},
		"a TelemetryPoint without a time":     {`{"assetId":"m","metric":"soc_pct","value":1}`, "MISSING_FIELD: ts is missing"},
		"a TelemetryPoint without a metric":   {`{"assetId":"m","ts":1734200000,"value":1}`, "MISSING_FIELD: metric is missing"},
		"a metric whose unit nobody knows":    {`{"assetId":"m","ts":1734200000,"metric":"ActivePower","value":1}`, "INVALID_VALUE: metric is ActivePower, want a metric whose unit is known: Alarm, State, battery_energy_kwh, battery_soc, demand_kw, energy_kwh, freq_hz, generation_kwh, grid_power_kw, power_kw, soc_pct, temp_c, voltage_v"},
		"a unit that contradicts the alias":   {`{"deviceId":"m","channel":"power_kw","value":1,"unit":"W"}`, "UNKNOWN_UNIT: unit W does not fit power_kw; want kW"},
		"an alias that does not tell":         {`{"deviceId":"m","channel":"Power","value":1}`, "MISSING_FIELD: unit is missing"},
		"a qualityFlag of another system":     {`{"assetId":"m","ts":1734200000,"metric":"soc_pct","value":1,"qualityFlag":192}`, "INVALID_VALUE: qualityFlag is 192, want one of GOOD, UNCERTAIN, BAD, SUBSTITUTED"},
		"a source that is no name":            {`{"assetId":"m","ts":1734200000,"metric":"soc_pct","value":1,"source":{}}`, "INVALID_VALUE: source is an object or array, want a name"},
		"a ts that is none":                   {`{"assetId":"m","ts":"yesterday","metric":"soc_pct","value":1}`, "INVALID_VALUE: ts is yesterday, want Unix seconds or an RFC 3339 string"},
		"a name that no shape has, universal": {`{"deviceId":"m","component":"load","parameter":"SOC","value":1,"unit":"%","site":"x"}`, "UNKNOWN_FIELD: unknown field site; known are component, deviceId, parameter, quality, timestamp, unit, value"},
		"a value in a column that is none":    {t0 + `"dt_ms":[0],"v":["7"]}]}`, "NOT_A_NUMBER: value is not a finite number"},
		"an offset with a fraction":           {t0 + `"dt_ms":[0.5],"v":[7]}]}`, "INVALID_VALUE: dt_ms is 0.5, want whole milliseconds from t0, at most 400 days"},
		"an offset beyond all time":           {t0 + `"dt_ms":[9223372036854775807],"v":[7]}]}`, "INVALID_VALUE: dt_ms is 9223372036854775807, want whole milliseconds from t0, at most 400 days"},
		"an offset that is null":              {t0 + `"dt_ms":[null],"v":[7]}]}`, "INVALID_VALUE: dt_ms is null, want whole milliseconds from t0, at most 400 days"},
		"a quality in a column that is none":  {t0 + `"dt_ms":[0],"v":[7],"q":["FINE"]}]}`, "INVALID_VALUE: q is FINE, want one of GOOD, UNCERTAIN, BAD, SUBSTITUTED"},
		"a column whose unit contradicts":     {`{"schema":1,"t0":"2024-12-14T18:13:20Z","columns":[{"device":"m","channel":"soc_pct","unit":"kW","dt_ms":[0],"v":[7]}]}`, "UNKNOWN_UNIT: unit kW does not fit soc_pct; want %"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Decode([]byte(tt.body))
			if err != nil || len(got) != 1 || got[0].Refused == nil {
				t.Fatalf("got %+v, %v; want one refused reading", got, err)
			}
			if got[0].Refused.Error() != tt.want {
				t.Errorf("got  %s\nwant %s", got[0].Refused, tt.want)
			}
		})
	}
}

func TestDecodeRefusesColumnsThatDoNotAddUp(t *testing.T) {
	columns := func(members string) string {
		return `{"schema":1,"t0":"2024-12-14T18:13:20Z","columns":` + members + `}`
	}
	tests := map[string]struct{ body, want string }{
		"readings beside columns":    {`{"schema":1,"readings":[],"t0":"2024-12-14T18:13:20Z","columns":[]}`, "INVALID_VALUE: body is readings beside columns, want one of them"},
		"columns without a start":    {`{"schema":1,"columns":[]}`, "MISSING_FIELD: t0 is missing"},
		"a start without columns":    {`{"schema":1,"t0":"2024-12-14T18:13:20Z"}`, "MISSING_FIELD: columns is missing"},
		"a start beside readings":    {`{"schema":1,"t0":"2024-12-14T18:13:20Z","readings":[]}`, "UNKNOWN_FIELD: unknown field t0; known are readings, schema"},
		"a start that is none":       {`{"schema":1,"t0":"today","columns":[]}`, "INVALID_VALUE: t0 is today, want Unix seconds or an RFC 3339 string"},
		"a start that stands twice":  {`{"schema":1,"t0":1,"t0":2,"columns":[]}`, "DUPLICATE_NAME: field t0 stands twice"},
		"columns without a schema":   {`{"t0":"2024-12-14T18:13:20Z","columns":[]}`, "MISSING_FIELD: schema is missing"},
		"columns in another schema":  {`{"schema":3,"t0":"2024-12-14T18:13:20Z","columns":[]}`, "INVALID_VALUE: schema is 3, want 1"},
		"columns that are no list":   {columns(`{}`), "INVALID_VALUE: columns is no array, want an array of columns"},
		"a column that is no object": {columns(`[7]`), "INVALID_VALUE: columns[0] is no object, want an object with device, channel, unit, dt_ms, v, q"},
		"a name no column has":       {columns(`[{"deviceId":"m"}]`), "UNKNOWN_FIELD: unknown field columns[0].deviceId; known are channel, device, dt_ms, q, unit, v"},
		"a list that stands twice":   {columns(`[{"v":[],"v":[]}]`), "DUPLICATE_NAME: field columns[0].v stands twice"},
		"a device that is missing":   {columns(`[{"channel":"SOC","unit":"%","dt_ms":[],"v":[]}]`), "MISSING_FIELD: columns[0].device is missing"},
		"values that are missing":    {columns(`[{"device":"m","channel":"SOC","unit":"%","dt_ms":[]}]`), "MISSING_FIELD: columns[0].v is missing"},
		"a unit that is missing":     {columns(`[{"device":"m","channel":"SOC","dt_ms":[],"v":[]}]`), "MISSING_FIELD: columns[0].unit is missing"},
		"a device that is a number":  {columns(`[{"device":7}]`), "INVALID_VALUE: columns[0].device is 7, want a name"},
		"values that are no list":    {columns(`[{"v":7}]`), "INVALID_VALUE: columns[0].v is no array, want an array"},
		"offsets that are too few":   {columns(`[{"device":"m","channel":"SOC","unit":"%","dt_ms":[1],"v":[1,2]}]`), "INVALID_VALUE: columns[0].dt_ms is 1 long, want as long as v: 2"},
		"qualities that are too few": {columns(`[{"device":"m","channel":"SOC","unit":"%","dt_ms":[1],"v":[1],"q":[]}]`), "INVALID_VALUE: columns[0].q is 0 long, want as long as v: 1"},
		"more than may come at once": {columns(`[{"device":"m","channel":"SOC","unit":"%","dt_ms":[1],"v":[` + strings.Repeat("1,", MaxReadings) + `1]}]`), "INVALID_VALUE: columns[0].v is longer, want at most 100000 readings"},
		"too many bare readings":     {`{"schema":1,"readings":[` + strings.Repeat("{},", MaxReadings) + `{}]}`, "INVALID_VALUE: readings is longer, want at most 100000 readings"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Decode([]byte(tt.body))
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}
