package bus

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"ohmstead/wire"
)

// What is fetched ahead. While one batch is stored the next is fetched and decoded, and grows until
// the worker takes it: the slower the database, the fewer and larger the commits. Two batches at
// their bound are what the consumer lets be under way.
const (
	fetchSize  = 256
	maxBatch   = 8 * fetchSize
	maxBytes   = 8 << 20 // of a batch, and what the last fetch has brought beyond it
	fetchWait  = time.Second
	maxDecoded = 1 << 20 // rows of a batch that are decoded ahead; others when they are stored
)

// batch is messages in the order in which they came.
type batch struct {
	messages []message
	decoded  int // rows
	bytes    int
}

// message is one message of the stream IN.
type message struct {
	from wire.Address
	kind wire.Kind
	mark wire.Mark
	data []byte
	raw  jetstream.Msg
	// unreadable says why nobody knows who sent it or where its place is; from, kind and mark hold
	// nothing then.
	unreadable error
	frame      *wire.Frame // nil where it is not decoded ahead

	hash   wire.Hash // of the manifest a parked frame waits for
	buried bool      // only its place is still to be passed
}

// fetchAhead hands batches to the worker, in order, until ctx ends. What it has in hand then comes
// again.
func (w *Worker) fetchAhead(ctx context.Context, consumer jetstream.Consumer, to chan<- batch) {
	var ready batch
	var fetching sync.WaitGroup
	defer fetching.Wait()
	fetched, underWay := make(chan []jetstream.Msg, 1), false
	renew := time.NewTicker(renewEvery)
	defer renew.Stop()
	for {
		if !underWay && len(ready.messages)+fetchSize <= maxBatch && ready.bytes < maxBytes {
			underWay = true
			fetching.Go(func() { fetched <- w.fetch(ctx, consumer) })
		}
		hand := to
		if len(ready.messages) == 0 {
			hand = nil
		}
		select {
		case raws := <-fetched:
			underWay = false
			ready.read(raws)
		case hand <- ready:
			ready = batch{}
		case <-renew.C:
			ready.renew()
		case <-ctx.Done():
			return
		}
	}
}

// last is the message whose acknowledgement stands for all.
func (b batch) last() jetstream.Msg { return b.messages[len(b.messages)-1].raw }

// renew keeps the stream from sending the batch again.
func (b batch) renew() {
	for _, m := range b.messages {
		_ = m.raw.InProgress() // without it the message only comes once more
	}
}

// read appends messages, read as far as that needs nothing but themselves.
func (b *batch) read(raws []jetstream.Msg) {
	for _, raw := range raws {
		m := message{raw: raw, data: raw.Data()}
		if m.from, m.kind, m.unreadable = wire.ParseUp(raw.Subject()); m.unreadable == nil {
			m.mark, m.unreadable = wire.ParseMark(raw.Headers().Get)
		}
		if m.unreadable == nil && m.kind == wire.KindFrame && b.decoded < maxDecoded {
			m.frame = decodeAhead(m.data)
		}
		if m.frame != nil {
			b.decoded += len(m.frame.Rows)
		}
		b.bytes += len(m.data)
		b.messages = append(b.messages, m)
	}
}

// decodeAhead is nil for what is not a frame, or panics: the worker meets that again, where it is
// judged.
func decodeAhead(data []byte) (f *wire.Frame) {
	defer func() {
		if recover() != nil {
			f = nil
		}
	}()
	f = new(wire.Frame)
	if f.UnmarshalBinary(data) != nil {
		return nil
	}
	return f
}

// fetch returns what is there, or waits a while for the first message. One request that waits for a
// full batch would make every message late.
func (w *Worker) fetch(ctx context.Context, consumer jetstream.Consumer) []jetstream.Msg {
	there, err := collect(consumer.FetchNoWait(fetchSize))
	if err == nil && len(there) == 0 && ctx.Err() == nil {
		there, err = waitFor(ctx, consumer)
	}
	if err != nil && ctx.Err() == nil {
		w.log.Warn("the stream does not answer", "err", err)
		pause(ctx, minRetry*10)
	}
	return there
}

func waitFor(ctx context.Context, consumer jetstream.Consumer) ([]jetstream.Msg, error) {
	waiting, cancel := context.WithTimeout(ctx, fetchWait)
	defer cancel()
	first, err := collect(consumer.Fetch(1, jetstream.FetchContext(waiting)))
	if err != nil || len(first) == 0 {
		return nil, err
	}
	more, err := collect(consumer.FetchNoWait(fetchSize - 1))
	if err != nil {
		more = nil // the first is in hand; the rest comes again
	}
	return append(first, more...), nil
}

func collect(result jetstream.MessageBatch, err error) ([]jetstream.Msg, error) {
	if err != nil {
		return nil, err
	}
	var batch []jetstream.Msg
	for m := range result.Messages() {
		batch = append(batch, m)
	}
	err = result.Error()
	for _, none := range []error{jetstream.ErrNoMessages, context.DeadlineExceeded, context.Canceled} {
		if errors.Is(err, none) {
			err = nil
		}
	}
	if len(batch) > 0 {
		err = nil // the fault is met again by the next request
	}
	return batch, err
}
