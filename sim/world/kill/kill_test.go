package kill_test

import (
	"flag"
	"testing"
	"time"
)

var (
	kills = flag.Int("kills", 20, "how many processes are killed, in each of the two variants")
	seed  = flag.Uint64("seed", 0, "seed of the order of kills and cuts; 0 draws one")
)

// maxInRow bounds how often PostgreSQL is killed within one life of the backend, which gives up after
// ten deaths in a row without a quiet minute in between.
const maxInRow = 5

// storm kills and cuts at random points.
type storm struct {
	*world
	killed map[string]int
	inRow  int
}

func TestNothingAcceptedIsLost(t *testing.T) {
	for name, external := range map[string]bool{"with a bus of its own": false, "with the NATS of somebody else": true} {
		t.Run(name, func(t *testing.T) {
			drawn := *seed
			if drawn == 0 {
				drawn = uint64(time.Now().UnixNano())
			}
			t.Logf("go test ./sim/world/kill -run '%s' -kills %d -seed %d", t.Name(), *kills, drawn)
			s := &storm{world: newWorld(t, setup{seed: drawn, external: external}), killed: map[string]int{}}
			for n := 0; n < *kills; {
				s.rest()
				if s.kill() {
					n++
				}
			}
			t.Logf("killed and cut: %v", s.killed)
			s.settle()
		})
	}
}

// between is a random time.
func (s *storm) between(low, high time.Duration) time.Duration {
	return low + time.Duration(s.rng.Int64N(int64(high-low)))
}

// rest lets everything work for a moment; every other time until it has recovered, for what is killed
// while it starts says little about what is killed while it works.
func (s *storm) rest() {
	recovered := s.rng.IntN(2) == 0
	pause := s.between(100*time.Millisecond, 2*time.Second)
	s.within(pause, func() bool { return false })
	if recovered {
		s.within(30*time.Second, s.ready)
	}
}

// kill ends something, and reports false where it was a cut of the link or nothing was there to kill.
func (s *storm) kill() bool {
	draw, down := s.rng.IntN(100), s.between(0, time.Second)
	switch {
	case draw < 12:
		s.killed["link cut"]++
		s.link.sever()
		s.within(down, func() bool { return false })
		s.link.mend()
		return false
	case draw < 18:
		s.killed["link silent"]++
		s.link.hush(3 * down)
		return false
	case draw < 50:
		s.killed["edge"]++
		s.revive(s.edge, down)
	case draw < 70 && s.inRow < maxInRow:
		if !s.killPostmaster() {
			return false
		}
		s.inRow++
		s.killed["PostgreSQL"]++
	case draw < 85 && s.nats != nil:
		s.killed["NATS"]++
		s.revive(s.nats, down)
	default:
		s.killed["backend"]++
		s.revive(s.backend, down)
		s.inRow = 0
	}
	return true
}

// revive kills a process and starts it again after a while.
func (s *storm) revive(p *program, down time.Duration) {
	p.kill()
	s.within(down, func() bool { return false })
	p.start()
}
