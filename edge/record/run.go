package record

import (
	"compress/flate"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Rhythm of the disk.
const (
	// pace is how often what waits is written; a process that is killed loses no more.
	pace = time.Second
	// syncs is after how many writes the disk is asked to keep them, which bounds what a loss of power
	// takes.
	syncs = 30
	// pause is how long a disk that took nothing is left alone.
	pause = time.Minute
)

// Run brings what is recorded to the disk until ctx ends, and what waits then too. A disk that does not
// take it costs the record, which is said, and nothing else.
func (r *Recorder) Run(ctx context.Context) error {
	d := &disk{config: r.config, recorder: r}
	ticker := time.NewTicker(pace)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			r.end()
			d.say(d.take(r.swap()))
			return nil
		case <-ticker.C:
		case <-r.wake:
		}
		if d.failed.IsZero() || time.Since(d.failed) > pause {
			d.say(d.take(r.swap()))
		}
	}
}

// swap hands out what waits.
func (r *Recorder) swap() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.broken {
		r.broken, r.due = false, true
	}
	taken := r.waiting
	r.waiting, r.spare = r.spare[:0], taken
	return taken
}

func (r *Recorder) refuse() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.broken, r.due, r.waiting = true, true, r.waiting[:0]
}

func (r *Recorder) grown() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.due = true
}

// disk writes segments. It belongs to Run.
type disk struct {
	config   Config
	recorder *Recorder
	file     *os.File
	packed   *flate.Writer
	number   uint64
	size     int64
	unsynced int
	failed   time.Time // zero while the disk takes what it is given
}

// say logs a fault of the disk, once until it works again.
func (d *disk) say(err error) {
	if err == nil {
		return
	}
	if d.failed.IsZero() {
		d.config.Log.Error("what the edge does is not recorded", "err", err)
	}
	d.failed = time.Now()
	d.recorder.refuse()
	if d.file != nil {
		_ = d.file.Close() // it does not work: that was said
		d.file = nil
	}
}

// Write counts what goes into the file.
func (d *disk) Write(p []byte) (int, error) {
	n, err := d.file.Write(p)
	d.size += int64(n)
	return n, err
}

// take writes entries.
func (d *disk) take(entries []byte) error {
	for len(entries) > 0 {
		n, head := binary.Uvarint(entries)
		whole := head + int(n) + 4
		if err := d.entry(entries[head], entries[:whole]); err != nil {
			return err
		}
		entries = entries[whole:]
	}
	if d.file == nil {
		return nil
	}
	if err := d.packed.Flush(); err != nil {
		return fmt.Errorf("write a record: %w", err)
	}
	if d.unsynced++; d.unsynced >= syncs {
		d.unsynced = 0
		if err := d.file.Sync(); err != nil {
			return fmt.Errorf("bring a record to the disk: %w", err)
		}
	}
	if d.size > d.config.Room/share {
		d.recorder.grown()
	}
	d.failed = time.Time{}
	return nil
}

// entry writes one entry; what has no segment is left out.
func (d *disk) entry(kind byte, framed []byte) error {
	if kind == imprintEntry {
		if err := d.begin(); err != nil {
			return err
		}
	}
	if d.file == nil {
		return nil
	}
	if _, err := d.packed.Write(framed); err != nil {
		return fmt.Errorf("write a record: %w", err)
	}
	if kind == endEntry {
		return d.close()
	}
	return nil
}

// close closes the segment's file.
func (d *disk) close() error {
	err := errors.Join(d.packed.Close(), d.file.Sync(), d.file.Close())
	d.file = nil
	if err != nil {
		return fmt.Errorf("end a record: %w", err)
	}
	return nil
}

func (d *disk) begin() error {
	if err := os.MkdirAll(d.config.Dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of records: %w", err)
	}
	newest, err := prune(d.config.Dir, d.config.Room-d.config.Room/share)
	if err != nil {
		return err
	}
	d.number = max(d.number, newest) + 1
	h := header(d.config, d.recorder.shape)
	h.Number, h.Began = d.number, time.Now().UTC()
	text, err := h.append(nil)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(filepath.Join(d.config.Dir, h.name()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("begin a record: %w", err)
	}
	d.file, d.size, d.unsynced = file, 0, 0
	if d.packed == nil {
		if d.packed, err = flate.NewWriter(d, flate.BestSpeed); err != nil {
			return fmt.Errorf("begin a record: %w", err)
		}
	}
	d.packed.Reset(d)
	if _, err := d.Write(text); err != nil {
		return fmt.Errorf("begin a record: %w", err)
	}
	d.config.Log.Debug("a record begins", "file", file.Name())
	return nil
}
