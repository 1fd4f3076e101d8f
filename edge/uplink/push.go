package uplink

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"ohmstead/edge/outbox"
)

// push makes one attempt after the other until ctx ends. Each starts at what is stored.
func (u *Uplink) push(ctx context.Context, conn *nats.Conn) error {
	var repeat uint64 // positions below it go without a message id
	wait := minPause
	for {
		a := &attempt{uplink: u, conn: conn, repeat: repeat}
		err := a.run(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, errRestart):
			u.note(func(s *Stats) { s.Restarts++ })
			repeat = 0
			if a.resend {
				repeat = a.next
			}
			wait = minPause
			continue
		case a.acked > 0:
			wait = minPause
		}
		u.failed(err)
		if !pause(ctx, wait) {
			return ctx.Err()
		}
		wait = min(2*wait, maxPause)
	}
}

// attempt is one run of pushing from what is stored until something goes wrong.
type attempt struct {
	uplink *Uplink
	conn   *nats.Conn
	repeat uint64

	resend bool   // why it ended: the backend wants everything again, past the de-duplication
	next   uint64 // position after the last that was published
	acked  uint64
}

// run uses a JetStream context of its own: futures that were lost with a link never free their
// slots in an old one. Source: measured with nats.go 1.55.
func (a *attempt) run(ctx context.Context) error {
	u := a.uplink
	js, err := jetstream.New(a.conn,
		jetstream.WithPublishAsyncMaxPending(2*u.config.Window),
		jetstream.WithPublishAsyncTimeout(u.config.AckTimeout))
	if err != nil {
		return fmt.Errorf("push: %w", err)
	}
	defer a.clean(js)
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	pending := make(chan jetstream.PubAckFuture, u.config.Window)
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.collect(ctx, pending, fail)
	}()
	fail(a.publish(ctx, js, pending))
	<-done
	return context.Cause(ctx)
}

// clean ends what the library runs for a publisher. Its goroutine waits for ever where it begins only
// when the publisher has been cleaned up; where nothing was acknowledged yet it is given the time to
// begin. Source: measured with nats.go 1.55, jetstream/publish.go, resetPendingAcksOnReconnect.
func (a *attempt) clean(js jetstream.JetStream) {
	if a.acked == 0 {
		time.Sleep(beginning)
	}
	js.CleanupPublisher()
}

// publish reads the outbox and publishes; pending is the window, and full it makes publish wait.
func (a *attempt) publish(ctx context.Context, js jetstream.JetStream, pending chan<- jetstream.PubAckFuture) error {
	reader := a.uplink.box.Read(a.uplink.box.Unstored())
	for {
		m, err := reader.Next(ctx)
		if err != nil {
			return fmt.Errorf("push: %w", err)
		}
		if !a.uplink.whileHeld(ctx) {
			return ctx.Err()
		}
		future, err := js.PublishMsgAsync(a.message(m), jetstream.WithRetryAttempts(0), jetstream.WithStallWait(a.uplink.config.AckTimeout))
		if err != nil {
			return fmt.Errorf("push %s %d: %w", m.Kind, m.Mark.Seq, err)
		}
		a.next = m.Position + 1
		select {
		case pending <- future:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (a *attempt) message(m outbox.Message) *nats.Msg {
	address := a.uplink.config.Address
	msg := &nats.Msg{Subject: address.Up(m.Kind), Header: m.Mark.Header(), Data: m.Data}
	if m.Position >= a.repeat {
		msg.Header.Set(jetstream.MsgIDHeader, m.Mark.MessageID(address.Edge))
	}
	return msg
}

// collect takes the acknowledgements in order and fails the attempt with the first that is none.
func (a *attempt) collect(ctx context.Context, pending <-chan jetstream.PubAckFuture, fail context.CancelCauseFunc) {
	for {
		select {
		case future := <-pending:
			if !a.settle(ctx, future, fail) {
				return
			}
		case a.resend = <-a.uplink.restart:
			fail(errRestart)
			return
		case <-ctx.Done():
			return
		}
	}
}

func (a *attempt) settle(ctx context.Context, future jetstream.PubAckFuture, fail context.CancelCauseFunc) bool {
	select {
	case <-future.Ok():
		a.acked++
		a.uplink.note(func(s *Stats) { s.Sent++ })
		return true
	case err := <-future.Err():
		fail(fmt.Errorf("push %s: %w", future.Msg().Subject, err))
	case a.resend = <-a.uplink.restart:
		fail(errRestart)
	case <-ctx.Done():
	}
	return false
}
