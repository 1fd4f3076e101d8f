package fault

import (
	"flag"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// alone is the argument of a process that runs one test only.
const alone = "alone"

// Alone runs the calling test in a process of its own and reports whether it did: a limit on the
// process would also hit the log that go test keeps of the whole run. In that process it is false.
func Alone(t *testing.T) bool {
	t.Helper()
	if slices.Contains(flag.Args(), alone) {
		return false
	}
	out, err := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.count=1", alone).CombinedOutput() //nolint:gosec // this test itself
	if err != nil {
		t.Errorf("alone: %v\n%s", err, out)
	}
	return true
}

// FullDisk bounds the size of files this process may write until the returned function is called, or
// the test ends: to a store that is what a full disk is, a write of more fails.
func FullDisk(t *testing.T, bytes uint64) (lift func()) {
	t.Helper()
	signal.Ignore(unix.SIGXFSZ)
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	lift = sync.OnceFunc(func() {
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &before); err != nil {
			t.Error(err)
		}
		signal.Reset(unix.SIGXFSZ)
	})
	t.Cleanup(lift)
	return lift
}
