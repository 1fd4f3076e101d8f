package main

import (
	"bytes"
	"fmt"
	"strings"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle/state"
)

// statesPage is the machine's table as a page for people, with its diagram.
func statesPage(specs []control.Spec) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# States and modes\n\n<!-- %s -->\n\n", marker)
	b.WriteString("The edge is in one of these states. Each change is an event `STATE_CHANGED`; no other change can happen. " +
		"Where several would be possible the one that stands first is taken.\n\n")
	b.WriteString("```mermaid\nstateDiagram-v2\n    [*] --> INIT\n")
	for _, r := range state.Table() {
		fmt.Fprintf(&b, "    %s --> %s: %s\n", r.From, r.To, r.When)
	}
	b.WriteString("    SHUTDOWN --> [*]\n```\n\n| state | what it means | controllers | overrides |\n|---|---|---|---|\n")
	for _, m := range state.Meanings() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", m.State, m.Words, who(m), accepted(m))
	}
	b.WriteString("\n| from | to | when | event |\n|---|---|---|---|\n")
	for _, r := range state.Table() {
		fmt.Fprintf(&b, "| %s | %s | %s | `%s` |\n", r.From, r.To, r.When, r.Event)
	}
	b.WriteString(`
A measurement that is not fresh is an alarm that clears itself, never a fault: its asset ramps to its safe state and comes back by itself.

A fault latches, over restarts too. Its clear is refused with ` + "`FAULT_LASTS`" + ` while the controller that raised it still sees its cause, so that nothing starts later without anybody looking on. Overrides that were in force when a fault came have ended, and none is kept for later.

A controller that fails or needs too long is disabled with an alarm and the others go on; the assets that a disabled controller of class SAFETY guards are in their safe states until an operator's clear gives it another chance.

## Modes

While the edge runs, its mode says which controllers are armed; those of class SAFETY always are. An operator, a schedule or island sequencing may set any mode at any time; each change is an event ` + "`MODE_CHANGED`" + ` and holds from the next cycle on, over restarts too, until the site file says another mode than it did when the change was made.

| mode | armed |
|---|---|
`)
	for _, m := range control.Modes() {
		fmt.Fprintf(&b, "| %s | %s |\n", m, armed(specs, m))
	}
	return b.Bytes()
}

func who(m state.Meaning) string {
	switch {
	case m.Controls:
		return "all that the mode arms"
	case m.Looks:
		return "SAFETY looks on, and whoever raised a fault"
	default:
		return "none"
	}
}

func accepted(m state.Meaning) string {
	if m.Overrides {
		return "accepted"
	}
	return "refused, `FAULT_LATCHED`"
}

// armed lists the types that a mode arms beside those that are armed in every mode.
func armed(specs []control.Spec, m control.Mode) string {
	var names []string
	for _, s := range specs {
		if len(s.Modes) > 0 && s.ArmedIn(m) {
			names = append(names, fmt.Sprintf("[%s](controllers.md#%s)", s.Type, strings.ToLower(s.Type)))
		}
	}
	if len(names) == 0 {
		return "those that are armed in every mode"
	}
	return strings.Join(names, ", ")
}
