package unit_test

import (
	"encoding/json"
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/energy/unit"
)

func TestShownEnergy_IsANumberOfWattHours(t *testing.T) {
	tests := map[string]struct {
		joules unit.ShownEnergy
		want   string
	}{
		"nothing":                                {0, "0"},
		"whole watt-hours have no point":         {4200 * 3600, "4200"},
		"a zero behind the point is left out":    {4200*3600 + 1800, "4200.5"},
		"two decimals are two":                   {4200*3600 + 900, "4200.25"},
		"a third decimal is rounded":             {1, "0"},
		"half a hundredth goes to the even zero": {18, "0"},
		"and a half goes to the even two":        {54, "0.02"},
		"what comes to nothing has no sign":      {-18, "0"},
		"below zero":                             {-3600 - 36, "-1.01"},
		"the largest energy has every digit":     {math.MaxInt64, "2562047788015215.5"},
		"the smallest energy has every digit":    {math.MinInt64, "-2562047788015215.5"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := json.Marshal(tt.joules)
			if err != nil || string(got) != tt.want {
				t.Errorf("got %s, %v, want %s", got, err, tt.want)
			}
		})
	}
}

func TestShownEnergy_ReadsBackWhatWasShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var got unit.ShownEnergy
		e := unit.ShownEnergy(rapid.Int64().Draw(t, "joules"))
		text, err := json.Marshal(e)
		if err == nil {
			err = json.Unmarshal(text, &got)
		}
		if off := e - got; err != nil || off > 18 || off < -18 {
			t.Fatalf("%d J is shown as %s and read as %d J, %v", e, text, got, err)
		}
		if again, err := json.Marshal(got); err != nil || string(again) != string(text) {
			t.Fatalf("%s is shown again as %s, %v", text, again, err)
		}
		if _, err := strconv.ParseFloat(string(text), 64); err != nil {
			t.Fatalf("%s is no number: %v", text, err)
		}
	})
}

func TestShownEnergy_RefusesWhatItCannotTell(t *testing.T) {
	for _, text := range []string{`"1"`, `1e3`, `1.5e3`, `0.001`, `2562047788015215.51`, `-2562047788015215.51`, `99999999999999999999`, `true`, `{}`} {
		got := unit.ShownEnergy(7)
		if err := json.Unmarshal([]byte(text), &got); err == nil || got != 7 {
			t.Errorf("%s is read as %d J, %v", text, got, err)
		}
	}
}

func FuzzShownEnergy(f *testing.F) {
	for _, text := range []string{"0", "-0.01", "4200.50", "null", "1e3", `"1"`, "1.-5", "-"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got, again unit.ShownEnergy
		if got.UnmarshalJSON([]byte(text)) != nil {
			return
		}
		shown, err := got.MarshalJSON()
		if err == nil {
			err = again.UnmarshalJSON(shown)
		}
		if err != nil || again != got {
			t.Fatalf("%q is %d J, and shown as %s %d J, %v", text, got, shown, again, err)
		}
	})
}
