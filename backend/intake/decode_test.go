package intake

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

func TestDecode(t *testing.T) {
	const good = `{"deviceId":"meter0","channel":"ActivePower","value":3200,"unit":"W","timestamp":1734200000}`
	at := time.Unix(1734200000, 0).UTC()
	want := Reading{Device: "meter0", Channel: "ActivePower", Value: 3200, Unit: "W", At: at}
	tests := map[string]struct {
		body string
		want []Reading
	}{
		"one bare reading":            {good, []Reading{want}},
		"a batch":                     {`{"schema":1,"readings":[` + good + "," + good + `]}`, []Reading{want, want}},
		"an empty batch":              {`{"schema":1,"readings":[]}`, nil},
		"the schema may follow":       {`{"readings":[` + good + `],"schema":1}`, []Reading{want}},
		"an RFC 3339 timestamp":       {strings.Replace(good, "1734200000", `"2024-12-14T19:13:20+01:00"`, 1), []Reading{want}},
		"white space anywhere":        {" {\n\t" + good[1:] + "\r\n", []Reading{want}},
		"a truth value is 1":          {strings.Replace(good, "3200", "true", 1), []Reading{{Device: "meter0", Channel: "ActivePower", Value: 1, Unit: "W", At: at}}},
		"an exponent":                 {strings.Replace(good, "3200", "3.2e3", 1), []Reading{want}},
		"an escaped name":             {strings.Replace(good, "meter0", `m\u0065ter0`, 1), []Reading{want}},
		"a quality":                   {strings.Replace(good, "}", `,"quality":"BAD"}`, 1), []Reading{{Device: "meter0", Channel: "ActivePower", Value: 3200, Unit: "W", At: at, Quality: point.Bad}}},
		"without a timestamp":         {`{"deviceId":"meter0","channel":"ActivePower","value":3200,"unit":"W"}`, []Reading{{Device: "meter0", Channel: "ActivePower", Value: 3200, Unit: "W"}}},
		"microseconds are the finest": {strings.Replace(good, "1734200000", `"2024-12-14T18:13:20.1234567Z"`, 1), []Reading{{Device: "meter0", Channel: "ActivePower", Value: 3200, Unit: "W", At: at.Add(123456 * time.Microsecond)}}},
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

func TestDecodeRefusesOneReading(t *testing.T) {
	with := func(members string) string { return `{"schema":1,"readings":[{` + members + `}]}` }
	const rest = `"channel":"ActivePower","value":3200,"unit":"W","timestamp":1734200000`
	tests := map[string]struct{ body, want string }{
		"a name that is not known":      {with(`"deviceId":"m","colour":"red",` + rest), "UNKNOWN_FIELD: unknown field colour; known are channel, deviceId, quality, timestamp, unit, value"},
		"a name in another case":        {with(`"deviceID":"m",` + rest), "UNKNOWN_FIELD: unknown field deviceID; known are channel, deviceId, quality, timestamp, unit, value"},
		"a name that stands twice":      {with(`"deviceId":"m","deviceId":"n",` + rest), "DUPLICATE_NAME: field deviceId stands twice"},
		"a device that is missing":      {with(rest), "MISSING_FIELD: deviceId is missing"},
		"an empty device":               {with(`"deviceId":"",` + rest), "INVALID_VALUE: deviceId is , want a name"},
		"a device that is a number":     {with(`"deviceId":7,` + rest), "INVALID_VALUE: deviceId is 7, want a name"},
		"a value that is NaN in quotes": {with(`"deviceId":"m",` + strings.Replace(rest, "3200", `"NaN"`, 1)), "NOT_A_NUMBER: value is not a finite number"},
		"a value that is null":          {with(`"deviceId":"m",` + strings.Replace(rest, "3200", "null", 1)), "NOT_A_NUMBER: value is not a finite number"},
		"a value beyond all numbers":    {with(`"deviceId":"m",` + strings.Replace(rest, "3200", "1e999", 1)), "NOT_A_NUMBER: value is not a finite number"},
		"a timestamp in milliseconds":   {with(`"deviceId":"m",` + strings.Replace(rest, "1734200000", "1734200000000", 1)), "INVALID_VALUE: timestamp is 1734200000000, want Unix seconds or an RFC 3339 string"},
		"a timestamp with a fraction":   {with(`"deviceId":"m",` + strings.Replace(rest, "1734200000", "1734200000.5", 1)), "INVALID_VALUE: timestamp is 1734200000.5, want Unix seconds or an RFC 3339 string"},
		"a local timestamp":             {with(`"deviceId":"m",` + strings.Replace(rest, "1734200000", `"2024-12-14 18:13:20"`, 1)), "INVALID_VALUE: timestamp is 2024-12-14 18:13:20, want Unix seconds or an RFC 3339 string"},
		"a timestamp that is null":      {with(`"deviceId":"m",` + strings.Replace(rest, "1734200000", "null", 1)), "INVALID_VALUE: timestamp is null, want Unix seconds or an RFC 3339 string"},
		"a quality only an edge gives":  {with(`"deviceId":"m","quality":"STALE",` + rest), "INVALID_VALUE: quality is STALE, want one of GOOD, UNCERTAIN, BAD, SUBSTITUTED"},
		"a reading that is a list":      {`{"schema":1,"readings":[[]]}`, "INVALID_VALUE: reading is no object, want an object with deviceId, channel, value, unit, timestamp"},
		"a bare one with a schema":      {`{"schema":1,"deviceId":"m",` + rest + `}`, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Decode([]byte(tt.body))
			if err != nil || len(got) != 1 || got[0].Refused == nil {
				t.Fatalf("got %+v, %v; want one refused reading", got, err)
			}
			if tt.want != "" && got[0].Refused.Error() != tt.want {
				t.Errorf("got  %s\nwant %s", got[0].Refused, tt.want)
			}
		})
	}
}

func TestDecodeRefusesTheBody(t *testing.T) {
	tests := map[string]struct{ body, want string }{
		"nothing":                   {"", `SYNTAX_ERROR: cannot be read: line 1, byte 1: the text ends where an object should follow`},
		"a list":                    {`[]`, `SYNTAX_ERROR: cannot be read: line 1, byte 1: "[" where an object should follow`},
		"a body cut off":            {"{\"schema\":1,\n\"readings\":[{", `SYNTAX_ERROR: cannot be read: line 2, byte 27: the text ends where a name in quotes should follow`},
		"a comma too many":          {"{\"schema\":1,\n\n\"readings\":[],}", `SYNTAX_ERROR: cannot be read: line 3, byte 29: "}" where a name in quotes should follow`},
		"a leading zero":            {`{"schema":01}`, `SYNTAX_ERROR: cannot be read: line 1, byte 12: "1" where "," or "}" should follow`},
		"NaN without quotes":        {`{"deviceId":"m","value":NaN}`, `SYNTAX_ERROR: cannot be read: line 1, byte 25: "N" where a value should follow`},
		"something after it":        {`{"schema":1,"readings":[]} x`, `SYNTAX_ERROR: cannot be read: line 1, byte 28: "x" where the end should follow`},
		"a line break in a string":  {"{\"schema\n\":1}", `SYNTAX_ERROR: cannot be read: line 1, byte 9: a control character in a string`},
		"values nested without end": {`{"schema":` + strings.Repeat("[", 99), `SYNTAX_ERROR: cannot be read: line 1, byte 44: values nested deeper than 32`},
		"no schema":                 {`{"readings":[]}`, "MISSING_FIELD: schema is missing"},
		"another schema":            {`{"schema":2,"readings":[]}`, "INVALID_VALUE: schema is 2, want 1"},
		"no readings":               {`{"schema":1}`, "MISSING_FIELD: readings is missing"},
		"readings that are no list": {`{"schema":1,"readings":{}}`, "INVALID_VALUE: readings is no array, want an array of readings"},
		"readings twice":            {`{"schema":1,"readings":[],"readings":[]}`, "DUPLICATE_NAME: field readings stands twice"},
		"a name that is not known":  {`{"schema":1,"readings":[],"site":"x"}`, "UNKNOWN_FIELD: unknown field site; known are readings, schema"},
		"a batch that is a reading": {`{"schema":1,"readings":[],"value":3}`, "UNKNOWN_FIELD: unknown field value; known are readings, schema"},
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

// FuzzDecode holds the scanner against encoding/json: what one calls a JSON object the other does
// too, and a reading that is not refused is whole.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"schema":1,"readings":[{"deviceId":"meter-01","channel":"ActivePower","value":3200,"unit":"W","timestamp":1734200000}]}`,
		`{"deviceId":"b","channel":"SOC","value":-7.5e-1,"unit":"%","timestamp":"2026-06-01T12:00:00.5Z","quality":"UNCERTAIN"}`,
		`{"schema":1,"readings":[{},[],null,{"value":"NaN"}]}`,
		`{"deviceId":"battery-1","component":"battery","parameter":"SOC","value":76,"unit":"%"}`,
		`{"assetId":"meter0","ts":1734200000,"metric":"grid_power_kw","value":-3.2,"qualityFlag":"GOOD","source":"scada"}`,
		`{"schema":1,"readings":[{"deviceId":"b","channel":"ChargePower","value":0,"unit":"kW"},{"assetId":"b","channel":"SOC"},{"deviceId":"b","channel":"soc_pct","value":1,"unit":"W"}]}`,
		`{"schema":1,"t0":"2026-06-01T12:00:00Z","columns":[{"device":"meter0","channel":"ActivePower","unit":"W","dt_ms":[0,1000],"v":[1,null],"q":["GOOD",null]}]}`,
		`{"columns":[{"device":"b","channel":"soc_pct","v":[true,"x"],"dt_ms":[-1,1e3]}],"t0":1,"schema":1}`,
		`{"schema":1,"t0":1,"readings":[],"columns":[{}]}`,
		`{"a":"\u00e4\n\ud83d\ude00","b":[true,false,null,{"c":[]}]}`,
		`{"deviceId":"` + "\xff" + `","value":1e999}`, `{`, `[]`, `{"schema":01}`, "{\"readings\":[\n]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		readings, err := Decode(body)
		var refusal *reason.Error
		if err != nil && !errors.As(err, &refusal) {
			t.Fatalf("an error without a code: %v", err)
		}
		object := json.Valid(body) && strings.TrimLeft(string(body), " \t\r\n")[0] == '{'
		if err == nil && !object {
			t.Fatal("something that is no JSON object is accepted")
		}
		if refusal != nil && refusal.Code == reason.SyntaxError && object && !strings.Contains(refusal.Error(), "nested deeper") {
			t.Fatalf("a JSON object is refused as none: %v", refusal)
		}
		for _, r := range readings {
			if r.Refused == nil && !r.Absent && (r.Device == "" || r.Channel == "" || r.Unit == "") {
				t.Fatalf("an incomplete reading is accepted: %+v", r)
			}
		}
	})
}
