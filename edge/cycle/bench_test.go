package cycle_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/wire"
)

// park writes a site file with so many channels at least and exactly so many controllers: batteries
// with a grid meter and three controllers each, then meters until there are channels enough.
func park(channels, controllers int) string {
	var b strings.Builder
	b.WriteString("site: {name: park}\nassets:\n")
	batteries := (controllers + 2) / 3
	have := batteries * (len(point.ChannelsOf(point.GridMeter)) + len(point.ChannelsOf(point.ESS)))
	for i := range batteries {
		fmt.Fprintf(&b, "  - {id: grid%d, nature: GRID_METER}\n", i)
		fmt.Fprintf(&b, "  - {id: ess%d, nature: ESS, max_apparent_power_va: 50000}\n", i)
	}
	for i := 0; have < channels; i++ {
		fmt.Fprintf(&b, "  - {id: meter%d, nature: METER}\n", i)
		have += len(point.ChannelsOf(point.Meter))
	}
	b.WriteString("controllers:\n")
	for i := range controllers {
		ess := i / 3
		switch i % 3 {
		case 0:
			fmt.Fprintf(&b, "  - {id: soc%d, type: SOC_LIMITS, ess: ess%d, soc_critical_percent: 5}\n", ess, ess)
		case 1:
			fmt.Fprintf(&b, "  - {id: peak%d, type: PEAK_SHAVING, ess: ess%d, meter: grid%d, peak_watts: 40000, recharge_watts: 20000}\n", ess, ess, ess)
		case 2:
			fmt.Fprintf(&b, "  - {id: guard%d, type: STALE_DATA_GUARD, assets: [ess%d]}\n", ess, ess)
		}
	}
	return b.String()
}

// BenchmarkCycle is the work of one cycle without its devices: freeze, run, fold, emit. Every
// channel has a new value in each cycle, and every second battery is too empty to discharge, so
// that there are cuts to explain. The median is of the cycle alone; ns/op holds the putting in of
// new values too, which on site is the drivers' work.
func BenchmarkCycle(b *testing.B) {
	for _, size := range []struct{ channels, controllers int }{{1000, 20}, {5000, 30}} {
		b.Run(fmt.Sprintf("%d_channels_%d_controllers", size.channels, size.controllers), func(b *testing.B) {
			s := build(b, park(size.channels, size.controllers))
			if s.Layout.Len() < size.channels || len(s.Controllers) != size.controllers {
				b.Fatalf("%d channels, %d controllers", s.Layout.Len(), len(s.Controllers))
			}
			f := newFull(s)
			f.put()
			f.cycle()
			took := make([]time.Duration, 4096)
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				f.put()
				began := time.Now()
				f.cycle()
				took[n%len(took)] = time.Since(began)
				n++
			}
			took = took[:min(n, len(took))]
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2]), "median-ns/cycle")
			if len(f.core.Step(f.now).Cuts) == 0 {
				b.Error("nothing was cut")
			}
		})
	}
}

// full is a core whose every channel has a new value in every cycle.
type full struct {
	inbox   *image.Inbox
	core    *cycle.Core
	emitter *cycle.Emitter
	updates []image.Update
	rows    []wire.Row
	now     time.Time
	change  float64
}

func newFull(s *site.Site) *full {
	inbox := image.NewInbox(s.Layout)
	f := &full{
		inbox: inbox, core: cycle.New(s, inbox), emitter: cycle.NewEmitter(s.Layout),
		rows: make([]wire.Row, 0, s.Layout.Len()), now: noon, change: 10,
	}
	f.core.Ready()
	for i, c := range s.Layout.Channels() {
		if c.Point.Kind != point.Setpoint {
			f.updates = append(f.updates, image.Update{Handle: image.Handle(i), Reading: point.Of(reading(c, i), noon)})
		}
	}
	return f
}

func (f *full) put() {
	f.now, f.change = f.now.Add(100*time.Millisecond), -f.change
	for i := range f.updates {
		f.updates[i].Reading.At = f.now
		f.updates[i].Reading.Value += f.change
	}
	f.inbox.Put(f.updates)
}

func (f *full) cycle() {
	f.core.Step(f.now)
	f.rows = f.emitter.Collect(f.core.Image(), f.now, f.now, f.rows[:0])
}

func reading(c image.Channel, i int) float64 {
	switch {
	case c.Point.Name == point.SOC:
		return float64(3 + i%2*50)
	case c.Nature == point.GridMeter && c.Point.Name == point.ActivePower:
		return 90_000
	default:
		return float64(i)
	}
}
