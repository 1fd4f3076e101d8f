package kill_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/telemetry"
	"ohmstead/edge"
	"ohmstead/energy/point"
	"ohmstead/wire"
)

// boot is what the record says of one boot.
type boot struct {
	id       uuid.UUID
	began    time.Time // when its first message was offered
	accepted uint64    // the last sequence
	// last is the message that was offered and whose acceptance nobody lived to tell.
	last   *edge.Line
	frames []edge.Line // accepted ones, in order
	taken  []time.Time // when each message was accepted
}

// record reads what the edge has recorded, by boot, and checks that the sequences have no hole.
func (w *world) record() []*boot {
	w.Helper()
	data, err := os.ReadFile(w.path("accepted"))
	if err != nil {
		w.Fatal(err)
	}
	var boots []*boot
	of := map[uuid.UUID]*boot{}
	whole := data[:bytes.LastIndexByte(data, '\n')+1] // the last line may be on its way
	for n, text := range bytes.Split(bytes.TrimSpace(whole), []byte("\n")) {
		var l edge.Line
		if err := json.Unmarshal(text, &l); err != nil {
			w.Fatalf("line %d of the record: %v: %s", n+1, err, text)
		}
		if l.Step == drained {
			continue
		}
		b := of[l.Boot]
		if b == nil {
			b = &boot{id: l.Boot, began: l.At}
			of[l.Boot], boots = b, append(boots, b)
		}
		w.take(b, l)
	}
	return boots
}

// drained is what the test itself writes into the record.
const drained = "drained"

// drain waits until the record holds all that was written so far: it comes by a pipe.
func (w *world) drain() {
	w.Helper()
	pipe, err := os.OpenFile(w.path("accepted.pipe"), os.O_WRONLY, 0)
	if err != nil {
		w.Fatal(err)
	}
	defer pipe.Close()
	mark := fmt.Sprintf("{\"step\":%q,\"seq\":%d}\n", drained, time.Now().UnixNano())
	if _, err := pipe.WriteString(mark); err != nil {
		w.Fatal(err)
	}
	w.until("the record is written", func() bool {
		data, err := os.ReadFile(w.path("accepted"))
		return err == nil && bytes.Contains(data, []byte(mark))
	})
}

func (w *world) take(b *boot, l edge.Line) {
	w.Helper()
	if l.Seq != b.accepted+1 {
		w.Errorf("boot %s: %s %d follows %d", b.id, l.Step, l.Seq, b.accepted)
	}
	if l.Step == "offered" {
		b.last = &l
		return
	}
	b.accepted, b.taken = l.Seq, append(b.taken, l.At)
	if l.Kind == wire.KindFrame {
		b.frames = append(b.frames, *b.last)
	}
	b.last = nil
}

// acceptedBetween is how many messages were accepted between two instants, by the edge's clock.
func (w *world) acceptedBetween(from, to time.Time) (n int) {
	w.Helper()
	for _, b := range w.record() {
		for _, at := range b.taken {
			if at.After(from) && at.Before(to) {
				n++
			}
		}
	}
	return n
}

// psql asks the database itself, as its owner; one line a row, tab between columns.
func (w *world) psql(query string) ([][]string, error) { return w.client("-c", query) }

// ask is psql with the statements of a file, which may be long.
func (w *world) ask(file string) ([][]string, error) { return w.client("-q", "-f", file) }

func (w *world) client(args ...string) ([][]string, error) {
	program, err := exec.LookPath("psql")
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/psql"); err != nil && len(found) > 0 {
		program = found[len(found)-1]
	}
	out, err := exec.CommandContext(w.Context(), program, append([]string{"-h", w.path("backend/postgres/s"), "-U", "ohm", "-d", "ohm", "-AtX", "-F", "\t"}, args...)...).Output()
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for line := range strings.Lines(string(out)) {
		rows = append(rows, strings.Split(strings.TrimRight(line, "\n"), "\t"))
	}
	return rows, nil
}

// cursors is how far each boot is stored; nothing while the database is away.
func (w *world) cursors() map[uuid.UUID]uint64 {
	w.Helper()
	rows, err := w.psql("SELECT boot_id, seq FROM edge_boots")
	if err != nil {
		return nil
	}
	stored := map[uuid.UUID]uint64{}
	for _, r := range rows {
		seq, err := strconv.ParseUint(r[1], 10, 64)
		if err != nil {
			w.Fatal(err)
		}
		stored[uuid.MustParse(r[0])] = seq
	}
	return stored
}

// stored is the hash of every row of the database, and how often it is there.
func (w *world) stored() map[string]int {
	w.Helper()
	rows, err := w.psql(`SELECT a.key, c.name, (extract(epoch FROM s.ts) * 1000000)::bigint, s.quality, s.value
		FROM samples s JOIN channels c USING (tenant_id, channel_id) JOIN assets a ON a.tenant_id = c.tenant_id AND a.id = c.asset_id`)
	if err != nil {
		w.Fatal(err)
	}
	hashes := map[string]int{}
	for _, r := range rows {
		micros, err1 := strconv.ParseInt(r[2], 10, 64)
		quality, err2 := strconv.ParseUint(r[3], 10, 8)
		value, err3 := strconv.ParseFloat(r[4], 64)
		if err1 != nil || err2 != nil || err3 != nil {
			w.Fatalf("the database says %q", r)
		}
		hashes[edge.RowHash(r[0], r[1], point.Reading{Value: value, At: time.UnixMicro(micros), Quality: point.Quality(quality)})]++
	}
	return hashes
}

// compare holds the database against the record: exactly the accepted rows, each once. Beyond them
// there may be the last message of a boot, whole, where the edge was killed before it could tell; and
// of the last boot, which was asked to stop, what it said last may still wait on its disk.
func (w *world) compare() {
	w.Helper()
	w.drain()
	cursors, boots := w.cursors(), w.record()
	stored := w.stored()
	var rows, untold, refused int
	for i, b := range boots {
		at := cursors[b.id]
		if b.last != nil && at == b.last.Seq {
			b.frames = append(b.frames, *b.last)
			untold += len(b.last.Rows)
		} else if at != b.accepted && i < len(boots)-1 {
			w.Errorf("boot %s: %d was accepted, %d is stored", b.id, b.accepted, at)
		}
		missing := 0
		for _, f := range b.frames {
			if w.refused(f) {
				refused += len(f.Rows)
				continue // what of it is stored all the same is foreign
			}
			for _, hash := range f.Rows {
				if stored[hash]--; stored[hash] >= 0 {
					rows++
				} else if f.Seq <= at {
					missing++
				}
			}
		}
		if missing > 0 {
			w.Errorf("boot %s: %d rows are not stored", b.id, missing)
		}
	}
	foreign := 0
	for _, left := range stored {
		foreign += max(left, 0)
	}
	if foreign > 0 {
		w.Errorf("%d rows are stored that no boot has accepted, or twice", foreign)
	}
	w.Logf("%d boots, %d rows accepted and stored exactly once, %d of them in the last message of a killed edge; %d rows refused for their time",
		len(boots), rows, untold, refused)
	if rows == 0 {
		w.Error("no rows at all")
	}
}

// refused reports whether the backend may not store a frame that it gets now: all its rows are of the
// future or too old.
func (w *world) refused(f edge.Line) bool {
	now := time.Now()
	return f.From.After(now.Add(telemetry.MaxFuture)) || f.To.Before(now.Add(-telemetry.MaxAge))
}

// settle waits until everything that was accepted before is stored, ends a last edge in peace, and
// holds the database against the record.
func (w *world) settle() {
	w.Helper()
	w.endInPeace()
	w.compare()
	w.checkGaps()
}

func (w *world) endInPeace() {
	w.Helper()
	w.until("everything recovers", w.ready)
	w.edge.kill()
	w.edge.start()
	killed := w.record()
	w.until("all boots are stored to their end", func() bool { return w.complete(killed) })
	w.until("the last boot works", func() bool {
		all := w.record()
		last := all[len(all)-1]
		return len(all) > len(killed) && len(last.frames) > 5 && w.cursors()[last.id] >= last.frames[5].Seq
	})
	w.edge.stop()
	time.Sleep(time.Second) // what it said last is on its way to the record and to the database
}

// complete reports whether each of these boots is stored to its end.
func (w *world) complete(boots []*boot) bool {
	stored := w.cursors()
	for _, b := range boots {
		if stored[b.id] < b.accepted {
			return false
		}
	}
	return true
}

// Bounds of a gap that is none: the pause between frames, between the start of a process and its
// first reading, and what was measured and waits for the next frame.
const (
	frameGap = 5 * time.Second
	startGap = 15 * time.Second
	flushGap = time.Second
)

// checkGaps looks for times without data while the edge lived.
func (w *world) checkGaps() {
	w.Helper()
	late := 2 * time.Duration(w.late.Load())
	boots := w.record()
	var worst time.Duration
	for i, l := range w.edge.lives {
		at := l.began
		limit := startGap + late
		for _, b := range boots {
			if b.began.Before(l.began) || b.began.After(l.ended) {
				continue
			}
			for _, f := range b.frames {
				if gap := f.From.Sub(at); gap > limit {
					w.Errorf("life %d of the edge: nothing for %v from %v on", i, gap, at)
				} else if limit != startGap+late {
					worst = max(worst, gap)
				}
				at, limit = f.To, frameGap+late
			}
		}
		if gap := l.ended.Sub(at); gap > limit+flushGap {
			w.Errorf("life %d of the edge: nothing for %v before its end", i, gap)
		}
	}
	w.Logf("longest pause between two frames of a living edge %v; this process was held up for %v at worst", worst.Round(time.Millisecond), (late / 2).Round(time.Millisecond))
}
