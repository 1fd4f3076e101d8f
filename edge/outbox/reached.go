package outbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// The file in which a boot notes how far it came, and how often. A disk that lost what it had
// confirmed, or a damaged block, is found by it at the next start.
const (
	reachedFile  = "reached.json"
	reachedEvery = time.Minute
)

// noteReached writes down how far this boot came.
func (o *Outbox) noteReached() error {
	o.mu.Lock()
	reached := wire.Stored{BootID: o.boot.String(), Seq: o.next - 1}
	o.mu.Unlock()
	if reached.Seq == 0 || reached.Seq == o.noted {
		return nil
	}
	data, err := json.Marshal(reached)
	if err != nil {
		return fmt.Errorf("encode how far the boot came: %w", err)
	}
	if err := replaceFile(filepath.Join(o.config.Dir, reachedFile), data); err != nil {
		return err
	}
	o.noted = reached.Seq
	return nil
}

// missing is how many messages an earlier boot had acknowledged that are neither kept nor stored.
func (o *Outbox) missing(stored []wire.Stored) (uint64, error) {
	path := filepath.Join(o.config.Dir, reachedFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read how far the last boot came: %w", err)
	}
	var reached wire.Stored
	if err := json.Unmarshal(data, &reached); err != nil {
		o.config.Log.Warn("how far the last boot came cannot be read", "file", path, "err", err)
		return 0, nil
	}
	var have uint64
	for _, s := range stored {
		if s.BootID == reached.BootID {
			have = s.Seq
		}
	}
	if boot, err := uuid.Parse(reached.BootID); err == nil {
		if i := o.ledger.index(boot); i >= 0 {
			have = max(have, o.ledger[i].last)
		}
	}
	if have >= reached.Seq {
		return 0, nil
	}
	return reached.Seq - have, nil
}

// reportMissing says what an earlier boot had acknowledged and the disk did not keep.
func (o *Outbox) reportMissing(count uint64) {
	if count == 0 {
		return
	}
	o.config.Log.Error("the disk has lost messages that were acknowledged", "file", storeDir(o.config), "messages", count)
	o.Raise(wire.Event{At: time.Now().UTC(), Code: string(reason.BufferDamaged), Params: map[string]any{"count": count}})
}
