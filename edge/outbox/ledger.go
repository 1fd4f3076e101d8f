package outbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go/jetstream"

	"ohmstead/wire"
)

// A message's subject in the store names its boot and its kind; its position is the stream's
// sequence. Within a boot, position − sequence is constant.
func subject(boot uuid.UUID, kind wire.Kind) string {
	return "out." + boot.String() + "." + string(kind)
}

func subjectsOf(boot uuid.UUID) string { return "out." + boot.String() + ".>" }

func everyBoot(kind wire.Kind) string { return "out.*." + string(kind) }

// span is what the store holds of one boot.
type span struct {
	boot   uuid.UUID
	base   uint64 // position of a message − its sequence
	first  uint64 // nothing below it is kept
	last   uint64
	stored uint64 // the backend has everything up to here
}

func (s span) unstored() bool { return s.stored < s.last }

// ledger is the spans by position, oldest first.
type ledger []span

func (l ledger) index(boot uuid.UUID) int {
	return slices.IndexFunc(l, func(s span) bool { return s.boot == boot })
}

func (l *ledger) appended(boot uuid.UUID, seq, position uint64) {
	i := l.index(boot)
	if i < 0 {
		*l = append(*l, span{boot: boot, base: position - seq, first: seq, last: seq})
		return
	}
	(*l)[i].last = max((*l)[i].last, seq)
}

// readBack finds out what earlier boots left.
func (o *Outbox) readBack(ctx context.Context) error {
	info, err := o.stream.Info(ctx, jetstream.WithSubjectFilter(allSubjects))
	if err != nil {
		return fmt.Errorf("read the outbox in %s: %w", o.config.Dir, err)
	}
	boots := map[string]bool{}
	for name := range info.State.Subjects {
		if parts := strings.Split(name, "."); len(parts) == 3 {
			boots[parts[1]] = true
		}
	}
	for name := range boots {
		s, err := o.readSpan(ctx, name)
		if err != nil {
			return fmt.Errorf("read boot %s of the outbox in %s: %w", name, o.config.Dir, err)
		}
		o.ledger = append(o.ledger, s)
	}
	slices.SortFunc(o.ledger, func(a, b span) int { return int(int64(a.base+a.last) - int64(b.base+b.last)) })
	o.stats.Bytes, o.stats.Messages, o.tail = info.State.Bytes, info.State.Msgs, info.State.LastSeq
	return o.loadStored()
}

func (o *Outbox) readSpan(ctx context.Context, name string) (span, error) {
	boot, err := uuid.Parse(name)
	if err != nil {
		return span{}, fmt.Errorf("subject names no boot: %w", err)
	}
	head, err := o.stream.GetMsg(ctx, 1, jetstream.WithGetMsgSubject(subjectsOf(boot)))
	if err != nil {
		return span{}, fmt.Errorf("read first message: %w", err)
	}
	tail, err := o.stream.GetLastMsgForSubject(ctx, subjectsOf(boot))
	if err != nil {
		return span{}, fmt.Errorf("read last message: %w", err)
	}
	first, err := wire.ParseMark(http.Header(head.Header).Get)
	if err != nil {
		return span{}, fmt.Errorf("read first message: %w", err)
	}
	last, err := wire.ParseMark(http.Header(tail.Header).Get)
	if err != nil {
		return span{}, fmt.Errorf("read last message: %w", err)
	}
	o.before = max(o.before, ranAt(tail.Header))
	return span{boot: boot, base: head.Sequence - first.Seq, first: first.Seq, last: last.Seq}, nil
}

// Spans is what is kept and not stored yet, by boot, oldest first, at most wire.MaxSpans.
func (o *Outbox) Spans() []wire.Span {
	o.mu.Lock()
	defer o.mu.Unlock()
	spans := []wire.Span{}
	for _, s := range o.ledger {
		if s.unstored() && len(spans) < wire.MaxSpans {
			spans = append(spans, wire.Span{BootID: s.boot.String(), First: max(s.first, s.stored+1), Last: s.last})
		}
	}
	return spans
}

// Unstored is the position of the first message that is not stored, or, if everything is, of the
// next to come.
func (o *Outbox) Unstored() uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	var next uint64
	for _, s := range o.ledger {
		if s.unstored() {
			return s.base + s.stored + 1
		}
		next = max(next, s.base+s.last)
	}
	return next + 1
}

// Message is one message of the store as it goes to the hub.
type Message struct {
	Kind     wire.Kind
	Mark     wire.Mark
	Position uint64
	Data     []byte
}

// Reader reads the store in the order of its positions. It is for one goroutine.
type Reader struct {
	box      *Outbox
	position uint64
	boot     uuid.UUID
	seq      uint64
}

// Read starts reading at a position. What was deleted is passed over. The first message of each
// boot that a reader meets follows sequence 0: a reader that starts at Unstored thereby says that
// nothing before it will come, be it stored or dropped.
func (o *Outbox) Read(position uint64) *Reader { return &Reader{box: o, position: max(position, 1)} }

// Next is the next message that was acknowledged; it waits for one until ctx ends.
func (r *Reader) Next(ctx context.Context) (Message, error) {
	for {
		r.box.mu.Lock()
		grown, tail := r.box.grown, r.box.tail
		r.box.mu.Unlock()
		if r.position <= tail {
			raw, err := r.box.stream.GetMsg(ctx, r.position, jetstream.WithGetMsgSubject(allSubjects))
			if err == nil && raw.Sequence <= tail {
				return r.message(raw)
			}
			if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
				return Message{}, fmt.Errorf("read the outbox at %d: %w", r.position, err)
			}
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return Message{}, ctx.Err()
		}
	}
}

func (r *Reader) message(raw *jetstream.RawStreamMsg) (Message, error) {
	mark, err := wire.ParseMark(http.Header(raw.Header).Get)
	if err != nil {
		return Message{}, fmt.Errorf("read the outbox at %d: %w", raw.Sequence, err)
	}
	if mark.BootID != r.boot {
		r.boot, r.seq = mark.BootID, 0
	}
	mark.After = r.seq
	r.seq, r.position = mark.Seq, raw.Sequence+1
	_, kind, _ := strings.Cut(strings.TrimPrefix(raw.Subject, "out."), ".")
	return Message{Kind: wire.Kind(kind), Mark: mark, Position: raw.Sequence, Data: raw.Data}, nil
}
