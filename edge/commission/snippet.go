package commission

import (
	"fmt"
	"slices"
	"strings"
)

// names of assets and what their nature needs beside them in a site file.
func defaults(nature string) (id, needs string) {
	switch nature {
	case "GRID_METER":
		return "grid0", ""
	case "METER":
		return "meter0", ""
	case "PV":
		return "pv0", ", max_active_power_watts: 0 # from the nameplate"
	case "INVERTER":
		return "inverter0", ", max_active_power_watts: 0 # from the nameplate"
	case "ESS":
		return "battery0", ", max_apparent_power_va: 0, capacity_wh: 0 # from the nameplate"
	case "EVCS":
		return "charger0", ", phases: 3, max_active_power_watts: 0 # from the nameplate"
	case "LOAD":
		return "load0", ""
	default:
		return strings.ToLower(nature) + "0", ""
	}
}

// Snippet is a device with its assets as lines for a site file. What stands on a nameplate alone is left
// at 0 with a comment, which the file's check refuses until it is filled in.
func Snippet(s Spot, look Look) string {
	var natures []string
	for _, v := range look.Values {
		if v.Quality == "GOOD" && !slices.Contains(natures, v.Nature) {
			natures = append(natures, v.Nature)
		}
	}
	key := s.Profile
	if s.Unit != nil {
		key = fmt.Sprintf("%s-%d", s.Profile, *s.Unit)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "devices:\n  - {key: %s, profile: %s, address: %q", key, s.Profile, s.Address)
	if s.Unit != nil {
		fmt.Fprintf(&b, ", unit: %d", *s.Unit)
	}
	if look.Variant != "" {
		fmt.Fprintf(&b, ", variant: %s", look.Variant)
	}
	b.WriteString("}\n\nassets:\n")
	for _, nature := range natures {
		id, needs := defaults(nature)
		values, comment, _ := strings.Cut(needs, " #")
		fmt.Fprintf(&b, "  - {id: %s, nature: %s, device: %s%s}", id, nature, key, values)
		if comment != "" {
			b.WriteString(" #" + comment)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
