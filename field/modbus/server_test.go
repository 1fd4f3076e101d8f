package modbus

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// converse sends raw bytes to a server and returns what comes back until it closes, which may look
// like a reset when it leaves bytes unread, or until n bytes came.
func converse(t testing.TB, s *Server, request string, n int) string {
	t.Helper()
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	raw, err := hex.DecodeString(strings.ReplaceAll(request, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write(raw); err != nil {
		return ""
	}
	buf := make([]byte, n)
	m, err := io.ReadFull(conn, buf)
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		t.Fatalf("after %d bytes: %v", m, err)
	}
	return hex.EncodeToString(buf[:m])
}

func serving(t testing.TB, cfg ServerConfig, h Handler) *Server {
	t.Helper()
	s, err := Listen(cfg, h)
	if err != nil {
		t.Fatal(err)
	}
	run(t, s)
	return s
}

func TestServer_AnswersAsTheSpecificationPrints(t *testing.T) {
	// Requests and replies of the examples in Application Protocol V1.1b3 §6, in frames.
	b := &bank{}
	b.regs[107], b.regs[108], b.regs[109] = 0x022B, 0, 0x64
	for i, on := range []byte{0xCD, 0x6B, 0x05} {
		takeBits(b.bits[19+8*i:27+8*i], []byte{on})
	}
	s := serving(t, ServerConfig{}, b)
	tests := map[string]struct{ ask, want string }{
		"reads three holding registers":        {"0001 0000 0006 11 03 006B 0003", "0001 0000 0009 11 03 06 022B 0000 0064"},
		"reads nineteen coils":                 {"0002 0000 0006 11 01 0013 0013", "0002 0000 0006 11 01 03 CD6B05"},
		"writes a coil":                        {"0003 0000 0006 11 05 00AC FF00", "0003 0000 0006 11 05 00AC FF00"},
		"writes a register":                    {"0004 0000 0006 11 06 0001 0003", "0004 0000 0006 11 06 0001 0003"},
		"writes ten coils":                     {"0005 0000 0009 11 0F 0113 000A 02 CD01", "0005 0000 0006 11 0F 0113 000A"},
		"writes two registers":                 {"0006 0000 000B 11 10 0001 0002 04 000A 0102", "0006 0000 0006 11 10 0001 0002"},
		"an unknown function":                  {"0007 0000 0002 11 2B", "0007 0000 0003 11 AB 01"},
		"a count of zero":                      {"0008 0000 0006 11 03 0000 0000", "0008 0000 0003 11 83 03"},
		"126 registers":                        {"0009 0000 0006 11 03 0000 007E", "0009 0000 0003 11 83 03"},
		"2001 coils":                           {"000A 0000 0006 11 01 0000 07D1", "000A 0000 0003 11 81 03"},
		"a span past the last address":         {"000B 0000 0006 11 03 FFFF 0002", "000B 0000 0003 11 83 02"},
		"a read that is too short":             {"000C 0000 0004 11 03 0000", "000C 0000 0003 11 83 03"},
		"a read that is too long":              {"000D 0000 0008 11 03 0000 0001 0000", "000D 0000 0003 11 83 03"},
		"a coil that is neither on nor off":    {"000E 0000 0006 11 05 0000 1234", "000E 0000 0003 11 85 03"},
		"a byte count that lies":               {"000F 0000 000B 11 10 0001 0002 02 000A 0102", "000F 0000 0003 11 90 03"},
		"fewer registers than counted":         {"0010 0000 0009 11 10 0001 0002 04 000A", "0010 0000 0003 11 90 03"},
		"a mask write that is too short":       {"0011 0000 0006 11 16 0001 0002", "0011 0000 0003 11 96 03"},
		"a read/write that is too short":       {"0012 0000 0006 11 17 0001 0002", "0012 0000 0003 11 97 03"},
		"a read/write with a lying byte count": {"0013 0000 000D 11 17 0001 0002 0001 0001 04 0007", "0013 0000 0003 11 97 03"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			want := strings.ToLower(strings.ReplaceAll(tt.want, " ", ""))
			if got := converse(t, s, tt.ask, len(want)/2); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestServer_ClosesWhatIsNoModbus(t *testing.T) {
	s := serving(t, ServerConfig{}, &bank{})
	for name, ask := range map[string]string{
		"another protocol": "0001 0001 0006 11 03 0000 0001",
		"length one":       "0001 0000 0001 11",
		"length too large": "0001 0000 00FF 11 03",
		"a web browser":    hex.EncodeToString([]byte("GET / HTTP/1.1\r\n\r\n")),
	} {
		if got := converse(t, s, ask, 1); got != "" {
			t.Errorf("%s: got %s, want the connection closed", name, got)
		}
	}
}

func TestServer_AnswersMergedAndSplitRequestsInOrder(t *testing.T) {
	s := serving(t, ServerConfig{}, &bank{})
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	var all []byte
	const n = 200
	for i := range byte(n) {
		all = append(all, 0, i, 0, 0, 0, 6, 1, 3, 0, 0, 0, 125)
	}
	go func() {
		for len(all) > 0 { // in chunks that split frames
			k := min(17, len(all))
			if _, err := conn.Write(all[:k]); err != nil {
				return
			}
			all = all[k:]
		}
	}()
	frame := make([]byte, headerBytes+2+250)
	for i := range byte(n) {
		if _, err := io.ReadFull(conn, frame); err != nil {
			t.Fatal(err)
		}
		if want := []byte{0, i, 0, 0, 0, 253, 1, 3, 250}; !bytes.Equal(frame[:9], want) {
			t.Fatalf("reply %d begins % x, want % x", i, frame[:9], want)
		}
	}
}

func TestServer_RefusesMoreConnectionsThanAllowed(t *testing.T) {
	s := serving(t, ServerConfig{ConnectionsMax: 2}, &bank{})
	var conns []net.Conn
	for range 2 {
		conn, err := net.Dial("tcp", s.Addr())
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
	}
	eventually(t, func() bool { return s.Stats().Open == 2 })
	if got := converse(t, s, "0001 0000 0006 11 03 0000 0001", 1); got != "" {
		t.Errorf("a third connection was answered: %s", got)
	}
	if s.Stats().Refused != 1 {
		t.Errorf("stats %+v, want one refused", s.Stats())
	}
	for _, conn := range conns {
		_ = conn.Close()
	}
	eventually(t, func() bool { return s.Stats().Open == 0 })
	if got := converse(t, s, "0001 0000 0006 11 03 0000 0001", 11); got == "" {
		t.Error("a connection after the others went was refused")
	}
}

func TestServer_ClosesIdleConnections(t *testing.T) {
	s := serving(t, ServerConfig{IdleTimeout: 30 * time.Millisecond}, &bank{})
	if got := converse(t, s, "00", 1); got != "" {
		t.Errorf("got %s, want the connection closed", got)
	}
}

func TestServer_StopEndsEveryConnection(t *testing.T) {
	s, err := Listen(ServerConfig{}, &bank{})
	if err != nil {
		t.Fatal(err)
	}
	stop := run(t, s)
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	eventually(t, func() bool { return s.Stats().Open == 1 })
	stop()
	if n := s.Stats().Open; n != 0 {
		t.Errorf("%d connections open after Run returned", n)
	}
	if _, err := s.listener.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the listener after Run returned: %v, want it closed", err)
	}
}

func TestServer_ASilentHandlerSendsNothing(t *testing.T) {
	b := &bank{}
	b.setFail(ErrSilent)
	c, s := pair(t, b, ClientConfig{Depth: 2})
	ctx, giveUp := context.WithCancel(context.Background())
	defer giveUp()
	silent := make(chan error, 1)
	go func() { silent <- c.Write(ctx, Target{1, WriteRegister, 0}, []uint16{1}) }()
	eventually(t, func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return len(b.writes) == 1
	})
	b.setFail(nil)
	// The requests of one connection are answered in order: an answer to the write would come before this one.
	if err := c.Read(context.Background(), holding(1, 0), make([]uint16, 1)); err != nil {
		t.Errorf("after its silence: %v", err)
	}
	giveUp()
	if err := <-silent; !errors.Is(err, context.Canceled) {
		t.Errorf("a silent device answered, or its request ended otherwise: %v", err)
	}
	if got := s.Stats().Requests; got != 2 {
		t.Errorf("%d requests taken in, want 2", got)
	}
}

func TestListen_BindsLoopbackUnlessAnInterfaceIsNamed(t *testing.T) {
	for _, address := range []string{"", ":0", "127.0.0.1:0"} {
		s, err := Listen(ServerConfig{Address: address}, &bank{})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(s.Addr(), "127.0.0.1:") {
			t.Errorf("address %q bound to %s", address, s.Addr())
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := Listen(ServerConfig{Address: "nowhere"}, &bank{}); err == nil {
		t.Error("an address without a port was accepted")
	}
}
