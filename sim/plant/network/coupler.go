package network

import (
	"math"
	"time"
)

// Closing is how far apart the two sides were when the coupler closed between them.
type Closing struct {
	// Dead says that one side had no voltage; the differences mean nothing then.
	Dead                  bool
	Volts, Hertz, Degrees float64
}

// Coupler is the switch between the grid's side and the site's.
type Coupler struct {
	// Delay is from an order to its effect; Stuck is a fault: it stays where it is.
	Delay time.Duration
	Stuck bool

	closed, ordered bool
	turning         time.Duration
	closings        []Closing
}

// Order opens or closes it after its delay.
func (k *Coupler) Order(closed bool) {
	if closed != k.ordered {
		k.ordered, k.turning = closed, 0
	}
}

// turn moves an order on; it reports whether it has just closed.
func (k *Coupler) turn(dt time.Duration) bool {
	if k.closed == k.ordered || k.Stuck {
		return false
	}
	if k.turning += dt; k.turning < k.Delay {
		return false
	}
	k.closed = k.ordered
	return k.closed
}

// note keeps how far apart the sides were.
func (k *Coupler) note(s See) {
	k.closings = append(k.closings, Closing{
		Dead:  s.GridVolts < 1 || s.SiteVolts < 1,
		Volts: math.Abs(s.SiteVolts - s.GridVolts), Hertz: math.Abs(s.SiteHertz - s.GridHertz), Degrees: math.Abs(s.Degrees),
	})
}

// Closings are all closings so far.
func (k *Coupler) Closings() []Closing { return k.closings }
