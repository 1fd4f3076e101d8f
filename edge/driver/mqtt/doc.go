// Package mqtt is the adapter between devices behind an MQTT broker and the process image: it
// subscribes to the topics that a device's profile names, takes what the profile finds in the
// messages, keeps the device talking, and publishes set-points. When to send is edge/driver's. It
// speaks MQTT 5.
//
// Devices whose entries name the same broker and the same access share a connection; it comes back
// by itself with growing pauses. A message that the broker has kept is no news and is dropped, unless
// the profile says that the device keeps it true. A device that its last will calls gone, or that has
// said nothing for too long, counts as silent. An order that was not acknowledged when the connection
// broke is not sent again by the client: the runner decides anew.
//
//	d, err := mqtt.New(mqtt.Config{Config: shared, Library: lib})
//	err = d.Run(ctx)
package mqtt
