// Package can is CAN 2.0 as far as energy devices need it: frames, buses that carry them, and
// databases (DBC) that say which bits mean what. A Bus is SocketCAN, an SLCAN adapter on a serial
// line, or a line in memory; who uses it cannot tell which.
//
//	bus, err := can.Open("slcan:/dev/ttyACM0")
//	frame, err := bus.Receive(ctx)
//	m, ok := network.ByID(frame.ID, frame.Extended)
//	signals, err := m.Decode(frame)
//
// It knows neither channels nor signs; those are field/document's.
package can
