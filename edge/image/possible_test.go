package image_test

import (
	"testing"
	"time"

	"ohmstead/edge/image"
	"ohmstead/energy/point"
)

// A value that nothing in the channel's unit can have is BAD and leaves the last one standing beside
// that quality: a spike of a broken line must not make a battery look full or empty.
func TestWhatNothingCanHaveIsBad(t *testing.T) {
	for what, tt := range map[string]struct {
		channel string
		value   float64
		want    point.Quality
	}{
		"a state of charge a little over 100 %": {point.SOC, 101.5, point.Good},
		"a state of charge of thousands":        {point.SOC, 6553.5, point.Bad},
		"a state of charge far below nothing":   {point.SOC, -50, point.Bad},
		"a frosty battery":                      {"Temperature", -25, point.Good},
		"a battery colder than absolute zero":   {"Temperature", -3276.8, point.Bad},
		"a frequency of a grid":                 {point.Frequency, 49.98, point.Good},
		"a frequency of a raw register":         {point.Frequency, 4998, point.Bad},
		"a power no site has":                   {point.ActivePower, 1e16, point.Bad},
	} {
		layout := image.NewLayout()
		channel, _ := point.Lookup(point.ESS, tt.channel)
		h, err := layout.Add(image.Channel{Asset: "ess0", Nature: point.ESS, Point: channel, MaxAge: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		inbox, im := image.NewInbox(layout), image.New(layout)
		inbox.Put([]image.Update{{Handle: h, Reading: point.Of(20, noon)}})
		inbox.Put([]image.Update{{Handle: h, Reading: point.Of(tt.value, noon)}})
		inbox.Freeze(noon, im)
		got := im.At(h)
		if got.Quality != tt.want || got.Quality == point.Bad && got.Value != 20 {
			t.Errorf("%s, %v: it is %v %s, want %s", what, tt.value, got.Value, got.Quality, tt.want)
		}
	}
}
