package face

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"ohmstead/field/modbus"
)

// Frame sizes. Source: MODBUS Messaging on TCP/IP Implementation Guide V1.0b §3.1.3: the header is
// transaction, protocol, length (of unit and PDU) and unit; a frame has at most 260 bytes.
const (
	headerBytes = 7
	frameMax    = 260
)

// babble takes connections at the twin's address and answers what no proper server would, until
// ctx ends.
func (t *Twin) babble(ctx context.Context) error {
	listener, err := again(ctx, func() (net.Listener, error) {
		var config net.ListenConfig
		return config.Listen(ctx, "tcp", t.address)
	})
	if listener == nil {
		if err == nil || ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("listen to babble at %s: %w", t.address, err)
	}
	var connections sync.WaitGroup
	defer connections.Wait()
	stop := context.AfterFunc(ctx, func() { _ = listener.Close() }) // only wakes Accept
	defer stop()
	for {
		conn, err := listener.Accept()
		if ctx.Err() != nil {
			if err == nil {
				return conn.Close()
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("accept to babble at %s: %w", t.address, err)
		}
		connections.Go(func() { t.chatter(ctx, conn) })
	}
}

// chatter answers the requests of one connection until it breaks or ctx ends.
func (t *Twin) chatter(ctx context.Context, conn net.Conn) {
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() }) // only wakes the reader
	defer stop()
	defer func() { _ = conn.Close() }()        // the peer may be gone already
	random := rand.New(rand.NewPCG(t.seed, 0)) // #nosec G404 -- seeded on purpose
	request := make([]byte, frameMax)
	for {
		if conn.SetDeadline(time.Now().Add(time.Minute)) != nil {
			return
		}
		if _, err := io.ReadFull(conn, request[:headerBytes]); err != nil {
			return
		}
		rest := int(binary.BigEndian.Uint16(request[4:])) - 1
		if rest < 1 || rest > frameMax-headerBytes {
			return
		}
		if _, err := io.ReadFull(conn, request[headerBytes:headerBytes+rest]); err != nil {
			return
		}
		if _, err := conn.Write(t.nonsense(random, request[:headerBytes+rest])); err != nil {
			return
		}
	}
}

// nonsense is the wrong answer to a request: random bytes, or a read that lacks its last register.
func (t *Twin) nonsense(random *rand.Rand, request []byte) []byte {
	if t.Fault() != Short || len(request) < headerBytes+5 {
		answer := make([]byte, 9+random.IntN(40))
		for i := range answer {
			answer[i] = byte(random.Uint32())
		}
		return answer
	}
	f := modbus.Function(request[headerBytes])
	registers := max(0, int(binary.BigEndian.Uint16(request[headerBytes+3:]))-1)
	bytes := min(2*registers, frameMax-headerBytes-2)
	answer := make([]byte, headerBytes+2+bytes)
	copy(answer, request[:headerBytes+1])
	binary.BigEndian.PutUint16(answer[4:], uint16(3+bytes))
	answer[headerBytes], answer[headerBytes+1] = byte(f), byte(bytes)
	return answer
}
