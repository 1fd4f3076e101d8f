package httpapi

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// listener is one client of a stream.
type listener struct {
	t     *testing.T
	lines *bufio.Scanner
	close func()
}

// sse is one event as a client gets it.
type sse struct {
	id    uint64
	event string
	data  string
}

func listen(t *testing.T, address string, headers ...string) *listener {
	t.Helper()
	l, err := tryToListen(t, address, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// tryToListen is listen where the server may end the connection before it answers.
func tryToListen(t *testing.T, address string, headers ...string) (*listener, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address+sitePath+"/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range append([]string{asViewer}, headers...) {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(r)
	if err != nil {
		cancel()
		return nil, err
	}
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%s %s", response.Status, response.Header.Get("Content-Type"))
	}
	l := &listener{t: t, lines: bufio.NewScanner(response.Body), close: func() {
		cancel()
		_ = response.Body.Close()
	}}
	t.Cleanup(l.close)
	return l, nil
}

// next is the next event; false at the end of the stream. Comments are skipped.
func (l *listener) next() (sse, bool) {
	var e sse
	for l.lines.Scan() {
		name, value, _ := strings.Cut(l.lines.Text(), ": ")
		switch name {
		case "id":
			e.id, _ = strconv.ParseUint(value, 10, 64)
		case "event":
			e.event = value
		case "data":
			e.data = value
		case "":
			if l.lines.Text() == "" && e.event != "" {
				return e, true
			}
		}
	}
	return sse{}, false
}

func (l *listener) want(event, data string) sse {
	l.t.Helper()
	e, ok := l.next()
	if !ok || e.event != event || !strings.Contains(e.data, data) {
		l.t.Fatalf("got %+v, %v; want %s with %s", e, ok, event, data)
	}
	return e
}

func TestStreamResumesAfterTheLastEvent(t *testing.T) {
	w := newWorld()
	_, address := serve(t, w)
	first := listen(t, address)
	snapshot := first.want("readings", `"value":-2100`)
	w.say(w.site.ID, `{"readings":[{"deviceId":"meter0","value":1}]}`)
	w.say(w.site.ID, `{"events":[{"code":"STALE_DATA"}]}`)
	w.say(w.site.ID, "{\"readings\":[\n{\"value\":2}]}")
	one := first.want("readings", `"value":1`)
	first.want("events", "STALE_DATA")
	last := first.want("readings", `"value":2`)
	if one.id != snapshot.id+1 || last.id != snapshot.id+3 {
		t.Errorf("ids are %d, %d, %d", snapshot.id, one.id, last.id)
	}
	first.close()

	again := listen(t, address, fmt.Sprintf("Last-Event-ID: %d", one.id))
	again.want("events", "STALE_DATA")
	again.want("readings", `"value":2`)
	w.say(w.site.ID, `{"readings":[{"value":3}]}`)
	again.want("readings", `"value":3`)

	for _, id := range []string{"7", "nonsense", "99999999999999999999"} {
		listen(t, address, "Last-Event-ID: "+id).want("readings", `"value":-2100`)
	}
}

func TestStreamShowsWhatIsIngested(t *testing.T) {
	_, address := serve(t, newWorld())
	l := listen(t, address)
	l.want("readings", "-2100")
	body := `{"deviceId":"sdm0","channel":"ActivePower","value":1.7,"unit":"kW","timestamp":"2026-06-01T12:00:00Z"}`
	if response, answer := ask(t, "POST", address+"/api/ingest", body, asOwner); response.StatusCode != http.StatusOK {
		t.Fatal(response.Status, answer)
	}
	l.want("readings", `{"deviceId":"meter0","channel":"ActivePower","unit":"W","timestamp":"2026-06-01T12:00:00.000Z","quality":"GOOD","value":1700}`)
}

func TestStreamOutlivesTheReadTimeout(t *testing.T) {
	const within = time.Second
	w := newWorld()
	_, address := serveReading(t, w, within)
	var l *listener
	// On a busy machine the time-out may end a request before it is a stream: then another is sent.
	for began := time.Now(); l == nil; {
		sent := time.Now()
		if sent.Sub(began) > time.Minute {
			t.Fatal("no stream begins within the read time-out")
		}
		one, err := tryToListen(t, address)
		if err != nil {
			continue
		}
		if e, ok := one.next(); ok && strings.Contains(e.data, "-2100") && time.Since(sent) < within {
			l = one
		} else {
			one.close()
		}
	}
	time.Sleep(3 * within / 2)
	w.say(w.site.ID, `{"readings":[{"value":4}]}`)
	l.want("readings", `"value":4`)
}

func TestStreamEndsWithItsSession(t *testing.T) {
	w := newWorld()
	s, address := serve(t, w)
	s.beat = 20 * time.Millisecond
	l := listen(t, address)
	l.want("readings", "-2100")
	w.mu.Lock()
	w.ended[viewerToken] = true
	w.mu.Unlock()
	if e, ok := l.next(); ok {
		t.Errorf("it goes on with %+v", e)
	}
}

func TestStreamEndsAtOnceWhenItsSessionLogsOut(t *testing.T) {
	_, address := serve(t, newWorld())
	l, other := listen(t, address), listen(t, address, asOwner)
	l.want("readings", "-2100")
	other.want("readings", "-2100")
	if response, body := ask(t, "POST", address+"/api/logout", "", asViewer); response.StatusCode != http.StatusOK {
		t.Fatal(response.Status, body)
	}
	if e, ok := l.next(); ok {
		t.Errorf("it goes on with %+v", e)
	}
	body := `{"deviceId":"meter0","channel":"ActivePower","value":3,"unit":"W","timestamp":"2026-06-01T12:00:00Z"}`
	ask(t, "POST", address+"/api/ingest", body, asOwner)
	other.want("readings", `"value":3`)
}

func TestStreamEndsWithTheServer(t *testing.T) {
	w := newWorld()
	s, address := serve(t, w)
	l := listen(t, address)
	l.want("readings", "-2100")
	s.feeds.sweep(func(*feed) bool { return true })
	if e, ok := l.next(); ok {
		t.Errorf("it goes on with %+v", e)
	}
}

func TestStreamsAreBounded(t *testing.T) {
	w := newWorld()
	s, address := serve(t, w, func(o *Options) { o.MaxStreams = 1 })
	first := listen(t, address)
	first.want("readings", "-2100")
	response, body := ask(t, "GET", address+sitePath+"/stream", "", asViewer)
	if response.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "another live stream is not available now") {
		t.Errorf("the second: %s %s", response.Status, body)
	}
	first.close()
	for deadline := time.Now().Add(time.Minute); s.metrics.open.Load() != 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the place of a client that left is not free again")
		}
	}
	listen(t, address).want("readings", "-2100")
}
