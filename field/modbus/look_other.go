//go:build !linux

package modbus

// looker cannot look here, so the watcher alone reads.
func looker(any) func(into []byte) (int, error) { return nil }
