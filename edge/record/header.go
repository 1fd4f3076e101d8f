package record

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"io"
	"time"

	"ohmstead/edge/image"
	"ohmstead/edge/site"
)

// version of the format of a segment.
const version = 1

// magic begins every segment.
const magic = "OHMREC\r\n"

// mostHeader bounds a header: it holds a site file.
const mostHeader = 16 << 20

// Header says whose cycles a segment holds and all it takes to run them once more.
type Header struct {
	Version  int       `json:"version"`
	Software string    `json:"software"`
	Boot     string    `json:"boot_id"`
	Number   uint64    `json:"number"` // of the segment on its disk
	Began    time.Time `json:"began_at"`
	SiteFile string    `json:"site_file"`
	// Offers are the channels that the devices' profiles gave each asset.
	Offers map[string][]site.Offer `json:"offers"`
	// Shape is what the program keeps between cycles, Layout what the site's file and profiles came to: a
	// program to which they come to something else cannot run the cycles.
	Shape  uint64 `json:"shape,string"`
	Layout uint64 `json:"layout,string"`
}

// header describes a site's record.
func header(c Config, shape uint64) Header {
	h := Header{
		Version: version, Software: c.Software, Boot: c.Boot, SiteFile: string(c.Site.Config.Text),
		Offers: map[string][]site.Offer{}, Shape: shape, Layout: layoutOf(c.Site.Layout),
	}
	for _, a := range c.Site.Config.Assets {
		h.Offers[a.ID] = c.Offers(a)
	}
	return h
}

// layoutOf is a number that differs where a channel has another place.
func layoutOf(l *image.Layout) uint64 {
	h := fnv.New64a()
	for _, c := range l.Channels() {
		fmt.Fprintln(h, c.Name(), c.Point.Unit)
	}
	return h.Sum64()
}

func (h Header) append(dst []byte) ([]byte, error) {
	text, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("encode the header of a record: %w", err)
	}
	dst = append(dst, magic...)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(text)))
	dst = append(append(dst, text...), '\n')
	return binary.LittleEndian.AppendUint32(dst, crc32.Checksum(text, castagnoli())), nil
}

// readHeader reads what append has written. Its faults say what the file is instead.
func readHeader(from io.Reader) (Header, error) {
	start := make([]byte, len(magic)+4)
	if _, err := io.ReadFull(from, start); err != nil || !bytes.HasPrefix(start, []byte(magic)) {
		return Header{}, fmt.Errorf("is no record of an edge: it does not begin with %q", magic)
	}
	n := binary.LittleEndian.Uint32(start[len(magic):])
	if n > mostHeader {
		return Header{}, fmt.Errorf("has a header of %d bytes, which is damaged: want %d at most", n, mostHeader)
	}
	text, err := io.ReadAll(io.LimitReader(from, int64(n)+1+4))
	if err != nil {
		return Header{}, fmt.Errorf("read its header: %w", err)
	}
	if len(text) < int(n)+1+4 {
		return Header{}, fmt.Errorf("ends in its header, after %d of %d bytes", len(text), n+5)
	}
	if binary.LittleEndian.Uint32(text[n+1:]) != crc32.Checksum(text[:n], castagnoli()) {
		return Header{}, errors.New("has a damaged header: its checksum does not fit")
	}
	var h Header
	if err := json.Unmarshal(text[:n], &h); err != nil {
		return Header{}, fmt.Errorf("has a header that cannot be read: %w", err)
	}
	if h.Version != version {
		return Header{}, fmt.Errorf("has version %d of the format, this program reads version %d", h.Version, version)
	}
	return h, nil
}
