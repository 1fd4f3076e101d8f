package load_test

import (
	"testing"
	"time"
)

func TestAnyStateThatIsSetClosesTheContact(t *testing.T) {
	r := with(t, "{id: c, type: OUTPUT_ALARM, output: relay0, inputs: [relay1, relay0], channel: Closed}")
	for _, tt := range []struct {
		one, other float64
		want       bool
	}{{0, 0, false}, {1, 0, true}, {0, 1, true}, {1, 1, true}} {
		r.Put("relay1.Closed", tt.one)
		r.Put("relay0.Closed", tt.other)
		r.Step()
		if got := closed(t, r, "relay0"); got != tt.want {
			t.Errorf("with %v and %v the contact is closed: %v", tt.one, tt.other, got)
		}
	}
	refused(t, "{id: c, type: OUTPUT_ALARM, output: relay0, inputs: [ess0, meter0]}", "UNKNOWN_CHANNEL: there is no channel meter0.Fault")
}

// The controller it is modelled on takes an unknown state for none.
func TestAnUnknownStateIsNotTakenForHealth(t *testing.T) {
	r := with(t, "{id: c, type: OUTPUT_ALARM, output: relay0, inputs: [ess0]}")
	r.Step()
	if !closed(t, r, "relay0") {
		t.Error("a battery nobody has heard of passes for healthy")
	}
	r.Put("ess0.Fault", 0)
	r.Step()
	if closed(t, r, "relay0") {
		t.Error("a healthy battery is an alarm")
	}
	r.Silence("ess0.Fault")
	r.Run(10 * time.Second)
	if !closed(t, r, "relay0") {
		t.Error("a battery that has fallen silent passes for healthy")
	}
	r = with(t, "{id: c, type: OUTPUT_ALARM, output: relay0, inputs: [ess0], unknown_is_alarm: false}")
	r.Step()
	if closed(t, r, "relay0") {
		t.Error("an unknown state is an alarm although the file says otherwise")
	}
}
