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
