package load

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"

	"ohmstead/wire"
)

// turnEvery is how often a leaf looks at its identities.
const turnEvery = 20 * time.Millisecond

// leaf is one connection with its identities.
type leaf struct {
	name       string
	conn       *nats.Conn
	identities []*identity
	of         map[string]*identity // by the edge's id
}

// join connects to the leaf node of an account.
func (f *Fleet) join(account string, l Leaf) (*leaf, error) {
	conn, err := nats.Connect("", nats.InProcessServer(f.server), nats.UserInfo(account, account), nats.MaxReconnects(-1))
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", account, err)
	}
	opened := &leaf{name: l.URL.User.Username(), conn: conn, of: map[string]*identity{}}
	f.leaves = append(f.leaves, opened)
	return opened, nil
}

// Inbox is the prefix of the replies to a leaf's messages, which its user must be allowed to subscribe.
func Inbox(user string) string { return "_INBOX." + user }

// listen takes acknowledgements of the hub, and what the backend says to each identity.
func (l *leaf) listen() error {
	for _, i := range l.identities {
		l.of[i.address.Edge] = i
		for subject, take := range map[string]func([]byte) error{i.address.Welcome(): i.takeWelcome, i.address.Stored(): i.takeStored} {
			// What cannot be read is said again.
			if _, err := l.conn.Subscribe(subject, func(m *nats.Msg) { _ = take(m.Data) }); err != nil {
				return fmt.Errorf("subscribe %s: %w", subject, err)
			}
		}
	}
	if _, err := l.conn.Subscribe(Inbox(l.name)+".>", l.takeAck); err != nil {
		return fmt.Errorf("subscribe to the acknowledgements of %s: %w", l.name, err)
	}
	return l.conn.Flush()
}

// takeAck reads an acknowledgement: its subject names edge, attempt and sequence, and it is one when it
// holds no error. Where nobody listens the server answers with a status and without a body.
func (l *leaf) takeAck(m *nats.Msg) {
	parts := strings.Split(m.Subject, ".")
	if len(parts) != 5 {
		return
	}
	attempt, err1 := strconv.Atoi(parts[3])
	seq, err2 := strconv.ParseUint(parts[4], 10, 64)
	i := l.of[parts[2]]
	if i == nil || err1 != nil || err2 != nil {
		return
	}
	i.takeAck(attempt, seq, len(m.Data) > 0 && !bytes.Contains(m.Data, []byte(`"error"`)))
}

// run gives every identity its turns until ctx ends.
func (l *leaf) run(ctx context.Context, stopped *atomic.Bool) error {
	tick := time.NewTicker(turnEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		for _, i := range l.identities {
			if err := i.turn(l, time.Now(), stopped.Load()); err != nil {
				return err
			}
		}
	}
}

// publish sends a message of an identity and asks for its acknowledgement.
func (l *leaf) publish(i *identity, seq uint64, data []byte) error {
	mark := wire.Mark{BootID: i.boot, Seq: seq, After: seq - 1}
	kind := wire.KindFrame
	if seq == 1 {
		kind = wire.KindManifest
	}
	m := &nats.Msg{
		Subject: i.address.Up(kind), Header: mark.Header(), Data: data,
		Reply: Inbox(l.name) + "." + i.address.Edge + "." + strconv.Itoa(i.attempt) + "." + strconv.FormatUint(seq, 10),
	}
	if seq >= i.repeat {
		m.Header.Set(nats.MsgIdHdr, mark.MessageID(i.address.Edge))
	}
	if err := l.conn.PublishMsg(m); err != nil {
		return fmt.Errorf("send message %d of identity %d: %w", seq, i.number, err)
	}
	return nil
}

// again sends the manifest once more, in its old place and without an id: the hub has seen it and the
// database has not.
func (l *leaf) again(i *identity) error {
	m := &nats.Msg{Subject: i.address.Manifest(), Header: wire.Mark{BootID: i.boot, Seq: 1}.Header(), Data: i.manifest}
	if err := l.conn.PublishMsg(m); err != nil {
		return fmt.Errorf("send the manifest of identity %d again: %w", i.number, err)
	}
	return nil
}

// greet says hello.
func (l *leaf) greet(i *identity, now time.Time) error {
	data, err := wire.Encode(wire.Hello{
		WireVersion: wire.Version, BootID: i.boot.String(), ManifestHash: i.hash.String(), Clock: now.UTC(), Software: "load",
		Outbox: []wire.Span{{BootID: i.boot.String(), First: i.stored + 1, Last: i.last}},
	})
	if err != nil {
		return err
	}
	if err := l.conn.Publish(i.address.Hello(), data); err != nil {
		return fmt.Errorf("say hello for identity %d: %w", i.number, err)
	}
	return nil
}
