package grid

import "ohmstead/edge/control"

// Types lists the controllers of this package in the order people look for them.
func Types() []control.Spec {
	return []control.Spec{
		PeakShaving(),
		TimeslotPeakShaving(),
		ExportLimit(),
		LimitActivePower(),
		MinimumDischarge(),
		BackupReserve(),
		EmergencyCapacityReserve(),
		FrequencyDroop(),
		VirtualInertia(),
		FCR(),
		FastFrequencyReserve(),
	}
}
