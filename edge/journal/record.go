package journal

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// A record on disk: its checksum (CRC-32C of everything behind it), the lengths of key and value,
// key, value; numbers little-endian. Source of the polynomial: RFC 3385.
const headBytes = 4 + 2 + 4

type record struct {
	key   string
	value []byte
}

func sizeOf(r record) int { return headBytes + len(r.key) + len(r.value) }

func (r record) check() error {
	if r.key == "" || len(r.key) > MaxKeyBytes {
		return fmt.Errorf("a key of %d bytes, want 1 to %d", len(r.key), MaxKeyBytes)
	}
	if len(r.value) > MaxValueBytes {
		return fmt.Errorf("%s has %d bytes, want at most %d", r.key, len(r.value), MaxValueBytes)
	}
	return nil
}

func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

func (r record) append(data []byte) []byte {
	from := len(data)
	data = append(data, 0, 0, 0, 0)
	data = binary.LittleEndian.AppendUint16(data, uint16(len(r.key)&0xffff))
	data = binary.LittleEndian.AppendUint32(data, uint32(len(r.value)&0xffffffff))
	data = append(data, r.key...)
	data = append(data, r.value...)
	binary.LittleEndian.PutUint32(data[from:], crc32.Checksum(data[from+4:], castagnoli()))
	return data
}

// parse reads the first record of data and its length on disk; false where data does not begin
// with a whole one. The value is a part of data.
func parse(data []byte) (record, int, bool) {
	if len(data) < headBytes {
		return record{}, 0, false
	}
	key := int(binary.LittleEndian.Uint16(data[4:]))
	value := int64(binary.LittleEndian.Uint32(data[6:]))
	if key == 0 || key > MaxKeyBytes || value > MaxValueBytes {
		return record{}, 0, false
	}
	length := headBytes + key + int(value)
	if len(data) < length || crc32.Checksum(data[4:length], castagnoli()) != binary.LittleEndian.Uint32(data) {
		return record{}, 0, false
	}
	return record{string(data[headBytes : headBytes+key]), data[headBytes+key : length : length]}, length, true
}
