package driver

import (
	"slices"
	"testing"
	"time"

	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
)

// A group of both powers is written as soon as one of them is ordered: reactive power that nobody asks
// for is 0 var, and so is one that nobody confirms any more. Of an active power that nobody orders
// nothing is known.
func TestAGroupOfBothPowersIsWrittenWhileNobodyAsksForReactivePower(t *testing.T) {
	c, err := site.Parse("house.yaml", []byte("site: {name: house}\nassets:\n  - {id: ess0, nature: ESS, max_apparent_power_va: 5000}\n"))
	if err != nil {
		t.Fatal(err)
	}
	built, err := site.Build(c, site.Everything)
	if err != nil {
		t.Fatal(err)
	}
	p, q := built.Layout.Lookup("ess0", point.SetActivePower), built.Layout.Lookup("ess0", point.SetReactivePower)
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	order := func(v float64, lasts time.Duration) *device.Order {
		return &device.Order{Value: v, Issued: now.Add(-time.Minute), Expires: now.Add(lasts)}
	}
	for name, tt := range map[string]struct {
		p, q *device.Order
		want []float64
	}{
		"both":                         {order(-900, time.Second), order(300, time.Second), []float64{-900, 300}},
		"nobody asks for reactive":     {order(-900, time.Second), nil, []float64{-900, 0}},
		"reactive power has expired":   {order(-900, time.Second), order(300, -time.Second), []float64{-900, 0}},
		"nobody orders an active":      {nil, order(300, time.Second), nil},
		"the active power has expired": {order(-900, -time.Second), order(300, time.Second), nil},
		"nobody orders anything":       {nil, nil, nil},
		"everything has expired":       {order(-900, -time.Second), order(300, -time.Second), nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := &Runner{cfg: Config{Site: built, Orders: device.NewOrders(built.Layout)}}
			for h, o := range map[image.Handle]*device.Order{p: tt.p, q: tt.q} {
				if o != nil {
					r.cfg.Orders.Put(h, *o)
				}
			}
			got, _, ok := r.wanted(&group{places: []image.Handle{p, q}}, now)
			if ok != (tt.want != nil) || !slices.Equal(got, tt.want) {
				t.Errorf("%v %v, want %v", got, ok, tt.want)
			}
			alone, _, ok := r.wanted(&group{places: []image.Handle{q}}, now)
			if asked := tt.q != nil && tt.q.Expires.After(now); ok != asked || ok && alone[0] != 300 {
				t.Errorf("by itself: %v %v, want it written while somebody asks", alone, ok)
			}
		})
	}
}
