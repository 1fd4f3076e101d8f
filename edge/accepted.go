package edge

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"time"

	"github.com/google/uuid"

	"ohmstead/edge/outbox"
	"ohmstead/energy/point"
	"ohmstead/wire"
)

// Line is one line of the record that Config.Accepted asks for. A message has a line when it is
// offered to the outbox and one when it is accepted, that is, on disk. Who compares the record with
// the database knows by it what must be there: every row of what was accepted, and beyond that at
// most the rows of the last message of a boot, if the edge was killed before it could say more.
type Line struct {
	At   time.Time `json:"at"`   // when the line was written
	Step string    `json:"step"` // "offered" or "accepted"
	Boot uuid.UUID `json:"boot_id"`
	Seq  uint64    `json:"seq"`
	Kind wire.Kind `json:"kind"`
	Rows []string  `json:"rows,omitempty"` // RowHash of each row of a frame, when offered
	// From and To are the first and last instant of a frame's rows.
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
}

// RowHash identifies a row wherever it is kept: 16 hex digits of the SHA-256 over asset and channel,
// each with a final zero, the instant in microseconds of Unix time, the quality and the bits of the
// value, integers in big endian.
func RowHash(asset, channel string, r point.Reading) string {
	data := append([]byte(asset), 0)
	data = append(append(data, channel...), 0)
	data = binary.BigEndian.AppendUint64(data, uint64(r.At.UnixMicro()))
	data = append(data, byte(r.Quality))
	data = binary.BigEndian.AppendUint64(data, math.Float64bits(r.Value))
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// recorder writes the record. It is a support tool: a disk that does not take a line costs the
// line, which is said, and nothing else.
type recorder struct {
	file     *os.File
	log      *slog.Logger
	channels []wire.ManifestChannel
}

// openRecorder opens the record, nil where none is asked for.
func openRecorder(path string, log *slog.Logger) (*recorder, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // nobody asked
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the record of what is accepted: %w", err)
	}
	return &recorder{file: file, log: log}, nil
}

func (r *recorder) close() error {
	if r == nil {
		return nil
	}
	return r.file.Close()
}

// Offered implements outbox.Witness.
func (r *recorder) Offered(m outbox.Message) {
	l := Line{Step: "offered", Boot: m.Mark.BootID, Seq: m.Mark.Seq, Kind: m.Kind}
	if err := r.describe(m, &l); err != nil {
		r.log.Error("a message was not recorded whole", "err", err)
	}
	r.write(l)
}

// Accepted implements outbox.Witness.
func (r *recorder) Accepted(m outbox.Message) {
	r.write(Line{Step: "accepted", Boot: m.Mark.BootID, Seq: m.Mark.Seq, Kind: m.Kind})
}

func (r *recorder) describe(m outbox.Message, l *Line) error {
	switch m.Kind {
	case wire.KindManifest:
		manifest, err := wire.DecodeManifest(m.Data)
		if err != nil {
			return err
		}
		r.channels = manifest.Channels
	case wire.KindFrame:
		var f wire.Frame
		if err := f.UnmarshalBinary(m.Data); err != nil {
			return fmt.Errorf("read frame %d: %w", m.Mark.Seq, err)
		}
		return r.rows(f, l)
	}
	return nil
}

func (r *recorder) rows(f wire.Frame, l *Line) error {
	for _, row := range f.Rows {
		if int(row.Index) >= len(r.channels) {
			return errors.New("a frame names a channel that its manifest has not")
		}
		c, at := r.channels[row.Index], f.T0.Add(row.Offset).UTC()
		l.Rows = append(l.Rows, RowHash(c.Asset, c.Name, point.Reading{Value: row.Value, At: at, Quality: row.Quality}))
		if l.From.IsZero() || at.Before(l.From) {
			l.From = at
		}
		if at.After(l.To) {
			l.To = at
		}
	}
	return nil
}

// write appends a line in one write, so that a killed process leaves whole lines and at most one part
// of one.
func (r *recorder) write(l Line) {
	l.At = time.Now().UTC()
	data, err := json.Marshal(l)
	if err == nil {
		_, err = r.file.Write(append(data, '\n'))
	}
	if err != nil {
		r.log.Error("the record of what is accepted misses a line", "err", err)
	}
}
