package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"ohmstead/wire"
)

const storedFile = "stored.json"

// storedCursors is the file of the cursors.
type storedCursors struct {
	Version int           `json:"version"`
	Stored  []wire.Stored `json:"stored"`
}

// MarkStored moves the stored cursors: everything of that boot up to and including that sequence is
// committed in the backend's database. When it returns the cursors are on disk; the messages are
// deleted soon after by Run. A cursor never goes back, one beyond what was ever appended is refused,
// and a boot that is not kept any more is passed over.
func (o *Outbox) MarkStored(cursors []wire.Stored) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	moved := false
	var faults []error
	for _, c := range cursors {
		boot, err := uuid.Parse(c.BootID)
		i := o.ledger.index(boot)
		switch {
		case err != nil:
			faults = append(faults, fmt.Errorf("mark stored: boot %q: %w", c.BootID, err))
		case i < 0 || c.Seq <= o.ledger[i].stored:
		case c.Seq > o.ledger[i].last:
			faults = append(faults, fmt.Errorf("mark stored: boot %s ends at %d, not at %d", c.BootID, o.ledger[i].last, c.Seq))
		default:
			o.ledger[i].stored, moved = c.Seq, true
		}
	}
	if moved {
		o.dirty = true
		if err := o.saveStored(); err != nil {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// Stored is the cursor of a boot; 0 where nothing is stored.
func (o *Outbox) Stored(boot uuid.UUID) uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	if i := o.ledger.index(boot); i >= 0 {
		return o.ledger[i].stored
	}
	return 0
}

// saveStored writes the cursors beside the old ones and renames. The caller holds o.mu.
func (o *Outbox) saveStored() error {
	content := storedCursors{Version: 1, Stored: []wire.Stored{}}
	for _, s := range o.ledger {
		if s.stored > 0 {
			content.Stored = append(content.Stored, wire.Stored{BootID: s.boot.String(), Seq: s.stored})
		}
	}
	data, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("encode stored cursors: %w", err)
	}
	return replaceFile(filepath.Join(o.config.Dir, storedFile), data)
}

// loadStored reads the cursors back and looks whether anything is missing.
func (o *Outbox) loadStored() error {
	cursors, err := o.readStored()
	if err != nil {
		return err
	}
	for _, c := range cursors {
		boot, err := uuid.Parse(c.BootID)
		if i := o.ledger.index(boot); err == nil && i >= 0 {
			o.ledger[i].stored = min(c.Seq, o.ledger[i].last)
			o.dirty = true
		}
	}
	count, err := o.missing(cursors)
	o.reportMissing(count)
	return err
}

// readStored is the file of the cursors. One that cannot be read costs nothing but pushing again what
// is stored, so it is set aside and said.
func (o *Outbox) readStored() ([]wire.Stored, error) {
	path := filepath.Join(o.config.Dir, storedFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read stored cursors: %w", err)
	}
	var content storedCursors
	if err := json.Unmarshal(data, &content); err != nil || content.Version != 1 {
		o.config.Log.Warn("the stored cursors are damaged; everything kept is sent again", "file", path, "err", err)
		if err := os.Rename(path, path+".damaged"); err != nil {
			return nil, fmt.Errorf("set damaged cursors aside: %w", err)
		}
		return nil, nil
	}
	return content.Stored, nil
}

// replaceFile puts data into path so that a crash leaves the old content or the new.
func replaceFile(path string, data []byte) error {
	next := path + ".next"
	if err := writeSynced(next, data); err != nil {
		return fmt.Errorf("write %s: %w", next, err)
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("replace %s: %w", path, err)
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("sync %s: %w", filepath.Dir(path), err)
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func writeSynced(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Sync(), file.Close())
}

// deleteStored deletes what the cursors cover. The caller holds the store.
func (o *Outbox) deleteStored(ctx context.Context, _ time.Time) error {
	o.mu.Lock()
	spans, dirty := append(ledger(nil), o.ledger...), o.dirty
	o.dirty = false
	o.mu.Unlock()
	if !dirty {
		return nil
	}
	for _, s := range spans {
		if s.stored < s.first {
			continue
		}
		if err := o.purge(ctx, subjectsOf(s.boot), s.base+s.stored+1); err != nil {
			o.mu.Lock()
			o.dirty = true
			o.mu.Unlock()
			return fmt.Errorf("delete stored messages of boot %s: %w", s.boot, err)
		}
		o.deleted(s)
	}
	return nil
}

// deleted notes that everything up to the cursor is gone. An earlier boot of which nothing is left
// is forgotten.
func (o *Outbox) deleted(s span) {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := o.ledger.index(s.boot)
	o.ledger[i].first = s.stored + 1
	if s.boot != o.boot && !o.ledger[i].unstored() {
		o.ledger = append(o.ledger[:i], o.ledger[i+1:]...)
	}
}
