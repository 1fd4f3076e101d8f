package record

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// suffix of a segment's file.
const suffix = ".ohmrec"

// named is what a segment's file is called: its number, by which segments are in order, and when it
// began.
var named = regexp.MustCompile(`^(\d{10})-\d{8}T\d{6}Z\` + suffix + `$`)

func (h Header) name() string {
	return fmt.Sprintf("%010d-%s%s", h.Number, h.Began.UTC().Format("20060102T150405Z"), suffix)
}

// found is a segment's file.
type found struct {
	path   string
	number uint64
	size   int64
}

// list are the segments of a folder in the order they were recorded in. What is called otherwise is
// somebody else's.
func list(dir string) ([]found, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the folder of records: %w", err)
	}
	var all []found
	for _, e := range entries {
		match := named.FindStringSubmatch(e.Name())
		if match == nil || !e.Type().IsRegular() {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read the folder of records: %w", err)
		}
		number, _ := strconv.ParseUint(match[1], 10, 64) // ten digits
		all = append(all, found{filepath.Join(dir, e.Name()), number, info.Size()})
	}
	slices.SortFunc(all, func(a, b found) int { return int(int64(a.number) - int64(b.number)) })
	return all, nil
}

// prune deletes the oldest segments of a folder until the others take no more than room, and returns
// the greatest number there was.
func prune(dir string, room int64) (newest uint64, err error) {
	all, err := list(dir)
	if err != nil {
		return 0, err
	}
	total := int64(0)
	for _, f := range all {
		total, newest = total+f.size, max(newest, f.number)
	}
	for _, f := range all {
		if total <= room {
			break
		}
		if err := os.Remove(f.path); err != nil {
			return newest, fmt.Errorf("delete the oldest record: %w", err)
		}
		total -= f.size
	}
	return newest, nil
}
