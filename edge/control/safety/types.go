package safety

import "ohmstead/edge/control"

// Types lists the controllers of this package in the order people look for them.
func Types() []control.Spec {
	return []control.Spec{
		SOCLimits(),
		TemperatureDerating(),
		GridProtection(),
		StaleDataGuard(),
		ConnectionCap(),
		Limiter14a(),
		RippleControlReceiver(),
	}
}
