package image_test

import (
	"testing"
	"time"

	"ohmstead/edge/image"
	"ohmstead/energy/point"
)

// pair is a layout of two batteries with the sum of their powers and the mean of their states of
// charge, the second three times as large.
func pair(t *testing.T) (*image.Layout, map[string]image.Handle) {
	t.Helper()
	l := image.NewLayout()
	at := map[string]image.Handle{}
	channel := func(asset, name string) image.Channel {
		c, _ := point.Lookup(point.ESS, name)
		return image.Channel{Asset: asset, Nature: point.ESS, Point: c, MaxAge: 5 * time.Second}
	}
	for _, asset := range []string{"a", "b"} {
		for _, name := range []string{point.ActivePower, point.SOC} {
			h, err := l.Add(channel(asset, name))
			if err != nil {
				t.Fatal(err)
			}
			at[asset+"."+name] = h
		}
	}
	for name, weights := range map[string][]float64{point.ActivePower: nil, point.SOC: {1, 3}} {
		from := []image.Handle{at["a."+name], at["b."+name]}
		h, err := l.Derive(channel("park", name), image.Derived{From: from, Weights: weights})
		if err != nil {
			t.Fatal(err)
		}
		at["park."+name] = h
	}
	return l, at
}

func TestADerivedReadingIsNoBetterThanTheWorstOfItsParts(t *testing.T) {
	noon := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	reading := func(v float64, age time.Duration, q point.Quality) point.Reading {
		return point.Reading{Value: v, At: noon.Add(-age), Quality: q}
	}
	tests := map[string]struct{ a, b, sum, mean point.Reading }{
		"both good": {
			reading(40, time.Second, point.Good), reading(80, 2*time.Second, point.Good),
			reading(120, 2*time.Second, point.Good), reading(70, 2*time.Second, point.Good),
		},
		"one missing": {reading(40, 0, point.Good), point.Reading{}, point.Reading{}, point.Reading{}},
		"one too old": {
			reading(40, 0, point.Good), reading(80, 6*time.Second, point.Good),
			reading(120, 6*time.Second, point.Stale), reading(70, 6*time.Second, point.Stale),
		},
		"bad is worse than stale": {
			reading(40, time.Second, point.Bad), reading(80, 0, point.Stale),
			reading(120, time.Second, point.Bad), reading(70, time.Second, point.Bad),
		},
		"uncertain is worse than substituted": {
			reading(40, 0, point.Substituted), reading(80, 0, point.Uncertain),
			reading(120, 0, point.Uncertain), reading(70, 0, point.Uncertain),
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l, at := pair(t)
			inbox, im := image.NewInbox(l), image.New(l)
			for _, channel := range []string{point.ActivePower, point.SOC} {
				inbox.Put([]image.Update{
					{Handle: at["a."+channel], Reading: tt.a},
					{Handle: at["b."+channel], Reading: tt.b},
					{Handle: at["park."+channel], Reading: reading(7, 0, point.Good)}, // nobody reads that
				})
			}
			inbox.Freeze(noon, im)
			if got := im.At(at["park."+point.ActivePower]); got != tt.sum {
				t.Errorf("the sum is %+v, want %+v", got, tt.sum)
			}
			if got := im.At(at["park."+point.SOC]); got != tt.mean {
				t.Errorf("the mean is %+v, want %+v", got, tt.mean)
			}
		})
	}
}

func TestDerivedChannelsComeLastAndAreNotMeasured(t *testing.T) {
	l, at := pair(t)
	if l.Measured() != 4 || l.Len() != 6 {
		t.Errorf("%d of %d channels are measured", l.Measured(), l.Len())
	}
	late := image.Channel{Asset: "c", Point: point.Channel{Name: point.SOC}}
	if _, err := l.Add(late); err == nil {
		t.Error("a measured channel was added behind the derived ones")
	}
	for name, d := range map[string]image.Derived{
		"of nothing that exists":   {From: []image.Handle{99}},
		"with a weight too few":    {From: []image.Handle{0, 1}, Weights: []float64{1}},
		"with weights of no value": {From: []image.Handle{at["a.SOC"]}, Weights: []float64{0}},
	} {
		if _, err := l.Derive(late, d); err == nil {
			t.Errorf("a mean %s was laid out", name)
		}
	}
}
