package pgtest

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// medium is what a shared server keeps its databases on.
type medium string

// Media. A test makes a database of some 800 files: in memory that takes a tenth of the time.
const (
	disk   medium = "disk"
	memory medium = "memory"
)

// What is left to others where databases of tests are in memory.
const (
	sharedMemory = "/dev/shm"
	roomNeeded   = 4 << 30 // bytes
	memoryNeeded = 8 << 30 // bytes
)

// mediumOf is the disk for benchmarks, which fill it and measure it, and where somebody has chosen another folder
// for what is temporary; memory for tests where there is plenty.
func mediumOf(t testing.TB) medium {
	if _, measures := t.(*testing.B); measures || os.TempDir() != "/tmp" {
		return disk
	}
	var room unix.Statfs_t
	if unix.Statfs(sharedMemory, &room) != nil || room.Bavail*uint64(room.Bsize) < roomNeeded || availableMemory() < memoryNeeded { //nolint:gosec // sizes are positive
		return disk
	}
	return memory
}

// availableMemory is what the kernel can give without swapping, in bytes; 0 where it does not say.
func availableMemory() (bytes uint64) {
	said, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(said), "MemAvailable:")
	if _, err := fmt.Sscanf(rest, "%d kB", &bytes); err != nil {
		return 0
	}
	return bytes << 10
}

func (m medium) folder() string {
	if m == memory {
		return sharedMemory
	}
	return os.TempDir()
}
