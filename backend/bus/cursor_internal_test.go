package bus

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/wire"
)

func marksOf(pairs ...[2]uint64) []wire.Mark {
	var marks []wire.Mark
	for _, p := range pairs {
		marks = append(marks, wire.Mark{Seq: p[0], After: p[1]})
	}
	return marks
}

func TestAdvance(t *testing.T) {
	tests := map[string]struct {
		stored uint64
		done   [][]wire.Mark
		want   uint64
		ahead  int
	}{
		"in order":                                       {0, [][]wire.Mark{marksOf([2]uint64{1, 0}, [2]uint64{2, 1}, [2]uint64{3, 2})}, 3, 0},
		"a hole holds the cursor":                        {5, [][]wire.Mark{marksOf([2]uint64{7, 6}, [2]uint64{8, 7})}, 5, 2},
		"what fills the hole moves it over all":          {5, [][]wire.Mark{marksOf([2]uint64{8, 7}, [2]uint64{7, 6}), marksOf([2]uint64{6, 5})}, 8, 0},
		"a repeat does nothing":                          {5, [][]wire.Mark{marksOf([2]uint64{3, 2}, [2]uint64{5, 4})}, 5, 0},
		"what the edge has dropped is passed":            {5, [][]wire.Mark{marksOf([2]uint64{9, 5}, [2]uint64{10, 9})}, 10, 0},
		"the first of a new attempt follows anything":    {5, [][]wire.Mark{marksOf([2]uint64{9, 8}), marksOf([2]uint64{8, 0})}, 9, 0},
		"of two claims the one that passes counts":       {5, [][]wire.Mark{marksOf([2]uint64{9, 8}, [2]uint64{9, 2})}, 9, 0},
		"an attempt's beginning does not hide its holes": {5, [][]wire.Mark{marksOf([2]uint64{7, 0}, [2]uint64{9, 8})}, 7, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := boot{stored: tt.stored}
			for _, done := range tt.done {
				b = b.advance(done, time.Unix(0, 0))
			}
			if b.stored != tt.want || len(b.ahead) != tt.ahead {
				t.Errorf("stored up to %d with %d ahead, want %d with %d", b.stored, len(b.ahead), tt.want, tt.ahead)
			}
		})
	}
}

// The cursor is a promise that nothing below it will be asked for again: it never passes a message
// that was not done, in whatever order and with whatever repeats they come.
func TestAdvanceNeverPassesWhatIsMissing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint64Range(1, 60).Draw(t, "messages")
		missing := rapid.Uint64Range(1, n+1).Draw(t, "missing")
		var marks []wire.Mark
		for seq := uint64(1); seq <= n; seq++ {
			if seq != missing {
				marks = append(marks, wire.Mark{Seq: seq, After: seq - 1})
			}
		}
		marks = append(marks, marks[:len(marks)/3]...)
		seed := rapid.Uint64().Draw(t, "order")
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(marks), func(i, j int) { marks[i], marks[j] = marks[j], marks[i] })
		b := boot{}
		for len(marks) > 0 {
			k := rapid.IntRange(1, len(marks)).Draw(t, "batch")
			b = b.advance(marks[:k], time.Unix(0, 0))
			marks = marks[k:]
		}
		if b.stored != missing-1 {
			t.Fatalf("stored up to %d of %d, %d is missing", b.stored, n, missing)
		}
		b = b.advance([]wire.Mark{{Seq: missing, After: missing - 1}}, time.Unix(0, 0))
		if want := max(n, missing); b.stored != want || len(b.ahead) != 0 {
			t.Fatalf("stored up to %d with %d ahead after the missing one came, want %d", b.stored, len(b.ahead), want)
		}
	})
}

func TestAHoleIsAskedForLessAndLessOften(t *testing.T) {
	start := time.Unix(0, 0)
	b := boot{}.advance(marksOf([2]uint64{3, 2}), start)
	var asked []time.Duration
	for at := time.Duration(0); at < 10*time.Minute; at += time.Second {
		if b.overdue(start.Add(at)) {
			asked = append(asked, at)
		}
	}
	want := []time.Duration{45 * time.Second, 135 * time.Second, 315 * time.Second}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	b = b.advance(marksOf([2]uint64{2, 0}), start.Add(time.Hour))
	if b.overdue(start.Add(24 * time.Hour)) {
		t.Error("a filled hole is asked for")
	}
}
