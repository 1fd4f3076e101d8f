package postgres

import (
	"context"
	"encoding/binary"
	"io"
	"math"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/telemetry"
)

// copySamples stores a batch of which nothing is stored yet; otherwise it is a unique violation.
//
// The rows are written by hand: a writer that takes any value of any type spends about as much
// processor time on a row as its whole way from the bus does.
func copySamples(ctx context.Context, tx pgx.Tx, b telemetry.Batch) (telemetry.Outcome, error) {
	tag, err := tx.Conn().PgConn().CopyFrom(ctx, &copyReader{tenant: b.Tenant, samples: b.Samples},
		`COPY samples (ts, value, tenant_id, site_id, channel_id, quality, source) FROM STDIN BINARY`)
	return telemetry.Outcome{Stored: int(tag.RowsAffected())}, err
}

// The binary format of COPY: a head, then for each row the number of columns and each column behind
// its length, then a tail. Times are microseconds since 2000. Source: PostgreSQL 15 manual, COPY,
// "Binary Format", and its types' send functions.
const (
	copyHead     = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	copyTail     = "\xff\xff"
	copyRow      = 2 + 7*4 + 2*8 + 3*4 + 2*2
	microsTo2000 = 946_684_800_000_000 // from 1970 to 2000
)

// copyReader is a batch in COPY's binary format. A read takes whole rows.
type copyReader struct {
	tenant  int32
	samples []telemetry.Sample
	begun   bool
}

// Read implements io.Reader. It needs room for one row.
func (r *copyReader) Read(p []byte) (int, error) {
	out := p[:0]
	if !r.begun {
		if len(p) < len(copyHead)+copyRow {
			return 0, io.ErrShortBuffer
		}
		r.begun = true
		out = append(out, copyHead...)
	}
	for len(r.samples) > 0 && len(p)-len(out) >= copyRow {
		out = appendRow(out, r.tenant, r.samples[0])
		r.samples = r.samples[1:]
	}
	if len(r.samples) == 0 && len(p)-len(out) >= len(copyTail) {
		return len(append(out, copyTail...)), io.EOF
	}
	if len(out) == 0 {
		return 0, io.ErrShortBuffer
	}
	return len(out), nil
}

func appendRow(out []byte, tenant int32, s telemetry.Sample) []byte {
	out = binary.BigEndian.AppendUint16(out, 7)
	out = append8(out, uint64(s.At.UnixMicro()-microsTo2000)) //nolint:gosec // the bits of a signed number
	out = append8(out, math.Float64bits(s.Value))
	out = append4(out, tenant)
	out = append4(out, s.Site)
	out = append4(out, s.Channel)
	out = append2(out, int16(s.Quality))
	return append2(out, int16(s.Source))
}

func append8(out []byte, bits uint64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(out, 8), bits)
}

func append4(out []byte, v int32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(out, 4), uint32(v)) //nolint:gosec // the bits of a signed number
}

func append2(out []byte, v int16) []byte {
	return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint32(out, 2), uint16(v)) //nolint:gosec // the bits of a signed number
}
