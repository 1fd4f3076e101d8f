package uplink

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"ohmstead/wire"
)

// listen takes what the backend says: welcomes and stored cursors.
func (u *Uplink) listen(conn *nats.Conn) error {
	take := func(subject string, handle func(*nats.Conn, []byte) error) error {
		_, err := conn.Subscribe(subject, func(m *nats.Msg) {
			if err := handle(conn, m.Data); err != nil {
				u.failed(fmt.Errorf("take %s: %w", m.Subject, err))
			}
		})
		if err != nil {
			return fmt.Errorf("subscribe %s: %w", subject, err)
		}
		return nil
	}
	if err := take(u.config.Address.Welcome(), u.takeWelcome); err != nil {
		return err
	}
	if err := take(u.config.Address.KeyTaken(), u.takeKeyAnswer); err != nil {
		return err
	}
	if u.config.Orders != nil {
		for _, kind := range []wire.Kind{wire.KindCommand, wire.KindLimits, wire.KindPlan} {
			if err := take(u.config.Address.Order(kind), func(_ *nats.Conn, data []byte) error { return u.takeOrder(kind, data) }); err != nil {
				return err
			}
		}
	}
	if u.config.Control != nil {
		err := take(u.config.Address.Watch(), func(*nats.Conn, []byte) error {
			signal(u.watched, struct{}{})
			return nil
		})
		if err != nil {
			return err
		}
	}
	return take(u.config.Address.Stored(), func(_ *nats.Conn, data []byte) error {
		progress, err := wire.DecodeProgress(data)
		if err != nil {
			return err
		}
		return u.takeProgress(progress)
	})
}

// orderTimeout bounds what one order may take; one that is not done by then comes again.
const orderTimeout = 10 * time.Second

func (u *Uplink) takeOrder(kind wire.Kind, data []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), orderTimeout)
	defer cancel()
	return u.config.Orders.Take(ctx, kind, data)
}

func (u *Uplink) takeWelcome(conn *nats.Conn, data []byte) error {
	welcome, err := wire.DecodeWelcome(data)
	if err != nil {
		return err
	}
	signal(u.welcome, struct{}{})
	if err := u.welcomed(welcome.Key); err != nil {
		return err
	}
	if welcome.ManifestWanted {
		if err := u.resendManifest(conn); err != nil {
			return err
		}
	}
	return u.takeProgress(welcome.Progress)
}

// resendManifest publishes the manifest of this boot again, in its old place and without a message
// id: the hub has seen it and its database has not.
func (u *Uplink) resendManifest(conn *nats.Conn) error {
	data, _ := u.box.Manifest()
	mark := wire.Mark{BootID: u.box.Boot(), Seq: 1}
	msg := &nats.Msg{Subject: u.config.Address.Manifest(), Header: mark.Header(), Data: data}
	if err := conn.PublishMsg(msg); err != nil {
		return fmt.Errorf("send the manifest again: %w", err)
	}
	return nil
}

func (u *Uplink) takeProgress(p wire.Progress) error {
	err := u.box.MarkStored(p.Stored)
	u.mu.Lock()
	another := u.stream != "" && p.Stream != u.stream
	u.stream = p.Stream
	if hold := time.Duration(p.HoldMillis) * time.Millisecond; hold > 0 {
		u.held = time.Now().Add(hold)
		u.stats.Holds++
	}
	u.mu.Unlock()
	if another || p.Resend {
		drain(u.restart)
		signal(u.restart, p.Resend)
	}
	return err
}

// whileHeld waits for as long as the backend has asked for, and asks for meanwhile; false when ctx ended
// first.
func (u *Uplink) whileHeld(ctx context.Context) bool {
	for {
		u.mu.Lock()
		wait := time.Until(u.held)
		u.mu.Unlock()
		if wait <= 0 {
			return true
		}
		if !pause(ctx, wait) {
			return false
		}
	}
}

func signal[T any](c chan T, value T) {
	select {
	case c <- value:
	default:
	}
}
