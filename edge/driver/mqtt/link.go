package mqtt

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/eclipse/paho.golang/paho"

	"ohmstead/edge/driver"
	"ohmstead/edge/site"
	"ohmstead/field/document"
)

// link is one device. It implements driver.Link. Messages arrive on the broker's
// goroutine.
type link struct {
	device  site.Device
	broker  *broker
	intake  *driver.Intake
	ear     *driver.Ear   // hears what is news
	awake   time.Time     // of the last keep-alive; the runner's alone
	woken   int           // which connection the device was woken on; the runner's alone
	latency time.Duration // of the last message sent; the runner's alone
	gone    atomic.Bool   // its last will says that it is not there
}

func newLink(cfg Config, dev site.Device, p *document.Profile, b *broker) (*link, error) {
	in, err := driver.NewIntake(cfg.Config, dev, p)
	if err != nil {
		return nil, err
	}
	l := &link{device: dev, broker: b, intake: in, ear: driver.NewEar(in.Plan.Transport.SilentAfter)}
	for i, s := range in.Plan.Sources {
		b.take(s.Topic, func(m *paho.Publish, at time.Time) { l.document(i, m, at) })
	}
	b.take(in.Plan.Transport.Confirm, l.confirmed)
	if a := in.Plan.Transport.Available; a != nil {
		b.take(a.Topic, l.present)
	}
	return l, nil
}

// document takes a message of a source.
func (l *link) document(source int, m *paho.Publish, at time.Time) {
	s := l.intake.Plan.Sources[source]
	if m.Retain && !s.Retained {
		return // how old it is nobody knows
	}
	doc, err := read(s, m.Payload)
	if err == nil {
		err = l.intake.Take(context.Background(), document.Arrival{Source: source, Document: doc, At: at})
	}
	if err != nil {
		err = fmt.Errorf("topic %s: %w", m.Topic, err)
	}
	l.ear.Hear(at, err)
}

func read(s document.Source, payload []byte) (any, error) {
	if s.Plain {
		return document.PlainText(payload), nil
	}
	return document.Parse(payload)
}

// confirmed takes a sign of life that says all else still holds.
func (l *link) confirmed(m *paho.Publish, at time.Time) {
	if m.Retain {
		return
	}
	l.intake.Confirm(context.Background(), at)
	l.ear.Hear(at, nil)
}

// present takes what device or broker says of the device being there.
func (l *link) present(m *paho.Publish, at time.Time) {
	a := l.intake.Plan.Transport.Available
	switch string(m.Payload) {
	case a.Online:
		l.gone.Store(false)
		if !m.Retain {
			l.ear.Hear(at, nil)
		}
	case a.Offline:
		l.gone.Store(true)
	}
}

// Open implements driver.Link: it wakes the device and waits for its first word, as long as a
// request may take.
func (l *link) Open(ctx context.Context) (driver.Opened, error) {
	opened := driver.Opened{Groups: l.intake.Groups(), Watchdog: l.intake.Watchdog(), Output: driver.Teller{Plan: l.intake.Plan, Tell: l.send}}
	l.woken, l.awake = 0, time.Time{}
	if err := l.keep(ctx, time.Now()); err != nil {
		return opened, err
	}
	l.ear.Await(ctx, l.device.Timeout)
	return opened, l.silent(time.Now())
}

// keep asks the device for everything it knows where the connection is new, and lets it go on
// talking where it is time to.
func (l *link) keep(ctx context.Context, now time.Time) error {
	times, err := l.broker.ready()
	if err != nil {
		return err
	}
	if l.woken != times {
		messages, err := l.intake.Plan.Wake()
		if err != nil {
			return &driver.Refusal{Err: err}
		}
		if err := l.send(ctx, messages); err != nil {
			return err
		}
		l.woken, l.awake = times, time.Time{}
	}
	m, has, err := l.intake.Plan.KeepAlive()
	if err != nil || !has || now.Sub(l.awake) < l.intake.Plan.Transport.KeepAlive.Every {
		return err
	}
	l.awake = now
	return l.send(ctx, []document.Message{m})
}

// silent is why the device counts as silent; nil where it does not.
func (l *link) silent(now time.Time) error {
	if l.gone.Load() {
		return fmt.Errorf("broker %s says that it is not there, on topic %s", l.broker.address, l.intake.Plan.Transport.Available.Topic)
	}
	if err := l.ear.Silent(now); err != nil {
		return fmt.Errorf("broker %s %w, such as topic %s", l.broker.address, err, l.intake.Plan.Sources[0].Topic)
	}
	return nil
}

// Poll implements driver.Link: it reports whether the device still speaks, and keeps it at that.
func (l *link) Poll(ctx context.Context) (driver.Answer, error) {
	err := l.keep(ctx, time.Now())
	var refusal *driver.Refusal
	refused := errors.As(err, &refusal)
	if err == nil || refused {
		err = l.silent(time.Now())
	}
	answer := driver.Answer{Refusal: l.ear.Odd(), Latency: l.latency}
	l.latency = 0
	if refused {
		answer.Refusal = refusal
	}
	if err != nil {
		l.intake.Forget()
	}
	return answer, err
}

// send publishes messages, one after the other.
func (l *link) send(ctx context.Context, messages []document.Message) error {
	for _, m := range messages {
		began := time.Now()
		if err := l.broker.publish(ctx, m); err != nil {
			return err
		}
		l.latency = time.Since(began)
	}
	return nil
}
