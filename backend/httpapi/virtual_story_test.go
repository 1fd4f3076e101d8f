package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"ohmstead/backend/httpapi"
	"ohmstead/backend/httpapi/computed"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
)

// An engineer tries a formula, keeps it, and every reader has the channel; then it is changed and
// archived.
func TestStory_AChannelIsComputed(t *testing.T) {
	s := newStack(t)
	s.measure(s.north)
	of := "/api/sites/" + s.north.site.ID.String()
	engineer, operator := s.login("engineer@north.example"), s.login("operator@north.example")
	body := func(formula string) string {
		return fmt.Sprintf(`{"name":"meter0.HouseLoad","unit":"","formula":%q,"inputs":{"grid":"meter0.ActivePower","battery":"battery0.ActivePower"},"max_age_seconds":120}`, formula)
	}
	if status, answer := s.ask("POST", of+"/virtual-channels", body("grid - battery"), operator); status != http.StatusForbidden {
		t.Errorf("an operator adds one: %d %s", status, answer)
	}
	var trial computed.VirtualChannelTrial
	s.as(engineer).do("POST", of+"/virtual-channels/try", body("grid - battery"), &trial)
	if trial.Unit != "W" || trial.Instants != 61 || trial.Known != 61 || *trial.Course[0].Value != 1500 {
		t.Errorf("tried: %s, %d of %d instants known, %+v", trial.Unit, trial.Known, trial.Instants, trial.Course[0])
	}
	s.as(engineer).refused("POST", of+"/virtual-channels/try", body("grid - nothing"), "INVALID_VALUE")

	var kept, again computed.VirtualChannel
	s.as(engineer).same("once").do("POST", of+"/virtual-channels", body("grid - battery"), &kept)
	s.as(engineer).same("once").do("POST", of+"/virtual-channels", body("grid - battery"), &again)
	if kept.ID != again.ID || kept.Version != 1 || kept.Unit != "W" || kept.SiteID != s.north.site.ID {
		t.Errorf("kept: %+v, and again %+v", kept, again)
	}
	s.as(engineer).refused("POST", of+"/virtual-channels", body("grid"), "NAME_TAKEN")
	for laps := 3; laps > 0; laps-- {
		if _, _, err := s.db.Roll(t.Context(), telemetry.Lap{}, 1000); err != nil {
			t.Fatal(err)
		}
	}
	span := fmt.Sprintf("&from=%s&to=%s", trial.From.Format("2006-01-02T15:04:05Z"), trial.To.Format("2006-01-02T15:04:05Z"))
	if page := get[httpapi.ReadingPage](s, of+"/readings?channel=meter0.HouseLoad"+span, operator); len(page.Readings) < 60 || *page.Readings[0].Value != 1500 || page.Readings[0].Unit != "W" {
		t.Errorf("%d readings: %+v", len(page.Readings), page.Readings)
	}
	means := 0
	for _, b := range get[httpapi.SeriesList](s, of+"/series?channel=meter0.HouseLoad&bucket=15m"+span, operator).Series[0].Buckets {
		if b.Mean != nil && *b.Mean == 1500 {
			means++
		}
	}
	if means < 3 {
		t.Errorf("%d quarter hours have its mean", means)
	}

	reading := fmt.Sprintf(`{"deviceId":"meter0","channel":"HouseLoad","value":1,"unit":"W","timestamp":%d}`, time.Now().Unix())
	if got := s.post(reading, s.north.adapter); got.Accepted != 0 || len(got.Rejected) != 1 || got.Rejected[0].ReasonCode != reason.ChannelComputed {
		t.Errorf("a reading of it is answered with %+v", got)
	}

	one := "/api/virtual-channels/" + kept.ID.String()
	s.as(engineer).do("PUT", one, `{"version":1,`+body("grid - battery + 1")[1:], &kept)
	if kept.Version != 2 || kept.Formula != "grid - battery + 1" {
		t.Errorf("changed: %+v", kept)
	}
	s.as(engineer).refused("PUT", one, `{"version":1,`+body("grid")[1:], "VERSION_CONFLICT")
	s.as(engineer).refused("PUT", one, `{"version":2,"name":"meter0.Self","unit":"","formula":"a","inputs":{"a":"meter0.ActivePower"},"max_age_seconds":120}`, "INVALID_VALUE")
	s.as(engineer).refused("PUT", one, `{"version":2,"name":"meter0.HouseLoad","unit":"","formula":"a","inputs":{"a":"meter0.HouseLoad"},"max_age_seconds":120}`, "INVALID_VALUE")
	if found := get[computed.VirtualChannelList](s, of+"/virtual-channels", operator); len(found.Items) != 1 || found.Items[0].Name != "meter0.HouseLoad" || found.Items[0].Inputs["grid"] != "meter0.ActivePower" {
		t.Errorf("listed: %+v", found)
	}
	if status, answer := s.ask("DELETE", one+"?version=2", "", engineer); status != http.StatusNoContent {
		t.Errorf("archived: %d %s", status, answer)
	}
	s.as(operator).refused("GET", one, "", "NOT_FOUND")
}
