// Package commission is what a person may ask of devices on site before they are in the site file: what
// is behind an address, what a device says by a profile, what it makes of one set-point, and the lines
// for the file.
//
// It owns the bounds: addresses of the site's own networks alone, one question at a time, each with an
// end, and no set-point to a device that the edge drives. How a device is reached is an adapter's.
//
//	bench := commission.NewBench(commission.Config{Devices: config.Devices, Reach: reach})
//	found, err := bench.Scan(ctx, "192.0.2.10:502", nil)
package commission
