package can

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"
)

// slcan is a bus behind a serial adapter that speaks the LAWICEL protocol: lines of ASCII, each
// ended by a carriage return. Source: LAWICEL AB, CAN232 manual V3, and Linux drivers/net/can/slcan.
type slcan struct {
	port   io.ReadWriteCloser
	frames chan Frame
	ended  chan struct{}
	fault  error // why reading ended; valid once ended is closed
	once   sync.Once
	write  sync.Mutex
}

// lineMax is the longest line of the protocol: T, 8 digits, a length, 16 digits and 4 of a time
// stamp.
const lineMax = 1 + 8 + 1 + 16 + 4

// rateCommand is the command that sets a bit rate; "" for one that adapters do not have. Source:
// CAN232 manual V3.
func rateCommand(bitRate int) string {
	rates := [...]int{10_000, 20_000, 50_000, 100_000, 125_000, 250_000, 500_000, 800_000, 1_000_000}
	i := slices.Index(rates[:], bitRate)
	if i < 0 {
		return ""
	}
	return "S" + strconv.Itoa(i)
}

// NewSLCAN opens the bus behind an adapter at this bit rate. It takes over the port, whatever comes
// of it.
func NewSLCAN(port io.ReadWriteCloser, bitRate int) (Bus, error) {
	rate := rateCommand(bitRate)
	if rate == "" {
		return nil, errors.Join(fmt.Errorf("an SLCAN adapter has no bit rate %d", bitRate), port.Close())
	}
	// What an interrupted session left in the adapter is ended by an empty line, and the bus closed:
	// the bit rate can be set only then.
	if _, err := io.WriteString(port, "\r\rC\r"+rate+"\rO\r"); err != nil {
		return nil, errors.Join(fmt.Errorf("open SLCAN adapter: %w", err), port.Close())
	}
	s := &slcan{port: port, frames: make(chan Frame, queueMax), ended: make(chan struct{})}
	go s.listen()
	return s, nil
}

// listen reads lines until the port ends.
func (s *slcan) listen() {
	defer close(s.ended)
	r := bufio.NewReaderSize(s.port, 4096)
	var line []byte
	for {
		b, err := r.ReadByte()
		if err != nil {
			s.fault = err
			return
		}
		switch {
		case b == '\r' || b == '\a':
			if f, err := ParseSLCAN(line); err == nil {
				select {
				case s.frames <- f:
				default: // nobody receives: the frame is lost, as in a controller's own buffer
				}
			}
			line = line[:0]
		case len(line) < lineMax:
			line = append(line, b)
		}
	}
}

// Send implements Bus.
func (s *slcan) Send(ctx context.Context, f Frame) error {
	if err := f.Valid(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.write.Lock()
	defer s.write.Unlock()
	select {
	case <-s.ended:
		return s.gone()
	default:
	}
	if _, err := s.port.Write(append(AppendSLCAN(nil, f), '\r')); err != nil {
		return fmt.Errorf("send on SLCAN adapter: %w", err)
	}
	return nil
}

// Receive implements Bus.
func (s *slcan) Receive(ctx context.Context) (Frame, error) {
	select {
	case f := <-s.frames:
		return f, nil
	case <-s.ended:
		return Frame{}, s.gone()
	case <-ctx.Done():
		return Frame{}, ctx.Err()
	}
}

func (s *slcan) gone() error { return fmt.Errorf("%w: %w", ErrClosed, s.fault) }

// Close implements Bus: it closes the adapter's side of the bus and then the port.
func (s *slcan) Close() error {
	var err error
	s.once.Do(func() {
		s.write.Lock()
		_, _ = io.WriteString(s.port, "C\r") // a port that is gone is as good as closed
		s.write.Unlock()
		err = s.port.Close()
		<-s.ended
	})
	return err
}

// AppendSLCAN appends a frame's line without its end: t or T, the identifier, the length and the
// data in hexadecimal; r or R for a remote frame.
func AppendSLCAN(dst []byte, f Frame) []byte {
	kind := byte('t')
	if f.Remote {
		kind = 'r'
	}
	digits := 3
	if f.Extended {
		kind -= 'a' - 'A'
		digits = 8
	}
	dst = append(dst, kind)
	dst = fmt.Appendf(dst, "%0*X%d", digits, f.ID, f.Length)
	if !f.Remote {
		dst = fmt.Appendf(dst, "%X", f.Payload())
	}
	return dst
}

// ParseSLCAN reads a frame's line without its end. A time stamp after the data is accepted and
// dropped.
func ParseSLCAN(line []byte) (Frame, error) {
	var f Frame
	if len(line) == 0 {
		return f, errors.New("the line is empty")
	}
	digits := 3
	switch line[0] {
	case 't':
	case 'T':
		f.Extended = true
	case 'r':
		f.Remote = true
	case 'R':
		f.Remote, f.Extended = true, true
	default:
		return f, fmt.Errorf("a line that begins with %q is no frame", line[0])
	}
	if f.Extended {
		digits = 8
	}
	if len(line) < 1+digits+1 {
		return f, fmt.Errorf("a frame of %d characters is too short", len(line))
	}
	id, err := strconv.ParseUint(string(line[1:1+digits]), 16, 32)
	if err != nil {
		return f, fmt.Errorf("identifier %q is not hexadecimal", line[1:1+digits])
	}
	f.ID, f.Length = uint32(id), line[1+digits]-'0'
	if err := f.Valid(); err != nil {
		return f, err
	}
	rest := line[1+digits+1:]
	want := 2 * int(f.Length)
	if f.Remote {
		want = 0
	}
	if len(rest) != want && len(rest) != want+4 {
		return f, fmt.Errorf("%d digits of data, want %d", len(rest), want)
	}
	if _, err := hex.Decode(f.Data[:], rest[:want]); err != nil {
		return f, fmt.Errorf("data %q is not hexadecimal", rest[:want])
	}
	return f, nil
}
