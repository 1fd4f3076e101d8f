package record

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"log/slog"
	"sync"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
)

// Bounds of a recorder.
const (
	// span is how long a segment gets. Beginning in the middle costs going through a segment from its
	// beginning, and a new segment costs an imprint in one cycle.
	span = 10 * time.Minute
	// share of the room on disk is how large a segment gets.
	share = 8
	// LeastRoom is the least room on disk that is worth recording into.
	LeastRoom = 4 << 20
	// leastBuffer is the least that waits for the disk at most.
	leastBuffer = 1 << 20
)

// Config of a recorder.
type Config struct {
	Dir string
	// Room is how many bytes the segments take at most; the oldest go first.
	Room     int64
	Site     *site.Site
	Offers   func(site.Asset) []site.Offer // with which the site was built
	Software string                        // what the edge says it runs
	Boot     string                        // names the process whose cycles they are
	Log      *slog.Logger
}

// Recorder records a core. Its methods that implement cycle.Recorder are called by the cycle and
// allocate nothing but for acts and imprints; Run writes on a goroutine of its own.
type Recorder struct {
	config  Config
	shape   uint64
	cycles  int // of a segment at most
	writer  *writer
	turn    []byte // the turn that is being put together
	state   []byte
	scratch []byte
	over    []int
	open    bool // a segment has begun
	count   int  // turns in it

	mu      sync.Mutex
	waiting []byte // entries for the disk, each behind its length and with its checksum
	spare   []byte
	due     bool // the segment is large enough
	broken  bool // the disk does not take it
	lost    uint64
	wake    chan struct{}
}

// New is a recorder that records nothing before its first Rest. It refuses room for less than is worth
// it.
func New(c Config) (*Recorder, error) {
	if c.Room < LeastRoom {
		return nil, fmt.Errorf("room of %d bytes for records is too little, want %d at least", c.Room, LeastRoom)
	}
	if len(c.Site.Config.Text) == 0 {
		return nil, errors.New("record a site without the text of its file")
	}
	channels := c.Site.Layout.Measured()
	return &Recorder{
		config: c, cycles: int(span / c.Site.Config.Cycle), writer: newWriter(channels),
		turn: make([]byte, 0, 1024+channels*mostReading), scratch: make([]byte, 0, 4096), over: make([]int, 0, len(c.Site.Controllers)),
		wake: make(chan struct{}, 1),
	}, nil
}

// Done implements cycle.Witness.
func (r *Recorder) Done(a cycle.Act) {
	if r.open {
		r.turn = r.writer.act(r.turn, &a)
	}
}

// Frozen implements cycle.Witness.
func (r *Recorder) Frozen(now time.Time, passed time.Duration, im *image.Image) {
	if r.open {
		r.turn = r.writer.cycle(r.turn, now, passed, im)
	}
}

// Overdrawn implements cycle.Witness.
func (r *Recorder) Overdrawn(controller int) {
	if r.open {
		r.over = append(r.over, controller)
	}
}

// Decided implements cycle.Witness.
func (r *Recorder) Decided(out *cycle.Output) {
	if !r.open {
		r.mu.Lock()
		r.lost++
		r.mu.Unlock()
		return
	}
	var check uint32
	check, r.scratch = sum(out, r.scratch)
	r.turn = r.writer.decided(r.turn, r.over, check)
	r.open = r.commit(r.turn)
	r.turn, r.over = append(r.turn[:0], turnEntry), r.over[:0]
	r.count++
}

// Rest implements cycle.Recorder: it begins a segment where one is due.
func (r *Recorder) Rest(c *cycle.Core) {
	if r.open && r.count < r.cycles && !r.full() {
		return
	}
	if !r.open && r.behind() {
		return // what waits for the disk has to get there first
	}
	if r.shape == 0 {
		r.shape = c.Shape(r.writer.codec)
	}
	r.state = c.Imprint(r.writer.codec, append(r.state[:0], imprintEntry))
	r.makeRoom(len(r.state))
	r.writer.begin()
	r.turn, r.over, r.count = append(r.turn[:0], turnEntry), r.over[:0], 0
	r.open = r.end() && r.commit(r.state)
}

// end ends the segment before, with how many cycles are missing behind it.
func (r *Recorder) end() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken || cap(r.waiting)-len(r.waiting) < 64 {
		return false
	}
	r.waiting = frame(r.waiting, binary.AppendUvarint(append(make([]byte, 0, 16), endEntry), r.lost))
	r.lost = 0
	return true
}

// full reports whether the segment on disk is as large as it should get.
func (r *Recorder) full() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.due
}

// behind reports whether so much waits for the disk, or the disk is so broken, that a new segment
// would not get there.
func (r *Recorder) behind() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.broken || len(r.waiting) > cap(r.waiting)/4
}

// makeRoom sizes the buffers for a site whose imprint has this size: for a new segment with its first,
// whole turn four times. They are made once.
func (r *Recorder) makeRoom(state int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	want := max(leastBuffer, 4*(state+cap(r.turn)))
	if cap(r.waiting) < want && len(r.waiting) == 0 {
		r.waiting = make([]byte, 0, want)
	}
	if cap(r.spare) < want {
		r.spare = make([]byte, 0, want)
	}
}

// commit hands an entry over for the disk; false where it had to be dropped.
func (r *Recorder) commit(entry []byte) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken || len(r.waiting)+len(entry)+2*binary.MaxVarintLen64 > cap(r.waiting) {
		if entry[0] == turnEntry {
			r.lost++
		}
		r.nudge()
		return false
	}
	r.waiting = frame(r.waiting, entry)
	if entry[0] == imprintEntry {
		r.due = false
	}
	if len(r.waiting) > cap(r.waiting)/2 {
		r.nudge()
	}
	return true
}

func (r *Recorder) nudge() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// frame appends an entry behind its length and before its checksum.
func frame(dst, entry []byte) []byte {
	dst = append(binary.AppendUvarint(dst, uint64(len(entry))), entry...)
	return binary.LittleEndian.AppendUint32(dst, crc32.Checksum(entry, castagnoli()))
}
