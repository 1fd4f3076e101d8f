package unit

import (
	"math"
	"math/bits"
	"strconv"
)

// Scaled is of × times / by, half up, through 128 bits. Neither of nor times is negative, and by is positive;
// where that does not hold, or no int64 holds what it comes to, it panics.
// Source: half up is ⌊x + ½⌋, and ⌊(p + ⌊by / 2⌋) / by⌋ is that of p / by for whole p and by.
func Scaled(of, times, by int64) int64 {
	if of < 0 || times < 0 || by <= 0 {
		panic("unit: scaled by a number that is negative, or by nothing")
	}
	high, low := bits.Mul64(uint64(of), uint64(times))
	low, carry := bits.Add64(low, uint64(by)/2, 0)
	quotient, _ := bits.Div64(high+carry, low, uint64(by))
	if quotient > math.MaxInt64 {
		panic("unit: scaled to more than an int64 holds")
	}
	return int64(quotient)
}

// shownJ is how much the last digit of an energy that is shown is worth: 0.01 Wh.
const shownJ = int64(WattHour) / 100

// hundredths is the energy in 0.01 Wh, half to even. Source: ISO 80000-1, annex on the rounding of numbers, rule A.
func (e Energy) hundredths() int64 {
	n, rest := int64(e)/shownJ, int64(e)%shownJ
	switch half := shownJ / 2; {
	case rest > half || rest == half && n%2 != 0:
		n++
	case rest < -half || rest == -half && n%2 != 0:
		n--
	}
	return n
}

// WattHours is the energy in Wh as it is shown: to 0.01 Wh, half to even.
func (e Energy) WattHours() float64 { return float64(e.hundredths()) / 100 }

// WattHourText is the energy in Wh as it is shown: a decimal with two digits behind the point, half to even, with
// a minus where it is not zero and negative.
func (e Energy) WattHourText() string {
	n, sign := e.hundredths(), ""
	if n < 0 {
		n, sign = -n, "-"
	}
	digits := strconv.FormatInt(n%100+100, 10)[1:] // a hundred more keeps the zero in front
	return sign + strconv.FormatInt(n/100, 10) + "." + digits
}
