// Package uplinktest says to a hub what no edge of ours would: for tests of what becomes of it.
package uplinktest

import (
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"ohmstead/edge/outbox"
	"ohmstead/wire"
)

// Message is what is said: the place in a boot may be missing, and the data may be anything.
type Message struct {
	Kind  wire.Kind
	Place *wire.Mark
	Data  []byte
}

// pushTimeout bounds the wait for the hub's acknowledgement.
const pushTimeout = 2 * time.Second

// Say sends a message over an outbox's way to the hub, in the name of an edge, and returns when the
// hub has it.
func Say(box *outbox.Outbox, as wire.Address, m Message) error {
	conn, err := box.Dial(nats.CustomInboxPrefix(as.InboxPrefix()))
	if err != nil {
		return err
	}
	defer conn.Close()
	msg := &nats.Msg{Subject: as.Up(m.Kind), Data: m.Data}
	if m.Place != nil {
		msg.Header = m.Place.Header()
	}
	if _, err := conn.RequestMsg(msg, pushTimeout); err != nil {
		return fmt.Errorf("say a %s: %w", m.Kind, err)
	}
	return nil
}
