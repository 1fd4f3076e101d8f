package site

import (
	"errors"
	"fmt"
	"strconv"

	"ohmstead/edge/control"
	"ohmstead/energy/reason"
)

// windowTolerance is what a window may be off for being written as a percentage.
const windowTolerance = 1e-6

// agreed complains about a controller that would go back to a grid at which another, on the same meter,
// keeps the site off it: the site would try, fail and try again. It is called while the controllers are in
// the order of the file.
func (s *Site) agreed() error {
	var faults []error
	for i := range s.Controllers {
		back, ok := s.Controllers[i].Controller.(control.Returning)
		if !ok {
			continue
		}
		for k := range s.Controllers {
			keeps, ok := s.Controllers[k].Controller.(control.Connecting)
			if ok && s.meterOf(i) == s.meterOf(k) {
				faults = append(faults, s.within(i, back.ReturnsWithin(), k, keeps.ConnectsWithin()))
			}
		}
	}
	return errors.Join(faults...)
}

// meterOf is the meter of the i-th controller of the file.
func (s *Site) meterOf(i int) string {
	if meters := s.Config.Controllers[i].Assets["meter"]; len(meters) > 0 {
		return meters[0]
	}
	return ""
}

// within complains where the window w of the i-th controller is not inside that of the k-th.
func (s *Site) within(i int, w control.Window, k int, keeps control.Window) error {
	r, keeper := s.Config.Controllers[i], s.Config.Controllers[k].ID
	percent := 100 / r.Numbers["nominal_volts"]
	var faults []error
	check := func(field string, inside bool, value, bound string) {
		if !inside {
			faults = append(faults, fmt.Errorf("%s: controller %s: %w", r.Place, r.ID, reason.New(reason.InvalidValue, reason.Params{
				"field": "healthy." + field, "value": value, "want": bound + ": outside that " + keeper + " keeps the site off the grid",
			})))
		}
	}
	least := func(field string, got, want, scale float64) {
		check(field, got >= want-windowTolerance, short(got*scale), short(want*scale)+" or more")
	}
	most := func(field string, got, want, scale float64) {
		check(field, got <= want+windowTolerance, short(got*scale), short(want*scale)+" or less")
	}
	least("voltage_min_percent", w.MinVolts, keeps.MinVolts, percent)
	most("voltage_max_percent", w.MaxVolts, keeps.MaxVolts, percent)
	least("frequency_min_hz", w.MinHertz, keeps.MinHertz, 1)
	most("frequency_max_hz", w.MaxHertz, keeps.MaxHertz, 1)
	check("hold", w.Hold >= keeps.Hold, w.Hold.String(), keeps.Hold.String()+" or more")
	return errors.Join(faults...)
}

// short is a number with at most six digits.
func short(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
