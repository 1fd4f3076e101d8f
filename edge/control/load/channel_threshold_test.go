package load_test

import (
	"testing"
	"time"

	"ohmstead/edge/control"
)

func TestAContactIsClosedWithinItsBand(t *testing.T) {
	r := with(t, "{id: c, type: CHANNEL_THRESHOLD, output: relay0, input: ess0, channel: Temperature, low: 20, high: 40, hysteresis: 2}")
	inverted := with(t, "{id: c, type: CHANNEL_THRESHOLD, output: relay0, input: ess0, channel: Temperature, low: 20, high: 40, hysteresis: 2, inverted: true}")
	for _, tt := range []struct {
		value float64
		want  bool
		when  string
	}{
		{19.9, false, "under it"},
		{20, true, "at its lower end"},
		{18, true, "under it within the hysteresis"},
		{17.9, false, "beyond that"},
		{19, false, "on the way back the hysteresis does not count"},
		{40, true, "at its upper end"},
		{42, true, "above it within the hysteresis"},
		{42.1, false, "beyond that"},
	} {
		r.Put("ess0.Temperature", tt.value)
		r.Step()
		if got := closed(t, r, "relay0"); got != tt.want {
			t.Errorf("%s, at %v °C: closed is %v", tt.when, tt.value, got)
		}
		inverted.Put("ess0.Temperature", tt.value)
		inverted.Step()
		if got := closed(t, inverted, "relay0"); got == tt.want {
			t.Errorf("inverted, %s, at %v °C: closed is %v", tt.when, tt.value, got)
		}
	}
	refused(t, "{id: c, type: CHANNEL_THRESHOLD, output: relay0, input: ess0, channel: Mood, low: 1, high: 2}", "UNKNOWN_CHANNEL: there is no channel ess0.Mood")
	refused(t, "{id: c, type: CHANNEL_THRESHOLD, output: relay0, input: ess0, channel: SOC, low: 3, high: 2}", "low is 3, want at most high")
}

func TestAContactSwitchesAtItsPace(t *testing.T) {
	r := with(t, "{id: c, type: CHANNEL_THRESHOLD, output: relay0, input: ess0, channel: SOC, low: 80, high: 100, on_delay: 10s, min_run: 60s}")
	r.Put("ess0.SOC", 90)
	r.Run(10 * time.Second)
	if closed(t, r, "relay0") {
		t.Error("it closes before its delay")
	}
	r.Step()
	if !closed(t, r, "relay0") {
		t.Error("it does not close after its delay")
	}
	r.Put("ess0.SOC", 10)
	r.Run(55 * time.Second)
	if !closed(t, r, "relay0") {
		t.Error("it opens before its least time")
	}
	r.Run(10 * time.Second)
	if closed(t, r, "relay0") {
		t.Error("it stays closed after its least time")
	}
}

func TestWithoutItsChannelAContactDoesWhatTheFileSays(t *testing.T) {
	for text, want := range map[string]bool{"": false, ", on_unknown: CLOSED": true, ", on_unknown: KEEP": true} {
		r := with(t, "{id: c, type: CHANNEL_THRESHOLD, output: relay0, input: ess0, channel: SOC, low: 80, high: 100"+text+"}")
		r.Put("ess0.SOC", 90)
		r.Run(3 * time.Second)
		if !closed(t, r, "relay0") {
			t.Errorf("%q: open within its band", text)
		}
		r.Silence("ess0.SOC")
		r.Run(8 * time.Second)
		if got := closed(t, r, "relay0"); got != want {
			t.Errorf("%q: closed is %v while the channel is unknown", text, got)
		}
	}
}

func TestARestartWithinTheHysteresisKeepsTheContact(t *testing.T) {
	const fan = "{id: c, type: CHANNEL_THRESHOLD, output: relay0, input: ess0, channel: Temperature, low: 30, high: 90, hysteresis: 5}"
	before := with(t, fan)
	for _, degrees := range []float64{31, 27} {
		before.Put("ess0.Temperature", degrees)
		before.Step()
	}
	after := with(t, fan)
	after.Controller("c").(control.Latching).Relatch(before.Controller("c").(control.Latching).Latches())
	after.Put("ess0.Temperature", 27)
	after.Step()
	if !closed(t, before, "relay0") || !closed(t, after, "relay0") {
		t.Error("at 27 °C within its hysteresis the contact opens over a restart")
	}
}
