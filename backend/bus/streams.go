package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"ohmstead/backend/relay"
)

var _ relay.Store = (*Streams)(nil)

// Bounds of each stream of events: what is older than relay.StreamAge, or beyond the bytes, is dropped, the oldest first.
// The database keeps the rows.
const (
	eventBytes    = 256 << 20
	appendTimeout = 5 * time.Second
)

// Streams are the streams of events of the event store: CONTROL, AUDIT, COMMANDS, TRANSITIONS and
// ALERTS, with the subjects evt.<stream>.<tenant>.<site>; the site is - for none.
type Streams struct {
	hub *Hub

	mu sync.Mutex
	// ends are the sequences of the last message of subjects that were appended to. A stream refuses
	// to append behind another one: then another process has appended meanwhile.
	ends map[string]uint64
	// joined counts the reconnections that are known of: what comes back may have lost its latest messages.
	joined uint64
}

// Streams makes the streams of events where they are not there.
func (h *Hub) Streams(ctx context.Context) (*Streams, error) {
	for _, s := range relay.Streams() {
		_, err := h.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
			Name:        nameOf(s),
			Subjects:    []string{"evt." + string(s) + ".>"},
			Storage:     jetstream.FileStorage,
			Discard:     jetstream.DiscardOld,
			MaxBytes:    eventBytes,
			MaxAge:      relay.StreamAge,
			Duplicates:  dedupWindow,
			AllowDirect: true,
		})
		if err != nil {
			return nil, fmt.Errorf("make the stream %s: %w", nameOf(s), err)
		}
	}
	return &Streams{hub: h, ends: map[string]uint64{}, joined: h.conn.Stats().Reconnects}, nil
}

func nameOf(s relay.Stream) string { return strings.ToUpper(string(s)) }

// EventSubject is where an event is found.
func EventSubject(stream relay.Stream, tenant uuid.UUID, site *uuid.UUID) string {
	at := "-"
	if site != nil {
		at = site.String()
	}
	return "evt." + string(stream) + "." + tenant.String() + "." + at
}

// Newest implements relay.Store.
func (s *Streams) Newest(ctx context.Context, tenant uuid.UUID, stream relay.Stream) (*relay.Event, error) {
	s.forget()
	in, err := s.hub.js.Stream(ctx, nameOf(stream))
	if err != nil {
		return nil, fmt.Errorf("find the stream %s: %w", nameOf(stream), err)
	}
	m, err := in.GetLastMsgForSubject(ctx, "evt."+string(stream)+"."+tenant.String()+".*")
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, nil //nolint:nilnil // an empty stream is an answer
	}
	if err != nil {
		return nil, fmt.Errorf("read the end of %s: %w", nameOf(stream), err)
	}
	var e relay.Event
	if err := json.Unmarshal(m.Data, &e); err != nil {
		return nil, fmt.Errorf("decode the end of %s: %w", nameOf(stream), err)
	}
	return &e, nil
}

// rejoined reports, once, that the connection was lost since anybody asked; nothing is known of ends then.
func (s *Streams) rejoined() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.hub.conn.Stats().Reconnects
	if n == s.joined {
		return false
	}
	s.joined = n
	clear(s.ends)
	return true
}

// forget has the ends of all subjects asked for again.
func (s *Streams) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.ends)
}

// Append implements relay.Store. What may have been appended before and not answered is known by its
// id for two minutes, and by the end of its subject for good.
func (s *Streams) Append(ctx context.Context, e relay.Event) error {
	ctx, cancel := context.WithTimeout(ctx, appendTimeout)
	defer cancel()
	data, err := e.Encode()
	if err != nil {
		return err
	}
	if s.rejoined() {
		return fmt.Errorf("%w, or lost its end: the connection was away", relay.ErrBehind)
	}
	subject := EventSubject(e.Stream, e.Tenant, e.Site)
	end, err := s.end(ctx, e.Stream, subject)
	if err != nil {
		return err
	}
	ack, err := s.hub.js.PublishMsg(ctx, &nats.Msg{Subject: subject, Data: data}, jetstream.WithMsgID(e.ID.String()),
		jetstream.WithExpectStream(nameOf(e.Stream)), jetstream.WithExpectLastSequencePerSubject(end))
	if refused := new(jetstream.APIError); errors.As(err, &refused) && refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence {
		s.forget()
		return fmt.Errorf("%w: %w", relay.ErrBehind, err)
	}
	if err != nil {
		s.forget()
		return fmt.Errorf("publish to %s: %w", subject, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ends[subject] = ack.Sequence
	return nil
}

// end is the sequence of the last message of a subject, 0 for none.
func (s *Streams) end(ctx context.Context, stream relay.Stream, subject string) (uint64, error) {
	s.mu.Lock()
	at, ok := s.ends[subject]
	s.mu.Unlock()
	if ok {
		return at, nil
	}
	in, err := s.hub.js.Stream(ctx, nameOf(stream))
	if err != nil {
		return 0, fmt.Errorf("find the stream %s: %w", nameOf(stream), err)
	}
	m, err := in.GetLastMsgForSubject(ctx, subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the end of %s: %w", subject, err)
	}
	return m.Sequence, nil
}

// Stored is an event with its place in the stream, behind which reading can go on.
type Stored struct {
	Place uint64
	relay.Event
}

// Replay reads a tenant's events of a stream from a place on, 1 for the first there is, at most limit
// of them.
func (s *Streams) Replay(ctx context.Context, stream relay.Stream, tenant uuid.UUID, from uint64, limit int) ([]Stored, error) {
	in, err := s.hub.js.Stream(ctx, nameOf(stream))
	if err != nil {
		return nil, fmt.Errorf("find the stream %s: %w", nameOf(stream), err)
	}
	subject := "evt." + string(stream) + "." + tenant.String() + ".*"
	var found []Stored
	for at := max(from, 1); len(found) < limit; {
		m, err := in.GetMsg(ctx, at, jetstream.WithGetMsgSubject(subject))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read %s from %d on: %w", nameOf(stream), at, err)
		}
		one := Stored{Place: m.Sequence}
		if err := json.Unmarshal(m.Data, &one.Event); err != nil {
			return nil, fmt.Errorf("decode message %d of %s: %w", m.Sequence, nameOf(stream), err)
		}
		found, at = append(found, one), m.Sequence+1
	}
	return found, nil
}
