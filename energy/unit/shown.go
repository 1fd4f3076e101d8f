package unit

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ShownEnergy is an energy in J, as Energy is, for what JSON shows: there it is a number of Wh with at most two
// decimals, rounded half to even, made of the whole J without a float in between. Whoever adds up or compares does
// so before it is shown; what is read back is the J of what was shown, up to 18 off from what they were.
type ShownEnergy Energy

// MarshalJSON writes the shortest number: 4200, 4200.5 or 4200.25.
func (e ShownEnergy) MarshalJSON() ([]byte, error) {
	return []byte(strings.TrimSuffix(strings.TrimRight(Energy(e).WattHourText(), "0"), ".")), nil
}

// UnmarshalJSON reads what MarshalJSON writes, and zeros behind it; null leaves the energy as it is. It refuses
// more decimals, an exponent, and what no int64 holds in J.
func (e *ShownEnergy) UnmarshalJSON(data []byte) error {
	text := string(data)
	if text == "null" {
		return nil
	}
	whole, fraction, _ := strings.Cut(text, ".")
	digits := (fraction + "00")[:2]
	hundredths, err := strconv.ParseInt(whole+digits, 10, 64)
	if err != nil || strings.Trim(fraction[min(2, len(fraction)):], "0") != "" || hundredths > math.MaxInt64/shownJ || hundredths < math.MinInt64/shownJ {
		return fmt.Errorf("energy is %.40q, want a number of Wh with at most two decimals", text)
	}
	*e = ShownEnergy(hundredths * shownJ)
	return nil
}
