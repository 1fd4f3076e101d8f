package postgres

import (
	"bytes"
	"errors"
	"io"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
)

// However the connection cuts its buffers, the same bytes go out.
func TestCopyIsTheSameInBuffersOfAnySize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b telemetry.Batch
		for range rapid.IntRange(0, 40).Draw(t, "samples") {
			b.Samples = append(b.Samples, telemetry.Sample{
				Site: rapid.Int32().Draw(t, "site"), Channel: rapid.Int32().Draw(t, "channel"), Value: rapid.Float64().Draw(t, "value"),
				At: time.UnixMicro(rapid.Int64Range(-1e15, 4e15).Draw(t, "at")), Quality: point.Good, Source: telemetry.FromHTTP,
			})
		}
		whole := copied(t, b, 1<<20)
		if want := len(copyHead) + len(b.Samples)*copyRow + len(copyTail); len(whole) != want {
			t.Fatalf("%d samples are %d bytes, want %d", len(b.Samples), len(whole), want)
		}
		size := len(copyHead) + copyRow + rapid.IntRange(0, 200).Draw(t, "room")
		if !bytes.Equal(copied(t, b, size), whole) {
			t.Fatalf("buffers of %d bytes get other bytes than one that holds all", size)
		}
	})
}

func copied(t *rapid.T, b telemetry.Batch, size int) []byte {
	r := &copyReader{tenant: b.Tenant, samples: b.Samples}
	var out []byte
	for buffer := make([]byte, size); ; {
		n, err := r.Read(buffer)
		out = append(out, buffer[:n]...)
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil || n == 0 {
			t.Fatalf("read %d bytes into %d: %v", n, size, err)
		}
	}
}

func TestARowOfCopy(t *testing.T) {
	s := telemetry.Sample{
		Site: 2, Channel: -3, At: time.Date(2000, 1, 1, 0, 0, 1, 2_999, time.UTC),
		Value: math.Copysign(0, -1), Quality: point.Stale, Source: telemetry.FromReceipt,
	}
	want := []byte("\x00\x07" +
		"\x00\x00\x00\x08\x00\x00\x00\x00\x00\x0f\x42\x42" + // a second and two microseconds
		"\x00\x00\x00\x08\x80\x00\x00\x00\x00\x00\x00\x00" +
		"\x00\x00\x00\x04\x00\x00\x00\x01" + "\x00\x00\x00\x04\x00\x00\x00\x02" + "\x00\x00\x00\x04\xff\xff\xff\xfd" +
		"\x00\x00\x00\x02\x00\x04" + "\x00\x00\x00\x02\x00\x03")
	if diff := cmp.Diff(want, appendRow(nil, 1, s)); diff != "" {
		t.Error(diff)
	}
	if n, err := (&copyReader{}).Read(make([]byte, 3)); n != 0 || !errors.Is(err, io.ErrShortBuffer) {
		t.Errorf("a read into too little room gives %d, %v", n, err)
	}
}
