package storm

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/wire"
)

// spool is the way of samples: frames that are kept on disk until they are stored, over a link that
// parts, repeats and loses answers, into a store that takes each frame once.
type spool struct {
	rng  *rand.Rand
	boot uuid.UUID
	seq  uint64
	disk []kept // what the outbox holds, oldest first
	// up says whether the link holds; sent is up to where the disk was pushed since it does.
	up   bool
	sent int

	accepted map[place]int // rows of every frame that was acknowledged to the cycle
	stored   map[place]int
	cursor   map[uuid.UUID]uint64 // the hub's
}

// place names a frame.
type place struct {
	boot uuid.UUID
	seq  uint64
}

// kept is a frame on disk.
type kept struct {
	place
	data []byte
}

func newSpool(rng *rand.Rand) *spool {
	return &spool{rng: rng, up: true, accepted: map[place]int{}, stored: map[place]int{}, cursor: map[uuid.UUID]uint64{}}
}

// begin is a boot: what is on disk stays, numbers start anew.
func (s *spool) begin() {
	var id uuid.UUID
	for i := range id {
		id[i] = byte(s.rng.Uint32())
	}
	s.boot, s.seq, s.sent = id, 0, 0
}

// append keeps a frame. Where the power fails in the middle of the write the frame is gone and was
// never acknowledged, so its number is free again.
func (s *spool) append(t0 time.Time, rows []wire.Row, powerFails bool) error {
	if len(rows) == 0 {
		return nil
	}
	at := place{s.boot, s.seq + 1}
	data, err := wire.Frame{BootID: s.boot, Seq: at.seq, T0: t0, Rows: rows}.AppendBinary(nil)
	if err != nil {
		return fmt.Errorf("encode frame: %w", err)
	}
	if powerFails {
		return nil
	}
	s.seq++
	s.disk = append(s.disk, kept{at, data})
	s.accepted[at] = len(rows)
	return nil
}

// flow moves frames over the link for one cycle.
func (s *spool) flow() error {
	if s.rng.Float64() < 0.002 {
		s.up, s.sent = !s.up, 0
	}
	for n := 0; s.up && s.sent < len(s.disk) && n < 50; n++ {
		f := s.disk[s.sent]
		s.sent++
		for range 1 + s.rng.IntN(2) { // it may come twice
			if err := s.arrive(f); err != nil {
				return err
			}
		}
	}
	if s.up && s.rng.Float64() < 0.3 { // the answer comes through
		s.drop()
	}
	return nil
}

// arrive stores a frame that follows the cursor, once.
func (s *spool) arrive(f kept) error {
	var frame wire.Frame
	if err := frame.UnmarshalBinary(f.data); err != nil {
		return fmt.Errorf("decode frame %d: %w", f.seq, err)
	}
	if frame.Seq != s.cursor[frame.BootID]+1 {
		return nil // a repeat
	}
	s.cursor[frame.BootID] = frame.Seq
	s.stored[place{frame.BootID, frame.Seq}] += len(frame.Rows)
	return nil
}

// drop deletes what the hub says it has.
func (s *spool) drop() {
	before := len(s.disk)
	s.disk = slices.DeleteFunc(s.disk, func(f kept) bool { return f.seq <= s.cursor[f.boot] })
	s.sent = max(0, s.sent-(before-len(s.disk)))
}

// rows counts what was accepted.
func (s *spool) rows() int {
	sum := 0
	for _, n := range s.accepted {
		sum += n
	}
	return sum
}

// settle lets the link hold until everything is through, and says what is lost or doubled.
func (s *spool) settle() error {
	s.up = true
	for range 1_000_000 {
		if len(s.disk) == 0 {
			break
		}
		s.up = true
		if err := s.flow(); err != nil {
			return err
		}
	}
	for at, rows := range s.accepted {
		if s.stored[at] != rows {
			return fmt.Errorf("frame %d has %d rows stored, %d were accepted", at.seq, s.stored[at], rows)
		}
	}
	if len(s.stored) != len(s.accepted) {
		return fmt.Errorf("%d frames are stored, %d were accepted", len(s.stored), len(s.accepted))
	}
	return nil
}
