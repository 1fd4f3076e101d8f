// Package auxiliary holds the controllers of class AUX: they bring a meter to a target, gently,
// where nobody else wants anything, and share a battery's power among its phases.
package auxiliary

import "ohmstead/edge/control"

// Types lists the controller types of this package.
func Types() []control.Spec {
	return []control.Spec{Ramp(), PT1(), PID(), PhaseRectification()}
}
