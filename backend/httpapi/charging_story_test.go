package httpapi_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/httpapi"
	"ohmstead/backend/httpapi/audittrail"
	"ohmstead/backend/httpapi/chargers"
	"ohmstead/wire"
)

// charger gives the north household's site a wallbox.
func (s *stack) charger() {
	s.t.Helper()
	m := manifest()
	m.Assets = append(m.Assets, wire.ManifestAsset{Key: "evcs0", Name: "Garage", Nature: "EVCS"})
	for _, c := range [][3]string{{"PlugState", "enum:PlugState", "state"}, {"EnergySession", "Wh", "measurement"}, {"ActivePower", "W", "measurement"}} {
		m.Channels = append(m.Channels, wire.ManifestChannel{Asset: "evcs0", Name: c[0], Unit: c[1], Kind: c[2]})
	}
	if _, err := s.db.ApplyManifest(s.t.Context(), s.enrolled(s.north), m); err != nil {
		s.t.Fatal(err)
	}
}

// minute sends what the wallbox shows at an instant.
func (s *stack) minute(at time.Time, plug int, wh, watts float64) {
	s.t.Helper()
	const one = `{"deviceId":"evcs0","channel":%q,"value":%v,"unit":%q,"timestamp":%d}`
	body := fmt.Sprintf(`{"schema":1,"readings":[`+one+`,`+one+`,`+one+`]}`, "PlugState", plug, "enum:PlugState", at.Unix(), "EnergySession", wh, "Wh", at.Unix(), "ActivePower", watts, "W", at.Unix())
	if r := s.post(body, s.north.adapter); len(r.Rejected) != 0 {
		s.t.Fatalf("%+v", r)
	}
}

func (s *stack) sessions(query string) []chargers.ChargingSession {
	s.t.Helper()
	return get[chargers.ChargingSessionPage](s, "/api/charging-sessions?"+query, s.north.viewer).Items
}

// A vehicle comes, charges and goes: one session with the energy that its register says, open while the vehicle is
// there.
func TestCharging_FromPlugToFile(t *testing.T) {
	s := newStack(t)
	s.charger()
	start := time.Now().UTC().Truncate(time.Minute).Add(-time.Hour)
	s.minute(start.Add(-time.Minute), 0, 7300, 0)
	for m := range 30 {
		s.minute(start.Add(time.Duration(m)*time.Minute), 2, 61.25*float64(m), 3675)
	}
	s.roll()
	site := "site=" + s.north.site.ID.String()
	open := s.sessions(site + "&open=only")
	if len(open) != 1 || open[0].EndedAt != nil || *open[0].EnergyWh != "1776.25" || open[0].Asset != "evcs0" || open[0].SiteName != "House north" || open[0].Origin != "DERIVED" || open[0].Uncertain {
		t.Fatalf("while it charges: %+v", open)
	}
	s.minute(start.Add(30*time.Minute), 1, 1837.5, 0)
	s.minute(start.Add(31*time.Minute), 0, 1837.5, 0)
	s.roll()
	all := s.sessions(site)
	if len(all) != 1 || all[0].ID != open[0].ID || all[0].EndedAt == nil || !all[0].EndedAt.Equal(start.Add(31*time.Minute)) || !all[0].StartedAt.Equal(start) ||
		*all[0].EnergyWh != "1837.50" || *all[0].FirstWh != "0.00" || *all[0].LastWh != "1837.50" || *all[0].PeakWatts != 3675 || all[0].EVSEID != nil {
		t.Fatalf("when it has gone: %+v", all)
	}
	t.Run("the charger's EVSE is told and asked for", func(t *testing.T) {
		var made struct{ ID string }
		s.as(s.north.owner).do("POST", "/api/sites/"+s.north.site.ID.String()+"/evses", fmt.Sprintf(`{"asset_id":%q,"connector_types":["IEC_62196_T2"]}`, all[0].AssetID), &made)
		if found := s.sessions("evse=" + made.ID); len(found) != 1 || found[0].EVSEID == nil || found[0].EVSEID.String() != made.ID {
			t.Errorf("%+v", found)
		}
	})
	t.Run("as a file", func(t *testing.T) {
		status, file := s.ask("GET", "/api/charging-sessions.csv?"+site, "", s.north.owner)
		lines, err := csv.NewReader(strings.NewReader(file)).ReadAll()
		if err != nil || status != http.StatusOK || len(lines) != 2 || lines[1][0] != all[0].ID.String() || lines[0][10] != "energy_wh" || lines[1][10] != "1837.50" {
			t.Errorf("%d %v %s", status, err, file)
		}
		s.as(s.north.viewer).refused("GET", "/api/charging-sessions.csv", "", "FORBIDDEN")
	})
	t.Run("with its course of power", func(t *testing.T) {
		path := fmt.Sprintf("/api/sites/%s/series?bucket=1m&channel=evcs0.ActivePower&from=%s&to=%s", s.north.site.ID, url.QueryEscape(start.Format(time.RFC3339)), url.QueryEscape(all[0].EndedAt.Format(time.RFC3339)))
		if buckets := get[httpapi.SeriesList](s, path, s.north.viewer).Series[0].Buckets; len(buckets) != 31 || *buckets[5].Mean != 3675 {
			t.Errorf("%+v", buckets)
		}
	})
}

// A station that tells of its sessions itself.
func TestCharging_Reported(t *testing.T) {
	s := newStack(t)
	s.charger()
	site, adapter := s.north.site.ID.String(), s.as(s.north.adapter)
	report := func(id, from, to, rest string) string {
		return fmt.Sprintf(`{"site_id":%q,"asset":"evcs0","external_id":%q,"started_at":"2026-06-01T%s:00Z"%s%s}`, site, id, from, to, rest)
	}
	ended := func(at string) string { return `,"ended_at":"2026-06-01T` + at + `:00Z"` }
	var first, again, over chargers.ChargingSession
	adapter.do("POST", "/api/charging-sessions", report("a", "10:00", "", ""), &first)
	adapter.do("POST", "/api/charging-sessions", report("a", "10:00", "", ""), &again)
	adapter.do("POST", "/api/charging-sessions", report("a", "10:00", ended("11:30"), `,"energy_wh":"8250.5","peak_watts":11000,"vehicle_id":"van 3","token":"04A2B9","tariff_applied":"night"`), &over)
	if first.EndedAt != nil || first.EnergyWh != nil || first.Version != 1 || first.Origin != "REPORTED" || again.ID != first.ID ||
		over.ID != first.ID || over.Version != again.Version+1 || *over.EnergyWh != "8250.50" || over.VehicleID != "van 3" || over.Token != "04A2B9" || over.Tariff != "night" || *over.PeakWatts != 11000 {
		t.Errorf("first %+v\nagain %+v\nover %+v", first, again, over)
	}
	adapter.refused("POST", "/api/charging-sessions", report("b", "11:00", ended("12:00"), ""), "PERIODS_OVERLAP")
	adapter.refused("POST", "/api/charging-sessions", report("b", "12:00", ended("11:00"), ""), "INVALID_VALUE")
	adapter.refused("POST", "/api/charging-sessions", report("b", "12:00", ended("13:00"), `,"energy_wh":"-3"`), "INVALID_VALUE")
	adapter.refused("POST", "/api/charging-sessions", strings.Replace(report("b", "12:00", ended("13:00"), ""), "evcs0", "meter0", 1), "NOT_FOUND")
	s.as(s.north.owner).refused("POST", "/api/charging-sessions", report("b", "12:00", ended("13:00"), ""), "FORBIDDEN")
	s.as(s.south.adapter).refused("POST", "/api/charging-sessions", report("b", "12:00", ended("13:00"), ""), "NOT_FOUND")

	var log audittrail.AuditPage
	s.as(s.north.owner).do("GET", "/api/audit?entity=charging_sessions", "", &log)
	if len(log.Items) < 2 || log.Items[0].Action != "UPDATE" || log.Items[len(log.Items)-1].Action != "INSERT" {
		t.Errorf("the log: %+v", log.Items)
	}
}
