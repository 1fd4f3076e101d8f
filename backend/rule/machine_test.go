package rule_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/backend/event"
	"ohmstead/backend/rule"
	"ohmstead/energy/reason"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func at(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }

func ref(v float64) *float64 { return &v }

// run gives a machine samples written as "seconds:value", with ? for a mark that there is no value and
// name= before the value of an input, then lets the time pass, and tells the turns as "+seconds" and
// "-seconds". Its state goes through JSON between samples, as over a restart.
func run(t testing.TB, d rule.Definition, samples string, until int) string {
	t.Helper()
	m, err := rule.NewMachine(d)
	if err != nil {
		t.Fatal(err)
	}
	state := rule.State{Through: noon}
	var turns []rule.Turn
	for word := range strings.FieldsSeq(samples) {
		s := rule.Sample{Input: "value", Usable: true}
		when, value, _ := strings.Cut(word, ":")
		if name, v, named := strings.Cut(value, "="); named {
			s.Input, value = name, v
		}
		var seconds int
		if _, err := fmt.Sscan(when, &seconds); err != nil {
			t.Fatal(err)
		}
		if value == "?" {
			s.Usable = false
		} else if _, err := fmt.Sscan(value, &s.Value); err != nil {
			t.Fatal(err)
		}
		s.At = at(seconds)
		turns = append(turns, m.Step(&state, s)...)
		state = reread(t, state)
	}
	turns = append(turns, m.Tick(&state, at(until))...)
	var words []string
	for _, turn := range turns {
		sign := "-"
		if turn.Raise {
			sign = "+"
		}
		words = append(words, fmt.Sprintf("%s%d", sign, int(turn.At.Sub(noon).Seconds())))
	}
	return strings.Join(words, " ")
}

func reread(t testing.TB, s rule.State) (back rule.State) {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

func TestMachine(t *testing.T) {
	above := rule.Definition{Kind: rule.Threshold, Channel: "meter0.ActivePower", Above: ref(100)}
	with := func(d rule.Definition, change func(*rule.Definition)) rule.Definition {
		change(&d)
		return d
	}
	lasting := with(above, func(d *rule.Definition) { d.ForSeconds = 60 })
	rate := rule.Definition{Kind: rule.Rate, Channel: "battery0.Temperature", Above: ref(2), WindowSeconds: 60}
	absent := rule.Definition{Kind: rule.Absence, Channel: "meter0.ActivePower", ForSeconds: 300}
	both := rule.Definition{Kind: rule.Expression, Expression: "grid < -500 && soc < 90", Inputs: map[string]string{"grid": "meter0.ActivePower", "soc": "battery0.SOC"}}
	tests := map[string]struct {
		rule    rule.Definition
		samples string
		until   int
		want    string
	}{
		"beyond the threshold at once":                              {above, "0:50 10:101 20:120 30:100", 30, "+10 -30"},
		"the threshold itself is not beyond":                        {above, "0:100", 30, ""},
		"below is the other side":                                   {rule.Definition{Kind: rule.Threshold, Below: ref(10)}, "0:20 10:9 20:10", 30, "+10 -20"},
		"it stays until the value is back behind the hysteresis":    {with(above, func(d *rule.Definition) { d.Hysteresis = 20 }), "0:101 10:90 20:81 30:80 40:90", 40, "+0 -30"},
		"a short excess is none":                                    {lasting, "0:101 50:101 59:99 60:101 119:101", 120, ""},
		"it is met for as long as asked":                            {lasting, "0:101 30:101 60:101 90:99", 90, "+60 -90"},
		"a value stands until the next, so it has lasted meanwhile": {lasting, "0:101 90:99", 90, "+60 -90"},
		"no sample has to come for it to have lasted":               {lasting, "0:101 20:101", 75, "+60"},
		"but not before that is past":                               {lasting, "0:101 20:101", 65, ""},
		"a mark ends it: unknown does not last":                     {lasting, "0:101 30:? 70:101", 80, ""},
		"a mark does not clear":                                     {above, "0:101 10:? 20:? 500:?", 500, "+0"},
		"what is over when it is known again clears then":           {above, "0:101 10:? 500:50", 500, "+0 -500"},
		"a gap is not time that it lasted":                          {with(above, func(d *rule.Definition) { d.ForSeconds = 200 }), "0:101 190:101 300:101", 300, ""},
		"missing is not zero":                                       {rule.Definition{Kind: rule.Threshold, Below: ref(10)}, "0:20 10:?", 60, ""},
		"a change that is fast enough over the window":              {rate, "0:20 30:20 60:20 90:22 120:23 150:23 180:23 210:23", 210, "+120 -150"},
		"before the window is full nothing is known":                {rate, "0:20 30:99", 100, ""},
		"over a gap no change is known":                             {rate, "0:20 300:99 330:99", 330, ""},
		"nothing comes":                                             {absent, "0:5 10:6", 400, "+310"},
		"not yet":                                                   {absent, "0:5 10:6", 315, ""},
		"marks are nothing that comes":                              {absent, "0:5 100:? 200:? 320:? 330:7", 340, "+300 -330"},
		"nothing ever came":                                         {absent, "", 400, "+300"},
		"a gap that is over is told with its end":                   {absent, "0:5 1000:6", 1000, "+300 -1000"},
		"both have to be known":                                     {both, "0:grid=-600 10:grid=-700", 20, ""},
		"and to meet it":                                            {both, "0:grid=-600 0:soc=95 10:soc=89 20:grid=-400", 20, "+10 -20"},
		"and to be of now":                                          {both, "0:soc=50 130:grid=-600 140:grid=-600", 150, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := run(t, tt.rule, tt.samples, tt.until); got != tt.want {
				t.Errorf("the turns are %q, want %q", got, tt.want)
			}
		})
	}
}

// Raise and clear take turns, time goes forward, and a threshold without duration agrees with looking
// at each value alone.
func TestMachine_AgreesWithLookingAtEachValue(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		hysteresis := float64(rapid.IntRange(0, 5).Draw(r, "hysteresis"))
		m, err := rule.NewMachine(rule.Definition{Kind: rule.Threshold, Above: ref(10), Hysteresis: hysteresis})
		if err != nil {
			r.Fatal(err)
		}
		state, open, now := rule.State{Through: noon}, false, noon
		for range rapid.IntRange(1, 60).Draw(r, "samples") {
			now = now.Add(time.Duration(rapid.IntRange(1, 400).Draw(r, "pause")) * time.Second)
			value, usable := float64(rapid.IntRange(0, 20).Draw(r, "value")), rapid.Bool().Draw(r, "usable")
			var want []bool
			switch {
			case usable && !open && value > 10:
				open, want = true, []bool{true}
			case usable && open && value <= 10-hysteresis:
				open, want = false, []bool{false}
			}
			var got []bool
			for _, turn := range m.Step(&state, rule.Sample{Input: "value", At: now, Value: value, Usable: usable}) {
				got = append(got, turn.Raise)
				if !turn.At.Equal(now) {
					r.Fatalf("a turn at %v of a sample at %v", turn.At, now)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				r.Fatalf("value %v, usable %t: (-want +got)\n%s", value, usable, diff)
			}
		}
	})
}

func TestDraft_NamesWhatIsWrong(t *testing.T) {
	good := rule.Draft{Name: "hot", Severity: event.Warning, Definition: rule.Definition{Kind: rule.Threshold, Channel: "battery0.Temperature", Above: ref(45)}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		change func(*rule.Draft)
		field  string
	}{
		"no name":                      {func(d *rule.Draft) { d.Name = " " }, "name"},
		"no severity":                  {func(d *rule.Draft) { d.Severity = "" }, "severity"},
		"no kind":                      {func(d *rule.Draft) { d.Kind = "" }, "kind"},
		"a channel without its asset":  {func(d *rule.Draft) { d.Channel = "Temperature" }, "channel"},
		"no threshold":                 {func(d *rule.Draft) { d.Above = nil }, "above"},
		"two thresholds":               {func(d *rule.Draft) { d.Below = ref(1) }, "above"},
		"a hysteresis to the far side": {func(d *rule.Draft) { d.Hysteresis = -1 }, "hysteresis"},
		"longer than a day":            {func(d *rule.Draft) { d.ForSeconds = 86401 }, "for_seconds"},
		"a rate without window":        {func(d *rule.Draft) { d.Kind = rule.Rate }, "window_seconds"},
		"an absence of no time":        {func(d *rule.Draft) { d.Kind = rule.Absence }, "for_seconds"},
		"an expression over nothing":   {func(d *rule.Draft) { d.Kind, d.Expression = rule.Expression, "1 > 0" }, "inputs"},
		"an expression that loops": {func(d *rule.Draft) {
			d.Kind, d.Expression, d.Inputs = rule.Expression, "all(1..9999999, {# > a})", map[string]string{"a": "b.C"}
		}, "expression"},
		"an unknown name": {func(d *rule.Draft) {
			d.Kind, d.Expression, d.Inputs = rule.Expression, "b > 1", map[string]string{"a": "b.C"}
		}, "expression"},
		"each asset in an expression": {func(d *rule.Draft) {
			d.Kind, d.Expression, d.Inputs = rule.Expression, "a > 1", map[string]string{"a": "*.C"}
		}, "inputs.a"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := good
			tt.change(&d)
			refusal := new(reason.Error)
			if err := d.Check(); !errors.As(err, &refusal) || refusal.Params["field"] != tt.field {
				t.Errorf("got %v, want one about %s", err, tt.field)
			}
		})
	}
}
