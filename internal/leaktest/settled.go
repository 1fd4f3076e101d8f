package leaktest

import (
	"time"

	"go.uber.org/goleak"
)

// patience is how long goroutines have to end. One that is left costs so much; where none is nothing waits.
const patience = time.Minute

// Settled runs tests and then waits until no goroutine is left but those that are ignored.
type Settled struct {
	M      goleak.TestingM
	Ignore []goleak.Option
}

// Run implements goleak.TestingM.
func (s Settled) Run() int {
	code := s.M.Run()
	for end := time.Now().Add(patience); code == 0 && time.Now().Before(end); {
		if goleak.Find(s.Ignore...) == nil {
			break
		}
	}
	return code
}
