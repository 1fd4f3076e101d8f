package http

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ohmstead/edge/driver"
	"ohmstead/edge/site"
	"ohmstead/field/document"
)

// link is one device. It implements driver.Link.
type link struct {
	cfg     Config
	client  *client
	intake  *driver.Intake
	timeout time.Duration // of one request
	poll    time.Duration
	asked   []time.Time // when each document was last asked for
}

func newLink(cfg Config, dev site.Device, p *document.Profile) (*link, error) {
	c, err := newClient(dev, p)
	if err != nil {
		return nil, err
	}
	in, err := driver.NewIntake(cfg.Config, dev, p)
	if err != nil {
		return nil, err
	}
	return &link{
		cfg: cfg, client: c, intake: in, timeout: max(dev.Timeout, p.Transport.Timeout), poll: dev.Poll,
		asked: make([]time.Time, len(in.Plan.Sources)),
	}, nil
}

// Open implements driver.Link: it asks what the device is, where the profile knows how, and refuses
// to go on with another.
func (l *link) Open(ctx context.Context) (driver.Opened, error) {
	opened := driver.Opened{Groups: l.intake.Groups(), Watchdog: l.intake.Watchdog(), Output: driver.Teller{Plan: l.intake.Plan, Tell: l.send}}
	clear(l.asked)
	l.intake.Forget()
	i := l.intake.Plan.Identify
	if i == nil {
		return opened, nil
	}
	doc, err := l.document(ctx, document.Message{Method: "GET", Path: i.Path})
	if err != nil {
		return opened, err
	}
	ok, err := i.Matches(ctx, doc)
	if err != nil || !ok {
		return opened, errors.Join(fmt.Errorf("the device is not %s", i.Want), err)
	}
	opened.Vendor, opened.Model = i.Says(ctx, i.Vendor, doc), i.Says(ctx, i.Model, doc)
	return opened, nil
}

// Poll implements driver.Link. A document that the device refuses is noted and the others go on;
// when it does not answer at all the pass ends.
func (l *link) Poll(ctx context.Context) (driver.Answer, error) {
	var answer driver.Answer
	for i, s := range l.intake.Plan.Sources {
		began := time.Now()
		if !l.asked[i].IsZero() && began.Sub(l.asked[i]) < l.cfg.Due(s.Low, s.Every, l.poll) {
			continue
		}
		doc, err := l.document(ctx, document.Message{Method: s.Method, Path: s.Path, Body: s.Body, ContentType: s.ContentType})
		var refusal *driver.Refusal
		if err != nil && !errors.As(err, &refusal) {
			return answer, err
		}
		l.asked[i] = began
		if err != nil {
			answer.Refusal = err
			continue
		}
		now := time.Now()
		answer.Latency = now.Sub(began)
		if err := l.intake.Take(ctx, document.Arrival{Source: i, Document: doc, At: now}); err != nil {
			answer.Refusal = err
		}
	}
	return answer, nil
}

// document asks for a JSON document.
func (l *link) document(ctx context.Context, m document.Message) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, l.timeout)
	defer cancel()
	body, err := l.client.ask(ctx, m)
	if err != nil {
		return nil, err
	}
	doc, err := document.Parse(body)
	if err != nil {
		return nil, &driver.Refusal{Err: fmt.Errorf("%s %s: %w", m.Method, m.Path, err)}
	}
	return doc, nil
}

// send carries out requests, one after the other.
func (l *link) send(ctx context.Context, messages []document.Message) error {
	for _, m := range messages {
		if err := l.tell(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func (l *link) tell(ctx context.Context, m document.Message) error {
	if m.Accept == nil {
		ctx, cancel := context.WithTimeout(ctx, l.timeout)
		defer cancel()
		_, err := l.client.ask(ctx, m)
		return err
	}
	doc, err := l.document(ctx, m)
	if err != nil {
		return err
	}
	done, err := m.Accept.First(ctx, doc)
	if err == nil && done != true {
		err = fmt.Errorf("the device answers that it did not do it: %v", doc)
	}
	if err != nil {
		return &driver.Refusal{Err: fmt.Errorf("%s %s: %w", m.Method, m.Path, err)}
	}
	return nil
}
