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

const rippled = `
assets:
  - {id: pv0, nature: PV, max_apparent_power_va: 20000}
  - {id: k0, nature: SWITCH}
  - {id: k30, nature: SWITCH}
  - {id: k60, nature: SWITCH}
controllers:
  - {id: ripple, type: RIPPLE_CONTROL_RECEIVER, assets: [pv0], contact_0: k0, contact_30: k30, contact_60: k60, fail_safe_percent: 50}
`

// contacts are 0 open, 1 closed, -1 not readable.
type contacts struct{ k0, k30, k60 float64 }

func TestRippleControl(t *testing.T) {
	for name, tt := range map[string]struct {
		contacts contacts
		want     unit.Power // the most that may be produced; negative
		because  reason.Code
	}{
		"without an order everything may be fed in": {contacts{0, 0, 0}, -20_000, ""},
		"60 %":                            {contacts{0, 0, 1}, -12_000, reason.FeedInReduced},
		"30 %":                            {contacts{0, 1, 0}, -6_000, reason.FeedInReduced},
		"nothing":                         {contacts{1, 0, 0}, 0, reason.FeedInReduced},
		"of two orders the stronger wins": {contacts{0, 1, 1}, -6_000, reason.FeedInReduced},
		"of all three the strongest":      {contacts{1, 1, 1}, 0, reason.FeedInReduced},
		"a contact that cannot be read is the fail-safe":      {contacts{-1, 0, 0}, -10_000, reason.GridOperatorFailSafe},
		"but never weaker than an order that can":             {contacts{-1, 1, 0}, -6_000, reason.FeedInReduced},
		"a fail-safe that is stronger than the order holds":   {contacts{-1, 0, 1}, -10_000, reason.GridOperatorFailSafe},
		"a weaker contact that cannot be read changes little": {contacts{0, 1, -1}, -6_000, reason.FeedInReduced},
		"none that can be read is the fail-safe":              {contacts{-1, -1, -1}, -10_000, reason.GridOperatorFailSafe},
	} {
		t.Run(name, func(t *testing.T) {
			r := controltest.New(t, rippled)
			for channel, closed := range map[string]float64{"k0.Closed": tt.contacts.k0, "k30.Closed": tt.contacts.k30, "k60.Closed": tt.contacts.k60} {
				if closed >= 0 {
					r.Put(channel, closed)
				}
			}
			r.Step()
			if tt.because == "" {
				if got := r.Asked("pv0"); len(got) != 0 {
					t.Errorf("it asks %+v", got)
				}
				return
			}
			if got := r.Bounds("pv0"); got != envelope.AtLeast(tt.want) {
				t.Errorf("the roof may do %v, want %v or less production", got, tt.want)
			}
			if diff := cmp.Diff([]reason.Code{tt.because}, r.Because("pv0")); diff != "" {
				t.Errorf("because (-want +got):\n%s", diff)
			}
			if n := r.Allocations(); n != 0 {
				t.Errorf("%v allocations a cycle", n)
			}
		})
	}
}

func TestEveryOrderOfTheReceiverIsAnEvent(t *testing.T) {
	r := controltest.New(t, rippled)
	for _, k := range []string{"k0", "k30", "k60"} {
		r.Put(k+".Closed", 0)
	}
	var told [][]reason.Code
	step := func() {
		r.Step()
		told = append(told, r.Told())
	}
	step()
	step()
	r.Put("k30.Closed", 1)
	step()
	r.Silence("k0.Closed")
	r.Run(6 * time.Second)
	r.Put("k30.Closed", 0)
	step()
	r.Put("k0.Closed", 0)
	step()
	want := [][]reason.Code{
		{reason.GridOperatorFree},
		{},
		{reason.FeedInOrder},
		{reason.FeedInOrder, reason.GridOperatorSilent},
		{reason.GridOperatorFree, reason.GridOperatorSilent},
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestAReceiverWithoutContactsIsRefused(t *testing.T) {
	err := controltest.Refused(t, strings.Replace(rippled, ", contact_0: k0, contact_30: k30, contact_60: k60", "", 1))
	if !errors.Is(err, reason.New(reason.MissingField, nil)) {
		t.Errorf("got %v, want MISSING_FIELD", err)
	}
}
