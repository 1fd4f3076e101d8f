package fault

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// clockVariable names the file in which a program finds how far its clock is set off.
const clockVariable = "OHMSTEAD_TEST_CLOCK"

// In a program that is built with Overlay, time.Now adds what the file says to its wall clock and to
// nothing else, as the kernel does when somebody sets the clock: what is monotonic goes on.
const (
	nowAsItIs = "func Now() Time {\n\tsec, nsec, mono := runtimeNow()\n"
	nowIsSet  = nowAsItIs + "\tsec += setOff()\n"
	setOff    = `package time

import (
	"sync/atomic"
	"syscall"
	"unsafe"
)

var offset = offsetOf()

func offsetOf() *int64 {
	path, ok := syscall.Getenv("` + clockVariable + `")
	if !ok {
		return nil
	}
	fd, err := syscall.Open(path, syscall.O_RDONLY, 0)
	if err != nil {
		panic("open the clock: " + err.Error())
	}
	page, err := syscall.Mmap(fd, 0, 8, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		panic("map the clock: " + err.Error())
	}
	return (*int64)(unsafe.Pointer(&page[0]))
}

func setOff() int64 {
	if offset == nil {
		return 0
	}
	return atomic.LoadInt64(offset)
}
`
)

// Overlay writes, into a directory, what "go build -overlay" needs to build a program whose clock can
// be set, and returns the file to name there. It fails where the standard library's time.Now is not
// the one it knows.
func Overlay(dir string) (file string, err error) {
	from := filepath.Join(runtime.GOROOT(), "src", "time", "time.go") //nolint:staticcheck // tests run where they are built
	source, err := os.ReadFile(from)
	if err != nil {
		return "", fmt.Errorf("read the standard library: %w", err)
	}
	changed := bytes.Replace(source, []byte(nowAsItIs), []byte(nowIsSet), 1)
	if bytes.Equal(changed, source) {
		return "", fmt.Errorf("time.Now in %s does not begin with %q", from, nowAsItIs)
	}
	replace := map[string]string{}
	for name, text := range map[string][]byte{"time.go": changed, "set_off.go": []byte(setOff)} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			return "", fmt.Errorf("write the overlay: %w", err)
		}
		replace[filepath.Join(filepath.Dir(from), name)] = path
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", fmt.Errorf("write the overlay: %w", err)
	}
	file = filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, list, 0o600); err != nil {
		return "", fmt.Errorf("write the overlay: %w", err)
	}
	return file, nil
}

// Clock is the wall clock of programs that are built with Overlay and run with its Variable.
type Clock struct {
	t    testing.TB
	file *os.File
}

// NewClock is a clock that is right.
func NewClock(t testing.TB) *Clock {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "clock"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	c := &Clock{t: t, file: file}
	c.Set(0)
	return c
}

// Variable is for a program's environment.
func (c *Clock) Variable() string { return clockVariable + "=" + c.file.Name() }

// Set sets the clock so many whole seconds before, or with a negative offset behind, the right time,
// at once.
func (c *Clock) Set(offset time.Duration) {
	c.t.Helper()
	word := binary.NativeEndian.AppendUint64(nil, uint64(offset/time.Second)) //nolint:gosec // the bits of a signed number
	if _, err := c.file.WriteAt(word, 0); err != nil {
		c.t.Fatal(err)
	}
}
