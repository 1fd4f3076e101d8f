//go:build !linux

package realtime

import (
	"errors"
	"time"
)

// Enter is refused: only Linux is asked for real-time priority.
func Enter(int) (leave func(), err error) {
	return nil, errors.ErrUnsupported
}

// SleepUntil sleeps d.
func SleepUntil(d time.Duration) error {
	time.Sleep(d)
	return nil
}
