// Package twin is the other side of a device profile: the registers of a device that behaves as its
// profile says. It takes values by channel, answers a client's requests, and says which set-points a
// write means. It opens no connection and knows no clock.
//
//	t, err := twin.New(p, regmap.Options{Targets: []regmap.Target{{Nature: point.ESS}}}, nil)
//	err = t.Set(0, point.ActivePower, 3200)
//	err = t.Read(request, dst)
package twin
