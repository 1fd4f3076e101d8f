package depot

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"ohmstead/energy/reason"
	"ohmstead/sim/depot"
)

// Describe writes a summary in words.
func Describe(w io.Writer, s *depot.Summary) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (seed %d)\n", s.Name, s.Seed)
	fmt.Fprintf(&b, "%d cycles: %s\n", s.Cycles, counts(s.Outcomes))
	fmt.Fprintf(&b, "%d of %d vehicles have what they need; %s of %s kWh delivered; peak %s kW; longest without power %d min\n",
		s.VehiclesMet, s.Vehicles, tenths(s.DeliveredWh), tenths(s.RequestedWh), tenths(int64(s.PeakWatts)), s.LongestOffSeconds/60)
	if unserved := energies(s.UnservedWh); unserved != "" {
		fmt.Fprintf(&b, "not served, in kWh: %s\n", unserved)
	}
	for _, c := range s.Caps {
		node := string(c.NodeID)
		if node == "" {
			node = "the microgrid"
		}
		fmt.Fprintf(&b, "%s of %s: peak %s kW, above it for %d s, of which %d s by demand that nobody controls\n", c.ConstraintType, node, tenths(int64(c.PeakWatts)), c.OverSeconds, c.ForcedSeconds)
	}
	if codes := counts(s.ReasonCodes); codes != "" {
		fmt.Fprintf(&b, "cycles by reason: %s\n", codes)
	}
	fmt.Fprintf(&b, "promises broken: %d; expectations missed: %d\n", s.Violations, s.Missed)
	_, err := io.WriteString(w, b.String())
	return err
}

func counts[K ~string](m map[K]int) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, fmt.Sprintf("%s %d", k, m[k]))
	}
	return strings.Join(out, ", ")
}

// energies lists energies by reason, the largest first.
func energies(m map[reason.Code]int64) string {
	codes := slices.Sorted(maps.Keys(m))
	slices.SortStableFunc(codes, func(a, b reason.Code) int { return int(m[b] - m[a]) })
	var out []string
	for _, code := range codes {
		if m[code] > 0 {
			out = append(out, fmt.Sprintf("%s %s", code, tenths(m[code])))
		}
	}
	return strings.Join(out, ", ")
}

// tenths is a thousandth of a whole number with one decimal, rounded down.
func tenths(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%d", sign, n/1000, n%1000/100)
}
