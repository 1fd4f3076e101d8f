package load

import (
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"ohmstead/wire"
)

// How an identity sends: so many messages under way, so long for an acknowledgement, and the pauses
// after a fault and between two hellos.
const (
	window     = 64
	ackTimeout = 5 * time.Second
	minPause   = 50 * time.Millisecond
	maxPause   = 2 * time.Second
	helloEvery = 5 * time.Minute
	helloAgain = 5 * time.Second
)

// plan is when an identity measures what.
type plan struct {
	channels int
	every    time.Duration
	phase    time.Duration
	began    time.Time // the first instant; zero before Begin
}

// identity is one edge as the wire sees it.
type identity struct {
	plan
	number  int
	address wire.Address
	boot    uuid.UUID
	hash    wire.Hash

	mu       sync.Mutex
	kept     [][]byte // messages stored+1 to last
	stored   uint64
	acked    uint64 // by the hub, in this attempt
	next     uint64 // to be sent
	last     uint64
	attempt  int
	repeat   uint64    // messages below it go without an id, past the hub's de-duplication
	sent     time.Time // when something was sent or acknowledged last
	resumeAt time.Time
	pause    time.Duration
	helloAt  time.Time
	stream   string
	manifest []byte
	again    bool // the manifest is wanted once more
}

func newIdentity(number int, address wire.Address, p plan) (*identity, error) {
	i := &identity{plan: p, number: number, address: address, boot: uuid.New(), next: 1, repeat: 1}
	m := manifest(p.channels, i.boot)
	data, err := m.Encode()
	if err != nil {
		return nil, fmt.Errorf("encode the manifest of identity %d: %w", number, err)
	}
	i.hash, i.manifest = m.Hash(), data
	i.kept, i.last = [][]byte{data}, 1
	return i, nil
}

// turn measures what is due, and sends what may be sent.
func (i *identity) turn(l *leaf, now time.Time, stopped bool) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if err := i.measure(now, stopped); err != nil {
		return err
	}
	if !now.Before(i.helloAt) {
		i.helloAt = now.Add(helloAgain)
		if err := l.greet(i, now); err != nil {
			return err
		}
	}
	if i.again && i.stored > 0 {
		i.again = false
		if err := l.again(i); err != nil {
			return err
		}
	}
	if i.next > i.acked+1 && now.Sub(i.sent) > ackTimeout {
		i.restart(now)
	}
	if now.Before(i.resumeAt) {
		return nil
	}
	for ; i.next <= i.last && i.next-i.acked <= window; i.next++ {
		if err := l.publish(i, i.next, i.kept[i.next-i.stored-1]); err != nil {
			return err
		}
		i.sent = now
	}
	return nil
}

func (i *identity) begin(at time.Time) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.began = at.UTC().Truncate(time.Microsecond).Add(i.phase)
}

// measure accepts the frames of every instant that has come.
func (i *identity) measure(now time.Time, stopped bool) error {
	for !stopped && !i.began.IsZero() {
		n := int(i.last) - 1 //nolint:gosec // what fits in memory
		at := i.began.Add(time.Duration(n) * i.every)
		if at.After(now) {
			break
		}
		data, err := i.frame(n, at)
		if err != nil {
			return err
		}
		i.kept = append(i.kept, data)
		i.last++
	}
	return nil
}

// restart begins again at what is stored, after a pause.
func (i *identity) restart(now time.Time) {
	i.attempt++
	i.next, i.acked, i.repeat = i.stored+1, i.stored, 0
	i.pause = min(max(2*i.pause, minPause), maxPause)
	i.resumeAt = now.Add(i.pause)
	i.helloAt = i.resumeAt
}

// takeAck takes the hub's answer to a message. Answers come in order; one that is missing, or none,
// ends the attempt.
func (i *identity) takeAck(attempt int, seq uint64, ok bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if attempt != i.attempt || seq <= i.acked {
		return
	}
	if !ok || seq != i.acked+1 {
		i.restart(time.Now())
		return
	}
	i.acked, i.sent, i.pause = seq, time.Now(), 0
}

func (i *identity) takeWelcome(data []byte) error {
	welcome, err := wire.DecodeWelcome(data)
	if err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.helloAt = time.Now().Add(helloEvery)
	i.again = welcome.ManifestWanted
	i.progress(welcome.Progress)
	return nil
}

func (i *identity) takeStored(data []byte) error {
	progress, err := wire.DecodeProgress(data)
	if err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.progress(progress)
	return nil
}

// progress forgets what is stored, and begins again where the hub's stream is another one or something
// never came.
func (i *identity) progress(p wire.Progress) {
	for _, s := range p.Stored {
		if s.BootID != i.boot.String() || s.Seq <= i.stored || s.Seq > i.last {
			continue
		}
		i.kept = append([][]byte(nil), i.kept[s.Seq-i.stored:]...)
		i.stored, i.next, i.acked = s.Seq, max(i.next, s.Seq+1), max(i.acked, s.Seq)
	}
	another := i.stream != "" && p.Stream != i.stream
	i.stream = p.Stream
	if another || p.Resend {
		next := i.next
		i.restart(time.Now())
		if p.Resend {
			i.repeat = next
		}
	}
}

func (i *identity) entry() Entry {
	i.mu.Lock()
	defer i.mu.Unlock()
	return Entry{
		Number: i.number, Address: i.address, Boot: i.boot, Instants: int(i.last) - 1, First: i.began, //nolint:gosec // what fits in memory
		Last: i.last, Stored: i.stored, Restarts: i.attempt,
	}
}

// counts are samples accepted and stored, and whether the manifest is stored.
func (i *identity) counts() (accepted, stored int, registered bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return (int(i.last) - 1) * i.channels, max(int(i.stored)-1, 0) * i.channels, i.stored > 0 //nolint:gosec // what fits in memory
}
