package outbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sys/unix"

	"ohmstead/internal/natslog"
	"ohmstead/wire"
)

const (
	streamName  = "OUT"
	allSubjects = "out.>"
	// openTimeout bounds reading back what an earlier boot left: 100,000 boots take some 10 s.
	openTimeout = time.Minute
)

// Outbox keeps messages on disk until the backend has stored them. Its methods may be called from
// any goroutine.
type Outbox struct {
	config Config
	lock   *os.File
	server *server.Server // with the store
	link   *link
	conn   *nats.Conn
	js     jetstream.JetStream
	stream jetstream.Stream
	boot   uuid.UUID
	opened time.Time
	before time.Duration // the time it had run before it was opened

	closing sync.Once
	queue   *queue
	noted   uint64        // by Begin, Run and Close
	writer  chan struct{} // of capacity 1: taken over one append or one pass of retention
	offered Message       // the last that was sent to the store; of who holds writer

	mu       sync.Mutex // guards what follows; never held while waiting
	manifest []byte
	hash     wire.Hash
	next     uint64        // sequence of the next message of this boot
	unsure   *nats.Msg     // sent, but nobody knows whether it was kept
	ledger   ledger        // boots, oldest first
	tail     uint64        // position of the last acknowledged message
	grown    chan struct{} // closed and replaced whenever a message was appended
	dirty    bool          // there is something to delete
	stats    Stats
}

// Stats counts since Open.
type Stats struct {
	Appended       uint64 // messages acknowledged
	Samples        uint64 // samples in acknowledged frames
	SamplesDropped uint64 // by a full store or a full queue
	EventsDropped  uint64
	SamplesRefused uint64 // without a value, a time or a known channel
	Bytes          uint64 // kept on disk now
	Messages       uint64 // kept on disk now
}

// Open starts the store in its directory with a new boot id, which takes 5–50 ms, or up to half a
// second per gigabyte kept. It refuses a directory in use and says of a damaged one what is wrong.
func Open(ctx context.Context, config Config) (*Outbox, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("open outbox: %w", err)
	}
	config = config.withDefaults()
	if err := os.MkdirAll(config.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make outbox directory: %w", err)
	}
	boot, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("draw a boot id: %w", err)
	}
	o := &Outbox{config: config, boot: boot, opened: time.Now(), next: 1, grown: make(chan struct{}), queue: newQueue(config), writer: make(chan struct{}, 1)}
	if o.lock, err = lockDir(config.Dir); err != nil {
		return nil, err
	}
	if err := o.start(ctx); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	return o, nil
}

func (o *Outbox) start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	log := natslog.New(o.config.Log)
	var err error
	if o.server, err = startServer(o.config, log); err != nil {
		return err
	}
	if o.link, err = openLink(o.config, log); err != nil {
		return err
	}
	if o.conn, err = o.dial(o.server, boxAccount); err != nil {
		return err
	}
	if o.js, err = jetstream.New(o.conn); err != nil {
		return fmt.Errorf("open outbox: %w", err)
	}
	if err := o.openStream(ctx, log); err != nil {
		return err
	}
	return o.readBack(ctx)
}

func (o *Outbox) openStream(ctx context.Context, log *natslog.Log) error {
	dir := storeDir(o.config)
	_, err := o.js.Stream(ctx, streamName)
	if _, statErr := os.Stat(dir); errors.Is(err, jetstream.ErrStreamNotFound) && statErr == nil {
		return fmt.Errorf("the outbox in %s is damaged and its messages cannot be read; move %s away to start empty%s",
			o.config.Dir, dir, log.Complaints())
	}
	o.stream, err = o.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name:        streamName,
		Subjects:    []string{allSubjects},
		Storage:     jetstream.FileStorage,
		MaxBytes:    o.config.hardBytes(),
		Discard:     jetstream.DiscardNew,
		Duplicates:  2 * time.Minute,
		AllowDirect: true,
	})
	if err != nil {
		return fmt.Errorf("open the stream of the outbox in %s: %w%s", o.config.Dir, err, log.Complaints())
	}
	return nil
}

// Close stops the server and gives the directory free; closing again does nothing. What was
// acknowledged is on disk already. Run has returned before.
func (o *Outbox) Close() error {
	var err error
	o.closing.Do(func() { err = o.close() })
	return err
}

func (o *Outbox) close() error {
	err := o.noteReached()
	if o.conn != nil {
		o.conn.Close()
	}
	if o.link != nil {
		o.link.close()
	}
	if o.server != nil {
		end(o.server)
	}
	if unlock := o.lock.Close(); unlock != nil {
		err = errors.Join(err, fmt.Errorf("give the outbox directory free: %w", unlock))
	}
	return err
}

// Boot is this boot's id.
func (o *Outbox) Boot() uuid.UUID { return o.boot }

// Begin appends the manifest as message 1 of this boot, with the boot's id put in. It is called
// once, before Run.
func (o *Outbox) Begin(ctx context.Context, m wire.Manifest) error {
	m.Version, m.BootID = wire.Version, o.boot.String()
	if err := m.Validate(); err != nil {
		return fmt.Errorf("begin outbox: %w", err)
	}
	data, err := m.Encode()
	if err != nil {
		return fmt.Errorf("begin outbox: %w", err)
	}
	o.mu.Lock()
	begun := o.next > 1 || o.unsure != nil
	o.manifest, o.hash = data, m.Hash()
	o.mu.Unlock()
	if begun {
		return errors.New("begin outbox: this boot has begun already")
	}
	if _, err = o.append(ctx, wire.KindManifest, func([]byte, uint64) ([]byte, error) { return data, nil }); err != nil {
		return err
	}
	// From here on an earlier boot may be stored and forgotten, so the note must not be about it.
	return o.noteReached()
}

// Manifest is this boot's manifest as it travels, and its hash.
func (o *Outbox) Manifest() ([]byte, wire.Hash) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.manifest, o.hash
}

// Dial opens an in-process connection to what the leaf node joins to the hub. Nothing of the store can be
// reached by it. It connects anew when the way to the hub changes (Relink).
func (o *Outbox) Dial(options ...nats.Option) (*nats.Conn, error) {
	return o.dial(o.link, "UPLINK", options...)
}

// Connected reports whether the leaf node is connected to the hub now.
func (o *Outbox) Connected() bool { return o.link.connected() }

// Stats is what happened since Open and what is kept now.
func (o *Outbox) Stats() Stats {
	o.mu.Lock()
	stats := o.stats
	o.mu.Unlock()
	drop := o.queue.overwritten()
	stats.SamplesDropped += drop.samples
	stats.EventsDropped += drop.events
	stats.SamplesRefused += drop.refused
	return stats
}

func lockDir(dir string) (*os.File, error) {
	path := filepath.Join(dir, "lock")
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock outbox directory: %w", err)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("outbox directory %s is in use by another process: %w", dir, err), file.Close())
	}
	return file, nil
}
