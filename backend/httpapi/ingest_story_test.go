package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/httpapi"
	"ohmstead/backend/intake"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// post ingests a body and gives the answer.
func (s *stack) post(body, token string) intake.IngestResult {
	s.t.Helper()
	status, answer := s.ask("POST", "/api/ingest", body, token)
	var result intake.IngestResult
	if err := json.Unmarshal([]byte(answer), &result); err != nil || status != http.StatusOK {
		s.t.Fatalf("%d %s", status, answer)
	}
	return result
}

// roll forms every rollup that is due.
func (s *stack) roll() {
	s.t.Helper()
	for n := 1; n > 0; {
		var err error
		if _, n, err = s.db.Roll(s.t.Context(), telemetry.Lap{}, 1000); err != nil {
			s.t.Fatal(err)
		}
	}
}

// quarter is the one bucket of the grid meter's quarter hour that begins at from.
func (s *stack) quarter(h household, from time.Time) httpapi.Bucket {
	s.t.Helper()
	path := fmt.Sprintf("/api/sites/%s/series?bucket=15m&channel=meter0.ActivePower&from=%s&to=%s",
		h.site.ID, from.Format(time.RFC3339), from.Add(slot.QuarterHour).Format(time.RFC3339))
	return get[httpapi.SeriesList](s, path, h.viewer).Series[0].Buckets[0]
}

// minutes is a columnar batch of one value a minute for a whole quarter hour, quality included.
func minutes(from time.Time, watts float64, quality string) string {
	var dt, v, q []string
	for minute := range 15 {
		dt = append(dt, fmt.Sprint(minute*60_000))
		v = append(v, fmt.Sprint(watts))
		q = append(q, fmt.Sprintf("%q", quality))
	}
	return fmt.Sprintf(`{"schema":1,"t0":%q,"columns":[{"device":"meter0","channel":"ActivePower","unit":"W","dt_ms":[%s],"v":[%s],"q":[%s]}]}`,
		from.Format(time.RFC3339), strings.Join(dt, ","), strings.Join(v, ","), strings.Join(q, ","))
}

// What becomes of data that comes twice, late, too late, or from the future.
func TestDataOutOfOrderIsAnsweredByName(t *testing.T) {
	s := newStack(t)
	h := s.north
	now := time.Now().UTC().Truncate(time.Second)
	item := func(at time.Time, watts float64) string {
		return fmt.Sprintf(`{"deviceId":"meter0","channel":"ActivePower","value":%v,"unit":"W","timestamp":%d}`, watts, at.Unix())
	}
	tests := []struct {
		name, body string
		want       reason.Code // "" where it is accepted
	}{
		{"a value of now", item(now, 100), ""},
		{"the same again", item(now, 100), ""},
		{"another value for its instant", item(now, 101), reason.SampleConflict},
		{"a clock four minutes ahead", item(now.Add(4*time.Minute), 100), ""},
		{"a clock an hour ahead", item(now.Add(time.Hour), 100), reason.FutureTimestamp},
		{"twenty-nine days late", item(now.AddDate(0, 0, -29), 100), ""},
		{"thirty-one days late", item(now.AddDate(0, 0, -31), 100), reason.TooOld},
	}
	for _, tt := range tests {
		got := s.post(tt.body, h.adapter)
		switch {
		case tt.want == "" && (got.Accepted != 1 || len(got.Rejected) != 0):
			t.Errorf("%s: %+v, want it accepted", tt.name, got)
		case tt.want != "" && (got.Accepted != 0 || len(got.Rejected) != 1 || got.Rejected[0].ReasonCode != tt.want):
			t.Errorf("%s: %+v, want %s", tt.name, got, tt.want)
		}
	}
}

// Late data and substitutes change the quarter hour they belong to, and only by those readings that
// are stored.
func TestLateDataAndSubstitutesRollAnew(t *testing.T) {
	s := newStack(t)
	h := s.north
	from := slot.Floor(time.Now(), slot.QuarterHour).AddDate(0, 0, -10)
	if got := s.post(minutes(from, 600, "GOOD"), h.adapter); got.Accepted != 15 {
		t.Fatalf("ten days late: %+v", got)
	}
	s.roll()
	if got := s.quarter(h, from); got.Mean == nil || *got.Mean != 600 || got.CoveredSeconds != 900 {
		t.Errorf("the quarter hour: %+v", got)
	}
	late := fmt.Sprintf(`{"assetId":"meter0","ts":%d,"metric":"grid_power_kw","value":6}`, from.Add(30*time.Second).Unix())
	if got := s.post(late, h.adapter); got.Accepted != 1 {
		t.Fatalf("one more, later still: %+v", got)
	}
	s.roll()
	if got := s.quarter(h, from); *got.Mean != 780 || *got.Max != 6000 { // 30 s of 6 kW in 15 min of 600 W
		t.Errorf("after the late reading: %+v", got)
	}
	if got := s.post(minutes(from, 700, "GOOD"), h.adapter); got.Accepted != 0 || len(got.Rejected) != 15 || got.Rejected[14].Index != 14 || got.Rejected[14].ReasonCode != reason.SampleConflict {
		t.Errorf("other values: %+v", got)
	}
	s.roll()
	if got := s.quarter(h, from); *got.Mean != 780 {
		t.Errorf("a conflict changed the rollup: %+v", got)
	}
	for range 2 { // the second time they are repeats
		if got := s.post(minutes(from, 1200, "SUBSTITUTED"), h.adapter); got.Accepted != 15 {
			t.Fatalf("substitutes: %+v", got)
		}
	}
	s.roll()
	if got := s.quarter(h, from); *got.Mean != 1360 || got.Quality != "SUBSTITUTED" { // 870 s of 1.2 kW, 30 s of 6 kW
		t.Errorf("after the substitutes: %+v", got)
	}
	for _, bucket := range []string{"1h", "1d"} { // less than half of either is covered: its extremes are unknown, its cover is not
		path := fmt.Sprintf("/api/sites/%s/series?bucket=%s&channel=meter0.ActivePower&from=%s&to=%s", h.site.ID, bucket, from.Format(time.RFC3339), from.AddDate(0, 0, 2).Format(time.RFC3339))
		if got := get[httpapi.SeriesList](s, path, h.viewer).Series[0].Buckets; got[0].CoveredSeconds < 900 || got[0].CoveredSeconds > 1020 || len(got) > 49 {
			t.Errorf("in buckets of %s the first of %d is %+v", bucket, len(got), got[0])
		}
	}
	path := fmt.Sprintf("/api/sites/%s/readings?channel=meter0.ActivePower&from=%s&to=%s", h.site.ID, from.Format(time.RFC3339), from.Add(time.Minute).Format(time.RFC3339))
	page := get[httpapi.ReadingPage](s, path, h.viewer).Readings
	if len(page) != 2 || *page[0].Value != 1200 || page[0].Quality != "SUBSTITUTED" || *page[1].Value != 6000 {
		t.Errorf("readings: %+v", page)
	}
}

func TestEveryShapeIsStored(t *testing.T) {
	s := newStack(t)
	h := s.north
	at := time.Now().UTC().Truncate(time.Second).Add(-time.Minute)
	bodies := []string{
		fmt.Sprintf(`{"deviceId":"plenticore0","component":"battery","parameter":"SOC","value":76,"unit":"%%","timestamp":%d}`, at.Unix()),
		fmt.Sprintf(`{"schema":1,"readings":[{"deviceId":"battery0","channel":"ChargePower","value":0,"unit":"kW","timestamp":%[1]d},{"deviceId":"battery0","channel":"DischargePower","value":2.5,"unit":"kW","timestamp":%[1]d}]}`, at.Unix()),
		fmt.Sprintf(`{"assetId":"meter0","ts":%q,"metric":"grid_power_kw","value":-1.1,"qualityFlag":"UNCERTAIN","source":"scada"}`, at.Format(time.RFC3339)),
	}
	for _, body := range bodies {
		if got := s.post(body, h.adapter); len(got.Rejected) != 0 {
			t.Errorf("%s: %+v", body, got)
		}
	}
	got := map[string]string{}
	for _, r := range get[httpapi.Readings](s, "/api/sites/"+h.site.ID.String()+"/live", h.viewer).Readings {
		got[r.DeviceID+"."+r.Channel] = fmt.Sprintf("%v %s", *r.Value, r.Quality)
	}
	for channel, want := range map[string]string{"battery0.SOC": "76 GOOD", "battery0.ActivePower": "-2500 GOOD", "meter0.ActivePower": "-1100 UNCERTAIN"} {
		if got[channel] != want {
			t.Errorf("%s is %q, want %q", channel, got[channel], want)
		}
	}
}
