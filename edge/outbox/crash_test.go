package outbox_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ohmstead/edge/outbox"
	"ohmstead/energy/point"
	"ohmstead/internal/fault"
	"ohmstead/wire"
)

var childDir = flag.String("child", "", "append frames to the outbox in this directory until killed")

func runChild(dir string) int {
	ctx := context.Background()
	box, err := outbox.Open(ctx, outbox.Config{Dir: dir, Edge: edgeID})
	if err == nil {
		err = box.Begin(ctx, manifest())
	}
	for i := 0; err == nil; i++ {
		var seq uint64
		seq, err = box.AppendFrame(ctx, time.Now(), []wire.Row{{Quality: point.Good, Value: float64(i)}})
		fmt.Println(box.Boot(), seq)
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// killChild starts a child, lets it acknowledge n frames, kills it with SIGKILL and returns the last
// acknowledged one.
func killChild(t *testing.T, dir string, n int) (boot string, seq uint64) {
	t.Helper()
	child := exec.Command(os.Args[0], "-child", dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for i := 0; lines.Scan(); i++ {
		if _, err := fmt.Sscan(lines.Text(), &boot, &seq); err != nil {
			t.Fatalf("the child says %q", lines.Text())
		}
		if i == n {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = child.Wait() // killed
	return boot, seq
}

func TestWhatWasAcknowledgedSurvivesKill9(t *testing.T) {
	dir := t.TempDir()
	acked := map[string]uint64{}
	for _, n := range []int{0, 7, 20} {
		boot, seq := killChild(t, dir, n)
		acked[boot] = seq
	}
	box := begin(t, outbox.Config{Dir: dir})
	last := map[string]uint64{}
	for _, m := range everything(t, box, 1) {
		boot := m.Mark.BootID.String()
		if m.Mark.Seq != last[boot]+1 {
			t.Errorf("boot %s: %d follows %d", boot, m.Mark.Seq, last[boot])
		}
		last[boot] = m.Mark.Seq
	}
	for boot, seq := range acked {
		if last[boot] < seq {
			t.Errorf("boot %s: %d was acknowledged, %d is kept", boot, seq, last[boot])
		}
	}
}

// damaged fills an outbox, closes it and lets edit damage its files.
func damaged(t *testing.T, edit func(stream string)) outbox.Config {
	t.Helper()
	config := outbox.Config{Dir: t.TempDir(), Edge: edgeID}
	box := begin(t, config)
	appendFrames(t, box, 50)
	if err := box.MarkStored([]wire.Stored{{BootID: box.Boot().String(), Seq: 10}}); err != nil {
		t.Fatal(err)
	}
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	edit(filepath.Join(config.Dir, "jetstream", "OUTBOX", "streams", "OUT"))
	return config
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedStoreIsReported(t *testing.T) {
	for name, edit := range map[string]func(string){
		"the description is garbage": func(dir string) { write(t, filepath.Join(dir, "meta.inf"), "garbage") },
		"the checksum is garbage":    func(dir string) { write(t, filepath.Join(dir, "meta.sum"), "garbage") },
		"the description is gone":    func(dir string) { os.Remove(filepath.Join(dir, "meta.inf")) },
		"the checksum is gone":       func(dir string) { os.Remove(filepath.Join(dir, "meta.sum")) },
	} {
		t.Run(name, func(t *testing.T) {
			box, err := outbox.Open(t.Context(), damaged(t, edit))
			if err == nil {
				t.Fatal("it opens", box.Close())
			}
			if !strings.Contains(err.Error(), "is damaged") || !strings.Contains(err.Error(), "meta") {
				t.Errorf("error is %v, want one that says what is damaged", err)
			}
		})
	}
}

func TestAStoreWhoseIndexIsGoneIsReadBack(t *testing.T) {
	for name, edit := range map[string]func(string){
		"the index is gone":    func(dir string) { os.Remove(filepath.Join(dir, "msgs", "index.db")) },
		"the index is garbage": func(dir string) { write(t, filepath.Join(dir, "msgs", "index.db"), "garbage") },
		"half a message follows": func(dir string) {
			blocks, err := filepath.Glob(filepath.Join(dir, "msgs", "*.blk"))
			if err != nil || len(blocks) == 0 {
				t.Fatal("no block", err)
			}
			file, err := os.OpenFile(blocks[len(blocks)-1], os.O_APPEND|os.O_WRONLY, 0o600)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := file.Write([]byte{0x80, 0, 0, 0, 0x34, 0}); err != nil {
				t.Fatal(err)
			}
			if err := file.Close(); err != nil {
				t.Fatal(err)
			}
			os.Remove(filepath.Join(dir, "msgs", "index.db"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			box := open(t, damaged(t, edit))
			all := everything(t, box, box.Unstored())
			if len(all) != 41 || all[0].Mark.Seq != 11 {
				t.Errorf("%d messages are read back, want 11 to 51", len(all))
			}
		})
	}
}

func TestABlockThatLostMessagesIsReported(t *testing.T) {
	box := open(t, damaged(t, func(dir string) {
		path := filepath.Join(dir, "msgs", "1.blk")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 40 {
			data[len(data)/2+i] ^= 0xff
		}
		write(t, path, string(data))
		os.Remove(filepath.Join(dir, "msgs", "index.db"))
	}))
	kept := len(everything(t, box, 1))
	if err := box.Begin(t.Context(), manifest()); err != nil {
		t.Fatal(err)
	}
	stop := run(t, box)
	defer stop()
	eventually(t, "the manifest and the event are kept", func() bool { return box.Stats().Appended == 2 })
	all := everything(t, box, box.Unstored())
	e, err := wire.DecodeEvent(all[len(all)-1].Data)
	if err != nil || e.Code != "BUFFER_DAMAGED" || e.Params["count"] != float64(51-kept) {
		t.Errorf("%d of 51 messages are kept, the event is %+v, %v", kept, e, err)
	}
}

func TestAStoreThatWasBeingMadeIsMadeAgain(t *testing.T) {
	config := outbox.Config{Dir: t.TempDir(), Edge: edgeID}
	dir := filepath.Join(config.Dir, "jetstream", "OUTBOX", "streams", "OUT", "msgs")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "..", "meta.inf"), "{")
	begin(t, config)
}

func TestDamagedCursorsOnlyCostSendingAgain(t *testing.T) {
	config := damaged(t, func(string) {})
	write(t, filepath.Join(config.Dir, "stored.json"), `{"version":1,"sto`)
	box := open(t, config)
	if all := everything(t, box, box.Unstored()); len(all) != 51 {
		t.Errorf("%d messages are sent again, want all 51", len(all))
	}
	if _, err := os.Stat(filepath.Join(config.Dir, "stored.json.damaged")); err != nil {
		t.Error(err)
	}
}

func TestStoredCursorsSurviveARestart(t *testing.T) {
	box := open(t, damaged(t, func(string) {}))
	if got := everything(t, box, box.Unstored()); len(got) != 41 || got[0].Mark.Seq != 11 {
		t.Errorf("%d messages are not stored, want 11 to 51", len(got))
	}
}

func TestAFullDiskBlocksNobodyAndLeavesNoHole(t *testing.T) {
	if fault.Alone(t) {
		return
	}
	box := begin(t, outbox.Config{Dir: t.TempDir(), StallAfter: 100 * time.Millisecond, QueueSamples: 5000, FlushEvery: 10 * time.Millisecond})
	lift := fault.FullDisk(t, 256<<10)
	rows := make([]wire.Row, 1000)
	for i := range rows {
		rows[i] = wire.Row{Index: uint32(i), Quality: point.Good, Value: float64(i) / 3}
	}
	var acked uint64
	for {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		seq, err := box.AppendFrame(ctx, time.Now(), rows)
		cancel()
		if err != nil {
			break
		}
		acked = seq
	}
	stop := run(t, box)
	defer stop()
	at := time.Now().Truncate(time.Second)
	for i := range 8000 {
		box.Emit(outbox.Sample{Reading: point.Of(float64(i), at.Add(time.Duration(i)*time.Microsecond))})
		if i == 4000 {
			time.Sleep(100 * time.Millisecond) // the first flush is under way and stuck
		}
	}
	lift()
	if _, err := box.AppendEvent(t.Context(), wire.Event{At: at, Code: "DEVICE_LOST"}); err != nil {
		t.Fatal(err) // the store is open again
	}
	eventually(t, "every emitted sample is kept or counted as dropped", func() bool {
		return emittedSamples(t, box)+box.Stats().SamplesDropped == 8000
	})
	var last uint64
	for _, m := range everything(t, box, 1) {
		if m.Mark.Seq != last+1 {
			t.Errorf("%d follows %d", m.Mark.Seq, last)
		}
		last = m.Mark.Seq
	}
	if last < acked {
		t.Errorf("%d was acknowledged, %d is kept", acked, last)
	}
}

// emittedSamples counts the samples in frames that have nothing but the first channel.
func emittedSamples(t *testing.T, box *outbox.Outbox) (n uint64) {
	t.Helper()
	for _, m := range everything(t, box, 1) {
		var f wire.Frame
		if m.Kind != wire.KindFrame {
			continue
		}
		if err := f.UnmarshalBinary(m.Data); err != nil {
			t.Fatal(err)
		}
		if f.Rows[len(f.Rows)-1].Index == 0 {
			n += uint64(len(f.Rows))
		}
	}
	return n
}
