package modbus

import (
	"encoding/binary"
	"testing"
	"time"
)

// Whatever arrives, a server answers well-formed frames or gives the connection up.
func FuzzServerFrame(f *testing.F) {
	for _, seed := range [][]byte{
		{0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 2},
		{0, 1, 0, 0, 0, 6, 1, 1, 0, 0, 0x07, 0xD0},
		{0, 2, 0, 0, 0, 6, 1, 5, 0, 0, 0xFF, 0},
		{0, 3, 0, 0, 0, 9, 1, 15, 0, 0, 0, 10, 2, 0xCD, 1},
		{0, 4, 0, 0, 0, 11, 1, 16, 0, 1, 0, 2, 4, 0, 10, 1, 2},
		{0, 5, 0, 0, 0, 8, 1, 22, 0, 4, 0, 0xF2, 0, 0x25},
		{0, 6, 0, 0, 0, 13, 1, 23, 0, 3, 0, 6, 0, 14, 0, 1, 2, 0, 0xFF},
		{0, 7, 0, 0, 0, 2, 1, 0x2B},
		{0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 2, 0, 2, 0, 0, 0, 6, 1, 4, 0xFF, 0xFF, 0, 2},
	} {
		f.Add(seed)
	}
	w := newWorker(&bank{})
	f.Fuzz(func(t *testing.T, in []byte) {
		var out []byte
		frames := 0
		for {
			h, ok, err := parseHeader(in)
			if err != nil || !ok || len(in) < headerBytes+h.pdu {
				break
			}
			out = w.answer(out, h, in[headerBytes:headerBytes+h.pdu])
			in = in[headerBytes+h.pdu:]
			frames++
		}
		for len(out) > 0 {
			h, ok, err := parseHeader(out)
			if err != nil || !ok || len(out) < headerBytes+h.pdu {
				t.Fatalf("an answer is no frame: % x: %v", out, err)
			}
			out = out[headerBytes+h.pdu:]
			frames--
		}
		if frames != 0 {
			t.Fatalf("%d requests without an answer", frames)
		}
	})
}

// Whatever a device answers, the client takes either exactly what it asked for or an error.
func FuzzClientReply(f *testing.F) {
	for _, seed := range [][]byte{
		{1, 3, 4, 0, 1, 0, 2},
		{1, 3, 2, 0, 1},
		{1, 0x83, 2},
		{1, 0x83},
		{1, 3},
		{2, 3, 4, 0, 1, 0, 2},
		{1, 6, 0, 1, 0, 2},
		{1, 4, 4, 0, 0, 0, 0},
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) < 2 || len(in) > 1+maxPDU {
			return
		}
		c := NewClient(ClientConfig{})
		k := newCall()
		if err := k.encodeRead(holding(1, 0), 2); err != nil {
			t.Fatal(err)
		}
		k.seal(1)
		c.sent = append(c.sent, k)
		frame := make([]byte, headerBytes, maxFrame)
		putHeader(frame, 1, in[0], len(in)-1)
		frame = append(frame, in[1:]...)
		used, err := c.deliver(frame)
		if err != nil || used != len(frame) {
			t.Fatalf("used %d of %d bytes, error %v", used, len(frame), err)
		}
		if k.err != nil {
			return
		}
		data, err := k.data(4)
		if err == nil && (len(data) != 4 || in[0] != 1 || in[1] != 3 || in[2] != 4) {
			t.Fatalf("took % x as %d bytes", in, len(data))
		}
	})
}

// A stream of any bytes never stops the reader in the middle of what it can use.
func FuzzClientStream(f *testing.F) {
	f.Add([]byte{0, 1, 0, 0, 0, 3, 1, 0x83, 2, 0, 9})
	f.Fuzz(func(t *testing.T, in []byte) {
		c := NewClient(ClientConfig{})
		used, err := c.deliver(in)
		if err != nil {
			return
		}
		rest := in[used:]
		if len(rest) >= headerBytes && len(rest)-unitOffset >= int(binary.BigEndian.Uint16(rest[4:])) {
			t.Fatalf("a whole frame was left: % x", rest)
		}
	})
}

// Whatever comes over a line, in whatever pieces and pauses, the client takes either exactly what it
// asked for or an error, and is ready for the next request.
func FuzzLineReply(f *testing.F) {
	for _, seed := range [][]byte{
		appendCRC([]byte{1, 3, 4, 0, 1, 0, 2}, 0),
		appendCRC([]byte{1, 3, 2, 0, 1}, 0),
		appendCRC([]byte{1, 0x83, 2}, 0),
		appendCRC([]byte{1, 0x41, 2}, 0),
		append(appendCRC([]byte{2, 3, 4, 0, 1, 0, 2}, 0), appendCRC([]byte{1, 3, 4, 0, 1, 0, 2}, 0)...),
		{1, 3, 4, 0, 1, 0, 2, 0, 0},
		{0xFF, 1, 3},
	} {
		f.Add(seed, uint8(3))
	}
	f.Fuzz(func(t *testing.T, in []byte, piece uint8) {
		c := NewClient(ClientConfig{Framing: RTU, Baud: 9600})
		c.conn = deaf{}
		k := newCall()
		if err := k.encodeRead(holding(1, 0), 2); err != nil {
			t.Fatal(err)
		}
		now := time.Unix(0, 0)
		c.ready(k, now)
		for n := int(piece)%8 + 1; len(in) > 0; in = in[min(n, len(in)):] {
			now = now.Add(time.Duration(n) * time.Millisecond)
			c.hear(in[:min(n, len(in))], now)
			c.advanceLine(now.Add(time.Minute))
		}
		if k.state != callDone {
			c.unsend(k)
			c.owe(k)
		} else if k.err == nil {
			if data, err := k.data(4); err == nil && len(data) != 4 {
				t.Fatalf("took %d bytes", len(data))
			}
		}
		next := newCall()
		if err := next.encodeRead(holding(2, 0), 1); err != nil {
			t.Fatal(err)
		}
		c.ready(next, now)
		c.hear(appendCRC([]byte{2, 3, 2, 0, 5}, 0), now.Add(time.Second))
		if data, err := next.data(2); next.state != callDone || next.err != nil || err != nil || data[1] != 5 {
			t.Fatalf("the next request: state %v, %v, % x, %v", next.state, next.err, data, err)
		}
	})
}

// deaf is a connection that takes everything and says nothing.
type deaf struct{}

func (deaf) Read([]byte) (int, error)    { return 0, nil }
func (deaf) Write(b []byte) (int, error) { return len(b), nil }
func (deaf) Close() error                { return nil }

// Whatever comes over a line, a server answers with whole frames of its own units only, and takes the
// next request.
func FuzzLineRequest(f *testing.F) {
	for _, seed := range [][]byte{
		appendCRC([]byte{1, 3, 0, 0, 0, 2}, 0),
		appendCRC([]byte{1, 16, 0, 1, 0, 2, 4, 0, 10, 1, 2}, 0),
		appendCRC([]byte{1, 23, 0, 3, 0, 6, 0, 14, 0, 1, 2, 0, 0xFF}, 0),
		appendCRC([]byte{9, 3, 4, 0, 1, 0, 2}, 0),
		appendCRC([]byte{1, 0x2B, 14}, 0),
		appendCRC([]byte{0, 6, 0, 1, 0, 2}, 0),
		{1, 15, 0, 0, 0xFF},
	} {
		f.Add(seed, uint8(2))
	}
	f.Fuzz(func(t *testing.T, in []byte, piece uint8) {
		var out sink
		s := newLineServer(&out, LineConfig{Baud: 9600, Units: []uint8{1, 7}}, &bank{})
		feed := func(b []byte) {
			s.rx = append(s.rx, b[:min(len(b), cap(s.rx)-len(s.rx))]...)
			if err := s.whole(); err != nil {
				t.Fatal(err)
			}
		}
		for n := int(piece)%16 + 1; len(in) > 0; in = in[min(n, len(in)):] {
			feed(in[:min(n, len(in))])
			if _, err := s.judge(time.Millisecond * time.Duration(piece)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.judge(time.Hour); err != nil {
			t.Fatal(err)
		}
		for _, frame := range out {
			if !sound(frame) || len(frame) > rtuMost || frame[0] != 1 && frame[0] != 7 {
				t.Fatalf("answered % x", frame)
			}
		}
		n := len(out)
		feed(appendCRC([]byte{7, 3, 0, 0, 0, 1}, 0))
		if len(out) != n+1 {
			t.Fatal("the next request is not answered")
		}
	})
}

// sink keeps each frame that is written.
type sink [][]byte

func (s *sink) Read([]byte) (int, error) { return 0, nil }

func (s *sink) Write(b []byte) (int, error) {
	*s = append(*s, append([]byte(nil), b...))
	return len(b), nil
}

func (s *sink) Close() error { return nil }
