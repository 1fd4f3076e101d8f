package modbus

import (
	"context"
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// BenchmarkEcho is the floor: the bytes of a 125-register read and its reply, without any protocol.
func BenchmarkEcho(b *testing.B) {
	const ask, answer = 12, headerBytes + 2 + 250
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	var group sync.WaitGroup
	group.Go(func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		in, out := make([]byte, ask), make([]byte, answer)
		for {
			if _, err := io.ReadFull(conn, in); err != nil {
				return
			}
			if _, err := conn.Write(out); err != nil {
				return
			}
		}
	})
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	out, in := make([]byte, ask), make([]byte, answer)
	for b.Loop() {
		if _, err := conn.Write(out); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(conn, in); err != nil {
			b.Fatal(err)
		}
	}
	_ = conn.Close()
	_ = l.Close()
	group.Wait()
}

// BenchmarkRead is one 125-register read after the other.
func BenchmarkRead(b *testing.B) {
	c, _ := pair(b, &bank{}, ClientConfig{})
	regs := make([]uint16, MaxReadRegisters)
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Read(context.Background(), holding(1, 0), regs); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReadWithDeadline is the same as drivers ask: every read has a context of its own.
func BenchmarkReadWithDeadline(b *testing.B) {
	c, _ := pair(b, &bank{}, ClientConfig{})
	regs := make([]uint16, MaxReadRegisters)
	b.ReportAllocs()
	for b.Loop() {
		ctx, cancel := context.WithTimeout(b.Context(), time.Second)
		err := c.Read(ctx, holding(1, 0), regs)
		cancel()
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReadPipelined is sixteen 125-register reads under way at once.
func BenchmarkReadPipelined(b *testing.B) {
	const depth = 16
	c, _ := pair(b, &bank{}, ClientConfig{Depth: depth})
	b.ReportAllocs()
	b.SetParallelism(depth / 2)
	b.RunParallel(func(pb *testing.PB) {
		regs := make([]uint16, MaxReadRegisters)
		for pb.Next() {
			if err := c.Read(context.Background(), holding(1, 0), regs); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
