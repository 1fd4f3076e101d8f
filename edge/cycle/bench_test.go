package cycle_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

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

// plantation writes the site that the product has to run within 300 µs: ten batteries that are moved
// as one, twenty roofs, fifty meters, thirty controllers and 5,000 channels.
func plantation() string {
	var b strings.Builder
	b.WriteString("site: {name: plantation}\nmode: PEAK_SHAVING\nassets:\n  - {id: grid0, nature: GRID_METER}\n")
	have := len(point.ChannelsOf(point.GridMeter))
	add := func(format string, id int, n point.Nature) {
		fmt.Fprintf(&b, format, id)
		have += len(point.ChannelsOf(n))
	}
	var batteries, roofs []string
	for i := range 10 {
		add("  - {id: ess%d, nature: ESS, max_apparent_power_va: 50000, capacity_wh: 100000}\n", i, point.ESS)
		batteries = append(batteries, fmt.Sprint("ess", i))
	}
	for i := range 20 {
		add("  - {id: pv%d, nature: PV, max_active_power_watts: 30000}\n", i, point.PV)
		roofs = append(roofs, fmt.Sprint("pv", i))
	}
	for i := range 49 {
		add("  - {id: meter%d, nature: METER}\n", i, point.Meter)
	}
	for i := 0; have < 5000; i++ {
		add("  - {id: load%d, nature: LOAD}\n", i, point.Load)
	}
	fmt.Fprintf(&b, "clusters:\n  - {id: storage, members: [%s]}\ncontrollers:\n", strings.Join(batteries, ", "))
	fmt.Fprintf(&b, "  - {id: guard, type: STALE_DATA_GUARD, assets: [%s]}\n", strings.Join(append(batteries, roofs...), ", "))
	b.WriteString("  - {id: peak, type: PEAK_SHAVING, ess: storage, meter: grid0, peak_watts: 40000, recharge_watts: 20000}\n")
	for i := range 10 {
		fmt.Fprintf(&b, "  - {id: soc%d, type: SOC_LIMITS, ess: ess%d, soc_critical_percent: 5}\n", i, i)
		fmt.Fprintf(&b, "  - {id: total%d, type: LIMIT_TOTAL_DISCHARGE, ess: ess%d, soc_min_percent: 8}\n", i, i)
	}
	for i := range 8 {
		fmt.Fprintf(&b, "  - {id: fixed%d, type: FIXED_ACTIVE_POWER, asset: pv%d, active_power_watts: -9000}\n", i, i)
	}
	return b.String()
}

// BenchmarkCycle is the work of one cycle without its devices: freeze, run, arbitrate, emit. Every
// channel has a new value in each cycle, and every second battery is too empty to discharge, so that
// there are cuts to explain. The figures are of the cycle alone; ns/op holds the putting in of new
// values too, which on site is the drivers' work. The quantile of the work is of the thread's own
// time: what another program takes of the processor is no work of the cycle.
func BenchmarkCycle(b *testing.B) {
	for _, bench := range []struct {
		name                  string
		site                  string
		channels, controllers int
	}{
		{"1000_channels_20_controllers", park(1000, 20), 1000, 20},
		{"5000_channels_30_controllers", park(5000, 30), 5000, 30},
		{"10_batteries_20_roofs_50_meters", plantation(), 5000, 30},
	} {
		b.Run(bench.name, func(b *testing.B) {
			s := build(b, bench.site)
			if s.Layout.Len() < bench.channels || len(s.Controllers) != bench.controllers {
				b.Fatalf("%d channels, %d controllers", s.Layout.Len(), len(s.Controllers))
			}
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			f := newFull(s)
			f.put()
			f.cycle()
			took, worked := make([]time.Duration, 1<<16), make([]time.Duration, 1<<16)
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				f.put()
				work, began := threadTime(), time.Now()
				f.cycle()
				took[n%len(took)], worked[n%len(took)] = time.Since(began), threadTime()-work
				n++
			}
			took, worked = took[:min(n, len(took))], worked[:min(n, len(took))]
			slices.Sort(took)
			slices.Sort(worked)
			b.ReportMetric(float64(took[len(took)/2]), "median-ns/cycle")
			b.ReportMetric(float64(worked[len(worked)*999/1000]), "p999-work-ns/cycle")
			if len(f.core.Step(f.now).Cuts) == 0 {
				b.Error("nothing was cut")
			}
		})
	}
}

// threadTime is the processor time of this thread.
func threadTime() time.Duration {
	var now unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &now) // cannot fail for this clock
	return time.Duration(now.Nano())
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
