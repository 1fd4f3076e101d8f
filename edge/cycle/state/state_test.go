package state_test

import (
	"testing"

	"ohmstead/edge/cycle/state"
	"ohmstead/energy/reason"
)

// stories has, for every row of the table by its name, the facts under which it is taken and facts
// that differ from them in one thing and under which it is not.
func stories() map[string]struct{ moves, stays state.Facts } {
	type facts = state.Facts
	return map[string]struct{ moves, stays state.Facts }{
		"stopped before the devices answered":  {facts{Stopping: true}, facts{}},
		"a latched fault outlives the restart": {facts{Latched: true}, facts{}},
		"the devices have answered":            {facts{Ready: true}, facts{}},
		"stopped while waiting":                {facts{Ready: true, Disabled: true, Stopping: true}, facts{Ready: true, Disabled: true}},
		"a fault while waiting":                {facts{Ready: true, Disabled: true, Latched: true}, facts{Ready: true, Disabled: true}},
		"nothing stands in the way":            {facts{Ready: true}, facts{Ready: true, Disabled: true}},
		"stopped while running":                {facts{Ready: true, Stopping: true}, facts{Ready: true}},
		"a fault while running":                {facts{Ready: true, Latched: true}, facts{Ready: true}},
		"switched off":                         {facts{Ready: true, Disabled: true}, facts{Ready: true}},
		"stopped in fault":                     {facts{Ready: true, Latched: true, Stopping: true}, facts{Ready: true, Latched: true}},
		"cleared by an operator":               {facts{Ready: true}, facts{Ready: true, Latched: true}},
	}
}

func TestEveryRowIsTakenWhenItsGuardHoldsAndOnlyThen(t *testing.T) {
	all := stories()
	for _, row := range state.Table() {
		story, told := all[row.Name]
		if !told {
			t.Errorf("%s → %s, %q: no story tells it", row.From, row.To, row.Name)
			continue
		}
		delete(all, row.Name)
		t.Run(row.Name, func(t *testing.T) {
			if row.When == "" || row.Event != reason.StateChanged {
				t.Errorf("when %q, event %q", row.When, row.Event)
			}
			m := state.In(row.From)
			if got, moved := m.Step(story.moves); !moved || got.Name != row.Name || m.State() != row.To {
				t.Errorf("under %+v it took %q to %s, want %s", story.moves, got.Name, m.State(), row.To)
			}
			m = state.In(row.From)
			if got, moved := m.Step(story.stays); moved && got.Name == row.Name {
				t.Errorf("under %+v it was taken too", story.stays)
			}
		})
	}
	for name := range all {
		t.Errorf("a story is told of %q, which no row is called", name)
	}
}

// everyFacts lists all combinations of facts.
func everyFacts() []state.Facts {
	var all []state.Facts
	for i := range 16 {
		all = append(all, state.Facts{Ready: i&1 > 0, Disabled: i&2 > 0, Latched: i&4 > 0, Stopping: i&8 > 0})
	}
	return all
}

func TestUnderFactsThatDoNotChangeTheMachineComesToRest(t *testing.T) {
	for _, m := range state.Meanings() {
		for _, f := range everyFacts() {
			at := state.In(m.State)
			steps := 0
			for _, moved := at.Step(f); moved; _, moved = at.Step(f) {
				steps++
				if steps > len(state.Meanings()) {
					t.Fatalf("from %s under %+v it goes round in circles", m.State, f)
				}
			}
		}
	}
}

func TestWhateverHappensTheTableKeepsItsPromises(t *testing.T) {
	for _, from := range state.Meanings() {
		for _, f := range everyFacts() {
			at := state.In(from.State)
			for _, moved := at.Step(f); moved; _, moved = at.Step(f) {
			}
			to := at.State()
			switch {
			case from.State == state.Shutdown && to != state.Shutdown:
				t.Errorf("SHUTDOWN was left under %+v", f)
			case f.Stopping && to != state.Shutdown:
				t.Errorf("asked to stop in %s under %+v it is in %s", from.State, f, to)
			case f.Latched && !f.Stopping && from.State != state.Shutdown && to != state.Fault:
				t.Errorf("a latched fault in %s under %+v leads to %s", from.State, f, to)
			case to == state.Run && (f.Latched || f.Disabled):
				t.Errorf("it runs under %+v, from %s", f, from.State)
			}
		}
	}
}

func TestOnlyWhereControllersDecideAreAssetsNotInTheirSafeStates(t *testing.T) {
	for _, m := range state.Meanings() {
		if m.Controls != (m.State == state.Run) || m.Words == "" || state.Of(m.State) != m {
			t.Errorf("%+v", m)
		}
		if refuses := m.State == state.Fault || m.State == state.Shutdown; m.Overrides == refuses {
			t.Errorf("%s takes overrides: %v", m.State, m.Overrides)
		}
	}
	if state.Of("LOST") != (state.Meaning{}) {
		t.Error("a state that does not exist has a meaning")
	}
}
