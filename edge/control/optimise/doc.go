// Package optimise holds the controllers of class OPTIMIZATION that move batteries and roofs: what
// is worth doing inside everything that must hold.
package optimise

import "ohmstead/edge/control"

// Types lists the controller types of this package.
func Types() []control.Spec {
	return []control.Spec{
		SelfConsumption(),
		ScheduleTracker(),
		ScheduledBalancing(),
		TimeOfUse(),
		HighLoadTimeslot(),
		FixedActivePower(),
		FixedSOC(),
		DelayCharge(),
		GridOptimisedCharge(),
		DelayedSell(),
		LimitTotalDischarge(),
		HybridSurplusFeed(),
		LinearPowerBand(),
		TestCycle(),
	}
}
