// Package load holds the controllers of what consumes and of what is switched: flexible loads,
// heaters, heat pumps, chargers, contacts. Most are of class OPTIMIZATION; what keeps several
// chargers within a common budget is of class SAFETY, and what keeps them to orders of class GRID.
//
// Loads and chargers are moved by their power, so that everything that bounds power bounds them
// too; a contact without a power of its own is set. Nothing here takes an unknown surplus for one.
package load

import "ohmstead/edge/control"

// Types lists the controller types of this package.
func Types() []control.Spec {
	return []control.Spec{
		EVCSCluster(),
		SurplusLoad(),
		Shedding(),
		HeatingElement(),
		EVCSSurplus(),
		EVCSFixed(),
		EVCSDispatch(),
		AnalogOutput(),
		SGReady(),
		CHPBySOC(),
		DigitalOutput(),
		OutputAlarm(),
		ChannelThreshold(),
		SingleThreshold(),
	}
}
