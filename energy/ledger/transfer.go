package ledger

import (
	"cmp"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

const (
	// MaxSlots is how many quarter hours a period may touch: a month of 31 days in which clocks go back.
	MaxSlots = 31*96 + 4
	// MaxJ is the largest amount of one transfer, in J: a sum over a year of them fits into an int64.
	MaxJ = 1_000_000_000_000_000
	// hundredthJ is 0.01 Wh in J.
	hundredthJ = 36
)

// ID is the public id of a group or a transaction: the 16 bytes of a UUID.
type ID [16]byte

// Transfer is an amount of energy that one group gives another in a period of whole seconds.
type Transfer struct {
	Source, Destination ID
	Period              slot.Interval
	// EnergyJ is how much, in J, more than 0.
	EnergyJ int64
	// CO2 is the emissions that travel with it, in g; nil where they are not known.
	CO2 *int64
}

// Entry is what a transfer is for one group in one quarter hour.
type Entry struct {
	Slot  time.Time
	Group ID
	// EnergyJ is what the group receives in J; negative where it gives.
	EnergyJ int64
	// CO2 has the same sign, in g; nil where it is not known.
	CO2 *int64
}

// Reversed is the transfer that takes t back: its entries are those of t with the other sign.
func (t Transfer) Reversed() Transfer {
	t.Source, t.Destination = t.Destination, t.Source
	return t
}

// Check refuses what is no transfer: INVALID_BALANCE_GROUP for one group alone, INVALID_TIME_ALIGNMENT for
// parts of seconds, INVALID_TIMEFRAME for a period that is empty or too long, INVALID_ENERGY_AMOUNT. The
// name is how refusals call it.
func (t Transfer) Check(name string) error {
	if t.Source == t.Destination {
		return reason.New(reason.InvalidBalanceGroup, reason.Params{"name": name})
	}
	if err := aligned(t.Period, time.Second); err != nil {
		return err
	}
	if err := CheckPeriod(name, t.Period); err != nil {
		return err
	}
	if t.EnergyJ <= 0 || t.EnergyJ > MaxJ {
		return reason.New(reason.InvalidEnergyAmount, reason.Params{"value": strconv.FormatInt(t.EnergyJ/3600, 10)})
	}
	if t.CO2 != nil && (*t.CO2 < 0 || *t.CO2 > MaxJ) {
		return reason.Invalid("co2_g", *t.CO2, "0 to 1000000000000000")
	}
	return nil
}

// Post is the double entry of a transfer: for each quarter hour that its period touches, in order, what the
// destination receives and what the source gives. Energy and emissions are shared out by seconds with the
// largest remainder, so that the parts are the whole. Errors as Check. O(n log n) in quarter hours.
// Source: document 003, requirement R1; the method of largest remainders is Hamilton's.
func Post(name string, t Transfer) ([]Entry, error) {
	if err := t.Check(name); err != nil {
		return nil, err
	}
	var starts []time.Time
	var seconds []int64
	for s := range t.Period.Split(slot.QuarterHour) {
		part, _ := s.Intersect(t.Period)
		starts, seconds = append(starts, s.From), append(seconds, int64(part.Length()/time.Second))
	}
	energy := Shares(t.EnergyJ, seconds)
	var co2 []int64
	if t.CO2 != nil {
		co2 = Shares(*t.CO2, seconds)
	}
	entries := make([]Entry, 0, 2*len(starts))
	for i, at := range starts {
		in, out := Entry{Slot: at, Group: t.Destination, EnergyJ: energy[i]}, Entry{Slot: at, Group: t.Source, EnergyJ: -energy[i]}
		if co2 != nil {
			received, given := co2[i], -co2[i]
			in.CO2, out.CO2 = &received, &given
		}
		entries = append(entries, in, out)
	}
	return entries, nil
}

// Shares shares total out by weights: each share is the exact one rounded down, and what is left goes, one
// each, to the largest remainders, the earlier first among equal ones. The shares sum to total. Neither total
// nor a weight is negative and some weight is positive; otherwise it panics. O(n log n).
func Shares(total int64, weights []int64) []int64 {
	var sum uint64
	for _, w := range weights {
		sum += unsigned(w)
	}
	shares, order, rests := make([]int64, len(weights)), make([]int, len(weights)), make([]uint64, len(weights))
	left := total
	for i, w := range weights {
		high, low := bits.Mul64(unsigned(total), unsigned(w))
		share, rest := bits.Div64(high, low, sum)
		shares[i], rests[i], order[i] = int64(share), rest, i //nolint:gosec // at most total
		left -= shares[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rests[b], rests[a]) })
	for _, i := range order[:left] {
		shares[i]++
	}
	return shares
}

func unsigned(n int64) uint64 {
	if n < 0 {
		panic("ledger: shares of what is negative")
	}
	return uint64(n)
}

// ParseWattHours reads an amount in Wh, a decimal with at most two digits behind the point, as J, which it is
// exactly. INVALID_ENERGY_AMOUNT for anything else, and for what is not more than 0 or more than MaxJ.
func ParseWattHours(text string) (int64, error) {
	refused := reason.New(reason.InvalidEnergyAmount, reason.Params{"value": text})
	whole, fraction, pointed := strings.Cut(text, ".")
	if len(whole) == 0 || len(whole) > 12 || len(fraction) > 2 || pointed && fraction == "" {
		return 0, refused
	}
	for _, c := range whole + fraction {
		if c < '0' || c > '9' {
			return 0, refused
		}
	}
	hundredths, err := strconv.ParseInt(whole+(fraction + "00")[:2], 10, 64)
	if err != nil || hundredths <= 0 || hundredths > MaxJ/hundredthJ {
		return 0, refused
	}
	return hundredths * hundredthJ, nil
}
