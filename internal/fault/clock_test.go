package fault_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"ohmstead/internal/fault"
)

// told is a program that tells its wall clock, and how long it has run, whenever it is asked.
const told = `package main

import (
	"bufio"
	"fmt"
	"os"
	"time"
)

func main() {
	began := time.Now()
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		fmt.Println(time.Now().Unix(), time.Since(began) < time.Hour && time.Since(began) >= 0)
	}
}
`

func TestAProgramsClockCanBeSetWhileItRuns(t *testing.T) {
	dir := t.TempDir()
	overlay, err := fault.Overlay(dir)
	if err != nil {
		t.Fatal(err)
	}
	source, binary := filepath.Join(t.TempDir(), "main.go"), filepath.Join(dir, "told")
	if err := os.WriteFile(source, []byte(told), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-overlay", overlay, "-o", binary, source).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	clock := fault.NewClock(t)
	c := exec.CommandContext(t.Context(), binary)
	c.Env = append(os.Environ(), clock.Variable())
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewScanner(out)
	for _, offset := range []time.Duration{0, time.Hour, -40 * 24 * time.Hour, 0} {
		clock.Set(offset)
		if _, err := in.Write([]byte("\n")); err != nil || !answers.Scan() {
			t.Fatal(err, answers.Err())
		}
		var unix int64
		var sound bool
		if _, err := fmt.Sscan(answers.Text(), &unix, &sound); err != nil {
			t.Fatal(err)
		}
		if off := time.Until(time.Unix(unix, 0)) - offset; off > 2*time.Second || off < -time.Minute || !sound {
			t.Errorf("set off by %v it shows %v more, its monotonic clock is sound: %v", offset, off, sound)
		}
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
}
