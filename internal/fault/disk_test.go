package fault_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"ohmstead/internal/fault"
)

func TestAWriteFailsUntilTheLimitIsLifted(t *testing.T) {
	if fault.Alone(t) {
		return
	}
	path := filepath.Join(t.TempDir(), "file")
	lift := fault.FullDisk(t, 4096)
	if err := os.WriteFile(path, make([]byte, 4096), 0o600); err != nil {
		t.Error("a file at the limit:", err)
	}
	if err := os.WriteFile(path, make([]byte, 4097), 0o600); !errors.Is(err, syscall.EFBIG) {
		t.Errorf("a file beyond the limit: got %v, want %v", err, syscall.EFBIG)
	}
	lift()
	if err := os.WriteFile(path, make([]byte, 4097), 0o600); err != nil {
		t.Error("after the limit:", err)
	}
}
