package peer_test

import (
	"encoding/json"
	goflag "flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"ohmstead/energy/arbitration/lex"
	"ohmstead/energy/arbitration/lex/lextest"
	"ohmstead/internal/peer"
)

var (
	linear    = goflag.Int("linear", 200, "how many lexicographic programs HiGHS solves too")
	quadratic = goflag.Int("quadratic", 60, "how many lexicographic programs cvxopt solves too")
)

// perPeer is how many programs one peer is asked, so that none comes near the end of its patience.
const perPeer = 200

// optimum is a program as python/optimum.py reads it.
type optimum struct {
	Kind   string     `json:"kind"`
	Lo     []float64  `json:"lo"`
	Hi     []float64  `json:"hi"`
	Want   []float64  `json:"want"`
	Weight []float64  `json:"weight"`
	Levels [][][2]any `json:"levels"`
	Missed []float64  `json:"missed,omitempty"`
}

type solved struct {
	Missed []float64 `json:"missed"`
	X      []float64 `json:"x"`
	Status string    `json:"status"`
	NS     int64     `json:"ns"`
}

func asOptimum(p *lextest.Program, kind string) optimum {
	o := optimum{Kind: kind, Levels: make([][][2]any, len(p.Levels))}
	for _, v := range p.Variables {
		o.Lo, o.Hi, o.Want, o.Weight = append(o.Lo, v.Lo), append(o.Hi, v.Hi), append(o.Want, v.Want), append(o.Weight, v.Weight)
	}
	for level, rows := range p.Levels {
		o.Levels[level] = make([][2]any, 0, len(rows))
		for _, r := range rows {
			side, terms := float64(r.Side), []lex.Term{{On: r.On, Factor: 1}}
			if r.On < 0 {
				terms = p.Vectors[-1-r.On]
			}
			var normal [][2]any
			for _, t := range terms {
				normal = append(normal, [2]any{t.On, side * t.Factor})
			}
			o.Levels[level] = append(o.Levels[level], [2]any{normal, side * r.Bound})
		}
	}
	return o
}

func solve(t testing.TB, l *peer.Lines, o optimum) solved {
	t.Helper()
	line, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	var s solved
	if answer := l.Ask(string(line)); json.Unmarshal([]byte(answer), &s) != nil {
		t.Fatalf("the peer says %q", answer)
	}
	return s
}

// drawn is the n-th random program without circles, which linear programs do not know.
func drawn(seed uint64) *lextest.Program {
	extent, _ := lextest.Largest()
	for r := rand.New(rand.NewPCG(seed, 5)); ; {
		if p := lextest.Draw(r, extent); len(p.Discs) == 0 {
			return p
		}
	}
}

func TestLexMissesEachLevelByWhatHiGHSMissesItBy(t *testing.T) {
	_, size := lextest.Largest()
	s := lex.New(size)
	worst, unsure := 0.0, 0
	for first := 0; first < *linear; first += perPeer {
		t.Run(fmt.Sprint("from ", first), func(t *testing.T) {
			l := peer.Optimum().Start(t)
			for seed := first; seed < min(first+perPeer, *linear); seed++ {
				p := drawn(uint64(seed))
				got := p.Missed(p.Solve(s).X)
				want := solve(t, l, asOptimum(p, "lp"))
				if want.Missed == nil {
					unsure++
					continue
				}
				for level, least := range want.Missed {
					off := math.Abs(got[level] - least)
					if worst = max(worst, off); off > 1e-6 {
						t.Errorf("program %d: level %d is missed by %.9f, HiGHS says %.9f", seed, level+1, got[level], least)
					}
				}
			}
		})
	}
	t.Logf("%d programs, of %d HiGHS is unsure, at most %.1e apart", *linear, unsure, worst)
	if 20*unsure > *linear {
		t.Errorf("HiGHS is unsure of %d of %d programs", unsure, *linear)
	}
}

func TestLexFindsThePointThatCvxoptFinds(t *testing.T) {
	_, size := lextest.Largest()
	s := lex.New(size)
	worst, unsure := 0.0, 0
	for first := 0; first < *quadratic; first += perPeer {
		t.Run(fmt.Sprint("from ", first), func(t *testing.T) {
			l := peer.Optimum().Start(t)
			for seed := first; seed < min(first+perPeer, *quadratic); seed++ {
				p := drawn(uint64(seed))
				got := p.Solve(s).X
				o := asOptimum(p, "qp")
				o.Missed = p.Missed(got)
				for level, v := range o.Missed {
					if v < 1e-9 {
						o.Missed[level] = 0
					}
				}
				want := solve(t, l, o)
				if want.Status != "optimal" {
					unsure++
					continue
				}
				for i := range got {
					off := math.Abs(got[i] - want.X[i])
					if worst = max(worst, off); off > 1e-4 {
						t.Errorf("program %d: variable %d is %.9f, cvxopt says %.9f", seed, i, got[i], want.X[i])
					}
				}
			}
		})
	}
	t.Logf("%d programs, of %d cvxopt is unsure, at most %.1e apart", *quadratic, unsure, worst)
	if 3*unsure > *quadratic {
		t.Errorf("cvxopt is unsure of %d of %d programs", unsure, *quadratic)
	}
}

// full is the programs of the benchmarks: 20 variables and 60 rows, boxes not counted.
func full(levels int) []*lextest.Program {
	all := make([]*lextest.Program, 256)
	for i := range all {
		all[i] = lextest.DrawFull(rand.New(rand.NewPCG(uint64(i), 2)), levels)
	}
	return all
}

// BenchmarkOurLex solves programs of 20 variables and 60 rows to their nearest point.
func BenchmarkOurLex(b *testing.B) {
	for _, levels := range []int{1, 4} {
		b.Run(fmt.Sprintf("%d_levels", levels), func(b *testing.B) {
			_, size := lextest.Largest()
			s, all := lex.New(size), full(levels)
			placed := make([][][]lex.Row, len(all))
			for i, p := range all {
				placed[i] = p.Placed(s)
			}
			var took []time.Duration
			for b.Loop() {
				i := len(took) % len(all)
				began := time.Now()
				all[i].State(s)
				for _, rows := range placed[i] {
					s.Bind(rows)
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2]), "median-ns")
		})
	}
}

// BenchmarkHiGHS solves the same programs' levels as linear programs, by the clock around HiGHS
// itself; it leaves the nearest point out.
func BenchmarkHiGHS(b *testing.B) {
	for _, levels := range []int{1, 4} {
		b.Run(fmt.Sprintf("%d_levels", levels), func(b *testing.B) {
			l, all := peer.Optimum().Start(b), full(levels)
			var took []int64
			for b.Loop() {
				took = append(took, solve(b, l, asOptimum(all[len(took)%len(all)], "lp")).NS)
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2]), "median-ns")
		})
	}
}
