package spine_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/backend/event"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
	"ohmstead/wire"
)

func (d *database) channel(name string) registry.Channel {
	d.t.Helper()
	channels, err := d.db.Channels(d.t.Context(), d.scope, d.site)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, c := range channels {
		if c.Asset+"."+c.Name == name {
			return c
		}
	}
	d.t.Fatalf("there is no channel %s", name)
	return registry.Channel{}
}

func (d *database) roll() {
	d.t.Helper()
	for n := 1; n > 0; {
		var err error
		if _, n, err = d.db.Roll(d.t.Context(), telemetry.Lap{}, 500); err != nil {
			d.t.Fatal(err)
		}
	}
}

// A row that comes twice is stored once; one that contradicts, one from the future and one that is too
// old are not stored, and each is told as an event with its number; one that is late changes its
// quarter hour. The edge gets rid of all of them.
func TestWhatComesTwiceLateOrFromTheFutureOverTheBus(t *testing.T) {
	d := newDatabase(t)
	b := d.backend()
	d.link.join(b.hub.LeafURL())
	s := d.world.site()
	send := func(at time.Time, values ...float64) {
		t.Helper()
		rows := make([]wire.Row, len(values))
		for i, v := range values {
			rows[i] = wire.Row{Quality: point.Good, Value: v, Offset: time.Duration(i) * time.Minute}
		}
		if _, err := s.box.AppendFrame(t.Context(), at, rows); err != nil {
			t.Fatal(err)
		}
	}
	settle := func() {
		t.Helper()
		eventually(t, "the edge knows that everything is dealt with", func() bool { return d.drained(s) })
		d.roll()
	}
	now := time.Now().UTC().Truncate(time.Second)
	late := slot.Floor(now, slot.QuarterHour).AddDate(0, 0, -20)
	send(late, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100)
	settle()
	send(late, 100, 100, 777, 778)        // two repeats, two contradictions
	send(late.Add(30*time.Second), 1000)  // holds for 30 s of the quarter hour
	send(now.Add(time.Hour), 1)           // beyond five minutes ahead
	send(now.AddDate(0, 0, -31), 1, 2, 3) // beyond thirty days
	send(now.Add(-time.Minute), 42)       // and life goes on
	settle()

	quarter := slot.At(late, slot.QuarterHour)
	channel := d.channel("meter0.ActivePower")
	got, err := d.db.Series(t.Context(), d.scope, telemetry.SeriesQuery{Site: d.site, Channel: channel, From: quarter.From, To: quarter.To, Bucket: slot.QuarterHour})
	if err != nil {
		t.Fatal(err)
	}
	if b := got[0]; b.Mean == nil || *b.Mean != 130 || *b.Max != 1000 || b.Covered != slot.QuarterHour {
		t.Errorf("the late quarter hour is %+v", b)
	}
	all, err := d.db.Readings(t.Context(), d.scope, telemetry.ReadingsQuery{Site: d.site, Channel: channel, From: now.AddDate(0, 0, -60), To: now.Add(48 * time.Hour)})
	if err != nil || len(all) != 17 || all[16].Value != 42 {
		t.Errorf("%d readings are stored, %v; want 15 late ones, one later still, and the newest", len(all), err)
	}
	events, _, err := d.db.List(t.Context(), d.scope, event.Filter{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]any{}
	for _, e := range events {
		if count, ok := e.Params["count"]; ok {
			counts[string(e.Code)] = count
		}
	}
	want := map[string]any{"SAMPLE_CONFLICT": 2.0, "FUTURE_TIMESTAMP": 1.0, "TOO_OLD": 3.0}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("events with the number of samples (-want +got):\n%s", diff)
	}
}
