package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"ohmstead/wire"
)

const (
	minPause = 10 * time.Millisecond
	maxPause = time.Second
)

// ErrFull is what an Append returns when the store has no room even for what is never dropped.
var ErrFull = errors.New("the outbox is full")

// AppendFrame appends a frame of this boot with these rows and returns its sequence once it is on
// disk. It waits as long as ctx allows; an error other than ctx's means that nothing was kept.
func (o *Outbox) AppendFrame(ctx context.Context, t0 time.Time, rows []wire.Row) (uint64, error) {
	_, hash := o.Manifest()
	seq, err := o.append(ctx, wire.KindFrame, func(dst []byte, seq uint64) ([]byte, error) {
		return wire.Frame{BootID: o.boot, Seq: seq, Manifest: hash, T0: t0, Rows: rows}.AppendBinary(dst)
	})
	if err == nil {
		o.count(func(s *Stats) { s.Samples += uint64(len(rows)) })
	}
	return seq, err
}

// AppendEvent appends an event and returns its sequence once it is on disk. See AppendFrame.
func (o *Outbox) AppendEvent(ctx context.Context, e wire.Event) (uint64, error) {
	e.Version = wire.Version
	data, err := wire.Encode(e)
	if err != nil {
		return 0, err
	}
	return o.append(ctx, wire.KindEvent, func([]byte, uint64) ([]byte, error) { return data, nil })
}

// AppendAck appends an acknowledgement and returns its sequence once it is on disk. See AppendFrame.
func (o *Outbox) AppendAck(ctx context.Context, a wire.Ack) (uint64, error) {
	a.Version = wire.Version
	data, err := wire.Encode(a)
	if err != nil {
		return 0, err
	}
	return o.append(ctx, wire.KindAck, func([]byte, uint64) ([]byte, error) { return data, nil })
}

// append gives the message that make builds the next sequence and returns when it is on disk. A
// message whose fate is unknown stays first in line, so that the sequence has no hole and nothing
// is kept twice.
func (o *Outbox) append(ctx context.Context, kind wire.Kind, build func([]byte, uint64) ([]byte, error)) (uint64, error) {
	if err := o.hold(ctx); err != nil {
		return 0, fmt.Errorf("append %s: %w", kind, err)
	}
	defer o.release()
	return o.appendLocked(ctx, kind, build)
}

func (o *Outbox) appendLocked(ctx context.Context, kind wire.Kind, build func([]byte, uint64) ([]byte, error)) (uint64, error) {
	if err := o.settle(ctx); err != nil {
		return 0, err
	}
	seq := o.next
	if seq == 1 && kind != wire.KindManifest {
		return 0, fmt.Errorf("append %s: the boot has not begun with its manifest", kind)
	}
	data, err := build(nil, seq)
	if err != nil {
		return 0, fmt.Errorf("append %s: %w", kind, err)
	}
	mark := wire.Mark{BootID: o.boot, Seq: seq, After: seq - 1}
	o.offered = Message{Kind: kind, Mark: mark, Data: data}
	o.config.Witness.Offered(o.offered)
	o.setUnsure(&nats.Msg{Subject: subject(o.boot, kind), Header: o.header(mark), Data: data})
	if err := o.settle(ctx); err != nil {
		return 0, fmt.Errorf("append %s %d: %w", kind, seq, err)
	}
	return seq, nil
}

// settle sends the message in line until its fate is known. The caller holds the store.
func (o *Outbox) settle(ctx context.Context) error {
	msg := o.unsure
	if msg == nil {
		return nil
	}
	id := jetstream.WithMsgID(msg.Header.Get(wire.HeaderBoot) + ":" + msg.Header.Get(wire.HeaderSeq))
	for pause := minPause; ; pause = min(2*pause, maxPause) {
		attempt, cancel := context.WithTimeout(ctx, o.config.StallAfter)
		ack, err := o.js.PublishMsg(attempt, msg, id, jetstream.WithRetryAttempts(0))
		cancel()
		if err == nil {
			o.kept(ack.Sequence, len(msg.Data))
			o.offered.Position = ack.Sequence
			o.config.Witness.Accepted(o.offered)
			return nil
		}
		if refusal := (*jetstream.APIError)(nil); errors.As(err, &refusal) {
			o.setUnsure(nil)
			return fmt.Errorf("%w: %w", ErrFull, err)
		}
		o.config.Log.Warn("the outbox does not answer", "err", err)
		if err := wait(ctx, pause); err != nil {
			return err
		}
		if pause == minPause {
			continue // the first time it may just have been slow
		}
		if err := o.reopen(); err != nil {
			o.config.Log.Warn("the outbox cannot be opened again", "err", err)
		}
	}
}

// hold takes the store for one append or one pass of retention.
func (o *Outbox) hold(ctx context.Context) error {
	select {
	case o.writer <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (o *Outbox) release() { <-o.writer }

// kept notes that the message in line is on disk at this position.
func (o *Outbox) kept(position uint64, size int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unsure, o.tail = nil, position
	o.ledger.appended(o.boot, o.next, position)
	o.next++
	o.stats.Appended++
	o.stats.Messages++
	o.stats.Bytes += uint64(size)
	close(o.grown)
	o.grown = make(chan struct{})
}

func (o *Outbox) setUnsure(msg *nats.Msg) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unsure = msg
}

func (o *Outbox) count(change func(*Stats)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	change(&o.stats)
}

// reopen closes the store and opens it again. After a write that failed, as on a full disk, a stream
// takes nothing more until then. What was acknowledged is read back.
func (o *Outbox) reopen() error {
	if err := o.server.ShutdownJetStream(); err != nil {
		return fmt.Errorf("close the store: %w", err)
	}
	account, err := o.server.LookupAccount(boxAccount)
	if err != nil {
		return fmt.Errorf("look up the outbox account: %w", err)
	}
	if err := o.server.EnableJetStream(storeConfig(o.config)); err != nil {
		return fmt.Errorf("open the store: %w", err)
	}
	if err := account.EnableJetStream(nil, nil); err != nil {
		return fmt.Errorf("recover the store: %w", err)
	}
	return nil
}

func wait(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
