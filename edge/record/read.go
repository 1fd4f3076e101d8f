package record

import (
	"bufio"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Segment is a stretch of a record that can be played by itself.
type Segment struct {
	Header
	Path string
	// Ended says that the recorder has ended the segment; one that it has not was cut off, by a kill or
	// a loss of power, and holds the whole cycles before. Lost is how many cycles are missing behind one
	// that was ended.
	Ended bool
	Lost  uint64

	state []byte
	turns []byte // entries, of those that are whole
	wrong error  // what stands behind the last whole entry
}

// mostUnpacked bounds what a segment is unpacked to.
const mostUnpacked = 1 << 30

// Find lists the segments of a file or of a folder of them, in the order they were recorded in, with
// their headers alone.
func Find(path string) ([]*Segment, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read record: %w", err)
	}
	paths := []string{path}
	if info.IsDir() {
		files, err := list(path)
		if err != nil {
			return nil, err
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("folder %s holds no record (…%s)", path, suffix)
		}
		paths = nil
		for _, f := range files {
			paths = append(paths, f.path)
		}
	}
	var all []*Segment
	for i, p := range paths {
		s, err := glance(p)
		if err != nil && i == len(paths)-1 && i > 0 && errors.Is(err, errBegun) {
			break // killed before the newest had anything in it
		}
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// Is reports whether a path looks like a record: a folder with a segment in it or a file that begins
// as one.
func Is(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return false
	}
	if info.IsDir() {
		files, err := list(path)
		return err == nil && len(files) > 0
	}
	if filepath.Ext(path) == suffix {
		return true
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	start := make([]byte, len(magic))
	_, err = io.ReadFull(file, start)
	return err == nil && string(start) == magic
}

// errBegun is what is wrong with a segment that holds nothing yet.
var errBegun = errors.New("holds no cycle: the edge was stopped as it began")

func glance(path string) (*Segment, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read record: %w", err)
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.Size() == 0 {
		return nil, fmt.Errorf("%s %w", path, errBegun)
	}
	h, err := readHeader(file)
	if err != nil {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	return &Segment{Header: h, Path: path}, nil
}

// load unpacks a segment. What is behind the last whole entry is cut off: Ended is false then.
func (s *Segment) load() error {
	file, err := os.Open(s.Path)
	if err != nil {
		return fmt.Errorf("read record: %w", err)
	}
	defer file.Close()
	from := bufio.NewReader(file)
	if _, err := readHeader(from); err != nil {
		return fmt.Errorf("%s %w", s.Path, err)
	}
	data, wrong := io.ReadAll(io.LimitReader(flate.NewReader(from), mostUnpacked))
	if err := s.parse(data, wrong); err != nil {
		return fmt.Errorf("%s %w", s.Path, err)
	}
	return nil
}

// parse finds the whole entries.
func (s *Segment) parse(data []byte, wrong error) error {
	first, rest, err := entry(data)
	switch {
	case err != nil && (errors.Is(wrong, io.ErrUnexpectedEOF) || wrong == nil):
		return errBegun
	case err != nil:
		return fmt.Errorf("is damaged before its first cycle: %w, %w", err, wrong)
	case len(first) == 0 || first[0] != imprintEntry:
		return errors.New("is damaged: it does not begin with what the cycle carried over")
	}
	s.state, s.turns = first[1:], rest
	for at := rest; ; {
		e, after, err := entry(at)
		if err != nil {
			s.turns = rest[:len(rest)-len(at)]
			s.wrong = errors.Join(wrong, err)
			return nil
		}
		if len(e) > 0 && e[0] == endEntry {
			s.turns = rest[:len(rest)-len(at)]
			s.Ended = true
			s.Lost, _ = binary.Uvarint(e[1:])
			return nil
		}
		at = after
	}
}

var (
	errTorn    = errors.New("an entry is cut off")
	errDamaged = errors.New("an entry's checksum does not fit")
)

// entry is the first entry and what follows it.
func entry(data []byte) (e, rest []byte, err error) {
	n, head := binary.Uvarint(data)
	if head <= 0 || n > uint64(len(data)) || len(data)-head < int(n)+4 {
		return nil, nil, errTorn
	}
	e, rest = data[head:head+int(n)], data[head+int(n):]
	if binary.LittleEndian.Uint32(rest) != crc32.Checksum(e, castagnoli()) {
		return nil, nil, errDamaged
	}
	return e, rest[4:], nil
}

// Damage says what is wrong behind the segment's last whole cycle where that is more than the end of
// what was written; nil for nothing. It is known once the segment has been played.
func (s *Segment) Damage() error {
	if s.Ended || s.wrong == nil || !errors.Is(s.wrong, errDamaged) && !corrupt(s.wrong) {
		return nil
	}
	return s.wrong
}

func corrupt(err error) bool {
	var bad flate.CorruptInputError
	return errors.As(err, &bad)
}

// Until is when the next segment, or nothing, follows: a bound for whoever looks for an instant.
func until(all []*Segment, i int) time.Time {
	if i+1 < len(all) {
		return all[i+1].Began
	}
	return time.Time{}
}

// Covering leaves of the segments those that may hold cycles of [from, to); zero times are no bounds.
func Covering(all []*Segment, from, to time.Time) []*Segment {
	var some []*Segment
	for i, s := range all {
		end := until(all, i)
		if !to.IsZero() && !s.Began.Add(-slack).Before(to) || !from.IsZero() && !end.IsZero() && end.Add(slack).Before(from) {
			continue
		}
		some = append(some, s)
	}
	return some
}

// slack is how far the time in a header may be from that of its first cycle: what waits for the disk,
// and a cycle.
const slack = time.Minute
