package spine_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/edge/outbox"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// down is what every operation of a store answers whose database is away.
func down(string) error {
	return reason.New(reason.Unavailable, reason.Params{"what": "the database"})
}

// runChild is an edge in a process of its own: it says what its outbox has acknowledged.
func runChild() int {
	ctx := context.Background()
	who := strings.Split(*childWho, ".")
	address := wire.Address{Tenant: who[0], Site: who[1], Edge: who[2]}
	config := siteConfig(address, *childHub, filepath.Join(*childDir, "seed"), slog.New(slog.DiscardHandler))
	s, err := startSite(ctx, outbox.Config{Dir: filepath.Join(*childDir, "edge")}, config)
	for err == nil {
		now := time.Now().Truncate(time.Microsecond)
		var seq uint64
		seq, err = s.box.AppendFrame(ctx, now, []wire.Row{{Quality: point.Good, Value: float64(now.UnixMicro() % 1e6)}})
		if err == nil {
			fmt.Println(s.box.Boot(), seq, now.UnixMicro())
		}
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// acknowledged is a frame that a child's outbox accepted.
type acknowledged struct {
	boot   uuid.UUID
	seq    uint64
	micros int64
}

func TestKillingTheEdgeLosesNothingItAcknowledged(t *testing.T) {
	w := newWorld(t)
	b := w.backend()
	w.link.join(b.hub.LeafURL())
	var all []acknowledged
	var hub sync.WaitGroup
	for i, n := range []int{3, 120, 40} {
		if i == 1 { // the hub goes down and comes back while this edge works
			hub.Go(func() {
				time.Sleep(20 * time.Millisecond)
				w.link.join("")
				time.Sleep(180 * time.Millisecond)
				w.link.join(b.hub.LeafURL())
			})
		}
		all = append(all, killed(t, w, n)...)
	}
	hub.Wait()
	s := w.site()
	eventually(t, "every boot is stored to its end", func() bool { return w.drained(s) })
	stored := map[int64]bool{}
	for _, sample := range w.store.Samples() {
		stored[sample.At.UnixMicro()] = true
	}
	last := map[uuid.UUID]uint64{}
	for _, a := range all {
		if !stored[a.micros] {
			t.Errorf("boot %s: frame %d was acknowledged and is not stored", a.boot, a.seq)
		}
		if a.seq != max(last[a.boot], 1)+1 {
			t.Errorf("boot %s: %d follows %d", a.boot, a.seq, last[a.boot])
		}
		last[a.boot] = a.seq
	}
	// At most one frame of each boot may be kept without its edge having lived to say so.
	if extra := len(stored) - len(all); extra < 0 || extra > 3 {
		t.Errorf("%d samples are stored, %d were acknowledged", len(stored), len(all))
	}
}

// killed runs an edge as a child, kills it with SIGKILL after n acknowledgements, and returns them.
func killed(t *testing.T, w *world, n int) []acknowledged {
	t.Helper()
	address := addressOf(w.record)
	child := exec.Command(os.Args[0], "-child", w.dir, "-hub", w.link.url(), "-who", address.Tenant+"."+address.Site+"."+address.Edge)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var all []acknowledged
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var boot string
		var a acknowledged
		if _, err := fmt.Sscan(lines.Text(), &boot, &a.seq, &a.micros); err != nil {
			t.Errorf("the child says %q", lines.Text())
		}
		a.boot = uuid.MustParse(boot)
		if all = append(all, a); len(all) == n {
			if err := child.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	_ = child.Wait() // killed
	return all
}
