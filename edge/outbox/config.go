package outbox

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
)

// Config of an outbox. The zero value of a field takes its default but for Dir and Edge.
type Config struct {
	// Dir is a directory of the outbox's own, made when missing. One process at a time.
	Dir string
	// Edge is the edge's id, a lower-case UUID: the name and the JetStream domain of its server.
	Edge string
	// MaxBytes bounds the messages kept; the files may be larger by a sixteenth and one block of
	// 8 MiB. Default 1 GiB, at least 1 MiB.
	MaxBytes int64
	// MaxAge bounds how long frames are kept, counted while the outbox runs, whatever the clock says;
	// events and manifests are bounded by MaxBytes alone. Default 30 days: the backend refuses older
	// samples.
	MaxAge time.Duration
	// FlushEvery is the time from a sample's emission to its frame. Default 1 s.
	FlushEvery time.Duration
	// StallAfter is how long the disk may take over one message before the store is taken for stuck
	// and opened again. Default 5 s.
	StallAfter time.Duration
	// QueueSamples and QueueEvents bound what waits in memory for the disk. Defaults 65,536 and
	// 1,024.
	QueueSamples, QueueEvents int
	// Remote is the leaf node connection to the hub, from uplink.Remote; nil stays offline.
	Remote *server.RemoteLeafOpts
	// ReconnectEvery is the least pause between two attempts to reach the hub; up to as much again
	// is added at random. Default 150 ms.
	ReconnectEvery time.Duration
	// Witness, where set, is told of every message. Default: nobody.
	Witness Witness
	// Log takes what is worth knowing. Default: nothing.
	Log *slog.Logger
}

// Witness follows what the outbox accepts. It is called from one goroutine at a time and holds up
// appending while it works; it must not call back.
type Witness interface {
	// Offered is told before a message goes to disk; its position is not known yet. A message may
	// be kept without being accepted: when the process dies in between.
	Offered(Message)
	// Accepted is told once the message is on disk, before its Append returns. A message that was
	// offered and is never accepted was refused, by a full store.
	Accepted(Message)
}

type nobody struct{}

func (nobody) Offered(Message)  {}
func (nobody) Accepted(Message) {}

func (c Config) withDefaults() Config {
	if c.MaxBytes == 0 {
		c.MaxBytes = 1 << 30
	}
	if c.MaxAge == 0 {
		c.MaxAge = 30 * 24 * time.Hour
	}
	if c.FlushEvery == 0 {
		c.FlushEvery = time.Second
	}
	if c.StallAfter == 0 {
		c.StallAfter = 5 * time.Second
	}
	if c.QueueSamples == 0 {
		c.QueueSamples = 65_536
	}
	if c.QueueEvents == 0 {
		c.QueueEvents = 1_024
	}
	if c.ReconnectEvery == 0 {
		c.ReconnectEvery = 150 * time.Millisecond
	}
	if c.Witness == nil {
		c.Witness = nobody{}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// Validate lists everything that is wrong with the configuration.
func (c Config) Validate() error {
	var faults []error
	if c.Dir == "" {
		faults = append(faults, errors.New("outbox directory is missing"))
	}
	if id, err := uuid.Parse(c.Edge); err != nil || id.String() != c.Edge {
		faults = append(faults, fmt.Errorf("edge is %q, want a lower-case UUID", c.Edge))
	}
	if c.MaxBytes != 0 && c.MaxBytes < 1<<20 {
		faults = append(faults, fmt.Errorf("outbox size is %d bytes, want at least 1 MiB", c.MaxBytes))
	}
	if c.MaxAge < 0 || c.FlushEvery < 0 || c.StallAfter < 0 || c.ReconnectEvery < 0 || c.QueueSamples < 0 || c.QueueEvents < 0 {
		faults = append(faults, errors.New("an outbox duration or queue length is negative"))
	}
	return errors.Join(faults...)
}

// hardBytes is where the stream itself refuses: above MaxBytes by enough that the event about a drop
// still fits.
func (c Config) hardBytes() int64 { return c.MaxBytes + c.MaxBytes/16 }

// dropBytes is how much is dropped at once, so that a full outbox reports once in a while and not
// with every frame.
func (c Config) dropBytes() int64 { return max(c.MaxBytes/64, 32<<10) }
