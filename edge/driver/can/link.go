package can

import (
	"context"
	"fmt"
	"time"

	"ohmstead/edge/driver"
	"ohmstead/edge/site"
	"ohmstead/field/can"
	"ohmstead/field/document"
)

// link is one device. It implements driver.Link. Frames arrive on the line's
// goroutine.
type link struct {
	device site.Device
	line   *line
	intake *driver.Intake
	ear    *driver.Ear
	awake  time.Time // of the last keep-alive; the runner's alone
}

func newLink(cfg Config, dev site.Device, p *document.Profile, b *line) (*link, error) {
	in, err := driver.NewIntake(cfg.Config, dev, p)
	if err != nil {
		return nil, err
	}
	l := &link{device: dev, line: b, intake: in, ear: driver.NewEar(in.Plan.Transport.SilentAfter)}
	b.takers = append(b.takers, l.take)
	return l, nil
}

// take takes a frame, if it is one of the device's.
func (l *link) take(f can.Frame, at time.Time) {
	source, doc, ok := l.intake.Plan.Signals(f)
	if !ok {
		return
	}
	err := l.intake.Take(context.Background(), document.Arrival{Source: source, Document: doc, At: at})
	if err != nil {
		err = fmt.Errorf("message %s: %w", l.intake.Plan.Sources[source].Message, err)
	}
	l.ear.Hear(at, err)
}

// Open implements driver.Link: it wakes the device and waits for its first message, as long as a
// request may take.
func (l *link) Open(ctx context.Context) (driver.Opened, error) {
	opened := driver.Opened{Groups: l.intake.Groups(), Watchdog: l.intake.Watchdog(), Output: driver.Teller{Plan: l.intake.Plan, Tell: l.send}}
	l.awake = time.Time{}
	if err := l.keep(ctx, time.Now()); err != nil {
		return opened, err
	}
	l.ear.Await(ctx, l.device.Timeout)
	return opened, l.silent(time.Now())
}

// keep lets the device go on talking, where it is time to.
func (l *link) keep(ctx context.Context, now time.Time) error {
	if _, err := l.line.ready(); err != nil {
		return err
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
	if err := l.ear.Silent(now); err != nil {
		return fmt.Errorf("CAN bus %s %w, such as message %s", l.line.address, err, l.intake.Plan.Sources[0].Message)
	}
	return nil
}

// Poll implements driver.Link: it reports whether the device still speaks, and keeps it at that.
func (l *link) Poll(ctx context.Context) (driver.Answer, error) {
	err := l.keep(ctx, time.Now())
	if err == nil {
		err = l.silent(time.Now())
	}
	if err != nil {
		l.intake.Forget()
	}
	return driver.Answer{Refusal: l.ear.Odd()}, err
}

// send sends frames, one after the other.
func (l *link) send(ctx context.Context, messages []document.Message) error {
	bus, err := l.line.ready()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, l.device.Timeout)
	defer cancel()
	for _, m := range messages {
		if err := bus.Send(ctx, m.Frame); err != nil {
			return fmt.Errorf("CAN bus %s: %w", l.line.address, err)
		}
	}
	return nil
}
