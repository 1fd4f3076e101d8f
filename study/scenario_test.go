package study_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ohmstead/study"
)

// workshop is a good scenario; each bad input below is this file with one place changed.
const workshop = `name: a workshop
cycle: 1s
mode: PEAK_SHAVING
max_age: 4s
tolerance: 2
run_until: 1m
report_every: 10s
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: pv0, nature: PV}
  - {id: ess0, nature: ESS, max_apparent_power_va: 50000, capacity_wh: 80000}
controllers:
  - {id: peak, type: PEAK_SHAVING, ess: ess0, meter: meter0, peak_watts: 40000}
plant:
  meter: meter0
  ess: [{asset: ess0, soc_percent: 70, charge_efficiency: 0.9, time_constant: 500ms}]
  load: [{every: 20s, watts: [30000, 60000]}]
  pv: [{asset: pv0, watts: [-5000]}]
steps:
  - {at: 5s, set: {ess0.AllowedChargePower: 9000}, expect: {meter0.ActivePower: 25000, ess0.SOC: good}}
  - at: 30s
    set: {ess0.Fault: true, meter0.ActivePower: silent}
    expect: {ess0.SetActivePower: -15000}
    expect_cut: []
    expect_events: []
`

func run(t *testing.T, text string) (exit int, lines, complaints string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "workshop.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	exit = study.ReplayFiles(&out, &errs, []string{file})
	return exit, out.String(), strings.ReplaceAll(errs.String(), filepath.Dir(file)+string(filepath.Separator), "")
}

func TestAGoodScenarioWritesALineForEachStepAndSpan(t *testing.T) {
	exit, lines, complaints := run(t, workshop)
	if exit != study.Met || complaints != "" {
		t.Fatalf("exit %d: %s", exit, complaints)
	}
	var at []string
	for line := range strings.Lines(lines) {
		at = append(at, strings.Split(line, `"`)[3])
	}
	if got := strings.Join(at, " "); got != "0s 5s 10s 20s 30s 40s 50s 1m" {
		t.Errorf("lines at %s", got)
	}
}

func TestAnExpectationThatIsNotMetIsNamedAndExitsWithOne(t *testing.T) {
	tests := map[string]struct{ place, instead, want string }{
		"another set-point": {
			"SetActivePower: -15000", "SetActivePower: -15003",
			"workshop.yaml:23: step 2 at 30s: ess0.SetActivePower is -15000, want -15003 (tolerance 2)",
		},
		"another measurement": {
			"meter0.ActivePower: 25000", "meter0.ActivePower: 25100",
			"workshop.yaml:20: step 1 at 5s: meter0.ActivePower is 25000, want 25100 (tolerance 2)",
		},
		"another quality": {
			"ess0.SOC: good", "ess0.SOC: stale", "workshop.yaml:20: step 1 at 5s: ess0.SOC is 70, want stale",
		},
		"a value where there is none": {
			"ess0.SOC: good", "ess0.SOH: 99", "workshop.yaml:20: step 1 at 5s: ess0.SOH is missing, want 99 (tolerance 2)",
		},
		"a cut that is not there": {
			"expect_cut: []", "expect_cut: [{by: peak, asked_watts: 1, reason_code: SOC_TOO_LOW}]",
			"workshop.yaml:24: step 2 at 30s: expect_cut: want {by: peak, reason_code: SOC_TOO_LOW, asked_watts: 1}, got none",
		},
		"an event that is not there": {
			"expect_events: []", "expect_events: [CYCLE_LATE]",
			"workshop.yaml:25: step 2 at 30s: expect_events: want {code: CYCLE_LATE}, got none",
		},
		"no event where there is one": {
			"ess0.SOC: good}}", "ess0.SOC: good}, expect_events: []}",
			"workshop.yaml:20: step 1 at 5s: expect_events: want none, got {code: STATE_CHANGED}, {code: STATE_CHANGED}",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(workshop, tt.place, tt.instead, 1)
			if name == "no event where there is one" {
				text = strings.Replace(text, "report_every: 10s\n", "", 1)
				tt.want = strings.Replace(tt.want, ":20:", ":19:", 1)
			}
			exit, lines, complaints := run(t, text)
			if exit != study.Unmet || complaints != "ohmstead: "+tt.want+"\n" {
				t.Errorf("exit %d\n got %swant ohmstead: %s", exit, complaints, tt.want)
			}
			if lines == "" {
				t.Error("the lines are missing")
			}
		})
	}
}

func TestABadScenarioIsRefusedInOneLineAndRunsNothing(t *testing.T) {
	for name, tt := range badScenarios() {
		t.Run(name, func(t *testing.T) {
			if strings.Count(workshop, tt.place) != 1 {
				t.Fatalf("%q stands %d times in the good scenario", tt.place, strings.Count(workshop, tt.place))
			}
			exit, lines, complaints := run(t, strings.Replace(workshop, tt.place, tt.instead, 1))
			if exit != study.Unusable || lines != "" {
				t.Errorf("exit %d and %d bytes of lines, want 2 and none", exit, len(lines))
			}
			if got := strings.TrimPrefix(complaints, "ohmstead: workshop.yaml:"); got != tt.want+"\n" {
				t.Errorf("\n got %swant %s", got, tt.want)
			}
		})
	}
}

// badPlace is a place of the good scenario and what stands there instead.
type badPlace struct{ place, instead, want string }

func badScenarios() map[string]badPlace {
	return map[string]badPlace{
		"an unknown key":                    {"tolerance: 2", "slack: 2", "5: UNKNOWN_FIELD: unknown field slack; known are assets, clusters, controllers, cycle, max_age, mode, name, plant, report_every, run_until, starts_at, steps, time_zone, tolerance"},
		"a key of site files only":          {"tolerance: 2", "devices: []", "5: UNKNOWN_FIELD: unknown field devices; known are assets, clusters, controllers, cycle, max_age, mode, name, plant, report_every, run_until, starts_at, steps, time_zone, tolerance"},
		"no name":                           {"name: a workshop\n", "", "1: MISSING_FIELD: name is missing"},
		"an unknown mode":                   {"mode: PEAK_SHAVING", "mode: DROOPING", `3: INVALID_VALUE: mode is "DROOPING", want one of SELF_CONSUMPTION, PEAK_SHAVING, SCHEDULE, DROOP, BACKUP, ISLAND`},
		"a negative tolerance":              {"tolerance: 2", "tolerance: -2", `5: INVALID_VALUE: tolerance is "-2", want a difference, not negative`},
		"an end before the last step":       {"run_until: 1m", "run_until: 10s", `6: INVALID_VALUE: run_until is "10s", want at least the last step's 30s`},
		"an end that is far too late":       {"run_until: 1m", "run_until: 20000h", `6: INVALID_VALUE: run_until is "20000h", want at most 10000000 cycles of 1s`},
		"lines more often than cycles":      {"report_every: 10s", "report_every: 10ms", `7: INVALID_VALUE: report_every is "10ms", want at least one cycle`},
		"an asset of unknown nature":        {"nature: PV", "nature: ROOF", `10: INVALID_VALUE: assets[1].nature is "ROOF", want one of GRID_CONNECTION, GRID_METER, METER, PV, INVERTER, ESS, EVCS, LOAD, GENERATOR, SWITCH`},
		"a battery without rating":          {"max_apparent_power_va: 50000, ", "", "11: MISSING_FIELD: max_apparent_power_va of ess0 is missing"},
		"an unknown controller":             {"type: PEAK_SHAVING", "type: PEEK_SHAVING", `13: INVALID_VALUE: controllers[0].type is "PEEK_SHAVING", want a type of docs/controllers.md such as PEAK_SHAVING`},
		"a step without time":               {"{at: 5s, set", "{set", "20: MISSING_FIELD: steps[0].at is missing"},
		"a time without unit":               {"at: 30s", "at: 30", `21: INVALID_VALUE: steps[1].at is "30", want a time span such as 200ms, 5s or 1m30s`},
		"a negative time":                   {"at: 30s", "at: -30s", `21: INVALID_VALUE: steps[1].at is "-30s", want a time span such as 200ms, 5s or 1m30s`},
		"a step back in time":               {"at: 30s", "at: 5s", `21: INVALID_VALUE: steps[1].at is "5s", want a cycle (1s) or more after the step before, 5s`},
		"two steps in one cycle":            {"at: 30s", "at: 5500ms\n    set: {ess0.SOC: 1}\n  - at: 6s", `23: INVALID_VALUE: steps[2].at is "6s", want a cycle (1s) or more after the step before, 5.5s`},
		"an unknown key of a step":          {"expect_cut: []", "expect_cuts: []", "24: UNKNOWN_FIELD: unknown field steps[1].expect_cuts; known are at, do, expect, expect_cut, expect_events, expect_mode, expect_state, set"},
		"set on an unknown channel":         {"set: {ess0.Fault: true", "set: {ess0.Foult: true", "22: UNKNOWN_CHANNEL: there is no channel ess0.Foult"},
		"set on an unknown asset":           {"set: {ess0.Fault: true", "set: {ess1.Fault: true", "22: UNKNOWN_CHANNEL: there is no channel ess1.Fault"},
		"set on an asset alone":             {"set: {ess0.Fault: true", "set: {ess0: true", "22: UNKNOWN_CHANNEL: there is no channel ess0"},
		"set on a set-point":                {"set: {ess0.Fault: true", "set: {ess0.SetActivePower: 5", `22: INVALID_VALUE: steps[1].set.ess0.SetActivePower is "5", want nothing: a set-point is answered, expect it`},
		"set to a word":                     {"set: {ess0.Fault: true", "set: {ess0.SOC: full", `22: INVALID_VALUE: steps[1].set.ess0.SOC is "full", want a number in %, silent, stale or bad`},
		"set to nothing":                    {"set: {ess0.Fault: true", "set: {ess0.SOC: ", `22: INVALID_VALUE: steps[1].set.ess0.SOC is "", want a number in %, silent, stale or bad`},
		"set to a list":                     {"set: {ess0.Fault: true", "set: {ess0.SOC: [1]", `22: INVALID_VALUE: steps[1].set.ess0.SOC is "[1]", want a single value`},
		"a power that is true":              {"set: {ess0.Fault: true", "set: {ess0.ActivePower: true", `22: INVALID_VALUE: steps[1].set.ess0.ActivePower is "true", want a number in W, silent, stale or bad`},
		"a power with a unit":               {"AllowedChargePower: 9000", "AllowedChargePower: 9 kW", `20: INVALID_VALUE: steps[0].set.ess0.AllowedChargePower is "9 kW", want a number in W, silent, stale or bad`},
		"silent before it ever spoke":       {"AllowedChargePower: 9000", "AllowedChargePower: silent", `20: INVALID_VALUE: steps[0].set.ess0.AllowedChargePower is "silent", want a number first: nothing has been read of it yet`},
		"the plant on a channel not driven": {"AllowedChargePower: 9000", "AllowedChargePower: plant", `20: INVALID_VALUE: steps[0].set.ess0.AllowedChargePower is "plant", want a channel that the plant drives`},
		"set as a list":                     {"set: {ess0.AllowedChargePower: 9000}", "set: [9000]", `20: INVALID_VALUE: steps[0].set is "[9000]", want a mapping of fields`},
		"expect on an unknown channel":      {"ess0.SOC: good", "ess0.SOK: good", "20: UNKNOWN_CHANNEL: there is no channel ess0.SOK"},
		"expect of an unknown quality":      {"ess0.SOC: good", "ess0.SOC: fresh", `20: INVALID_VALUE: steps[0].expect.ess0.SOC is "fresh", want a number or one of missing, good, uncertain, bad, stale, substituted`},
		"expect of nothing":                 {"ess0.SOC: good", "ess0.SOC: ", `20: INVALID_VALUE: steps[0].expect.ess0.SOC is "", want a number or a quality such as missing or stale`},
		"a cut by nobody":                   {"expect_cut: []", "expect_cut: [{by: zero}]", "24: UNKNOWN_NAME: steps[1].expect_cut[0].by names zero, which does not exist; known are peak, asset, operator, edge"},
		"a cut for no known reason":         {"expect_cut: []", "expect_cut: [{reason_code: TIRED}]", `24: INVALID_VALUE: steps[1].expect_cut[0].reason_code is "TIRED", want the code of a reason`},
		"a bare cut for no known reason":    {"expect_cut: []", "expect_cut: [TIRED]", `24: INVALID_VALUE: steps[1].expect_cut is "[TIRED]", want codes of reasons; TIRED is none`},
		"a cut with an unknown field":       {"expect_cut: []", "expect_cut: [{wished: 5}]", "24: UNKNOWN_FIELD: unknown field steps[1].expect_cut[0].wished; known are asked, asked_watts, asset, bound_by, by, channel, given, given_watts, reason_code"},
		"a cut asked in words":              {"expect_cut: []", "expect_cut: [{asked_watts: much}]", `24: INVALID_VALUE: steps[1].expect_cut[0].asked_watts is "much", want a number`},
		"an unknown event":                  {"expect_events: []", "expect_events: [PARTY]", `25: INVALID_VALUE: steps[1].expect_events is "[PARTY]", want codes of reasons; PARTY is none`},
		"an event without code":             {"expect_events: []", "expect_events: [{}]", "25: MISSING_FIELD: steps[1].expect_events[0].code is missing"},
		"expect_cut that is no list":        {"expect_cut: []", "expect_cut: none", `24: INVALID_VALUE: steps[1].expect_cut is "none", want a list`},
		"a plant without meter":             {"  meter: meter0\n", "", "15: MISSING_FIELD: plant.meter is missing"},
		"a plant's meter that is none":      {"  meter: meter0\n", "  meter: pv0\n", `15: INVALID_VALUE: plant.meter is "pv0", want an asset of nature GRID_METER; pv0 is PV`},
		"a plant's meter that is unknown":   {"  meter: meter0\n", "  meter: meter1\n", `15: INVALID_VALUE: plant.meter is "meter1", want the id of an asset`},
		"a plant's battery that is none":    {"{asset: ess0, soc", "{asset: pv0, soc", `16: INVALID_VALUE: plant.ess[0].asset is "pv0", want an asset of nature ESS; pv0 is PV`},
		"a battery without capacity":        {", capacity_wh: 80000", "", `16: INVALID_VALUE: plant.ess[0].asset is "ess0", want an asset with capacity_wh`},
		"an overfull battery":               {"soc_percent: 70", "soc_percent: 170", `16: INVALID_VALUE: plant.ess[0].soc_percent is "170", want 0 to 100`},
		"a battery that makes energy":       {"charge_efficiency: 0.9", "charge_efficiency: 1.9", `16: INVALID_VALUE: plant.ess[0].charge_efficiency is "1.9", want 0.1 to 1`},
		"a lag without unit":                {"time_constant: 500ms", "time_constant: 2", `16: INVALID_VALUE: plant.ess[0].time_constant is "2", want a time span such as 200ms, 5s or 1m30s`},
		"a load that produces":              {"watts: [30000, 60000]", "watts: [30000, -60000]", `17: INVALID_VALUE: plant.load[0].watts is "[30000, -60000]", want 0 W or more: a load takes power`},
		"a load without values":             {"watts: [30000, 60000]", "watts: []", `17: INVALID_VALUE: plant.load[0].watts is "[]", want at least one number`},
		"a load without a span":             {"every: 20s, ", "", "17: MISSING_FIELD: plant.load[0].every is missing"},
		"a load with a span of nothing":     {"every: 20s, ", "every: 0s, ", `17: INVALID_VALUE: plant.load[0].every is "0s", want more than 0`},
		"a load of words":                   {"watts: [30000, 60000]", "watts: [much]", `17: INVALID_VALUE: plant.load[0].watts is "[much]", want a list of numbers`},
		"production that is positive":       {"watts: [-5000]", "watts: [5000]", `18: INVALID_VALUE: plant.pv[0].watts is "[5000]", want 0 W or less: production is negative`},
		"production of a battery":           {"asset: pv0, watts", "asset: ess0, watts", `18: INVALID_VALUE: plant.pv[0].asset is "ess0", want an asset of nature PV; ess0 is ESS`},
		"an unknown key of the plant":       {"  pv: [", "  sun: [", "18: UNKNOWN_FIELD: unknown field plant.sun; known are ess, evcs, generator, grid, load, meter, pv"},
		"two parts that drive one channel":  {"  pv: [", "  pv: [{asset: pv0, watts: [0]}, ", "15: DUPLICATE_NAME: plant channel pv0.ActivePower stands twice"},
		"loads that are no list":            {"load: [{every: 20s, watts: [30000, 60000]}]", "load: 3", `17: INVALID_VALUE: plant.load is "3", want a list`},
		"broken syntax":                     {"{at: 5s,", "{at: 5s,,", "20: SYNTAX_ERROR: cannot be read: could not find flow map content"},
	}
}

func TestWithoutStepsOrAnEndAScenarioIsRefused(t *testing.T) {
	head, _, _ := strings.Cut(workshop, "plant:")
	_, _, complaints := run(t, strings.Replace(head, "run_until: 1m\n", "", 1))
	if complaints != "ohmstead: workshop.yaml:1: MISSING_FIELD: steps is missing\n" {
		t.Errorf("got %s", complaints)
	}
	if exit, lines, complaints := run(t, head); exit != study.Met || strings.Count(lines, "\n") != 7 {
		t.Errorf("exit %d with run_until alone: %s%s", exit, complaints, lines)
	}
}

func TestFilesAndFolders(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("b.yaml", workshop)
	write("notes.txt", "not a scenario")
	play := func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		exit := study.ReplayFiles(&out, &errs, args)
		return exit, out.String(), errs.String()
	}
	if exit, lines, _ := play(good); exit != study.Met || strings.Contains(lines, `"scenario"`) {
		t.Errorf("one file: exit %d, %s", exit, lines)
	}
	write("a.yaml", strings.Replace(workshop, "25000", "1", 1))
	exit, lines, _ := play(folder)
	if exit != study.Unmet || strings.Count(lines, `{"scenario":"a workshop","file":`) != 2 || strings.Index(lines, "a.yaml") > strings.Index(lines, "b.yaml") {
		t.Errorf("a folder: exit %d\n%s", exit, lines)
	}
	write("c.yaml", "name: c\n")
	if exit, _, complaints := play(folder); exit != study.Unusable || !strings.Contains(complaints, "c.yaml:1: MISSING_FIELD") {
		t.Errorf("with an unusable one: exit %d, %s", exit, complaints)
	}
	for _, args := range [][]string{nil, {filepath.Join(folder, "none.yaml")}, {t.TempDir()}} {
		if exit, lines, complaints := play(args...); exit != study.Unusable || lines != "" || strings.Count(complaints, "\n") != 1 {
			t.Errorf("%v: exit %d, %q, %q", args, exit, lines, complaints)
		}
	}
}

func FuzzScenario(f *testing.F) {
	f.Add([]byte(workshop))
	files, err := filepath.Glob(filepath.Join(folder, "s*.*"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := study.ParseScenario("s.yaml", data)
		if (s == nil) == (err == nil) {
			t.Fatalf("scenario %v with error %v: want exactly one of the two", s, err)
		}
		if s == nil || s.Cycles() > 1000 {
			return
		}
		var one, two bytes.Buffer
		if _, err := study.Replay(&one, s); err != nil {
			t.Fatal(err)
		}
		if _, err := study.Replay(&two, s); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
			t.Fatalf("a second run gave other bytes, %v", err)
		}
	})
}
