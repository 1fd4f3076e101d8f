// Package der is what a device with the SunSpec models of IEEE 1547-2018 does by itself: its set-points
// revert when their time is up, it adopts a stored curve when asked to, its heartbeat counts, and it
// reverts when the controller's heartbeat stands still. It works on a register image and is told the
// time; what the registers mean in watts is not its business.
//
//	d := der.New(image)
//	d.Pass(now)                    // before each read
//	if d.Takes(address, count) {   // and each write
//		image.Write(address, regs)
//		d.Wrote(now, address, count)
//	}
//
// Source: sunspec/models json/model_704.json to model_715.json and model_802.json (Apache-2.0). What
// they leave open is decided here: a timer starts anew when its enable, its time or its value is written
// while the control is enabled, and after the reversion the control is off where it has no reversion
// enable.
package der
