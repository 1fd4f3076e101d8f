package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
)

// Bounds of a feed. The ring drops its oldest messages, a watcher that does not keep up is ended.
const (
	ringMessages  = 120
	ringBytes     = 512 << 10
	watcherQueue  = 64
	lingerFeed    = time.Minute
	sweepInterval = 15 * time.Second
)

// message is one event of a stream. Ids of a feed increase by one; they start at the feed's
// opening in microseconds, so that an id of an earlier process is always older.
type message struct {
	id    uint64
	frame []byte // as it goes out, made once for all clients
}

// newMessage is an event, readings or events, with its data on one line.
func newMessage(id uint64, event string, data []byte) message {
	return message{id: id, frame: fmt.Appendf(nil, "id: %d\nevent: %s\ndata: %s\n\n", id, event, data)}
}

// feeds keeps one subscription per watched site and hands its messages to every watcher.
type feeds struct {
	source  Live
	now     func() time.Time
	dropped func() // counts a watcher that did not keep up
	log     *slog.Logger

	mu     sync.Mutex
	open   map[uuid.UUID]*feed
	closed bool
}

// feed is one site's messages: the newest in the ring, and who watches.
type feed struct {
	mu       sync.Mutex
	ring     []message
	bytes    int
	last     uint64
	watchers map[*watcher]bool
	idle     time.Time // since when nobody watches
	stop     func()
}

// watcher gets messages until its queue is closed: because it did not keep up, or at the end.
type watcher struct {
	queue   chan message
	session string // hash of the session it belongs to
}

func newFeeds(source Live, o Options, dropped func()) *feeds {
	return &feeds{source: source, now: o.Now, log: o.Log, dropped: dropped, open: map[uuid.UUID]*feed{}}
}

// run closes feeds that nobody watches any more, and all of them when ctx is done.
func (f *feeds) run(ctx context.Context) error {
	tick := time.NewTicker(sweepInterval)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			f.sweep(func(one *feed) bool { return one.idleFor(f.now()) > lingerFeed })
		case <-ctx.Done():
			f.mu.Lock()
			f.closed = true
			f.mu.Unlock()
			f.sweep(func(*feed) bool { return true })
			return nil
		}
	}
}

func (f *feeds) sweep(over func(*feed) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for site, one := range f.open {
		if over(one) {
			delete(f.open, site)
			one.end()
		}
	}
}

// place is what is watched, and by which session.
type place struct {
	tenant, site uuid.UUID
	session      string
}

// watch joins the feed of a site after the id the client saw last, 0 for none.
func (f *feeds) watch(at place, seen uint64) (one *feed, w *watcher, joined joining, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, nil, joining{}, fmt.Errorf("watch site %s: the server is stopping", at.site)
	}
	one = f.open[at.site]
	if one == nil {
		if one, err = f.openFeed(at.tenant, at.site); err != nil {
			return nil, nil, joining{}, fmt.Errorf("watch site %s: %w", at.site, err)
		}
		f.open[at.site] = one
	}
	w, joined = one.join(at.session, seen)
	return one, w, joined, nil
}

// expel ends every watcher of a session.
func (f *feeds) expel(session string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range f.open {
		one.expel(session)
	}
}

// joining is where a watcher joined a feed. Missed is what came after the id the client saw last;
// resumed is false where that is not in the ring, and then the client needs a snapshot as of last.
type joining struct {
	last    uint64
	missed  []message
	resumed bool
}

func (f *feeds) openFeed(tenant, site uuid.UUID) (*feed, error) {
	one := &feed{watchers: map[*watcher]bool{}, last: uint64(f.now().UnixMicro()), idle: f.now()}
	stop, err := f.source.Subscribe(tenant, site, func(data []byte) {
		event, line, err := relay(data)
		if err != nil {
			f.log.Error("a message of the live feed is left out", "site", site, "err", err)
			return
		}
		for range one.deliver(event, line) {
			f.dropped()
		}
	})
	one.stop = stop
	return one, err
}

func (f *feed) join(session string, seen uint64) (*watcher, joining) {
	f.mu.Lock()
	defer f.mu.Unlock()
	w := &watcher{queue: make(chan message, watcherQueue), session: session}
	f.watchers[w] = true
	at := joining{last: f.last}
	oldest := f.last - uint64(len(f.ring)) // the id before the oldest message of the ring
	if seen >= oldest && seen <= f.last && seen != 0 {
		at.resumed = true
		at.missed = append(at.missed, f.ring[seen-oldest:]...)
	}
	return w, at
}

// leave ends a watcher; it may be gone already.
func (f *feed) leave(w *watcher, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.watchers[w] {
		delete(f.watchers, w)
		close(w.queue)
	}
	if len(f.watchers) == 0 {
		f.idle = now
	}
}

func (f *feed) expel(session string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for w := range f.watchers {
		if w.session == session {
			delete(f.watchers, w)
			close(w.queue)
		}
	}
}

func (f *feed) idleFor(now time.Time) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.watchers) > 0 {
		return 0
	}
	return now.Sub(f.idle)
}

// deliver puts an event into the ring and every watcher's queue. It never blocks: a watcher whose
// queue is full is ended, and they are counted in the result.
func (f *feed) deliver(event string, data []byte) (ended int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last++
	m := newMessage(f.last, event, data)
	f.ring, f.bytes = append(f.ring, m), f.bytes+len(m.frame)
	for len(f.ring) > ringMessages || f.bytes > ringBytes && len(f.ring) > 1 {
		f.bytes -= len(f.ring[0].frame)
		f.ring = f.ring[1:]
	}
	for w := range f.watchers {
		select {
		case w.queue <- m:
		default:
			delete(f.watchers, w)
			close(w.queue)
			ended++
		}
	}
	return ended
}

// end ends the subscription and every watcher.
func (f *feed) end() {
	f.stop()
	f.mu.Lock()
	defer f.mu.Unlock()
	for w := range f.watchers {
		close(w.queue)
	}
	clear(f.watchers)
}

// relayed is a reading of the live feed as it goes out: a mark that a value is not fresh carries
// no value.
type relayed struct {
	telemetry.LiveReading
	Value *float64 `json:"value"`
}

// relay turns a message of the live feed into an event of the stream, its data on one line.
func relay(data []byte) (event string, line []byte, err error) {
	var m struct {
		Readings []telemetry.LiveReading `json:"readings"`
		Events   json.RawMessage         `json:"events"`
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return "", nil, fmt.Errorf("decode a message of the live feed: %w", err)
	}
	if m.Events != nil {
		var out bytes.Buffer
		if err := json.Compact(&out, data); err != nil {
			return "", nil, fmt.Errorf("encode events of the live feed: %w", err)
		}
		return "events", out.Bytes(), nil
	}
	readings := make([]relayed, len(m.Readings))
	for i, r := range m.Readings {
		readings[i] = relayed{LiveReading: r}
		if r.Quality != point.Stale.String() {
			readings[i].Value = &m.Readings[i].Value
		}
	}
	line, err = json.Marshal(map[string][]relayed{"readings": readings})
	if err != nil {
		return "", nil, fmt.Errorf("encode readings of the live feed: %w", err)
	}
	return "readings", line, nil
}
