// Package charging is a simulated depot in real time whose chargers and meters answer on real Modbus TCP
// ports of this machine, so that a real edge can run against it. The depot is sim/depot's; its orders come
// from whoever writes them.
//
//	site, err := charging.Open(charging.Config{Depot: depot, Port: 15100})
//	err = site.Run(ctx, sink)
package charging
