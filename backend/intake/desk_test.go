package intake

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
)

// shelf is a store of one tenant's sites.
type shelf struct {
	sites   []registry.Site
	written []telemetry.Sample
	fault   error

	computed []int32
}

func (s *shelf) ComputedChannels(context.Context, identity.Scope, registry.Site) ([]int32, error) {
	return s.computed, nil
}

func (s *shelf) SiteByID(_ context.Context, _ identity.Scope, id uuid.UUID) (registry.Site, error) {
	for _, site := range s.sites {
		if site.ID == id {
			return site, nil
		}
	}
	return registry.Site{}, reason.New(reason.NotFound, reason.Params{"what": "site"})
}

func (s *shelf) Sites(context.Context, identity.Scope) ([]registry.Site, error) { return s.sites, nil }

func (s *shelf) Assets(context.Context, identity.Scope, registry.Site) ([]registry.Asset, error) {
	return assets, nil
}

func (s *shelf) Channels(context.Context, identity.Scope, registry.Site) ([]registry.Channel, error) {
	return channels, nil
}

func (s *shelf) Write(_ context.Context, b telemetry.Batch) (telemetry.Outcome, error) {
	s.written = append(s.written, b.Samples...)
	return telemetry.Outcome{}, s.fault
}

func (s *shelf) Publish(uuid.UUID, uuid.UUID, any) error { return s.fault }

func deskOver(s *shelf) *Desk {
	return NewDesk(Services{Sites: s, Samples: s, Followers: s, Now: func() time.Time { return noon }})
}

const oneReading = `{"deviceId":"meter0","channel":"ActivePower","value":1,"unit":"W","timestamp":"2026-06-01T12:00:00Z"}`

func TestABodyIsStoredWhetherOrNotItsFollowersHear(t *testing.T) {
	s := &shelf{}
	d := deskOver(s)
	if got, err := d.Take(t.Context(), Delivery{Door: HTTP, Body: []byte(oneReading)}); err != nil || got.Accepted != 1 || len(s.written) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	s.fault = errors.New("the disk is full")
	_, err := d.Take(t.Context(), Delivery{Door: MQTT, Body: []byte(oneReading)})
	if message := MessageOf(IngestResult{}, err); !message.Again() || strings.Contains(string(message.Encode()), "disk") {
		t.Errorf("a fault of the store is told as %s", message.Encode())
	}
}

// Whatever the door, one reading of a computed channel is refused and the others are stored.
func TestAComputedChannelTakesNoReadings(t *testing.T) {
	body := []byte(`{"schema":1,"readings":[` + oneReading + `,{"deviceId":"battery0","channel":"SOC","value":50,"unit":"%","timestamp":"2026-06-01T12:00:00Z"}]}`)
	for _, door := range []Door{HTTP, WebSocket, MQTT} {
		s := &shelf{computed: []int32{1}} // meter0.ActivePower
		got, err := deskOver(s).Take(t.Context(), Delivery{Door: door, Body: body})
		want := IngestResult{Accepted: 1, Rejected: []RejectedItem{{
			Index: 0, ReasonCode: reason.ChannelComputed, Detail: "meter0.ActivePower is computed from other channels of its site and takes no readings",
		}}}
		if diff := cmp.Diff(want, got); diff != "" || err != nil || len(s.written) != 1 || s.written[0].Channel != 3 {
			t.Errorf("%s: %v, stored %+v: %s", door, err, s.written, diff)
		}
	}
}

func TestABodyBeyondTheBoundsIsRefused(t *testing.T) {
	d := deskOver(&shelf{})
	take := func(ctx context.Context, body string, patient bool) reason.Code {
		_, err := d.Take(ctx, Delivery{Body: []byte(body), Patient: patient})
		refusal, ok := errors.AsType[*reason.Error](err)
		if !ok {
			t.Fatalf("%.40s: %v, want a refusal", body, err)
		}
		return refusal.Code
	}
	if got := take(t.Context(), strings.Repeat(" ", MaxBody+1), false); got != reason.PayloadTooLarge {
		t.Errorf("a body over 1 MiB: %s", got)
	}
	for range bodiesAtOnce {
		d.rooms <- struct{}{}
	}
	if got := take(t.Context(), oneReading, false); got != reason.Unavailable {
		t.Errorf("without a place: %s", got)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if got := take(over, oneReading, true); got != reason.Unavailable {
		t.Errorf("a sender that waited in vain: %s", got)
	}
	done := make(chan error)
	go func() {
		_, err := d.Take(t.Context(), Delivery{Body: []byte(oneReading), Patient: true})
		done <- err
	}()
	<-d.rooms
	if err := <-done; err != nil {
		t.Errorf("a sender that waits gets the place that is left: %v", err)
	}
}

func TestTheSiteIsTheOneAskedForOrTheOnlyOne(t *testing.T) {
	here, there := registry.Site{ID: uuid.New(), Key: 1}, registry.Site{ID: uuid.New(), Key: 2}
	tests := map[string]struct {
		has   []registry.Site
		asked uuid.UUID
		want  int32
		code  reason.Code
	}{
		"the only one":              {has: []registry.Site{here}, want: 1},
		"one of several":            {has: []registry.Site{here, there}, asked: there.ID, want: 2},
		"none of several":           {has: []registry.Site{here, there}, code: reason.MissingField},
		"one that is not in scope":  {has: []registry.Site{here}, asked: there.ID, code: reason.NotFound},
		"none, where there is none": {code: reason.NotFound},
	}
	for name, tt := range tests {
		got, err := deskOver(&shelf{sites: tt.has}).SiteOf(t.Context(), identity.Scope{}, tt.asked)
		if tt.code != "" && !errors.Is(err, reason.New(tt.code, nil)) || tt.code == "" && (err != nil || got.Key != tt.want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}
