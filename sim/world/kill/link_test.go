package kill_test

import (
	"net"
	"sync"
	"testing"
	"time"
)

// link is the network between the edge and the hub: it can be cut, and it can fall silent.
type link struct {
	listener net.Listener
	to       string
	flow     sync.RWMutex // held for writing while nothing flows

	mu    sync.Mutex
	cut   bool
	conns map[net.Conn]bool
	all   sync.WaitGroup
}

func newLink(t *testing.T, to string) *link {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &link{listener: listener, to: to, conns: map[net.Conn]bool{}}
	l.all.Add(1)
	go l.accept()
	t.Cleanup(func() {
		_ = listener.Close()
		l.sever()
		l.all.Wait()
	})
	return l
}

func (l *link) accept() {
	defer l.all.Done()
	for {
		near, err := l.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.DialTimeout("tcp", l.to, time.Second)
		if err != nil || !l.keep(near, far) {
			_ = near.Close()
			if far != nil {
				_ = far.Close()
			}
			continue
		}
		l.all.Add(2)
		go l.copy(near, far)
		go l.copy(far, near)
	}
}

func (l *link) keep(conns ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut {
		return false
	}
	for _, c := range conns {
		l.conns[c] = true
	}
	return true
}

func (l *link) copy(to, from net.Conn) {
	defer l.all.Done()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		l.flow.RLock()
		if n > 0 && err == nil {
			_, err = to.Write(buffer[:n])
		}
		l.flow.RUnlock()
		if err != nil {
			break
		}
	}
	_ = to.Close()
	_ = from.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, to)
	delete(l.conns, from)
}

// sever ends what is connected and refuses what comes until mend is called.
func (l *link) sever() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	for c := range l.conns {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // what is under way is lost
		}
		_ = c.Close()
	}
}

func (l *link) mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = false
}

// hush holds everything up for a while, without a word to either side.
func (l *link) hush(d time.Duration) {
	l.flow.Lock()
	defer l.flow.Unlock()
	time.Sleep(d)
}
