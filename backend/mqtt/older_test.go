package mqtt_test

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// old is a client of MQTT 3.1.1, byte by byte. Source: OASIS MQTT 3.1.1, section 3.
type old struct {
	t    *testing.T
	conn net.Conn
}

func text(s string) []byte { return append(binary.BigEndian.AppendUint16(nil, uint16(len(s))), s...) }

// packet is a fixed header before the rest.
func packet(kind byte, rest ...[]byte) []byte {
	var body []byte
	for _, r := range rest {
		body = append(body, r...)
	}
	out := []byte{kind}
	for n := len(body); ; {
		b := byte(n % 128)
		if n /= 128; n > 0 {
			b |= 0x80
		}
		if out = append(out, b); n == 0 {
			return append(out, body...)
		}
	}
}

// publishPacket is a message with QoS 1 and the packet identifier 7.
func publishPacket(topic, body string) []byte {
	return packet(0x32, text(topic), []byte{0, 7}, []byte(body))
}

func older(t *testing.T, address, key string) *old {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	o := &old{t, conn}
	o.send(packet(0x10, text("MQTT"), []byte{4, 0xC2, 0, 30}, text("older"), text("any"), text(key)))
	if got := o.read(); got != "20020000" {
		t.Fatalf("logged in with %s", got)
	}
	return o
}

func (o *old) send(data []byte) {
	o.t.Helper()
	if _, err := o.conn.Write(data); err != nil {
		o.t.Fatal(err)
	}
}

// read is the next four bytes, or the end.
func (o *old) read() string {
	o.t.Helper()
	if err := o.conn.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		o.t.Fatal(err)
	}
	data := make([]byte, 4)
	if _, err := io.ReadFull(o.conn, data); err != nil {
		if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
			return "nothing"
		}
		return "end"
	}
	return hex.EncodeToString(data)
}
