package counter

// Shares of a register that decide what a falling value means, chosen by us: between two readings a
// register does not take a tenth of its range, and hardly a hundredth of what it has counted so far.
const (
	rolloverShare = 0.9
	nearZeroShare = 0.01
)

// Settings are what is known of a counter. The zero Settings never rolls over and may be reset.
type Settings struct {
	// Rollover is the value at which the register begins again at zero, in the channel's unit; 0 for
	// never.
	Rollover float64
	// NoReset says that nobody can reset it: a fall to near zero is then one like others.
	NoReset bool
}

// Turn is how a counter came from one value to the next.
type Turn uint8

// Turns.
const (
	Rise     Turn = iota // or stands still
	Rollover             // over its end to zero and on
	Reset                // set to zero, and on from there
	Fall                 // a dip, or a register that began anew somewhere: what was counted is unknown
)

// Judge says how a counter came from one value to a later one, and what it has counted meanwhile, in
// the channel's unit; 0 for a Fall.
//
// A fall by at least nine tenths of the rollover value is a Rollover, one to at most a hundredth of
// the value before a Reset, from which it counts from zero.
func (s Settings) Judge(before, after float64) (Turn, float64) {
	switch {
	case after >= before:
		return Rise, after - before
	case s.Rollover > 0 && before <= s.Rollover && before-after >= rolloverShare*s.Rollover:
		return Rollover, s.Rollover - before + after
	case !s.NoReset && after >= 0 && after <= nearZeroShare*before:
		return Reset, after
	}
	return Fall, 0
}
