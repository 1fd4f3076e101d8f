package island

import "ohmstead/edge/control"

// Types lists the controllers of this package in the order people look for them.
func Types() []control.Spec { return []control.Spec{Sequencing(), FrequencyShedding()} }
