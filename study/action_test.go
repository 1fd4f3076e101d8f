package study_test

import (
	"bytes"
	"strings"
	"testing"

	"ohmstead/study"
)

// yard is a scenario whose last step each case below writes for itself.
const yard = `name: yard
cycle: 1s
mode: SELF_CONSUMPTION
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000, capacity_wh: 10000}
  - {id: ess1, nature: ESS, max_apparent_power_va: 10000, capacity_wh: 10000}
clusters:
  - {id: both, members: [ess0, ess1]}
controllers:
  - {id: zero, type: SELF_CONSUMPTION, ess: both, meter: meter0}
steps:
  - at: 0s
    set: {meter0.ActivePower: 2000, ess0.ActivePower: 0, ess1.ActivePower: 0, ess0.SOC: 50, ess1.SOC: 50}
`

// enact runs the yard with more steps and returns the failures, one a line.
func enact(t *testing.T, steps string) string {
	t.Helper()
	s, err := study.ParseScenario("yard.yaml", []byte(yard+steps))
	if err != nil {
		t.Fatalf("%v in\n%s", err, steps)
	}
	failures, err := study.Replay(&bytes.Buffer{}, s)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range failures {
		all = append(all, f.String())
	}
	return strings.Join(all, "\n")
}

func TestWhatIsDoneTakesEffectInItsCycleAndWhatIsRefusedIsSaid(t *testing.T) {
	tests := map[string]struct{ steps, failures string }{
		"a cluster is taken by hand": {`
  - at: 1s
    do: [{override: {asset: both, set_active_power_watts: 4000, until: 10s, reason: test}}]
    expect: {ess0.SetActivePower: 2000, ess1.SetActivePower: 2000}
  - {at: 10s, expect: {ess0.SetActivePower: -1000, ess1.SetActivePower: -1000}, expect_events: [{code: OVERRIDE_EXPIRED, asset: both, cleared: false}]}
`, ""},
		"what was refused and should not have been": {`
  - at: 1s
    do: [{override: {asset: meter0, set_active_power_watts: 4000, until: 10s, reason: test}}]
`, "yard.yaml:17: step 2 at 1s: do: override: NOT_CONTROLLABLE: meter0 takes no power set-point"},
		"what was refused for another reason": {`
  - at: 1s
    do: [{override: {asset: meter0, set_active_power_watts: 4000, until: 10s, reason: test}, refused: FAULT_LATCHED}]
`, "yard.yaml:17: step 2 at 1s: do: override: NOT_CONTROLLABLE: meter0 takes no power set-point"},
		"what was done and should have been refused": {`
  - at: 1s
    do: [{mode: BACKUP, refused: FAULT_LATCHED}]
`, "yard.yaml:17: step 2 at 1s: do: mode was done, want it refused with FAULT_LATCHED"},
		"another state and another mode than expected": {`
  - {at: 1s, do: [{enable: false}, {mode: BACKUP}], expect_state: RUN, expect_mode: ISLAND}
`, "yard.yaml:16: step 2 at 1s: expect_state: want RUN, got STANDBY\nyard.yaml:16: step 2 at 1s: expect_mode: want ISLAND, got BACKUP"},
		"another asset than the event is about": {`
  - at: 1s
    do: [{override: {asset: ess0, set_active_power_watts: 4000, until: 10s, reason: test}}]
    expect_events: [{code: OVERRIDE_SET, asset: ess1}]
`, "yard.yaml:18: step 2 at 1s: expect_events: want {asset: ess1, code: OVERRIDE_SET}, got {asset: ess0, code: OVERRIDE_SET}"},
		"nothing is latched, so a clear does nothing": {`
  - {at: 1s, do: [{clear_fault: just looking}], expect_state: RUN, expect_events: []}
`, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := enact(t, tt.steps)
			if tt.failures == "" && got != "" || !strings.HasPrefix(got, tt.failures) {
				t.Errorf("failures\n%s\nwant\n%s", got, tt.failures)
			}
		})
	}
}

func TestADoThatCannotBeIsRefusedInOneLine(t *testing.T) {
	tests := map[string]struct{ do, want string }{
		"an unknown word":           {"{dance: true}", "15: UNKNOWN_FIELD: unknown field steps[1].do[0].dance; known are clear_fault, command, enable, limit, mode, override, plan, refused, release, restart, stop"},
		"two words":                 {"{stop: true, restart: true}", `15: INVALID_VALUE: steps[1].do[0].stop is "true", want an entry of its own`},
		"no word":                   {"{refused: FAULT_LATCHED}", `15: INVALID_VALUE: steps[1].do is `},
		"an unknown mode":           {"{mode: PARTY}", `15: INVALID_VALUE: steps[1].do[0].mode is "PARTY", want one of SELF_CONSUMPTION, PEAK_SHAVING, SCHEDULE, DROOP, BACKUP, ISLAND`},
		"an unknown code":           {"{stop: true, refused: NO}", `15: INVALID_VALUE: steps[1].do[0].refused is "NO", want the code of a reason`},
		"a stop that is none":       {"{stop: false}", `15: INVALID_VALUE: steps[1].do[0].stop is "false", want true`},
		"an unknown asset":          {"{override: {asset: ess7, set_active_power_watts: 1, until: 9s, reason: x}}", "15: UNKNOWN_NAME: steps[1].do[0].override.asset names ess7, which does not exist; known are meter0, ess0, ess1, both"},
		"an override for no reason": {"{override: {asset: ess0, set_active_power_watts: 1, until: 9s}}", "15: MISSING_FIELD: steps[1].do[0].override.reason is missing"},
		"a release of nobody":       {"{release: ess7}", `15: INVALID_VALUE: steps[1].do[0].release is "ess7", want the id of an asset or a cluster`},
		"a limit of nothing":        {"{limit: {until: 9s}}", `15: INVALID_VALUE: steps[1].do[0].limit is `},
		"a limit below nothing":     {"{limit: {import_limit_watts: -1}}", `15: INVALID_VALUE: steps[1].do[0].limit.import_limit_watts is "-1", want a magnitude, 0 to 1000000000`},
		"a slot that ends first":    {"{plan: {slots: [{asset: ess0, from: 9s, until: 8s, set_active_power_watts: 1}]}}", `15: INVALID_VALUE: steps[1].do[0].plan.slots[0].until is "8s", want a time after from`},
		"a plan without slots":      {"{plan: {id: night}}", "15: MISSING_FIELD: steps[1].do[0].plan.slots is missing"},
		"a channel of a cluster":    {"{stop: true}], set: {both.SOC: 50}, expect_cut: [", `15: INVALID_VALUE: steps[1].set.both.SOC is "50", want nothing: a cluster's channel is made of its members'`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := study.ParseScenario("yard.yaml", []byte(yard+"  - {at: 1s, do: ["+tt.do+"]}\n"))
			if err == nil || !strings.HasPrefix(err.Error(), "yard.yaml:"+tt.want) {
				t.Errorf("\n got %v\nwant yard.yaml:%s", err, tt.want)
			}
		})
	}
}

func TestChargersLoadsAndGeneratorsObeyAndTheMeterShowsTheGrid(t *testing.T) {
	lines := play(t, `name: works
cycle: 1s
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: car0, nature: EVCS, max_active_power_watts: 11040}
  - {id: heat0, nature: LOAD, max_active_power_watts: 3000}
  - {id: chp0, nature: GENERATOR, max_active_power_watts: 4000}
plant:
  meter: meter0
  grid: {every: 10s, frequency_hz: [50, 49.8], voltage_v: [230, 240]}
  evcs: [{asset: car0, watts: [7000]}]
  load: [{asset: heat0, watts: [3000]}]
  generator: [{asset: chp0, time_constant: 0s}]
run_until: 19s
report_every: 1s
steps:
  - at: 5s
    do:
      - {override: {asset: car0, set_active_power_watts: 4140, until: 1m, reason: x}}
      - {override: {asset: heat0, set_active_power_watts: 0, until: 1m, reason: x}}
      - {override: {asset: chp0, set_active_power_watts: -9000, until: 1m, reason: x}}
`)
	check := func(at int, want map[string]float64) {
		t.Helper()
		for channel, v := range want {
			if got := lines[at].Readings[channel]; got != v {
				t.Errorf("at %s %s is %v, want %v", lines[at].At, channel, got, v)
			}
		}
	}
	check(4, map[string]float64{"meter0.ActivePower": 10_000, "meter0.Frequency": 50, "meter0.Voltage_L2": 230})
	check(9, map[string]float64{"car0.ActivePower": 4140, "heat0.ActivePower": 0, "chp0.ActivePower": -4000, "meter0.ActivePower": 140})
	// At 240 V the vehicle draws more through the same current; the charger is not told the voltage.
	check(12, map[string]float64{"meter0.Frequency": 49.8, "meter0.Voltage_L3": 240, "car0.ActivePower": 4320})
}
