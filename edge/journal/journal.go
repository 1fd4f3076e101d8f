package journal

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Bounds of a record and of the file.
const (
	MaxKeyBytes   = 200
	MaxValueBytes = 1 << 20
	// A file is written anew when it is larger than compactAt and than compactRatio times what counts.
	compactAt    = 64 << 10
	compactRatio = 4
)

// Journal is one open file. It is safe for concurrent use; one process may have it open.
type Journal struct {
	path string

	mu     sync.Mutex
	file   *os.File
	size   int64
	values map[string][]byte
	live   int64 // bytes of the records that count
	lost   int64
	broken error // a write failed half-way: nothing may follow it

	nextCompact int64 // size at which the file is next written anew
	fault       error // of the last time it should have been
}

// Open reads the file at path, or makes it. Behind the last whole record nothing is kept; Lost says
// how much that was.
func Open(path string) (*Journal, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	j := &Journal{path: path, file: file, values: map[string][]byte{}, nextCompact: compactAt}
	if err := j.read(); err != nil {
		return nil, errors.Join(fmt.Errorf("open journal %s: %w", path, err), file.Close())
	}
	return j, nil
}

// read takes all whole records and cuts off what follows them.
func (j *Journal) read() error {
	data, err := io.ReadAll(j.file)
	if err != nil {
		return err
	}
	for {
		r, length, ok := parse(data[j.size:])
		if !ok {
			break
		}
		j.take(r, int64(length))
		j.size += int64(length)
	}
	j.lost = int64(len(data)) - j.size
	if j.lost > 0 {
		if err := j.file.Truncate(j.size); err != nil {
			return err
		}
	}
	return errors.Join(j.file.Sync(), syncFolder(j.path))
}

// Lost is how many bytes of unfinished or damaged records Open has cut off.
func (j *Journal) Lost() int64 { return j.lost }

// take notes that r is the newest of its key.
func (j *Journal) take(r record, length int64) {
	if before, ok := j.values[r.key]; ok {
		j.live -= int64(sizeOf(record{r.key, before}))
	}
	if len(r.value) == 0 {
		delete(j.values, r.key)
		return
	}
	j.values[r.key] = r.value
	j.live += length
}

// Get is the newest value of a key; false where there is none. The caller must not change it.
func (j *Journal) Get(key string) ([]byte, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	value, ok := j.values[key]
	return value, ok
}

// Keys lists the keys with this prefix that have a value, in order.
func (j *Journal) Keys(prefix string) []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	var keys []string
	for key := range j.values {
		if strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// Put makes value the newest of key; an empty one forgets the key. When it returns nil the record
// is on disk. After a failed write the journal takes no more: what is on disk is not known until it
// is opened again.
func (j *Journal) Put(key string, value []byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.put(record{key, slices.Clone(value)}); err != nil {
		return fmt.Errorf("write journal %s: %w", j.path, err)
	}
	return nil
}

func (j *Journal) put(r record) error {
	if j.broken != nil {
		return j.broken
	}
	if err := r.check(); err != nil {
		return err
	}
	data := r.append(nil)
	if _, err := j.file.WriteAt(data, j.size); err != nil {
		j.broken = err
		return err
	}
	if err := j.file.Sync(); err != nil {
		j.broken = err
		return err
	}
	j.size += int64(len(data))
	j.take(r, int64(len(data)))
	if j.size > j.nextCompact && j.size > compactRatio*j.live {
		j.fault = j.compact()
		j.nextCompact = max(compactAt, 2*j.size)
		if j.fault == nil {
			j.nextCompact = compactAt
		}
	}
	return nil
}

// Fault is why the file could not be written anew when it last should have been, nil where it
// could. What was put is on disk all the same.
func (j *Journal) Fault() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.fault
}

// compact writes what counts into a new file and puts it in the place of the old one: a crash
// leaves the one or the other. Where it fails before that, the old file goes on.
func (j *Journal) compact() error {
	next := j.path + ".next"
	var data []byte
	for _, key := range slices.Sorted(maps.Keys(j.values)) {
		data = record{key, j.values[key]}.append(data)
	}
	file, err := os.OpenFile(next, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	if _, err := file.Write(data); err != nil {
		return errors.Join(fmt.Errorf("compact: %w", err), file.Close(), os.Remove(next))
	}
	if err := errors.Join(file.Sync(), os.Rename(next, j.path)); err != nil {
		return errors.Join(fmt.Errorf("compact: %w", err), file.Close())
	}
	old := j.file
	j.file, j.size, j.live = file, int64(len(data)), int64(len(data))
	return errors.Join(syncFolder(j.path), old.Close())
}

// Close closes the file; everything put is on disk already.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.broken = os.ErrClosed
	return j.file.Close()
}

func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
