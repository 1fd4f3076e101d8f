package ledger

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"ohmstead/energy/slot"
)

// Posted is what a transaction is for the group of a seal in one quarter hour.
type Posted struct {
	Slot        time.Time
	Transaction ID
	EnergyJ     int64
	CO2         *int64
}

// Hash is the SHA-256 of what is posted for a group in whole quarter hours, whatever the order it is given in:
// a line "group|from|to", then one "slot|transaction|energy|co2" for each posting by quarter hour and
// transaction, instants in seconds since 1970, energy in J, emissions in g or "-". O(n log n).
func Hash(group ID, span slot.Interval, postings []Posted) [sha256.Size]byte {
	ordered := slices.SortedFunc(slices.Values(postings), func(a, b Posted) int {
		return cmp.Or(a.Slot.Compare(b.Slot), bytes.Compare(a.Transaction[:], b.Transaction[:]))
	})
	var text strings.Builder
	line := func(parts ...string) { text.WriteString(strings.Join(parts, "|") + "\n") }
	line(group.String(), seconds(span.From), seconds(span.To))
	for _, p := range ordered {
		co2 := "-"
		if p.CO2 != nil {
			co2 = strconv.FormatInt(*p.CO2, 10)
		}
		line(seconds(p.Slot), p.Transaction.String(), strconv.FormatInt(p.EnergyJ, 10), co2)
	}
	return sha256.Sum256([]byte(text.String()))
}

func seconds(at time.Time) string { return strconv.FormatInt(at.Unix(), 10) }

// String is the id as RFC 9562 writes it.
func (id ID) String() string {
	digits := hex.EncodeToString(id[:])
	return strings.Join([]string{digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]}, "-")
}
