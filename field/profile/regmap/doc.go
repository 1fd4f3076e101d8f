// Package regmap makes a device profile ready for one device: a Plan says which registers to read in
// which requests, where the values go, and which requests bring a set-point about. Decoding and
// encoding allocate nothing that grows. It opens no connection and knows no clock.
//
//	plan, err := regmap.Compile(p, regmap.Options{Targets: []regmap.Target{{Nature: point.GridMeter}}})
//	plan.Decode(0, regs, values) // regs: what plan.Blocks[0] asks for
package regmap
