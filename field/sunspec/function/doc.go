// Package function knows the grid functions of SunSpec's models 705 to 712: which curve of a device is in
// force, where another may be stored, how that lies in its registers, and what a grid code asks of each
// function. It neither reads nor writes a device.
//
//	f, ok := function.Lookup(function.VoltVar)
//	wanted, ok := f.Of(code)                    // what the grid code says
//	regs, err := f.Store(part, spare, wanted)   // the registers of the curve at that place
//
// Voltages are in percent of nominal, powers in percent of the maximum, and reactive power is positive for
// what is injected, as in the models: Of turns our sign once.
//
// Source: sunspec/models json/model_705.json to model_712.json (Apache-2.0). The trip lines of models 707 to
// 710 are read and never made of a grid code: how a stage becomes a line is not said by the models, and the
// protection of a plant is set by who is liable for it.
package function
