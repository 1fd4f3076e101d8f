package provision

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Bounds of guessing codes in one window of fifteen minutes: per host, and of all hosts together.
const (
	guessesPerHost = 20
	guessesOfAll   = 2_000
)

// formerLife is how long an edge's key before holds at most, for one that lies in a drawer between its
// change and its next start.
const formerLife = 7 * 24 * time.Hour

// Enrol exchanges a code for a place on the bus. The same key with the same code is answered again, for
// an answer may be lost; anybody else is refused ENROLMENT_CODE_USED. Further refusals:
// ENROLMENT_CODE_WRONG, ENROLMENT_CODE_EXPIRED, ENROLMENT_KEY_NOT_PROVEN, ENROLMENT_KEY_TAKEN,
// SITE_HAS_EDGE, ENROLMENT_NO_BUS and TOO_MANY_ATTEMPTS.
func (s *Service) Enrol(ctx context.Context, r wire.EnrolRequest, remote string, now time.Time) (wire.Enrolled, error) {
	if s.config.Meeting.Hub == "" {
		return wire.Enrolled{}, reason.New(reason.EnrolmentNoBus, reason.Params{"field": "bus.edges_url"})
	}
	if err := s.config.Verify(r.NKey, r.Signature, r.Proof()); err != nil {
		return wire.Enrolled{}, reason.Wrap(err, reason.EnrolmentKeyNotProven, reason.Params{"field": "signature"})
	}
	limits := map[string]int{"enrol host " + remote: guessesPerHost, "enrol": guessesOfAll}
	if wait, ok := s.attempts.Take(now, limits); !ok {
		return wire.Enrolled{}, reason.New(reason.TooManyAttempts, reason.Params{"retry_seconds": int(math.Ceil(wait.Seconds()))})
	}
	found, err := s.config.Store.UseCode(ctx, hashCode(r.Code), Use{NKey: r.NKey, Software: r.Software, At: now}, func(c FoundCode) error {
		return usable(c, r.NKey, now)
	})
	if errors.Is(err, reason.New(reason.NotFound, nil)) {
		return wire.Enrolled{}, reason.New(reason.EnrolmentCodeWrong, nil)
	}
	s.attempts.Forgive(limits) // the code was right, whatever else stands against it
	if err != nil {
		return wire.Enrolled{}, err
	}
	return wire.Enrolled{
		Tenant: found.Edge.Tenant.String(), Site: found.Edge.Site.String(), Edge: found.Edge.ID.String(),
		Hub: s.config.Meeting.Hub, CA: s.config.Meeting.CA, OrdersKey: s.config.Meeting.OrdersKey,
		SiteName: found.Edge.SiteName, TimeZone: found.TimeZone,
	}, nil
}

// usable says why a code cannot be used by a key.
func usable(c FoundCode, nkey string, now time.Time) error {
	again := c.Used != nil && c.UsedBy == nkey && c.Edge.NKey == nkey
	switch {
	case c.Used != nil && !again:
		return reason.New(reason.EnrolmentCodeUsed, reason.Params{"used_at": c.Used.UTC().Format(time.RFC3339)})
	case !now.Before(c.Expires):
		return reason.New(reason.EnrolmentCodeExpired, reason.Params{"expires_at": c.Expires.UTC().Format(time.RFC3339)})
	case again && c.Edge.State != registry.Enrolled:
		return reason.New(reason.EdgeRevoked, reason.Params{"edge": c.Edge.Name})
	case c.Busy != "":
		return reason.New(reason.SiteHasEdge, reason.Params{"edge": c.Busy})
	}
	return nil
}

// ChangeKey gives an enrolled edge a new key, which both keys ask for. The old one holds until the new
// one has been used, so that an edge which stops in between loses nothing. Refusals:
// ENROLMENT_KEY_NOT_PROVEN, ENROLMENT_KEY_TAKEN, TOO_MANY_ATTEMPTS, and NOT_FOUND where the old key is
// not an enrolled edge's.
func (s *Service) ChangeKey(ctx context.Context, k wire.KeyChange, remote string, now time.Time) error {
	limits := map[string]int{"key host " + remote: guessesPerHost}
	if wait, ok := s.attempts.Take(now, limits); !ok {
		return reason.New(reason.TooManyAttempts, reason.Params{"retry_seconds": int(math.Ceil(wait.Seconds()))})
	}
	for _, signed := range []struct{ field, key, by string }{{"signature_old", k.Old, k.ByOld}, {"signature_new", k.New, k.ByNew}} {
		if err := s.config.Verify(signed.key, signed.by, k.Proof()); err != nil {
			return reason.Wrap(err, reason.EnrolmentKeyNotProven, reason.Params{"field": signed.field})
		}
	}
	edge, err := uuid.Parse(k.Edge)
	if err != nil {
		return reason.New(reason.InvalidValue, reason.Params{"field": "edge_id", "value": k.Edge, "want": "the edge's id"})
	}
	if err := s.config.Store.ChangeKey(ctx, edge, Keys{Old: k.Old, New: k.New}, now.Add(formerLife)); err != nil {
		return err
	}
	s.attempts.Forgive(limits)
	return nil
}
