package safety_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

const dimmed = `
assets:
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
  - {id: ess1, nature: ESS, max_apparent_power_va: 10000}
  - {id: k1, nature: SWITCH}
  - {id: box0, nature: GRID_CONNECTION}
controllers:
  - {id: dim, type: LIMITER_14A, assets: [ess0, ess1], HOW}
`

func limiter(t *testing.T, how string) *controltest.Rig {
	t.Helper()
	return controltest.New(t, strings.Replace(dimmed, "HOW", how, 1))
}

func TestTheContactDims(t *testing.T) {
	const everything = unit.Power(1 << 61)
	for name, tt := range map[string]struct {
		how    string
		closed float64
		most   unit.Power
	}{
		"an open contact dims to 4.2 kW each":        {"contact: k1", 0, 4200},
		"a closed one does not":                      {"contact: k1", 1, everything},
		"where closing orders, an open one does not": {"contact: k1, active_when: CLOSED", 0, everything},
		"where closing orders, a closed one dims":    {"contact: k1, active_when: CLOSED", 1, 4200},
		"more than 4.2 kW may be agreed":             {"contact: k1, min_watts: 5000", 0, 5000},
	} {
		t.Run(name, func(t *testing.T) {
			r := limiter(t, tt.how)
			r.Put("k1.Closed", tt.closed)
			r.Step()
			for _, asset := range []string{"ess0", "ess1"} {
				b := r.Bounds(asset)
				if tt.most == everything && len(r.Asked(asset)) > 0 || tt.most != everything && b != envelope.AtMost(tt.most) {
					t.Errorf("%s may do %v, want at most %v", asset, b, tt.most)
				}
			}
			if n := r.Allocations(); n != 0 {
				t.Errorf("%v allocations a cycle", n)
			}
		})
	}
}

// Dimming reduces what is taken from the grid. In the convention of the product the formula is known
// from, charging is negative and the bound is P ≥ −4200; here it is P ≤ 4200, and discharging is
// free.
func TestSignOfDimming(t *testing.T) {
	r := limiter(t, "contact: k1")
	r.Put("k1.Closed", 0)
	r.Step()
	if b := r.Bounds("ess0"); b.Contains(4201) || !b.Contains(4200) || !b.Contains(-10_000) {
		t.Errorf("dimmed, the battery may do %v", b)
	}
}

func TestAContactThatCannotBeReadDims(t *testing.T) {
	r := limiter(t, "contact: k1, fail_safe_watts: 4500")
	r.Step()
	if got := r.Bounds("ess0"); got != envelope.AtMost(4500) {
		t.Errorf("never read: %v, want the fail-safe", got)
	}
	if diff := cmp.Diff([]reason.Code{reason.GridOperatorOrder, reason.GridOperatorSilent}, r.Told()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	r.Put("k1.Closed", 1)
	r.Step()
	if len(r.Asked("ess0")) != 0 || len(r.Told()) != 2 || !r.Filing.Notices()[1].Cleared {
		t.Errorf("closed: %v is asked and %v told", r.Asked("ess0"), r.Told())
	}
	r.Silence("k1.Closed")
	r.Run(7 * time.Second)
	if got := r.Bounds("ess0"); got != envelope.AtMost(4500) {
		t.Errorf("the wire is cut: %v, want the fail-safe", got)
	}
	if diff := cmp.Diff([]reason.Code{reason.GridOperatorFailSafe}, r.Because("ess0")); diff != "" {
		t.Errorf("because (-want +got):\n%s", diff)
	}
}

// beat runs for a while with a heartbeat every ten seconds.
func beat(r *controltest.Rig, span time.Duration) {
	for end := r.Now.Add(span); r.Now.Before(end); {
		r.Put("box0.Heartbeat", float64(r.Now.Unix()/10))
		r.Step()
	}
}

func TestTheBoxDimsWhileItIsHeard(t *testing.T) {
	r := limiter(t, "box: box0, fail_safe_watts: 4300")
	r.Put("box0.ImportLimit", 20_000)
	r.Put("box0.ImportLimitActive", 0)
	r.Step()
	if got := r.Bounds("ess0"); got != envelope.AtMost(4300) {
		t.Errorf("before the first heartbeat: %v, want the fail-safe", got)
	}
	beat(r, time.Minute)
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("heard, without an order: %+v", got)
	}
	r.Put("box0.ImportLimitActive", 1)
	beat(r, time.Minute)
	if got := r.Bounds("ess0"); got != envelope.AtMost(10_000) {
		t.Errorf("20 kW for two devices: %v, want 10 kW each", got)
	}
	r.Put("box0.ImportLimit", 3_000)
	beat(r, time.Minute)
	if got := r.Bounds("ess0"); got != envelope.AtMost(4200) {
		t.Errorf("3 kW for two devices: %v, want the 4.2 kW that each keeps", got)
	}
}

// The course of silence: two minutes without a heartbeat, then the fail-safe for two hours, then on
// its own; and how it comes back.
func TestTheFailSafeHoldsWhileTheBoxIsSilent(t *testing.T) {
	r := limiter(t, "box: box0, fail_safe_watts: 4300")
	r.Put("box0.ImportLimit", 20_000)
	r.Put("box0.ImportLimitActive", 0)
	beat(r, time.Minute)
	r.Run(105 * time.Second)
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("after less than two minutes of silence: %+v", got)
	}
	r.Run(20 * time.Second)
	if got := r.Bounds("ess0"); got != envelope.AtMost(4300) {
		t.Errorf("after two minutes of silence: %v, want the fail-safe", got)
	}
	r.Run(2*time.Hour - 20*time.Second)
	if got := r.Bounds("ess0"); got != envelope.AtMost(4300) {
		t.Errorf("before two hours: %v, want the fail-safe", got)
	}
	r.Run(time.Minute)
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("after two hours the site is on its own, and %+v is asked", got)
	}
	beat(r, time.Minute)
	r.Put("box0.ImportLimitActive", 1)
	beat(r, time.Minute)
	if got := r.Bounds("ess0"); got != envelope.AtMost(10_000) {
		t.Errorf("heard again with an order: %v, want 10 kW each", got)
	}
}

func TestAHeartbeatWithoutALimitLeavesTheFailSafeAfterTwoMinutes(t *testing.T) {
	r := limiter(t, "box: box0")
	beat(r, time.Minute)
	if got := r.Bounds("ess0"); got != envelope.AtMost(4200) {
		t.Errorf("a heartbeat alone: %v, want the fail-safe", got)
	}
	beat(r, 2*time.Minute)
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("two minutes later: %+v", got)
	}
}

func TestAFailSafeWithoutAnEndHoldsUntilTheBoxIsHeard(t *testing.T) {
	r := limiter(t, "box: box0, fail_safe_for: 0s")
	r.Put("box0.ImportLimitActive", 0)
	beat(r, time.Minute)
	r.Run(12 * time.Hour)
	if got := r.Bounds("ess0"); got != envelope.AtMost(4200) {
		t.Errorf("after twelve hours of silence: %v, want the fail-safe", got)
	}
}

func TestOfContactAndBoxTheStrongerHolds(t *testing.T) {
	r := limiter(t, "contact: k1, box: box0, min_watts: 4200")
	r.Put("k1.Closed", 0)
	r.Put("box0.ImportLimit", 20_000)
	r.Put("box0.ImportLimitActive", 1)
	beat(r, time.Minute)
	if got := r.Bounds("ess0"); got != envelope.AtMost(4200) {
		t.Errorf("contact 4.2 kW, box 10 kW: %v", got)
	}
	r.Put("k1.Closed", 1)
	beat(r, 10*time.Second)
	if got := r.Bounds("ess0"); got != envelope.AtMost(10_000) {
		t.Errorf("contact free, box 10 kW: %v", got)
	}
}

func TestALimiterWithoutAnInputIsRefused(t *testing.T) {
	err := controltest.Refused(t, strings.Replace(dimmed, "HOW", "min_watts: 4200", 1))
	if !errors.Is(err, reason.New(reason.MissingField, nil)) {
		t.Errorf("got %v, want MISSING_FIELD", err)
	}
}
