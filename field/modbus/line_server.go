package modbus

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
)

// patience is how long a server on a line waits for the rest of a frame before it begins anew. It is
// longer than any pause inside a frame, because systems hand bytes over in portions.
const patience = 50 * time.Millisecond

// LineConfig says which devices a server is on a line.
type LineConfig struct {
	Baud int // the line's speed; 0 for a tunnel
	// Units are those the server answers for; whatever others are asked or reply is left alone. None
	// means every unit: nobody else is on the line.
	Units []uint8
}

// ServeLine answers on a line, as one or several of the devices on it, until ctx ends or the port
// breaks; then it closes the port. A handler leaves a request to others on the line by ErrSilent,
// GatewayTargetSilent or GatewayPathUnavailable.
func ServeLine(ctx context.Context, port io.ReadWriteCloser, c LineConfig, h Handler) error {
	stop := context.AfterFunc(ctx, func() { _ = port.Close() }) // wakes the reader
	defer stop()
	err := newLineServer(port, c, h).run()
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("serve line: %w", err)
}

// lineServer takes requests from a line in the order they come.
type lineServer struct {
	port    io.ReadWriteCloser
	silence time.Duration
	units   []uint8
	worker  *worker
	rx      []byte
	out     []byte
	served  func() // told of every request taken in; may be nil
}

func newLineServer(port io.ReadWriteCloser, c LineConfig, h Handler) *lineServer {
	return &lineServer{
		port: port, silence: silence(c.Baud), units: c.Units, worker: newWorker(h),
		rx: make([]byte, 0, 2*rtuMost), out: make([]byte, 0, rtuMost), served: func() {},
	}
}

// portion is bytes that were read, and the error that ended reading.
type portion struct {
	bytes []byte
	err   error
}

// run answers until reading ends, closes the port and returns why.
func (s *lineServer) run() error {
	portions, used := make(chan portion), make(chan struct{})
	var reader sync.WaitGroup
	defer reader.Wait()
	defer close(used)
	defer func() { _ = s.port.Close() }() // ends the reader; why it ended is known
	reader.Go(func() { read(s.port, portions, used) })
	pause := time.NewTimer(time.Hour)
	defer pause.Stop()
	heard := time.Now()
	for {
		select {
		case p := <-portions:
			heard = time.Now()
			s.rx = append(s.rx, p.bytes[:min(len(p.bytes), cap(s.rx)-len(s.rx))]...)
			if p.err != nil {
				return p.err
			}
			used <- struct{}{}
			if err := s.whole(); err != nil {
				return err
			}
			pause.Reset(s.silence)
		case <-pause.C:
			left, err := s.judge(time.Since(heard))
			if err != nil {
				return err
			}
			if left > 0 {
				pause.Reset(left)
			}
		}
	}
}

// read hands over what comes, one portion at a time, until reading fails or nobody wants it.
func read(from io.Reader, portions chan<- portion, used <-chan struct{}) {
	buf := make([]byte, rtuMost)
	for {
		n, err := from.Read(buf)
		select {
		case portions <- portion{buf[:n], err}:
		case <-used:
			return
		}
		if _, more := <-used; !more || err != nil {
			return
		}
	}
}

// whole answers every request that is whole by its length.
func (s *lineServer) whole() error {
	for {
		n := requestLength(s.rx)
		if n == 0 || len(s.rx) < n || !sound(s.rx[:n]) {
			return nil
		}
		err := s.answer(s.rx[:n])
		s.rx = s.rx[:copy(s.rx, s.rx[n:])]
		if err != nil {
			return err
		}
	}
}

// judge decides by the pause since the latest byte: what is sound is a request of a function whose
// length is not known here; what is not is forgotten in time. It returns how long to wait yet.
func (s *lineServer) judge(paused time.Duration) (time.Duration, error) {
	switch {
	case len(s.rx) == 0:
		return 0, nil
	case sound(s.rx):
		err := s.answer(s.rx)
		s.rx = s.rx[:0]
		return 0, err
	case paused < patience:
		return patience - paused, nil
	}
	s.rx = s.rx[:0]
	return 0, nil
}

// answer carries one request out and replies, unless it was for all or for somebody else.
func (s *lineServer) answer(frame []byte) error {
	unit := frame[0]
	if unit != broadcast && len(s.units) > 0 && !slices.Contains(s.units, unit) {
		return nil
	}
	s.served()
	out := append(s.out[:0], unit)
	out, silent := s.worker.reply(out, unit, frame[1:len(frame)-crcBytes])
	if silent || unit == broadcast || foreign(out) {
		return nil
	}
	s.out = appendCRC(out, 0)
	_, err := s.port.Write(s.out)
	return err
}

// foreign reports whether a reply is what a gateway says of a unit it does not reach.
func foreign(reply []byte) bool {
	if len(reply) < 3 || Function(reply[1])&exceptionFlag == 0 {
		return false
	}
	e := Exception(reply[2])
	return e == GatewayTargetSilent || e == GatewayPathUnavailable
}
