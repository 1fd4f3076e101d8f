// Package can is the adapter between devices on a CAN bus and the process image: it takes the
// signals of the messages that a device's profile names, and sends what keeps the device awake. When
// to do so is edge/driver's.
//
// Devices whose entries name the same bus share it; it is opened again with growing pauses when its
// adapter goes away. A message that does not come any more ages its values to STALE one by one; a
// device of which nothing comes at all counts as silent.
//
//	d := can.New(can.Config{Config: shared, Library: lib})
//	err := d.Run(ctx)
package can
