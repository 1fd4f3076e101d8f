package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/httpapi"
	"ohmstead/backend/httpapi/cleaning"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/slot"
)

// An engineer says what a meter can be; what comes then is kept as it came, judged by that, and the
// energy that the counter has counted is asked for by quarter hours.
func TestStory_AMeterIsCleanedAndCounted(t *testing.T) {
	s := newStack(t)
	wider := manifest()
	for _, name := range []string{"EnergyImport", "Voltage_L1"} {
		c := wider.Channels[0]
		c.Name, c.Unit = name, map[string]string{"EnergyImport": "Wh", "Voltage_L1": "V"}[name]
		wider.Channels = append(wider.Channels, c)
	}
	if _, err := s.db.ApplyManifest(t.Context(), s.enrolled(s.north), wider); err != nil {
		t.Fatal(err)
	}
	at := "/api/sites/" + s.north.site.ID.String()
	engineer, operator := s.login("engineer@north.example"), s.login("operator@north.example")
	voltage := `{"channel":"meter0.Voltage_L1","version":%d,"min":0,"max":300,"max_per_second":null,"rollover":null,"no_reset":false}`
	meter := `{"channel":"meter0.EnergyImport","version":0,"min":null,"max":null,"max_per_second":null,"rollover":100000,"no_reset":false}`

	if status, answer := s.ask("PUT", at+"/channel-settings", fmt.Sprintf(voltage, 0), operator); status != http.StatusForbidden {
		t.Errorf("an operator says something of a channel: %d %s", status, answer)
	}
	var said cleaning.ChannelSettings
	s.as(engineer).do("PUT", at+"/channel-settings", fmt.Sprintf(voltage, 0), &said)
	s.as(engineer).do("PUT", at+"/channel-settings", meter, nil)
	if said.Version != 1 || said.Counter || said.Unit != "V" || *said.Max != 300 {
		t.Errorf("said: %+v", said)
	}
	s.as(engineer).refused("PUT", at+"/channel-settings", fmt.Sprintf(voltage, 0), "VERSION_CONFLICT")
	s.as(engineer).refused("PUT", at+"/channel-settings", strings.Replace(meter, "EnergyImport", "ActivePower", 1), "INVALID_VALUE")
	s.as(engineer).refused("PUT", at+"/channel-settings", strings.Replace(meter, "EnergyImport", "Nothing", 1), "UNKNOWN_CHANNEL")
	if found := get[cleaning.ChannelSettingsList](s, at+"/channel-settings?channel=meter0.EnergyImport", operator); len(found.Items) != 1 || *found.Items[0].Rollover != 100_000 || !found.Items[0].Counter {
		t.Errorf("of the counter: %+v", found)
	}

	noon := slot.Floor(time.Now(), 24*time.Hour).Add(-12 * time.Hour)
	var lines []string
	for _, r := range []struct {
		channel string
		minute  int
		value   float64
		unit    string
	}{
		{"Voltage_L1", 0, 230, "V"},
		{"Voltage_L1", 1, 6553.5, "V"},
		{"Voltage_L1", 2, 231, "V"},
		{"EnergyImport", 0, 99_900, "Wh"},
		{"EnergyImport", 10, 100, "Wh"},
		{"EnergyImport", 11, 50, "Wh"},
		{"EnergyImport", 15, 200, "Wh"},
		{"EnergyImport", 45, 800, "Wh"},
	} {
		lines = append(lines, fmt.Sprintf(`{"deviceId":"meter0","channel":%q,"value":%g,"unit":%q,"timestamp":%q}`, r.channel, r.value, r.unit, noon.Add(time.Duration(r.minute)*time.Minute).Format(time.RFC3339)))
	}
	s.as(s.north.adapter).do("POST", "/api/ingest", `{"schema":1,"readings":[`+strings.Join(lines, ",")+`]}`, nil)
	for n := 1; n > 0; {
		var err error
		if _, n, err = s.db.Roll(t.Context(), telemetry.Lap{}, 500); err != nil {
			t.Fatal(err)
		}
	}

	span := fmt.Sprintf("&from=%s&to=%s", noon.Format(time.RFC3339), noon.Add(time.Hour).Format(time.RFC3339))
	if got := shown(get[httpapi.ReadingPage](s, at+"/readings?channel=meter0.Voltage_L1"+span, operator)); got != "230 GOOD, 6553.5 BAD, 231 GOOD" {
		t.Errorf("the voltage: %s", got)
	}
	if got := shown(get[httpapi.ReadingPage](s, at+"/readings?channel=meter0.EnergyImport"+span, operator)); got != "99900 GOOD, 100 GOOD, 50 UNCERTAIN, 200 GOOD, 800 GOOD" {
		t.Errorf("the counter: %s", got)
	}
	var energies []string
	for _, b := range get[httpapi.SeriesList](s, at+"/series?channel=meter0.EnergyImport&bucket=15m"+span, operator).Series[0].Buckets {
		if b.EnergyWh == nil {
			energies = append(energies, "unknown")
			continue
		}
		energies = append(energies, fmt.Sprintf("%g %s", *b.EnergyWh, b.EnergyQuality))
	}
	if got := strings.Join(energies, ", "); got != "300 GOOD, 300 UNCERTAIN, 300 UNCERTAIN, unknown" {
		t.Errorf("counted: %s", got)
	}
}

func shown(page httpapi.ReadingPage) string {
	var all []string
	for _, r := range page.Readings {
		all = append(all, fmt.Sprintf("%g %s", *r.Value, r.Quality))
	}
	return strings.Join(all, ", ")
}
