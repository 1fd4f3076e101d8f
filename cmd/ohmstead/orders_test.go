package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"
)

// ordered is a command as the API shows it.
type ordered struct {
	ID    string
	State string
	Acks  []struct {
		State       string
		Applied     *int64   `json:"applied_watts"`
		ReasonCodes []string `json:"reason_codes"`
	}
}

// order gives the site's edge a command that holds for ten minutes.
func (s *story) order(kind, asset, payload string) ordered {
	s.Helper()
	body, err := json.Marshal(map[string]any{
		"site_id": s.site, "kind": kind, "asset": asset, "payload": json.RawMessage(payload),
		"reason": "the story", "expires_at": time.Now().Add(10 * time.Minute).UTC().Format(time.RFC3339),
	})
	if err != nil {
		s.Fatal(err)
	}
	var o ordered
	s.call(http.MethodPost, "/api/commands", string(body), &o)
	return o
}

// becomes waits until a command is in a state and returns it with its answers.
func (s *story) becomes(o ordered, states ...string) ordered {
	s.Helper()
	s.until(fmt.Sprintf("command %s in one of %v", o.ID, states), func() bool {
		s.call(http.MethodGet, "/api/commands/"+o.ID, "", &o)
		return slices.Contains(states, o.State)
	})
	return o
}

// setpoint waits until the battery's set-point in the database satisfies a condition.
func (s *story) setpoint(what string, met func(watts float64) bool) {
	s.Helper()
	s.until(what, func() bool {
		var live struct {
			Readings []struct {
				Device, Channel string
				Value           *float64
			}
		}
		s.call(http.MethodGet, "/api/sites/"+s.site+"/live", "", &live)
		for _, r := range live.Readings {
			if r.Channel == "SetActivePower" && r.Value != nil && met(*r.Value) {
				return true
			}
		}
		return false
	})
}

func TestAnOrderGoesFromTheAPIToTheBatteryAndItsAnswerComesBack(t *testing.T) {
	s := begin(t, demoSite, "speed: 1\n")
	// What is cut meanwhile, as while the machine stands still and nothing fresh is read, is not at its end.
	byHand := s.becomes(s.order("OVERRIDE", "battery0", `{"active_power_watts":1234}`), "EXECUTED")
	if last := byHand.Acks[len(byHand.Acks)-1]; last.Applied == nil || *last.Applied != 1234 {
		t.Errorf("the override is %+v, want EXECUTED with 1234 W", byHand)
	}
	s.setpoint("a set-point of 1234 W is stored", func(watts float64) bool { return watts == 1234 })
	s.becomes(s.order("RELEASE", "", fmt.Sprintf(`{"command_id":%q}`, byHand.ID)), "EXECUTED")
	s.setpoint("another set-point after the release", func(watts float64) bool { return watts != 1234 })

	clamped := s.becomes(s.order("OVERRIDE", "battery0", `{"active_power_watts":900000}`), "CLAMPED", "EXECUTED")
	if clamped.State != "CLAMPED" || len(clamped.Acks[len(clamped.Acks)-1].ReasonCodes) == 0 {
		t.Errorf("an override beyond the battery's rating is %+v, want CLAMPED with a reason", clamped)
	}
	refused := s.becomes(s.order("OVERRIDE", "nowhere0", `{"active_power_watts":1}`), "REJECTED")
	if codes := refused.Acks[0].ReasonCodes; !slices.Equal(codes, []string{"NOT_FOUND"}) {
		t.Errorf("an override of nothing is refused with %v", codes)
	}
}
