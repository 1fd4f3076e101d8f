// Package mqtt is the way in for readings over MQTT 3.1.1 and 5. It owns the listener, who may
// connect, the topics and when a message is acknowledged; what a message means and how it is answered
// is intake's. It is no broker: what one client sends reaches no other client, whatever both
// subscribe to, and nothing is retained.
//
//	door, err := mqtt.New(mqtt.Config{Listener: listener, Desk: desk, Identity: who})
//	err = door.Run(ctx)
//
// A device logs in with an API key of scope INGEST as its password and publishes a body, as
// POST /api/ingest takes it, to ohmstead/ingest or ohmstead/ingest/<site id>. The answer comes on the
// message's response topic (MQTT 5), otherwise on that topic followed by /answers, to who subscribes
// to it. With QoS 1 and 2 the acknowledgement follows the commit of what is accepted.
package mqtt
