package pace_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ohmstead/backend/httpapi/pace"
	"ohmstead/energy/reason"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func TestGate(t *testing.T) {
	type request struct {
		from string
		of   int32
		at   time.Duration
		want reason.Code
		wait int
	}
	limits := pace.Limits{Credential: pace.Rate{PerSecond: 2, Burst: 2}, Tenant: pace.Rate{PerSecond: 1, Burst: 3}}
	for name, requests := range map[string][]request{
		"a burst comes through, the next waits until there is room": {
			{from: "a"}, {from: "a"}, {from: "a", want: reason.RequestRate, wait: 1}, {from: "a", at: 499 * time.Millisecond, want: reason.RequestRate, wait: 1}, {from: "a", at: 500 * time.Millisecond},
		},
		"credentials of a tenant share its rate": {
			{from: "a"}, {from: "b"}, {from: "a"}, {from: "c", want: reason.TenantRate, wait: 1}, {from: "c", at: time.Second},
		},
		"another tenant has a rate of its own": {
			{from: "a"}, {from: "a"}, {from: "b"}, {from: "c", of: 2},
		},
		"what is refused for the tenant costs the credential nothing": {
			{from: "a"}, {from: "a"}, {from: "b"}, {from: "b", want: reason.TenantRate, wait: 1}, {from: "b", want: reason.TenantRate, wait: 1}, {from: "b", at: time.Second}, {from: "b", at: time.Second, want: reason.TenantRate, wait: 1},
		},
		"a clock that is set back locks nobody out": {
			{from: "a", at: time.Hour}, {from: "a", at: time.Hour}, {from: "a"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := pace.New(limits)
			for i, r := range requests {
				err := g.Take(pace.Caller{Credential: r.from, Tenant: r.of}, noon.Add(r.at))
				if r.want == "" {
					if err != nil {
						t.Fatalf("request %d: %v", i, err)
					}
					continue
				}
				refusal, ok := errors.AsType[*reason.Error](err)
				if !ok || refusal.Code != r.want || refusal.Params["retry_seconds"] != r.wait {
					t.Fatalf("request %d: %v, want %s in %d s", i, err, r.want, r.wait)
				}
			}
		})
	}
}

func TestGate_TheZeroRateLetsEverythingThrough(t *testing.T) {
	g := pace.New(pace.Limits{})
	for range 10_000 {
		if err := g.Take(pace.Caller{}, noon); err != nil {
			t.Fatal(err)
		}
	}
}

// Whatever comes when: within any time no more comes through than a burst and what the rate gives in
// that time, and after the seconds that a refusal names one comes through.
func TestGate_HoldsItsRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := pace.Rate{PerSecond: rapid.IntRange(1, 50).Draw(t, "per second"), Burst: rapid.IntRange(1, 20).Draw(t, "burst")}
		g := pace.New(pace.Limits{Credential: rate})
		now := noon
		var through []time.Time
		for _, pause := range rapid.SliceOfN(rapid.IntRange(0, 300), 1, 80).Draw(t, "pauses in ms") {
			now = now.Add(time.Duration(pause) * time.Millisecond)
			err := g.Take(pace.Caller{}, now)
			if err == nil {
				through = append(through, now)
				continue
			}
			refusal, _ := errors.AsType[*reason.Error](err)
			seconds, _ := refusal.Params["retry_seconds"].(int)
			now = now.Add(time.Duration(seconds) * time.Second)
			if err := g.Take(pace.Caller{}, now); err != nil {
				t.Fatalf("after %d s: %v", seconds, err)
			}
			through = append(through, now)
		}
		for i, from := range through {
			for j := i; j < len(through); j++ {
				within := through[j].Sub(from)
				if most := rate.Burst + int(within*time.Duration(rate.PerSecond)/time.Second) + 1; j-i+1 > most {
					t.Fatalf("%d came through in %s, at most %d may", j-i+1, within, most)
				}
			}
		}
	})
}
