package intake

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/registry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// plant is a site with something of every nature, each with every channel of the catalogue.
func plant() (Directory, map[int32]string) {
	assets := []registry.Asset{
		{Key: "meter0", ID: uuid.MustParse("018f0000-0000-7000-8000-00000000000a"), Nature: "GRID_METER", Device: "sdm0", MeasuresConnection: true},
		{Key: "sub0", Nature: "METER", Device: "sdm1"},
		{Key: "pv0", Nature: "PV", Device: "hybrid0"},
		{Key: "battery0", Nature: "ESS", Device: "hybrid0"},
		{Key: "load0", Nature: "LOAD"},
	}
	names := map[int32]string{}
	var channels []registry.Channel
	for _, a := range assets {
		for _, c := range point.ChannelsOf(point.Nature(a.Nature)) {
			channel := registry.Channel{Key: int32(len(channels) + 1), Asset: a.Key, Name: c.Name, Unit: string(c.Unit)}
			channels = append(channels, channel)
			names[channel.Key] = a.Key + "." + c.Name
		}
	}
	return NewDirectory(assets, channels, nil), names
}

// accepted says, reading by reading, what is stored or why not.
func accepted(t *testing.T, body string) (stored, refused []string) {
	t.Helper()
	readings, err := Decode([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	directory, names := plant()
	a := Accept(readings, Place{Site: 1, Directory: directory}, noon)
	for _, s := range a.Samples {
		stored = append(stored, fmt.Sprintf("%s %v %v", names[s.Channel], s.Value, s.Quality))
	}
	answer := a.Answer(nil)
	for _, r := range answer.Rejected {
		refused = append(refused, fmt.Sprintf("%d %v", r.Index, r.Reason))
	}
	if want := len(readings) - len(refused); answer.Accepted != want {
		t.Errorf("%d are accepted, want the %d that are not refused", answer.Accepted, want)
	}
	return stored, refused
}

func TestAliases(t *testing.T) {
	metric := func(asset, name, value string) string {
		return fmt.Sprintf(`{"assetId":%q,"ts":"2026-06-01T12:00:00Z","metric":%q,"value":%s}`, asset, name, value)
	}
	universal := func(device, component, name, value, unit string) string {
		return fmt.Sprintf(`{"deviceId":%q,"component":%q,"parameter":%q,"value":%s,"unit":%q,"timestamp":"2026-06-01T12:00:00Z"}`, device, component, name, value, unit)
	}
	tests := map[string]struct{ body, stored, refused string }{
		"power_kw in our sign":                  {metric("battery0", "power_kw", "-2.5"), "battery0.ActivePower -2500 GOOD", ""},
		"voltage_v of a battery":                {metric("battery0", "voltage_v", "400"), "battery0.Voltage 400 GOOD", ""},
		"voltage_v of a roof":                   {metric("pv0", "voltage_v", "231"), "pv0.AC_Voltage 231 GOOD", ""},
		"voltage_v of a meter":                  {metric("meter0", "voltage_v", "229"), "meter0.Voltage_L1 229 GOOD", ""},
		"soc_pct":                               {metric("battery0", "soc_pct", "76"), "battery0.SOC 76 GOOD", ""},
		"soc_pct of a meter":                    {metric("meter0", "soc_pct", "76"), "", "0 UNKNOWN_CHANNEL: there is no channel meter0.soc_pct"},
		"temp_c":                                {metric("battery0", "temp_c", "21.5"), "battery0.Temperature 21.5 GOOD", ""},
		"freq_hz":                               {metric("meter0", "freq_hz", "49.98"), "meter0.Frequency 49.98 GOOD", ""},
		"an asset by its id":                    {metric("018f0000-0000-7000-8000-00000000000a", "freq_hz", "50"), "meter0.Frequency 50 GOOD", ""},
		"grid_power_kw of the grid meter":       {metric("meter0", "grid_power_kw", "-1.1"), "meter0.ActivePower -1100 GOOD", ""},
		"grid_power_kw of another meter":        {metric("sub0", "grid_power_kw", "1"), "", "0 UNKNOWN_CHANNEL: there is no channel sub0.grid_power_kw"},
		"energy_kwh of an interval":             {metric("sub0", "energy_kwh", "1.5"), "sub0.IntervalEnergy 1500 GOOD", ""},
		"demand_kw":                             {metric("sub0", "demand_kw", "7"), "sub0.ActivePower 7000 GOOD", ""},
		"battery_soc":                           {metric("battery0", "battery_soc", "50"), "battery0.SOC 50 GOOD", ""},
		"battery_energy_kwh":                    {metric("battery0", "battery_energy_kwh", "-0.5"), "battery0.IntervalEnergy -500 GOOD", ""},
		"generation_kwh flows towards the grid": {metric("pv0", "generation_kwh", "2"), "pv0.IntervalEnergy -2000 GOOD", ""},
		"State":                                 {metric("pv0", "State", "3"), "pv0.Status 3 GOOD", ""},
		"Alarm":                                 {metric("battery0", "Alarm", "true"), "battery0.Fault 1 GOOD", ""},
		"Power in our sign":                     {universal("battery0", "battery", "Power", "-3", "kW"), "battery0.ActivePower -3000 GOOD", ""},
		"AC_Power flows towards the grid":       {universal("pv0", "inverter", "AC_Power", "4", "kW"), "pv0.ActivePower -4000 GOOD", ""},
		"AC_Power below zero is no magnitude":   {universal("pv0", "pv", "AC_Power", "-4", "kW"), "", "0 INVALID_VALUE: AC_Power is -4, want a magnitude, at least 0"},
		"AC_Power of a battery means nothing":   {universal("battery0", "battery", "AC_Power", "4", "kW"), "", "0 UNKNOWN_CHANNEL: there is no channel battery0.AC_Power"},
		"ChargePower":                           {universal("battery0", "battery", "ChargePower", "3", "kW"), "battery0.ActivePower 3000 GOOD", ""},
		"DischargePower":                        {universal("battery0", "battery", "DischargePower", "3", "kW"), "battery0.ActivePower -3000 GOOD", ""},
		"ExportPower":                           {universal("meter0", "grid", "ExportPower", "3", "kW"), "meter0.ActivePower -3000 GOOD", ""},
		"a lone 0 says only half":               {universal("battery0", "battery", "DischargePower", "0", "kW"), "", "0 INVALID_VALUE: DischargePower is 0, want the power of the other direction beside it, at the same instant"},
		"the component picks the asset":         {universal("hybrid0", "battery", "Power", "3", "kW"), "battery0.ActivePower 3000 GOOD", ""},
		"a device that speaks for two":          {metric("hybrid0", "power_kw", "3"), "", "0 INVALID_VALUE: device is hybrid0, want the asset that is meant: pv0 or battery0"},
		"a component the device is not":         {universal("hybrid0", "load", "ActivePower", "3", "kW"), "", "0 INVALID_VALUE: component is load, want what hybrid0 is: PV or ESS"},
		"a component nobody knows":              {universal("meter0", "toaster", "ActivePower", "3", "kW"), "", "0 INVALID_VALUE: component is toaster, want what meter0 is: GRID_METER"},
		"a component by the nature's name":      {universal("meter0", "grid_meter", "ActivePower", "3", "kW"), "meter0.ActivePower 3000 GOOD", ""},
		"an enum as document 001 writes it":     {universal("load0", "load", "Status", "1", "enum"), "load0.Status 1 GOOD", ""},
		"an enum for what is none":              {universal("load0", "load", "ActivePower", "1", "enum"), "", "0 UNKNOWN_UNIT: unit enum does not fit ActivePower; want W, kW, MW, mW"},
		"without a time it is uncertain":        {`{"deviceId":"battery0","component":"battery","parameter":"SOC","value":76,"unit":"%"}`, "battery0.SOC 76 UNCERTAIN", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			stored, refused := accepted(t, tt.body)
			if diff := cmp.Diff(lines(tt.stored), stored); diff != "" {
				t.Error("stored:", diff)
			}
			if diff := cmp.Diff(lines(tt.refused), refused); diff != "" {
				t.Error("refused:", diff)
			}
		})
	}
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func TestMagnitudesOfOneInstantAddUp(t *testing.T) {
	item := func(parameter string, kW float64, second int) string {
		return fmt.Sprintf(`{"deviceId":"battery0","component":"battery","parameter":%q,"value":%v,"unit":"kW","timestamp":"2026-06-01T11:59:%02dZ"}`, parameter, kW, second)
	}
	body := `{"schema":1,"readings":[` + item("DischargePower", 0, 1) + "," + item("ChargePower", 3, 1) + "," + item("ChargePower", 0, 2) + "," + item("DischargePower", 2, 2) +
		"," + item("ChargePower", 0, 3) + "," + item("DischargePower", 0, 3) + "," + item("ChargePower", 4, 1) + "," + item("ChargePower", 3, 1) + "," + item("Power", 5, 2) + `]}`
	stored, refused := accepted(t, body)
	// Power of second 2 came first; the two halves that contradict it are both refused.
	if diff := cmp.Diff([]string{"battery0.ActivePower 5000 GOOD", "battery0.ActivePower 3000 GOOD", "battery0.ActivePower 0 GOOD"}, stored); diff != "" {
		t.Error("stored:", diff)
	}
	if diff := cmp.Diff([]string{
		"2 SAMPLE_CONFLICT: another value is stored for 2026-06-01T11:59:02Z",
		"3 SAMPLE_CONFLICT: another value is stored for 2026-06-01T11:59:02Z",
		"6 SAMPLE_CONFLICT: another value is stored for 2026-06-01T11:59:01Z",
	}, refused); diff != "" {
		t.Error("refused:", diff)
	}
}

func TestAPairThatConflictsIsRefusedWhole(t *testing.T) {
	body := `{"schema":1,"readings":[{"deviceId":"battery0","channel":"ChargePower","value":3,"unit":"W","timestamp":"2026-06-01T12:00:00Z"},
		{"deviceId":"battery0","channel":"DischargePower","value":0,"unit":"W","timestamp":"2026-06-01T12:00:00Z"}]}`
	readings, err := Decode([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	directory, _ := plant()
	a := Accept(readings, Place{Site: 1, Directory: directory}, noon)
	if got := a.Answer(a.Samples); got.Accepted != 0 || len(got.Rejected) != 2 || got.Rejected[1].Index != 1 || got.Rejected[1].Reason.Code != reason.SampleConflict {
		t.Errorf("%+v", got)
	}
}

// A substitute stands beside the value it takes the place of: they are no contradiction.
func TestASubstituteMayComeWithWhatItReplaces(t *testing.T) {
	const rest = `,"unit":"W","timestamp":"2026-06-01T12:00:00Z"`
	stored, refused := accepted(t, `{"schema":1,"readings":[{"deviceId":"meter0","channel":"ActivePower","value":9`+rest+`},
		{"deviceId":"meter0","channel":"ActivePower","value":5`+rest+`,"quality":"SUBSTITUTED"},
		{"deviceId":"meter0","channel":"ActivePower","value":6`+rest+`,"quality":"SUBSTITUTED"}]}`)
	if diff := cmp.Diff([]string{"meter0.ActivePower 9 GOOD", "meter0.ActivePower 5 SUBSTITUTED"}, stored); diff != "" {
		t.Error("stored:", diff)
	}
	if diff := cmp.Diff([]string{"2 SAMPLE_CONFLICT: another value is stored for 2026-06-01T12:00:00Z"}, refused); diff != "" {
		t.Error("refused:", diff)
	}
}

// Every alias means something for some asset, in the unit it states.
func TestEveryAliasHasATarget(t *testing.T) {
	for name, a := range aliases {
		found := false
		for _, n := range point.Natures() {
			for _, channel := range a.channels {
				c, ok := point.Lookup(n, channel)
				_, fits := point.Convert(1, a.unit, c.Unit)
				found = found || ok && (a.unit == "" || fits) && a.fits(registry.Asset{Nature: string(n), MeasuresConnection: true})
			}
		}
		if !found {
			t.Errorf("%s means no channel of the catalogue", name)
		}
	}
}
