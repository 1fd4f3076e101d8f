package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/intake"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
)

// Bounds of the sockets.
const (
	maxSockets       = 1000
	maxSocketsPerKey = 20
	// storeWithin is how long a message may wait for a place and be stored.
	storeWithin = 20 * time.Second
	writeWithin = 10 * time.Second
	// A peer that does not answer a ping is gone. It may take as long as a message is stored and
	// answered, since nothing is read meanwhile.
	pingEvery  = 30 * time.Second
	pongWithin = storeWithin + writeWithin + 10*time.Second
	// believedFor is how long a credential is believed without asking again.
	believedFor = 10 * time.Second
)

// Door is where readings come in over HTTP. Make it with NewDoor.
type Door struct {
	desk  *intake.Desk
	again Again
	log   *slog.Logger

	mu     sync.Mutex
	open   map[string]int // sockets by credential
	total  int
	ending context.Context // ends with the server
	end    context.CancelFunc
	served sync.WaitGroup
}

// Again asks once more who a caller is: keys are revoked and expire while a socket is open.
// UNAUTHENTICATED, FORBIDDEN.
type Again func(context.Context, operation.Caller) (operation.Caller, error)

// NewDoor is a door to a desk.
func NewDoor(desk *intake.Desk, again Again, log *slog.Logger) *Door {
	d := &Door{desk: desk, again: again, log: log, open: map[string]int{}}
	d.ending, d.end = context.WithCancel(context.Background())
	return d
}

// Run waits for ctx to end, then closes every socket and returns when none is served any more.
func (d *Door) Run(ctx context.Context) error {
	<-ctx.Done()
	d.end()
	d.served.Wait()
	return nil
}

// enter counts a socket; UNAVAILABLE where there are too many, of all or of one credential.
func (d *Door) enter(credential string) (leave func(), err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.total >= maxSockets || d.open[credential] >= maxSocketsPerKey || d.ending.Err() != nil {
		return nil, reason.New(reason.Unavailable, reason.Params{"what": "another socket for readings"})
	}
	d.total++
	d.open[credential]++
	d.served.Add(1)
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.total--
		if d.open[credential]--; d.open[credential] == 0 {
			delete(d.open, credential)
		}
		d.served.Done()
	}, nil
}

// socket checks everything while it can still be refused as a problem, then upgrades.
func (a caller) socket(ctx context.Context, c operation.Caller, in *socketInput) (*huma.StreamResponse, error) {
	site, err := a.siteOf(ctx, c, in.Site)
	if err != nil {
		return nil, err
	}
	if !strings.EqualFold(in.Upgrade, "websocket") {
		return nil, reason.New(reason.UpgradeRequired, reason.Params{"protocol": "websocket"})
	}
	leave, err := a.door.enter(string(c.Session))
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer leave()
		r, w := humachi.Unwrap(ctx)
		v := &visit{door: a.door, caller: c, site: site, believed: time.Now()}
		if err := v.serve(w, r); err != nil {
			a.door.log.DebugContext(r.Context(), "socket for readings ended", "site", site.ID, "err", err)
		}
	}}, nil
}

// visit is one open socket. One goroutine owns it.
type visit struct {
	door     *Door
	caller   operation.Caller
	site     registry.Site
	believed time.Time
	conn     *websocket.Conn
}

func (v *visit) serve(w http.ResponseWriter, r *http.Request) error {
	conn, err := websocket.Accept(w, r, nil) // it answers what is no handshake, and refuses other web sites
	if err != nil {
		return fmt.Errorf("open a socket: %w", err)
	}
	v.conn = conn
	conn.SetReadLimit(intake.MaxBody)
	ctx, cancel := context.WithCancel(r.Context())
	var alive sync.WaitGroup
	alive.Go(func() { v.keepAlive(ctx, cancel) })
	stop := context.AfterFunc(v.door.ending, func() { _ = conn.Close(websocket.StatusGoingAway, "the server stops") })
	defer func() {
		stop()
		cancel()
		_ = conn.CloseNow() // it may be closed already
		alive.Wait()
	}()
	for {
		if err := v.exchange(ctx); err != nil {
			return err
		}
	}
}

// exchange reads one message and answers it.
func (v *visit) exchange(ctx context.Context) error {
	kind, body, err := v.conn.Read(ctx)
	if err != nil {
		return fmt.Errorf("read from a socket: %w", err)
	}
	if kind != websocket.MessageText {
		return v.refuse(websocket.StatusUnsupportedData, "want text messages of JSON")
	}
	if err := v.stillMay(ctx); err != nil {
		refusal, ok := errors.AsType[*reason.Error](err)
		if !ok {
			return errors.Join(err, v.refuse(websocket.StatusTryAgainLater, string(reason.Unavailable)))
		}
		return errors.Join(err, v.refuse(websocket.StatusPolicyViolation, string(refusal.Code)))
	}
	answer := v.take(ctx, body)
	within, cancel := context.WithTimeout(ctx, writeWithin)
	defer cancel()
	if err := v.conn.Write(within, websocket.MessageText, answer.Encode()); err != nil {
		return fmt.Errorf("answer on a socket: %w", err)
	}
	return nil
}

func (v *visit) refuse(code websocket.StatusCode, why string) error {
	if err := v.conn.Close(code, why); err != nil {
		return fmt.Errorf("close a socket (%d %s): %w", code, why, err)
	}
	return fmt.Errorf("closed a socket: %d %s", code, why)
}

// stillMay asks again from time to time who sends: keys are revoked and expire.
func (v *visit) stillMay(ctx context.Context) error {
	now := time.Now()
	if now.Sub(v.believed) < believedFor {
		return nil
	}
	c, err := v.door.again(ctx, v.caller)
	if err != nil {
		return fmt.Errorf("ask again who sends: %w", err)
	}
	if !c.Scope.Covers(false, []int32{v.site.Key}) {
		return reason.New(reason.Forbidden, reason.Params{"permission": string(c.Needed)})
	}
	v.caller, v.believed = c, now
	return nil
}

func (v *visit) take(ctx context.Context, body []byte) intake.IngestMessage {
	within, cancel := context.WithTimeout(ctx, storeWithin)
	defer cancel()
	result, err := v.door.desk.Take(within, intake.Delivery{
		Door: intake.WebSocket, From: v.caller.Principal, Scope: v.caller.Scope, Site: v.site, Body: body, Patient: true,
	})
	message := intake.MessageOf(result, err)
	if message.ReasonCode == reason.Unavailable && ctx.Err() == nil {
		v.door.log.ErrorContext(ctx, "readings of a socket were not stored", "site", v.site.ID, "err", err)
	}
	return message
}

// keepAlive ends the socket of a peer that does not answer any more.
func (v *visit) keepAlive(ctx context.Context, cancel context.CancelFunc) {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			within, done := context.WithTimeout(ctx, pongWithin)
			err := v.conn.Ping(within)
			done()
			if err != nil {
				cancel()
				return
			}
		}
	}
}
