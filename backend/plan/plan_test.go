package plan_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"ohmstead/backend/plan"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

func noon() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC) }

func at(minutes int) time.Time { return noon().Add(time.Duration(minutes) * time.Minute) }

func TestWhatACommandOrders(t *testing.T) {
	tests := map[string]struct {
		command plan.Type
		target  int64
		nature  point.Nature
		watts   unit.Power
		ok      bool
	}{
		"a battery charges away from the grid":          {plan.Charge, 5000, point.ESS, 5000, true},
		"and discharges towards it":                     {plan.Discharge, 5000, point.ESS, -5000, true},
		"a vehicle too":                                 {plan.Discharge, 7000, point.EVCS, -7000, true},
		"what is left of a roof flows towards it":       {plan.Curtail, 2000, point.PV, -2000, true},
		"what is left of a load away from it":           {plan.Curtail, 2000, point.Load, 2000, true},
		"a charger that is curtailed draws the rest":    {plan.Curtail, 4000, point.EVCS, 4000, true},
		"curtailed to nothing is nothing":               {plan.Curtail, 0, point.PV, 0, true},
		"a set-point is signed already":                 {plan.Setpoint, -3000, point.ESS, -3000, true},
		"a battery that is curtailed works in no one":   {plan.Curtail, 1, point.ESS, 0, false},
		"a roof does not charge":                        {plan.Charge, 1, point.PV, 0, false},
		"a load gives nothing":                          {plan.Discharge, 1, point.Load, 0, false},
		"a meter does nothing by order":                 {plan.Setpoint, 1, point.GridMeter, 0, false},
		"a word that is none orders nothing":            {"STORE", 1, point.ESS, 0, false},
		"a charger that discharges nothing stands at 0": {plan.Discharge, 0, point.EVCS, 0, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			watts, ok := plan.Watts(plan.Command{Type: tt.command, Target: tt.target}, tt.nature)
			if watts != tt.watts || ok != tt.ok {
				t.Errorf("%d W, %t; want %d W, %t", watts, ok, tt.watts, tt.ok)
			}
		})
	}
}

func TestAPlanIsToldEverythingThatIsWrongWithIt(t *testing.T) {
	battery, ramp := uuid.New(), int64(-1)
	n := plan.New{
		From: at(0), To: at(60), Inputs: "abc",
		Commands: []plan.Command{
			{Asset: battery, At: at(0), Until: at(30), Type: plan.Charge, Target: 1},
			{Asset: battery, At: at(20), Until: at(90), Type: "STORE", Target: -5, Ramp: &ramp},
		},
	}
	var fields []string
	for _, f := range n.Check(at(-10)) {
		fields = append(fields, f.Field+" "+string(f.Why.Code))
	}
	want := []string{
		"optimizer_version MISSING_FIELD", "input_hash INVALID_VALUE", "commands[1].ends_at INVALID_VALUE", "commands[1].command_type INVALID_VALUE",
		"commands[1].target_value INVALID_VALUE", "commands[1].ramp_rate INVALID_VALUE", "commands[1].ts_scheduled INVALID_VALUE",
	}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestAPlanOfThePastIsRefused(t *testing.T) {
	n := plan.New{From: at(0), To: at(60), Optimizer: "by hand", Commands: []plan.Command{{Asset: uuid.New(), At: at(0), Until: at(60), Type: plan.Charge}}}
	if f := n.Check(at(59)); len(f) != 0 {
		t.Errorf("while it lasts: %v", f)
	}
	if f := n.Check(at(60)); len(f) != 1 || f[0].Field != "horizon_to" {
		t.Errorf("when it is over: %v", f)
	}
}

// The oracle compares each with each.
func TestOverlapsAreFoundWhateverTheOrder(t *testing.T) {
	assets := []uuid.UUID{uuid.New(), uuid.New()}
	rapid.Check(t, func(t *rapid.T) {
		n := plan.New{From: at(0), To: at(100), Optimizer: "drawn"}
		for range rapid.IntRange(1, 6).Draw(t, "commands") {
			from := rapid.IntRange(0, 90).Draw(t, "from")
			n.Commands = append(n.Commands, plan.Command{
				Asset: rapid.SampledFrom(assets).Draw(t, "asset"), At: at(from), Until: at(from + rapid.IntRange(1, 10).Draw(t, "minutes")), Type: plan.Charge,
			})
		}
		meet := false
		for i, a := range n.Commands {
			for _, b := range n.Commands[:i] {
				meet = meet || a.Asset == b.Asset && a.At.Before(b.Until) && b.At.Before(a.Until)
			}
		}
		if found := len(n.Check(at(0))) > 0; found != meet {
			t.Fatalf("found %t, want %t in %v", found, meet, n.Commands)
		}
	})
}

func TestTheSamePlanHasTheSameHash(t *testing.T) {
	policy := uuid.New()
	n := plan.New{From: at(0), To: at(60), Optimizer: "x", Commands: []plan.Command{
		{Asset: uuid.New(), At: at(0), Until: at(10), Type: plan.Charge, Target: 1}, {Asset: uuid.New(), At: at(0), Until: at(10), Type: plan.Charge, Target: 2},
	}}
	turned := n
	turned.Commands = slices.Clone(n.Commands)
	slices.Reverse(turned.Commands)
	other := turned
	other.Commands = slices.Clone(turned.Commands)
	other.Commands[0].Target++
	hash := func(n plan.New, policy uuid.UUID) string {
		h, err := n.Hash(policy)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	if hash(n, policy) != hash(turned, policy) {
		t.Error("the order of commands changes the hash")
	}
	if hash(n, policy) == hash(other, policy) || hash(n, policy) == hash(n, uuid.New()) {
		t.Error("another plan has the same hash")
	}
}

func TestAPolicyIsForExactlyWhatItsScopeSays(t *testing.T) {
	id := uuid.New()
	tests := map[string]struct {
		subject plan.Subject
		fields  []string
	}{
		"a site":               {plan.Subject{Scope: plan.OfSite, Site: id}, nil},
		"an asset":             {plan.Subject{Scope: plan.OfAsset, Asset: id}, nil},
		"a part of a tree":     {plan.Subject{Scope: plan.OfPortfolio, Node: id}, nil},
		"a site without one":   {plan.Subject{Scope: plan.OfSite}, []string{"site_id"}},
		"an asset with a site": {plan.Subject{Scope: plan.OfAsset, Asset: id, Site: id}, []string{"site_id"}},
		"nothing known":        {plan.Subject{Scope: "WORLD"}, []string{"scope"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var fields []string
			for _, f := range tt.subject.Check() {
				fields = append(fields, f.Field)
			}
			if diff := cmp.Diff(tt.fields, fields); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// scene is an active plan of a policy that is switched on, with one charge of a battery from minute 0 to 30.
func scene(minute int) plan.Situation {
	id := uuid.New()
	return plan.Situation{
		Now: at(minute), Policy: plan.Policy{Says: plan.Says{Name: "P", Enabled: true}}, Plan: plan.Plan{ID: id, From: at(0), To: at(60), Status: plan.Active},
		Due: []plan.Due{{ID: uuid.New(), Command: plan.Command{At: at(0), Until: at(30), Type: plan.Charge, Target: 5000}, Nature: point.ESS, Key: "battery0", Edge: uuid.New()}},
	}
}

func TestWhatADueCommandBecomes(t *testing.T) {
	tests := map[string]struct {
		minute int
		change func(*plan.Situation)
		orders int
		missed reason.Code
	}{
		"an order at its instant":                     {minute: 0, orders: 1},
		"an order for the rest of its time":           {minute: 29, orders: 1},
		"missed when its time is over":                {minute: 30, missed: reason.PlanCommandLate},
		"nothing while the policy is off":             {minute: 10, change: func(s *plan.Situation) { s.Policy.Enabled = false }},
		"missed because the policy is off":            {minute: 30, change: func(s *plan.Situation) { s.Policy.Enabled = false }, missed: reason.PolicyDisabled},
		"nothing while nobody can take it":            {minute: 10, change: func(s *plan.Situation) { s.Due[0].Edge = uuid.Nil }},
		"missed because nobody could take it":         {minute: 30, change: func(s *plan.Situation) { s.Due[0].Edge = uuid.Nil }, missed: reason.PlanNoReceiver},
		"nothing before its time":                     {minute: -1},
		"nothing of a draft":                          {minute: 10, change: func(s *plan.Situation) { s.Plan.Status = plan.Draft }},
		"nothing of a plan that was withdrawn":        {minute: 10, change: func(s *plan.Situation) { s.Plan.Status = plan.Withdrawn }},
		"nothing that its asset has come not to know": {minute: 10, change: func(s *plan.Situation) { s.Due[0].Nature = point.Meter }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := scene(tt.minute)
			if tt.change != nil {
				tt.change(&s)
			}
			c := s.CarryOut()
			if len(c.Orders) != tt.orders || tt.orders == 1 && c.Orders[0].Watts != 5000 {
				t.Errorf("orders %+v, want %d of 5000 W", c.Orders, tt.orders)
			}
			if (tt.missed != "") != (len(c.Marks) == 1) || len(c.Marks) == 1 && (c.Marks[0].Code != tt.missed || c.Marks[0].State != plan.Missed) {
				t.Errorf("marks %+v, want missed for %q", c.Marks, tt.missed)
			}
			if alarmed := tt.missed != "" && tt.missed != reason.PolicyDisabled; (c.Alarm != nil) != alarmed || alarmed && (c.Alarm.Why != tt.missed || c.Alarm.Of.Key != "battery0") {
				t.Errorf("alarm %+v, missed for %q", c.Alarm, tt.missed)
			}
			if len(c.Steps) != 0 || len(c.Releases) != 0 {
				t.Errorf("it does more: %+v", c)
			}
		})
	}
}

func TestAPlanEndsWithItsHorizonAndItsLastCommand(t *testing.T) {
	s := scene(60)
	s.More = true
	if c := s.CarryOut(); len(c.Steps) != 0 {
		t.Errorf("with commands left it becomes %+v", c.Steps)
	}
	s.More = false
	if c := s.CarryOut(); len(c.Steps) != 1 || c.Steps[0].To != plan.Ended || len(c.Marks) != 1 {
		t.Errorf("at its end it becomes %+v", c)
	}
}

func TestActivatingGivesOrdersBeforeItEndsThoseOfTheOtherPlan(t *testing.T) {
	s := scene(10)
	s.Plan.Status = plan.Draft
	other := uuid.New()
	s.Others = []uuid.UUID{other}
	s.Sent = []plan.Sent{{Plan: other, Order: uuid.New()}}
	c, err := s.Activate()
	if err != nil {
		t.Fatal(err)
	}
	want := []plan.Step{{Plan: other, To: plan.Superseded, Code: reason.PlanSuperseded}, {Plan: s.Plan.ID, To: plan.Active}}
	if diff := cmp.Diff(want, c.Steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if len(c.Orders) != 1 || !slices.Equal(c.Releases, s.Sent) {
		t.Errorf("orders %+v, releases %+v", c.Orders, c.Releases)
	}
}

func TestWhichPlansCanBeActivatedAndWithdrawn(t *testing.T) {
	archived := noon()
	activate := map[string]struct {
		change func(*plan.Situation)
		code   reason.Code
	}{
		"one that is active":                                   {func(s *plan.Situation) { s.Plan.Status = plan.Active }, reason.PlanNotDraft},
		"one that was withdrawn":                               {func(s *plan.Situation) { s.Plan.Status = plan.Withdrawn }, reason.PlanNotDraft},
		"one whose horizon is over":                            {func(s *plan.Situation) { s.Now = s.Plan.To }, reason.InvalidValue},
		"one of an archived policy":                            {func(s *plan.Situation) { s.Policy.Archived = &archived }, reason.PolicyOutOfUse},
		"one of a policy that is on":                           {func(*plan.Situation) {}, ""},
		"one of a policy that is off, which sends nothing yet": {func(s *plan.Situation) { s.Policy.Enabled = false }, ""},
	}
	for name, tt := range activate {
		t.Run(name, func(t *testing.T) {
			s := scene(10)
			s.Plan.Status = plan.Draft
			tt.change(&s)
			_, err := s.Activate()
			if tt.code == "" && err != nil || tt.code != "" && !errors.Is(err, reason.New(tt.code, nil)) {
				t.Errorf("%v, want %q", err, tt.code)
			}
		})
	}
	for status, ok := range map[plan.Status]bool{plan.Draft: true, plan.Active: true, plan.Superseded: false, plan.Withdrawn: false, plan.Ended: false} {
		s := scene(10)
		s.Plan.Status = status
		s.Sent = []plan.Sent{{Plan: s.Plan.ID}, {Plan: uuid.New()}}
		c, err := s.Withdraw()
		if (err == nil) != ok || ok && (len(c.Releases) != 1 || c.Steps[0].To != plan.Withdrawn || c.Steps[0].Code != reason.PlanWithdrawn) {
			t.Errorf("withdrawn while %s: %+v, %v", status, c, err)
		}
	}
}
