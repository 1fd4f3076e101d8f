package identify

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The answer is the best one where, as Karush, Kuhn and Tucker say, no unknown above 0 would gain by
// any change and none at 0 by growing.
func TestNonNegativeLeastSquaresIsOptimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "unknowns")
		problem := newNormal(n)
		row := make([]float64, n)
		for range n + rapid.IntRange(0, 20).Draw(t, "equations") {
			for i := range row {
				row[i] = rapid.Float64Range(-10, 10).Draw(t, "factor")
			}
			problem.add(row, rapid.Float64Range(-100, 100).Draw(t, "value"), 1)
		}
		for i := range n {
			problem.a[i][i] += 0.1
		}
		x, err := problem.solve()
		if err != nil {
			t.Fatal(err)
		}
		for i := range x {
			w := problem.gradient(x, i)
			most := 1e-7 * (1 + math.Abs(problem.b[i]))
			if x[i] < 0 || w > most || x[i] > 1e-9 && w < -most {
				t.Fatalf("x %v, gradient %v at %d", x, w, i)
			}
		}
	})
}

func TestEquationsThatLeaveAnUnknownOpenHaveNoAnswer(t *testing.T) {
	problem := newNormal(2)
	problem.add([]float64{1, 1}, 3, 1)
	if x, err := problem.unconstrained([]bool{true, true}); err == nil {
		t.Errorf("answer %v", x)
	}
}
