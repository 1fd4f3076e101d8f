package study

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/image"
	"ohmstead/edge/record"
	"ohmstead/study/line"
)

// Stretch says what of a record is shown: the cycles of [From, To), without a bound where a time is
// zero; with Changes only those in which the answer or its cuts are others than in the line before; and
// where Channels names some, or assets, their readings alone.
type Stretch struct {
	From, To time.Time
	Changes  bool
	Channels []string

	bare bool // without readings, which is for tests
}

// ReplayRecord runs a record's cycles once more, of a file or a folder of them, and writes a JSON line
// for each to w: what was read anew, who asked, what was set, what was cut and why. What the record
// itself has to say goes to errw, a line each: where cycles are missing, and where this program answers
// otherwise than the edge did. It returns Met, Unmet where an answer differs or the record is damaged,
// and Unusable for what cannot be replayed at all.
func ReplayRecord(w, errw io.Writer, path string, s Stretch) int {
	all, err := record.Find(path)
	if err != nil {
		complain(errw, err)
		return Unusable
	}
	out := bufio.NewWriter(w)
	t := &teller{Stretch: s, out: json.NewEncoder(out), errw: errw}
	t.out.SetEscapeHTML(false)
	exit := t.tell(record.Covering(all, s.From, s.To))
	if err := out.Flush(); err != nil {
		complain(errw, fmt.Errorf("write lines: %w", err))
		return max(exit, Unmet)
	}
	if exit == Met && t.lines == 0 {
		complain(errw, fmt.Errorf("%s holds no cycle of that time; it begins at %s", path, instant(all[0].Began)))
		return Unusable
	}
	return exit
}

// teller writes the lines of a record.
type teller struct {
	Stretch
	out     *json.Encoder
	errw    io.Writer
	lines   int
	before  string // the last line's answer with its explanation
	fresh   map[image.Handle]bool
	events  []cycle.Event // since the last line
	done    []cycle.Kind
	differs bool
}

func (t *teller) tell(segments []*record.Segment) int {
	worst := Met
	for i, s := range segments {
		exit := t.segment(s)
		worst = max(worst, exit)
		if exit == Unusable {
			return exit
		}
		if s.Lost > 0 {
			complain(t.errw, fmt.Errorf("%d cycles are missing behind %s: the edge could not record them", s.Lost, s.Path))
		}
		if last := i == len(segments)-1; !s.Ended && s.Damage() == nil && !last && segments[i+1].Boot == s.Boot {
			complain(t.errw, fmt.Errorf("cycles are missing behind %s: the edge could not end it", s.Path))
		}
	}
	if t.differs {
		worst = max(worst, Unmet)
	}
	return worst
}

func (t *teller) segment(s *record.Segment) int {
	p, err := s.Player()
	if err != nil {
		complain(t.errw, err)
		return Unusable
	}
	t.fresh = map[image.Handle]bool{}
	for {
		turn, err := p.Next()
		switch {
		case errors.Is(err, io.EOF):
			if err := s.Damage(); err != nil {
				complain(t.errw, fmt.Errorf("%s is damaged behind its last whole cycle: %w", s.Path, err))
				return Unmet
			}
			return Met
		case err != nil:
			complain(t.errw, err)
			return Unmet
		}
		if !t.To.IsZero() && !turn.At.Before(t.To) {
			return Met
		}
		if err := t.turn(p, turn); err != nil {
			complain(t.errw, fmt.Errorf("write line: %w", err))
			return Unusable
		}
	}
}

func (t *teller) turn(p *record.Player, turn *record.Turn) error {
	if turn.Differs && !t.differs {
		t.differs = true
		complain(t.errw, fmt.Errorf("from %s on the edge answered otherwise than this program does", instant(turn.At)))
	}
	for _, h := range turn.Changed {
		t.fresh[h] = true
	}
	if turn.At.Before(t.From) {
		return nil
	}
	for _, a := range turn.Acts {
		t.done = append(t.done, a.Kind)
	}
	t.events = append(t.events, turn.Out.Events...)
	l := line.New(instant(turn.At), turn.Out)
	l.Explain(p.Core, t.events)
	if t.Changes && len(t.done)+len(t.events) == 0 && t.known(l) {
		return nil
	}
	l.Done, l.Readings = t.done, map[string]any{}
	for h := range t.fresh {
		if c := p.Site.Layout.Channels()[h]; t.wants(c) {
			l.Readings[c.Name()] = line.Shown(p.Core.Image().At(h))
		}
	}
	if t.bare {
		l.Readings = nil
	}
	clear(t.fresh)
	t.events, t.done = nil, nil
	t.lines++
	return t.out.Encode(l)
}

func (s Stretch) wants(c image.Channel) bool {
	return len(s.Channels) == 0 || slices.Contains(s.Channels, c.Name()) || slices.Contains(s.Channels, c.Asset)
}

// known reports whether the line before said the same of set-points, cuts and state.
func (t *teller) known(l line.Line) bool {
	said, err := json.Marshal(struct {
		A, B, C any
		D       []line.Cut
	}{l.State, l.Mode, l.Setpoints, l.Cut})
	if err != nil {
		panic(err) // a line is plain values
	}
	before := t.before
	t.before = string(said)
	return t.before == before
}

// instant is a time of a record as a line has it.
func instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }
