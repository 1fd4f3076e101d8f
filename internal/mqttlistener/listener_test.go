package mqttlistener_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"ohmstead/internal/mqttlistener"
)

// everyone lets in who logs in.
type everyone struct{ mqtt.HookBase }

func (everyone) ID() string { return "everyone" }

func (everyone) Provides(b byte) bool { return b == mqtt.OnConnectAuthenticate }

func (everyone) OnConnectAuthenticate(*mqtt.Client, packets.Packet) bool { return true }

// patient lets in connections that no deadline ends: the server would wait for ever for a client that does not
// log in, in place of ten seconds.
type patient struct{ net.Listener }

func (l patient) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return endless{conn}, nil
}

type endless struct{ net.Conn }

func (endless) SetDeadline(time.Time) error     { return nil }
func (endless) SetReadDeadline(time.Time) error { return nil }

func served(t *testing.T) (*mqtt.Server, string) {
	t.Helper()
	server := mqtt.New(&mqtt.Options{Logger: slog.New(slog.DiscardHandler)})
	if err := server.AddHook(&everyone{}, nil); err != nil {
		t.Fatal(err)
	}
	listen, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	door := mqttlistener.New("door", patient{listen}, &server.Listeners.ClientsWg)
	if err := server.AddListener(door); err != nil {
		t.Fatal(err)
	}
	if err := server.Serve(); err != nil {
		t.Fatal(err)
	}
	return server, door.Address()
}

// connect is the packet of a client of MQTT 5 without a name (MQTT 5, 3.1).
var connect = []byte{0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 60, 0, 0, 0}

// A server that closes while clients come waits for nobody who does not log in, and nobody stays.
func TestAServerThatClosesWhileClientsComeIsGone(t *testing.T) {
	for range 30 {
		server, address := served(t)
		var clients sync.WaitGroup
		ctx, cancel := context.WithCancel(t.Context())
		for i := range 8 {
			clients.Go(func() {
				for ctx.Err() == nil {
					conn, err := (&net.Dialer{Timeout: time.Minute}).DialContext(ctx, "tcp", address)
					if err != nil {
						return // it is closed
					}
					if i%2 == 0 { // the others say nothing
						_, _ = conn.Write(connect) // it may be closed meanwhile
					}
					_, err = io.Copy(io.Discard, conn) // until the server closes it
					_ = conn.Close()
					_ = err // reset or closed
				}
			})
		}
		time.Sleep(2 * time.Millisecond)
		closed := make(chan error, 1)
		go func() { closed <- server.Close() }()
		select {
		case err := <-closed:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(time.Minute):
			t.Fatal("the server waits for somebody")
		}
		cancel()
		clients.Wait()
	}
}

// A client that is logged in is told that the server goes.
func TestClientsAreTold(t *testing.T) {
	server, address := served(t)
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write(connect); err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 1)
	if _, err := io.ReadFull(conn, first); err != nil || first[0] != 0x20 { // CONNACK
		t.Fatalf("got %x, %v", first, err)
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	// DISCONNECT with 0x8b, server shutting down, and these words (MQTT 5, 3.14.2.1)
	if i := bytes.LastIndexByte(rest, 0xe0); i < 0 || !bytes.HasPrefix(rest[i+2:], []byte{0x8b}) || !bytes.Contains(rest[i:], []byte("server shutting down")) {
		t.Errorf("the last packet is % x", rest)
	}
}
