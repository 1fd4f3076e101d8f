// Package state is the edge's top-level machine: which states there are, which changes between
// them, what guards each, and what a state means for the assets. The table in table.go is the whole
// of it; the page docs/states.md is made from it.
//
//	m := state.New()
//	for row, moved := m.Step(facts); moved; row, moved = m.Step(facts) {
//		// row says from where to where and why
//	}
package state
