package record

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"io"

	"ohmstead/edge/cycle"
)

// Dir is where the recorder records.
func (r *Recorder) Dir() string { return r.config.Dir }

// Waiting is how many bytes wait for the disk.
func (r *Recorder) Waiting() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.waiting) > 1<<18 {
		r.nudge()
	}
	return len(r.waiting)
}

// split is a segment's header and what is packed behind it.
func split(segment []byte) (Header, []byte) {
	n := binary.LittleEndian.Uint32(segment[len(magic):])
	text := segment[len(magic)+4:]
	var h Header
	if err := json.Unmarshal(text[:n], &h); err != nil {
		panic(err)
	}
	return h, text[n+1+4:]
}

// WithHeader is a segment with another header.
func WithHeader(segment []byte, change func(*Header)) []byte {
	h, packed := split(segment)
	change(&h)
	text, err := h.append(nil)
	if err != nil {
		panic(err)
	}
	return append(text, packed...)
}

// Turns are a segment's entries.
func Turns(segment []byte) []byte {
	_, packed := split(segment)
	data, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		panic(err)
	}
	return data
}

// WithTurns is a segment with other entries.
func WithTurns(segment, entries []byte) []byte {
	h, _ := split(segment)
	text, err := h.append(nil)
	if err != nil {
		panic(err)
	}
	out := bytes.NewBuffer(text)
	w, _ := flate.NewWriter(out, flate.BestSpeed)
	_, _ = w.Write(entries)
	_ = w.Close()
	return out.Bytes()
}

// Played is a player of entries behind a segment's header.
func Played(segment, entries []byte) (*Player, error) {
	h, _ := split(segment)
	s := &Segment{Header: h, Path: "segment"}
	if err := s.parse(entries, nil); err != nil {
		return nil, err
	}
	return s.player()
}

// Sealed are entries whose checksums fit, whatever stands in them: what a fuzzer could not guess.
func Sealed(entries []byte) []byte {
	var out []byte
	for len(entries) > 0 {
		n, head := binary.Uvarint(entries)
		if head <= 0 || n > uint64(len(entries)-head) {
			return append(out, entries...)
		}
		out = frame(out, entries[head:head+int(n)])
		entries = entries[min(head+int(n)+4, len(entries)):]
	}
	return out
}

// Empty forgets what waits for the disk.
func (r *Recorder) Empty() { r.waiting = r.waiting[:0] }

// Anew begins a segment whether one is due or not.
func (r *Recorder) Anew(c *cycle.Core) {
	r.open = false
	r.Empty()
	r.Rest(c)
}
