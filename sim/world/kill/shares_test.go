package kill_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// shares is how much processor time each program takes, whatever becomes of its processes. Linux
// counts it in hundredths of a second. Source: proc(5), /proc/pid/stat and /proc/stat.
type shares struct {
	*world
	began time.Time
	used  map[string]int64 // hundredths of a second, by program
	seen  map[int]int64    // by process, when it was looked at last
	busy  int64            // of the whole machine, at the beginning
}

func newShares(w *world) *shares {
	return &shares{world: w, used: map[string]int64{}, seen: map[int]int64{}}
}

// begin counts from now on.
func (s *shares) begin() {
	s.look()
	clear(s.used)
	s.began, s.busy = time.Now(), machineBusy()
}

// end lists each program with the cores it has used since the beginning, and what the machine has.
func (s *shares) end() (programs []string, machine string) {
	s.look()
	took := time.Since(s.began).Seconds() * 100
	for _, name := range []string{"generator", "NATS", "backend", "PostgreSQL"} {
		programs = append(programs, fmt.Sprintf("%s %.2f", name, float64(s.used[name])/took))
	}
	return programs, fmt.Sprintf("%.2f", float64(machineBusy()-s.busy)/took)
}

// look adds what every process has used since it was looked at last. What one uses between the last
// look and its death is not seen.
func (s *shares) look() {
	entries, _ := filepath.Glob("/proc/[0-9]*")
	for _, entry := range entries {
		pid, err := strconv.Atoi(filepath.Base(entry))
		if err != nil {
			continue
		}
		name := s.programOf(pid)
		if name == "" {
			continue
		}
		if used, ok := processorTime(pid); ok {
			s.used[name] += used - s.seen[pid]
			s.seen[pid] = used
		}
	}
}

func (s *shares) programOf(pid int) string {
	switch {
	case pid == os.Getpid():
		return "generator"
	case pid == s.nats.current().cmd.Process.Pid:
		return "NATS"
	case pid == s.backend.current().cmd.Process.Pid:
		return "backend"
	}
	if at, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid)); err == nil && at == s.path("backend/postgres/data") {
		return "PostgreSQL"
	}
	return ""
}

func processorTime(pid int) (hundredths int64, ok bool) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, false
	}
	return sum(strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))[11:13])
}

// machineBusy is what all processes of the machine have used: user, nice, system, and interrupts.
func machineBusy() int64 {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	fields := strings.Fields(first)
	busy, _ := sum(append(fields[1:4:4], fields[6:8]...))
	return busy
}

func sum(fields []string) (total int64, ok bool) {
	for _, f := range fields {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, false
		}
		total += n
	}
	return total, true
}
