package image

import (
	"fmt"
	"time"

	"ohmstead/energy/point"
)

// Derived says how a channel's reading is made of others' in every freeze: their sum, or their mean
// where Weights are given, one for each of From.
type Derived struct {
	From    []Handle
	Weights []float64
}

// derived is a derived channel in its place.
type derived struct {
	Derived
	at    Handle
	total float64 // of the weights
}

// Derive gives a channel its handle whose reading is made of others that have theirs. Derived
// channels come after all that are measured.
func (l *Layout) Derive(c Channel, d Derived) (Handle, error) {
	total := 0.0
	for _, w := range d.Weights {
		total += w
	}
	if d.Weights != nil && (len(d.Weights) != len(d.From) || total <= 0) {
		return None, fmt.Errorf("channel %s is the mean of %d channels with %d weights of %v in all", c.Name(), len(d.From), len(d.Weights), total)
	}
	for _, h := range d.From {
		if h < 0 || int(h) >= len(l.channels) {
			return None, fmt.Errorf("channel %s is made of a channel that does not exist", c.Name())
		}
	}
	h, err := l.place(c)
	if err != nil {
		return None, err
	}
	l.derived = append(l.derived, derived{d, h, total})
	return h, nil
}

// Measured is how many channels are not derived; they come first.
func (l *Layout) Measured() int { return len(l.channels) - len(l.derived) }

// derive forms every derived reading of an image. Its quality is the worst of its parts', its time
// the oldest; a part that is missing leaves it missing.
func (l *Layout) derive(im *Image) {
	for i := range l.derived {
		d := &l.derived[i]
		im.readings[d.at] = d.of(im.readings)
		im.ages[d.at] = 0
		for k, h := range d.From {
			if k == 0 || im.ages[h] > im.ages[d.at] {
				im.ages[d.at] = im.ages[h]
			}
		}
	}
}

func (d *derived) of(readings []point.Reading) point.Reading {
	var out point.Reading
	for k, h := range d.From {
		r := &readings[h]
		if r.Quality == point.Missing {
			return point.Reading{}
		}
		value := r.Value
		if d.Weights != nil {
			value *= d.Weights[k] / d.total
		}
		out.Value += value
		out.Quality = worse(out.Quality, r.Quality)
		out.At = older(out.At, r.At)
	}
	return out
}

// worse is the one of two qualities that is trusted less; Missing stands for none yet.
func worse(a, b point.Quality) point.Quality {
	if trust(b) < trust(a) {
		return b
	}
	return a
}

func trust(q point.Quality) int {
	switch q {
	case point.Bad:
		return 0
	case point.Stale:
		return 1
	case point.Uncertain:
		return 2
	case point.Substituted:
		return 3
	case point.Good:
		return 4
	default:
		return 5
	}
}

func older(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
