package backend_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"ohmstead/backend"
)

func TestTheOrdersKeyIsMadeOnceWhoeverComesFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "orders.key")
	keys := make([]string, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			key, err := backend.OrdersKey(path)
			if err != nil {
				t.Error(err)
				return
			}
			keys[i] = backend.PublicOrdersKey(key)
		})
	}
	all.Wait()
	for i, k := range keys {
		if k == "" || k != keys[0] {
			t.Errorf("process %d has the key %q, the first %q", i, k, keys[0])
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v; want it readable by its owner alone", info.Mode(), err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}

func TestADamagedOrdersKeyIsNamedAndKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "orders.key")
	if err := os.WriteFile(path, []byte("half a k"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := backend.OrdersKey(path); err == nil {
		t.Error("it is taken")
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "half a k" {
		t.Errorf("it was changed to %q, %v", data, err)
	}
}
