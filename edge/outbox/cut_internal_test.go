package outbox

import (
	"bytes"
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/point"
	"ohmstead/wire"
)

var (
	cuts    = flag.Int("cuts", 1000, "at how many points the file store is cut")
	cutSeed = flag.Uint64("cut-seed", 1, "seed of the run that is cut")
)

const cutEdge = "0190a0a0-0000-7000-8000-00000000000e"

// disk is what a directory held at one instant, by path.
type disk map[string][]byte

func readDisk(t *testing.T, dir string, before disk) disk {
	t.Helper()
	d := disk{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if old := before[name]; bytes.Equal(old, data) {
			data = old // a run has a thousand states and little changes from one to the next
		}
		d[name] = data
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d disk) write(t *testing.T, dir string) {
	t.Helper()
	for name, data := range d {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// entry is a message as a backend would tell it from others.
type entry struct {
	boot uuid.UUID
	seq  uint64
	kind wire.Kind
	sum  [32]byte
}

func entryOf(m Message) entry {
	return entry{boot: m.Mark.BootID, seq: m.Mark.Seq, kind: m.Kind, sum: sha256.Sum256(m.Data)}
}

// step is one write of a run: what the disk held before and after it, and what was acknowledged.
type step struct {
	before, after disk
	acked         int // so many of the run's messages were acknowledged before
	stored        int // so many of them the backend has stored: they may be deleted
}

// script is a run of an outbox with its disk after every write.
type script struct {
	*testing.T
	dir      string
	box      *Outbox
	rng      *rand.Rand
	messages []entry
	stored   int
	steps    []step
	disk     disk
}

// Offered and Accepted make the script the outbox's witness.
func (s *script) Offered(Message)    {}
func (s *script) Accepted(m Message) { s.messages = append(s.messages, entryOf(m)) }

func record(t *testing.T, seed uint64, writes int) *script {
	t.Helper()
	s := &script{T: t, dir: t.TempDir(), rng: rand.New(rand.NewPCG(seed, 0))}
	s.open()
	for range writes {
		s.write()
	}
	if err := s.box.Close(); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *script) open() {
	s.Helper()
	var err error
	if s.box, err = Open(s.Context(), Config{Dir: s.dir, Edge: cutEdge, MaxBytes: 1 << 20, Witness: s}); err != nil {
		s.Fatal(err)
	}
	s.disk = readDisk(s.T, s.dir, s.disk)
	s.note(func() error { return s.box.Begin(s.Context(), cutManifest()) })
}

// write does one thing that an edge does to its disk.
func (s *script) write() {
	s.Helper()
	switch draw := s.rng.IntN(100); {
	case draw < 2:
		if err := s.box.Close(); err != nil {
			s.Fatal(err)
		}
		s.open()
	case draw < 8:
		s.note(s.store)
	case draw < 12:
		s.note(func() error { s.box.keepBounds(s.Context(), time.Now()); return nil })
	case draw < 25:
		s.note(func() error {
			_, err := s.box.AppendEvent(s.Context(), wire.Event{At: time.Now(), Code: "DEVICE_LOST", Params: map[string]any{"device": fmt.Sprint(draw)}})
			return err
		})
	default:
		rows := make([]wire.Row, 1+s.rng.IntN(60))
		for i := range rows {
			rows[i] = wire.Row{Offset: time.Duration(i) * time.Millisecond, Quality: point.Good, Value: s.rng.Float64()}
		}
		s.note(func() error { _, err := s.box.AppendFrame(s.Context(), time.Now(), rows); return err })
	}
}

// store tells the outbox that some more of this boot is stored.
func (s *script) store() error {
	have := s.stored + s.rng.IntN(len(s.messages)-s.stored+1)
	if have == 0 {
		return nil
	}
	s.stored = have
	cursors := map[uuid.UUID]uint64{}
	for _, m := range s.messages[:have] {
		cursors[m.boot] = m.seq
	}
	var told []wire.Stored
	for boot, seq := range cursors {
		told = append(told, wire.Stored{BootID: boot.String(), Seq: seq})
	}
	return s.box.MarkStored(told)
}

func (s *script) note(write func() error) {
	s.Helper()
	st := step{before: s.disk, acked: len(s.messages)}
	if err := write(); err != nil {
		s.Fatal(err)
	}
	s.disk = readDisk(s.T, s.dir, s.disk)
	st.after, st.stored = s.disk, s.stored
	s.steps = append(s.steps, st)
}

// cut is the disk in the middle of the write: the bytes that were being added to one file are there
// in part, or all there but not written yet, as a file system may leave them. A write that changed
// something else than the end of a file is cut before or after.
func (st step) cut(rng *rand.Rand) (d disk, how string) {
	for _, name := range slices.Sorted(maps.Keys(st.after)) {
		old, grown := st.before[name], st.after[name]
		if filepath.Ext(name) == ".blk" && len(grown) > len(old) && bytes.HasPrefix(grown, old) {
			d = maps.Clone(st.before)
			at := len(old) + rng.IntN(len(grown)-len(old))
			d[name], how = torn(rng, grown, at)
			return d, fmt.Sprintf("%s of %s at %d of %d", how, name, at, len(grown))
		}
		if name == storedFile && !bytes.Equal(old, grown) {
			d = maps.Clone(st.before)
			d[name+".next"], how = torn(rng, grown, rng.IntN(len(grown)+1))
			return d, "cursors not renamed yet, their file is " + how
		}
	}
	if rng.IntN(2) == 0 {
		return st.before, "before the write"
	}
	return st.after, "after the write"
}

// torn is data of which only so many bytes came to the disk.
func torn(rng *rand.Rand, data []byte, at int) (left []byte, how string) {
	left = slices.Clone(data[:at])
	switch rng.IntN(3) {
	case 0:
		return left, "cut off"
	case 1:
		return append(left, make([]byte, len(data)-at)...), "zeros at the end"
	}
	for range len(data) - at {
		left = append(left, byte(rng.Uint32()))
	}
	return left, "garbage at the end"
}

// check opens the disk of a cut and looks for everything that was acknowledged. What was being written
// may be there or not.
func (s *script) check(st step, d disk, how string) {
	s.Helper()
	dir := s.TempDir()
	defer os.RemoveAll(dir)
	d.write(s.T, dir)
	kept := s.reopen(dir, how, true)
	if again := s.reopen(dir, how, false); len(again) != len(kept)+1 || !slices.Equal(again[:len(kept)], kept) {
		s.Errorf("%s: %d messages were there, %d are after one more", how, len(kept), len(again))
	}
	seen := map[entry]bool{}
	for _, m := range kept {
		if seen[m] {
			s.Errorf("%s: %s %d is there twice", how, m.kind, m.seq)
		}
		seen[m] = true
		if i := slices.Index(s.messages, m); i < 0 || i > st.acked {
			s.Errorf("%s: after %d messages, there is %s %d, which nobody wrote yet", how, st.acked, m.kind, m.seq)
		}
	}
	for i, m := range s.messages[st.stored:st.acked] {
		if !seen[m] {
			s.Errorf("%s: after %d messages, number %d (%s %d) is lost", how, st.acked, st.stored+i, m.kind, m.seq)
		}
	}
}

// reopen is everything that the outbox in a directory keeps; then it begins a boot if it is to.
func (s *script) reopen(dir, how string, begin bool) (kept []entry) {
	s.Helper()
	box, err := Open(s.Context(), Config{Dir: dir, Edge: cutEdge, MaxBytes: 1 << 20})
	if err != nil {
		s.Fatalf("%s: it does not open: %v", how, err)
	}
	defer func() {
		if err := box.Close(); err != nil {
			s.Error(err)
		}
	}()
	ctx, cancel := context.WithTimeout(s.Context(), 2*time.Minute)
	defer cancel()
	for reader := box.Read(1); uint64(len(kept)) < box.Stats().Messages; {
		m, err := reader.Next(ctx)
		if err != nil {
			s.Fatalf("%s: read message %d of %d: %v", how, len(kept)+1, box.Stats().Messages, err)
		}
		kept = append(kept, entryOf(m))
	}
	if e, ok := box.queue.takeEvent(); ok {
		s.Errorf("%s: nothing is lost and yet %s is reported: %v", how, e.Code, e.Params)
	}
	if begin {
		if err := box.Begin(ctx, cutManifest()); err != nil {
			s.Fatalf("%s: %v", how, err)
		}
	}
	return kept
}

func cutManifest() wire.Manifest {
	return wire.Manifest{
		Site: wire.ManifestSite{Name: "Hof", TimeZone: "UTC"}, Assets: []wire.ManifestAsset{{Key: "a", Nature: "LOAD"}},
		Channels: []wire.ManifestChannel{{Asset: "a", Name: "ActivePower", Unit: "W", Kind: "measurement"}},
	}
}

func TestAFileStoreThatIsCutAnywhereKeepsWhatWasAcknowledged(t *testing.T) {
	t.Logf("go test ./edge/outbox -run %s -cuts %d -cut-seed %d", t.Name(), *cuts, *cutSeed)
	const writes = 250
	for first := 0; first < *cuts; first += writes {
		t.Run(fmt.Sprint(first), func(t *testing.T) {
			t.Parallel() // most of the time is waiting for the disk
			rng := rand.New(rand.NewPCG(*cutSeed, uint64(first)))
			s := record(t, rng.Uint64(), writes)
			tally := map[string]int{}
			for range min(*cuts-first, writes) {
				st := s.steps[rng.IntN(len(s.steps))]
				d, how := st.cut(rng)
				words := strings.Fields(how)
				tally[strings.Join(words[:2], " ")]++
				s.check(st, d, how)
			}
			t.Logf("cut %v", tally)
		})
	}
}
