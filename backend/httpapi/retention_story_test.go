package httpapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/httpapi/retention"
)

// An owner bounds what comes in; whoever sends more is told when to come again, and loses nothing by
// doing so. Another tenant notices nothing.
func TestQuotaOfSamples(t *testing.T) {
	s := newStack(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	policy := get[retention.TelemetryPolicyState](s, "/api/telemetry-policy", s.north.owner)
	if policy.Version != 0 || policy.RawDays != 730 || policy.UsedChannels != 3 || policy.SamplesPerSecond != nil {
		t.Fatalf("the default: %+v", policy)
	}
	set := func(body string) (int, string) { return s.ask("PUT", "/api/telemetry-policy", body, s.north.owner) }
	body := `{"raw_days":%d,"quarter_days":400,"hour_days":null,"day_days":null,"samples_per_second":1,"channels":null,"version":%d}`
	if status, answer := set(fmt.Sprintf(body, 20, 0)); status != http.StatusUnprocessableEntity || !strings.Contains(answer, "raw_days") || !strings.Contains(answer, "40 to") {
		t.Errorf("samples for 20 days: %d %s", status, answer)
	}
	if status, answer := set(fmt.Sprintf(body, 40, 0)); status != http.StatusOK {
		t.Fatalf("%d %s", status, answer)
	}
	if status, answer := set(fmt.Sprintf(body, 40, 0)); status != http.StatusConflict || !strings.Contains(answer, "VERSION_CONFLICT") {
		t.Errorf("the same version again: %d %s", status, answer)
	}
	go func() { _ = s.meter.Run(ctx) }()
	from := time.Now().Add(-time.Hour).Truncate(time.Minute)
	// Until the meter has read the quota; a request then takes fifteen seconds' worth of it.
	for n, deadline := 0, time.Now().Add(2*time.Minute); ; n++ {
		if time.Now().After(deadline) {
			t.Fatal("no quota holds anybody up")
		}
		status, answer := s.ask("POST", "/api/ingest", minutes(from.Add(-time.Duration(n)*15*time.Minute), 5, "GOOD"), s.north.adapter)
		if status == http.StatusTooManyRequests {
			var problem struct {
				Code   string         `json:"reason_code"`
				Params map[string]int `json:"params"`
			}
			if err := json.Unmarshal([]byte(answer), &problem); err != nil || problem.Code != "SAMPLE_QUOTA" || problem.Params["retry_seconds"] < 1 {
				t.Fatalf("%s, %v", answer, err)
			}
			time.Sleep(time.Duration(problem.Params["retry_seconds"]) * time.Second)
			break
		}
		if status != http.StatusOK {
			t.Fatalf("%d %s", status, answer)
		}
	}
	if got := s.post(minutes(from.Add(15*time.Minute), 5, "GOOD"), s.north.adapter); got.Accepted != 15 {
		t.Errorf("after the wait: %+v", got)
	}
	for n := range 10 {
		if got := s.post(minutes(from.Add(-time.Duration(n)*15*time.Minute), 5, "GOOD"), s.south.adapter); got.Accepted != 15 {
			t.Fatalf("another tenant: %+v", got)
		}
	}
}
