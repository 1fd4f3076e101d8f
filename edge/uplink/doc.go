// Package uplink carries what the outbox keeps to the hub: a leaf node connection authenticated
// with the edge's nkey, over TLS beyond loopback.
//
// It owns two cursors. Sent, the hub's acknowledgement, is flow control only and lives in memory.
// Stored, what the backend has committed, comes from the hub and is the outbox's to keep and to
// delete by. Pushing starts at stored, goes on with up to Config.Window messages unacknowledged, and
// starts again at stored on the first error, after every reconnect, when the hub's stream is another
// one, and when the backend asks for it. So everything arrives at least once; message ids and the
// database's keys make it once.
//
//	remote, err := uplink.Remote(config)          // for outbox.Config.Remote
//	link, err := uplink.New(box, config)
//	err = link.Run(ctx)
//
// It refuses to send anything of its own but hellos, and to use a plain connection beyond loopback.
package uplink
