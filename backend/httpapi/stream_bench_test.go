package httpapi

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// follower reads a stream from its socket and tells how long each message took.
func follower(b *testing.B, address string, took chan<- time.Duration) net.Conn {
	b.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	fmt.Fprintf(conn, "GET %s/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", sitePath, viewerToken)
	go func() {
		lines := bufio.NewReaderSize(conn, 1024)
		for {
			line, err := lines.ReadSlice('\n')
			if err != nil {
				return
			}
			if at := bytes.Index(line, []byte(`"value":1`)); at >= 0 {
				sent, err := strconv.ParseInt(string(line[at+8:at+8+16]), 10, 64)
				if err == nil {
					took <- time.Since(time.UnixMicro(sent))
				}
			}
		}
	}()
	return conn
}

// One message to a thousand clients: how long until the last of them has it.
func BenchmarkStream(b *testing.B) {
	const clients = 1000
	w := newWorld()
	s, err := New(Services{Identity: w, Registry: w, Telemetry: w, Overview: w, Events: w, Live: w}, Options{Metrics: prometheus.NewRegistry(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() { _ = s.feeds.run(ctx) })
	defer done.Wait()
	defer cancel()
	took := make(chan time.Duration, clients)
	for range clients {
		defer follower(b, server.Listener.Addr().String(), took).Close()
	}
	for deadline := time.Now().Add(time.Minute); s.metrics.open.Load() < clients; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			b.Fatal("not all clients are connected")
		}
	}
	var all []time.Duration
	for b.Loop() {
		w.say(w.site.ID, fmt.Sprintf(`{"readings":[{"value":%d,"quality":"GOOD"}]}`, time.Now().UnixMicro()))
		for range clients {
			all = append(all, <-took)
		}
	}
	slices.Sort(all)
	b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(0, "ns/op")
}
