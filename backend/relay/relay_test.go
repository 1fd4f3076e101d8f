package relay_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/relay"
)

// box is an outbox in memory, of which only the alarms are told: each tenant's events are those from 1 on.
type box struct {
	tenants []identity.Tenant
	events  map[uuid.UUID]int64 // how many there are
	sent    map[uuid.UUID]int64 // up to which number a stream has taken them
	asked   []uuid.UUID         // about whose alarms Lost was told the end
}

func (b *box) Unsent(_ context.Context, kept bool) ([]identity.Tenant, error) {
	return slices.DeleteFunc(slices.Clone(b.tenants), func(t identity.Tenant) bool { return !kept && b.sent[t.ID] == b.events[t.ID] }), nil
}

func (b *box) Number(_ context.Context, t identity.Tenant, _ int) ([]relay.Event, error) {
	var out []relay.Event
	for seq := b.sent[t.ID] + 1; seq <= b.events[t.ID]; seq++ {
		out = append(out, relay.Event{Tenant: t.ID, Stream: relay.Alerts, Seq: seq})
	}
	return out, nil
}

func (b *box) Reconcile(context.Context, identity.Tenant, relay.Event) (bool, error) {
	return false, errors.New("the database was not restored")
}

func (b *box) Sent(_ context.Context, t identity.Tenant, _ relay.Stream, through int64) error {
	b.sent[t.ID] = through
	return nil
}

func (b *box) Lost(_ context.Context, t identity.Tenant, stream relay.Stream, behind int64) (int, error) {
	if stream != relay.Alerts {
		return 0, nil
	}
	b.asked = append(b.asked, t.ID)
	lost := max(b.sent[t.ID]-behind, 0)
	b.sent[t.ID] -= lost
	return int(lost), nil
}

// shelf is the stream of alarms in memory, as the number of each tenant's last event.
type shelf struct {
	ends map[uuid.UUID]int64
	away map[uuid.UUID]bool // whose end cannot be read
}

func (s *shelf) Newest(_ context.Context, tenant uuid.UUID, stream relay.Stream) (*relay.Event, error) {
	switch {
	case s.away[tenant]:
		return nil, errors.New("the end cannot be read")
	case stream != relay.Alerts || s.ends[tenant] == 0:
		return nil, nil //nolint:nilnil // an empty stream is an answer
	}
	return &relay.Event{Tenant: tenant, Stream: stream, Seq: s.ends[tenant]}, nil
}

func (s *shelf) Append(_ context.Context, e relay.Event) error {
	if e.Seq != s.ends[e.Tenant]+1 {
		return relay.ErrBehind
	}
	s.ends[e.Tenant] = e.Seq
	return nil
}

// pair are two tenants with so many events each, and nothing in the stream.
func pair(events int64) (*box, *shelf) {
	a, b := identity.Tenant{Key: 1, ID: uuid.New()}, identity.Tenant{Key: 2, ID: uuid.New()}
	return &box{[]identity.Tenant{a, b}, map[uuid.UUID]int64{a.ID: events, b.ID: events}, map[uuid.UUID]int64{}, nil},
		&shelf{map[uuid.UUID]int64{}, map[uuid.UUID]bool{}}
}

func TestRound_ATenantThatCannotBeAskedAboutHoldsUpNobody(t *testing.T) {
	outbox, store := pair(3)
	first, second := outbox.tenants[0].ID, outbox.tenants[1].ID
	store.away[first] = true
	if err := relay.New(outbox, store, slog.New(slog.DiscardHandler)).Round(t.Context()); err == nil {
		t.Error("nothing is said of the one that could not be asked about")
	}
	if store.ends[first] != 0 || store.ends[second] != 3 {
		t.Errorf("the streams have %d and %d events, want 0 and 3", store.ends[first], store.ends[second])
	}
}

func TestRound_LooksOnceAMinuteForWhatWasLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		outbox, store := pair(3)
		r := relay.New(outbox, store, slog.New(slog.DiscardHandler))
		round := func(after time.Duration) {
			t.Helper()
			time.Sleep(after)
			if err := r.Round(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		round(0)
		lossy := outbox.tenants[0].ID
		store.ends[lossy] = 1 // a power cut, and the relay knows of 3
		outbox.asked = nil
		round(59 * time.Second)
		if len(outbox.asked) != 0 {
			t.Errorf("%d were asked about before the minute was over", len(outbox.asked))
		}
		round(time.Second)
		round(time.Second)
		if store.ends[lossy] != 3 || outbox.sent[lossy] != 3 {
			t.Errorf("the stream has %d events and is said to have %d, want 3", store.ends[lossy], outbox.sent[lossy])
		}
	})
}
