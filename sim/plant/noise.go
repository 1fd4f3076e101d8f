package plant

import "math"

// noise is seeded randomness as a function of time, without state: asked twice for the same
// instant it answers the same, whatever was asked in between. That makes load and clouds
// independent of how often the plant is stepped.
type noise struct{ seed uint64 }

// mix is the finaliser of SplitMix64. Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom
// Number Generators", OOPSLA 2014, figure 17 (constants of mix variant 13).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// uniform is evenly distributed on (0, 1), independent for each pair of stream and cell.
func (n noise) uniform(stream uint64, cell int64) float64 {
	h := mix(mix(n.seed^mix(stream)) ^ uint64(cell))
	return (float64(h>>11) + 0.5) / (1 << 53)
}

// gauss is normally distributed with mean 0 and variance 1. Source: Box and Muller, "A Note on
// the Generation of Random Normal Deviates", Ann. Math. Statist. 29 (1958).
func (n noise) gauss(stream uint64, cell int64) float64 {
	u, v := n.uniform(stream, 2*cell), n.uniform(stream, 2*cell+1)
	return math.Sqrt(-2*math.Log(u)) * math.Cos(2*math.Pi*v)
}

// step is a normal variable that holds its value for length seconds and then jumps; the jumps of
// two streams fall at different instants.
func (n noise) step(stream uint64, seconds, length float64) float64 {
	return n.gauss(stream, int64(math.Floor(seconds/length+n.uniform(stream, -1))))
}

// smooth is a normal variable of variance 1 that wanders: normal values on a grid of length
// seconds, joined by straight lines and scaled back to variance 1.
func (n noise) smooth(stream uint64, seconds, length float64) float64 {
	at := seconds/length + n.uniform(stream, -1)
	cell := math.Floor(at)
	part := at - cell
	a, b := n.gauss(stream, int64(cell)), n.gauss(stream, int64(cell)+1)
	return ((1-part)*a + part*b) / math.Sqrt((1-part)*(1-part)+part*part)
}

// normalCDF is the probability that a normal variable is below z.
func normalCDF(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }
