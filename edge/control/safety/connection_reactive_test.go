package safety_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/edge/control/controltest"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

func reactiveOf(most unit.ReactivePower, meter string, from time.Time) control.GridConstraint {
	return control.GridConstraint{Ref: "grid_constraint/q", Meter: meter, Reactive: &most, Interval: slot.Interval{From: from}}
}

// The battery has a third of the apparent power, the roof two; the car cannot be told its reactive power.
func TestTheReactivePowerOfTheConnectionIsSharedByWhoCanSetIt(t *testing.T) {
	begin := time.Unix(0, 0)
	for name, tt := range map[string]struct {
		meter, ess0, pv0 float64
		silent           bool
		laid             []control.GridConstraint
		want             map[string][2]unit.ReactivePower
	}{
		"what is left is shared": {
			meter: 3000, ess0: 1000, pv0: 2000, laid: []control.GridConstraint{reactiveOf(6000, "", begin)},
			want: map[string][2]unit.ReactivePower{"ess0": {-2000, 2000}, "pv0": {-4000, 4000}},
		},
		"what is too much is given": {
			meter: 9000, ess0: 1000, pv0: 2000, laid: []control.GridConstraint{reactiveOf(6000, "meter0", begin)},
			want: map[string][2]unit.ReactivePower{"ess0": {-4000, 0}, "pv0": {-8000, 0}},
		},
		"what is supplied counts as much": {
			meter: -9000, ess0: 0, pv0: 0, laid: []control.GridConstraint{reactiveOf(6000, "", begin)},
			want: map[string][2]unit.ReactivePower{"ess0": {1000, 5000}, "pv0": {2000, 10_000}},
		},
		"nothing at all is allowed": {
			meter: 300, ess0: 100, pv0: 200, laid: []control.GridConstraint{reactiveOf(0, "", begin)},
			want: map[string][2]unit.ReactivePower{"ess0": {0, 0}, "pv0": {0, 0}},
		},
		"the tightest of two holds": {
			meter: 0, laid: []control.GridConstraint{reactiveOf(6000, "", begin), reactiveOf(3000, "meter0", begin)},
			want: map[string][2]unit.ReactivePower{"ess0": {-1000, 1000}, "pv0": {-2000, 2000}},
		},
		"a meter that does not say leaves each its share": {
			silent: true, ess0: 5000, pv0: 5000, laid: []control.GridConstraint{reactiveOf(6000, "", begin)},
			want: map[string][2]unit.ReactivePower{"ess0": {-2000, 2000}, "pv0": {-4000, 4000}},
		},
		"another connection's is none of it": {meter: 9000, laid: []control.GridConstraint{reactiveOf(0, "meter1", begin)}},
		"one that begins later":              {meter: 9000, laid: []control.GridConstraint{reactiveOf(0, "", begin.AddDate(90, 0, 0))}},
	} {
		t.Run(name, func(t *testing.T) {
			r := controltest.New(t, behind)
			flows{}.put(r, 0)
			if !tt.silent {
				r.Put("meter0.ReactivePower", tt.meter)
			}
			r.Put("ess0.ReactivePower", tt.ess0)
			r.Put("pv0.ReactivePower", tt.pv0)
			r.Standing.Constraints = tt.laid
			r.Step()
			got := map[string][2]unit.ReactivePower{}
			for _, asset := range []string{"ess0", "pv0", "car0"} {
				for _, q := range r.Reactive(asset) {
					got[asset] = [2]unit.ReactivePower{q.Min, q.Max}
					if q.Cause.Code != reason.GridReactiveLimit {
						t.Errorf("%s because of %s", asset, q.Cause.Code)
					}
				}
			}
			if tt.want == nil {
				tt.want = map[string][2]unit.ReactivePower{}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
