package safety

import (
	"time"

	"ohmstead/energy/gridcode"
)

// meanStep is how often the ten-minute mean moves on. Source: VDE-AR-N 4105 wants a new value every
// 3 s at least.
const meanStep = 3 * time.Second

const meanSteps = int(gridcode.MeanSpan / meanStep)

// slidingMean is the mean of a voltage over the last ten minutes, in steps: each holds the integral
// of the values seen in it.
type slidingMean struct {
	steps   [meanSteps]float64 // V·s
	sum     float64            // of steps
	next    int
	filled  int
	open    float64       // V·s of the step under way
	elapsed time.Duration // of the step under way
}

// add goes on by since with the value that held meanwhile. A span that is longer than a step fills
// several.
func (m *slidingMean) add(volts float64, since time.Duration) {
	for m.elapsed+since >= meanStep {
		part := meanStep - m.elapsed
		m.close(m.open + float64(volts*part.Seconds()))
		since -= part
		m.open, m.elapsed = 0, 0
	}
	m.open += float64(volts * since.Seconds())
	m.elapsed += since
}

func (m *slidingMean) close(step float64) {
	m.sum += step - m.steps[m.next]
	m.steps[m.next] = step
	m.next = (m.next + 1) % meanSteps
	m.filled = min(m.filled+1, meanSteps)
}

// value is the mean; false before ten minutes have been seen.
func (m *slidingMean) value() (float64, bool) {
	return m.sum / gridcode.MeanSpan.Seconds(), m.filled == meanSteps
}

// forget starts anew, after values were missing.
func (m *slidingMean) forget() { *m = slidingMean{} }
