package kill_test

import (
	"os"
	"strings"
	"testing"
	"time"
)

// The simulated battery has 30 °C: the first of these trips, the second does not.
const (
	hot  = "derate_c: 15, max_c: 20, trip_c: 25"
	cool = "derate_c: 40, max_c: 55, trip_c: 60"
)

// A fault that is latched is latched after every kill, also when its cause is gone: nothing is done
// before somebody clears it, and what was cleared stays cleared. A clear on its way over a kill is answered
// once.
func TestALatchedFaultSurvivesKills(t *testing.T) {
	drawn := *seed
	if drawn == 0 {
		drawn = uint64(time.Now().UnixNano())
	}
	t.Logf("go test ./sim/world/kill -run '%s' -sweep %d -seed %d", t.Name(), *sweep, drawn)
	o := &operator{world: newWorld(t, setup{seed: drawn, inside: true, tempered: true}), standing: -700}
	o.login()
	o.until("it runs", func() bool { return o.state(time.Time{}) == "RUN" })
	o.limit(cool, hot)
	o.dies("FAULT")
	o.limit(hot, cool)
	for range max(*sweep/3, 1) {
		time.Sleep(o.upTo(demoCycle))
		o.dies("FAULT")
		if o.holds() {
			t.Error("an asset is held by hand in a FAULT")
		}
	}
	refused := o.order("OVERRIDE", "battery0", power(o.standing), time.Hour)
	o.until("an override is refused", func() bool { return o.settled(refused, "REJECTED") })
	o.clear(func() {
		time.Sleep(o.upTo(demoCycle))
		o.edge.kill()
		o.edge.start()
	})
	o.dies("RUN")
	first := o.order("OVERRIDE", "battery0", power(o.standing), time.Hour)
	o.until("an override is at work again", func() bool { return o.settled(first, "EXECUTED", "CLAMPED") && o.holds() })
	o.audit()
}

// clear clears the fault, over what happens meanwhile. Before the edge has measured the battery again it
// does not know that the cause is gone: it refuses, stays where it is, and is asked again.
func (o *operator) clear(meanwhile func()) {
	o.Helper()
	for began := time.Now(); time.Since(began) < *patience; {
		id := o.order("CLEAR_FAULT", "", "null", time.Hour)
		meanwhile()
		meanwhile = func() {}
		o.until("the clear is answered", func() bool { return o.settled(id, "EXECUTED", "REJECTED") })
		if o.settled(id, "EXECUTED") {
			return
		}
		rows, err := o.psql("SELECT reason_codes::text FROM command_acks WHERE command_id = '" + id + "'")
		if err != nil || len(rows) != 1 || rows[0][0] != "{FAULT_LASTS}" {
			o.Fatalf("a clear is refused with %v, %v", rows, err)
		}
		if at := o.state(time.Time{}); at != "FAULT" {
			o.Fatalf("a clear is refused and the edge is in %s", at)
		}
	}
	o.Fatal("the battery is cool and the fault cannot be cleared")
}

// limit replaces the temperatures of the site file, which hold from the next start.
func (o *operator) limit(from, to string) {
	o.Helper()
	text, err := os.ReadFile(o.path("site.yaml"))
	if err != nil || !strings.Contains(string(text), from) {
		o.Fatalf("the site file has no %s: %v", from, err)
	}
	o.write("site.yaml", strings.Replace(string(text), from, to, 1))
}

// dies kills the edge and waits until it is in a state.
func (o *operator) dies(state string) {
	o.Helper()
	o.edge.kill()
	began := time.Now()
	o.edge.start()
	o.until("the edge is in "+state, func() bool { return o.state(began) == state })
}
