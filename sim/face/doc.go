// Package face shows devices on loopback: twins made from the same profiles and models the drivers
// read, with the real devices' limits and watchdogs, and with faults on request. A plant's devices
// speak Modbus TCP; devices of documents answer over HTTP (Web), sit behind a broker (Topics)
// or on a CAN bus (Bus). It knows registers, documents and sockets; the physics is the plant's, the policy the edge's.
//
//	live := face.NewLive(p, time.Now)
//	twin, err := face.NewBatteryInverter(face.Config{Key: "battery", Listen: "127.0.0.1:0"}, live)
//	go twin.Run(ctx)               // twin.Address() says where
//	twin.Fail(face.Offline, 0)     // and face.None heals it
package face
