// Package outbox keeps what the edge has to say until the backend has stored it: an embedded NATS
// server with a JetStream file store that syncs every message, in the edge's own domain and without
// a listening port.
//
// It owns the boot id, the sequence of a boot (from 1 without a hole; the manifest is 1), the
// stored cursors and the deletion of what they cover. It refuses nothing for being offline: when it
// is full it drops the oldest frames, then the oldest events, never what is newer, and says so with
// a SAMPLES_DROPPED event. "Acknowledged" means that an Append returned: the message is on disk.
//
//	box, err := outbox.Open(ctx, outbox.Config{Dir: dir, Edge: id, Remote: remote})
//	defer box.Close()
//	err = box.Begin(ctx, manifest)      // message 1 of this boot
//	go box.Run(ctx)                     // turns emitted samples into a frame a second
//	box.Emit(samples...)                // from the cycle: never blocks, allocates nothing
//	box.Raise(event)                    // from anywhere: never blocks
//
// The cycle's side is bounded: Emit fills a ring of Config.QueueSamples and overwrites the oldest
// when the disk stalls, Raise a queue of Config.QueueEvents. What is overwritten is counted and
// reported like what a full disk drops. The uplink reads with Read from any position on and moves
// the cursors with MarkStored.
package outbox
