package compat

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// TOULimits is the way of schedules: GET and POST /api/circuit/{circuit_id}/tou_limits.
const TOULimits Path = "TOU_LIMITS"

// TOUTranslated tells of a schedule that was translated.
const TOUTranslated = "compatibility.tou_limits_translated"

// Translated is the payload of compatibility.tou_limits_translated.
type Translated struct {
	CircuitID    topology.ID `json:"circuit_id"`
	MicrogridID  topology.ID `json:"microgrid_id"`
	NodeID       topology.ID `json:"node_id"`
	Path         Path        `json:"path"`
	ScheduleHash string      `json:"schedule_hash"`
	Schedule     Schedule    `json:"schedule"`
}

// Envelopes is the way to the microgrid's envelopes.
type Envelopes interface {
	SubmitEnvelope(ctx context.Context, scope identity.Scope, e topology.OperatingEnvelope, now time.Time) (microgrid.Envelope, error)
	WithdrawEnvelope(ctx context.Context, scope identity.Scope, which microgrid.EnvelopeKey, now time.Time) (microgrid.Envelope, error)
	// Envelopes lists the envelopes of a microgrid, newest first, and the cursor of the next page.
	Envelopes(ctx context.Context, scope identity.Scope, f microgrid.EnvelopeFilter) ([]microgrid.Envelope, string, error)
}

// weeks is for how many ISO weeks envelopes are submitted: the current one and two ahead.
const weeks = 3

// SetTOU replaces the schedule of a circuit: a TOU_LIMIT envelope for each ISO week at the node that stands
// for it, after which those of the schedule before are withdrawn. A schedule that is in force already
// changes nothing. Refused are a circuit that no node stands for, LIMIT_SCOPE_TRANSLATION_FAILED, and one
// that could mean several, LEGACY_POLICY_SCOPE_AMBIGUOUS; both are told as events.
func (s *Service) SetTOU(ctx context.Context, scope identity.Scope, circuit topology.ID, wanted Schedule, now time.Time) (Target, error) {
	now = now.UTC().Truncate(time.Microsecond)
	if err := wanted.Check(); err != nil {
		return Target{}, err
	}
	to, err := s.limited(ctx, scope, circuit)
	if err != nil {
		s.count(TOULimits, codeOf(err))
		return to, s.failed(ctx, scope, attempt{Ask{Circuit: circuit, Path: TOULimits}, to, now}, err)
	}
	last, err := s.latest(ctx, scope, to)
	if err == nil {
		last, err = s.record(ctx, scope, last, wanted, now)
	}
	if err == nil {
		err = s.carry(ctx, scope, last, now)
	}
	if err != nil {
		s.count(TOULimits, codeOf(err))
		return to, fmt.Errorf("set the limits of circuit %s: %w", circuit, err)
	}
	s.count(TOULimits, "OK")
	return to, nil
}

// TOU is the schedule of a circuit that envelopes carry now; the zero Schedule where none do.
func (s *Service) TOU(ctx context.Context, scope identity.Scope, circuit topology.ID) (Target, Schedule, error) {
	to, err := s.limited(ctx, scope, circuit)
	if err != nil {
		return to, Schedule{}, err
	}
	standing, err := s.standing(ctx, scope, to)
	if err != nil || len(standing) == 0 {
		return to, Schedule{}, err
	}
	hash := hashOf(standing[0].SourceRef)
	found := Schedule{}
	err = s.translations(ctx, scope, to.Microgrid, func(t Translated) bool {
		if t.CircuitID == circuit && t.ScheduleHash == hash {
			found = t.Schedule
			return false
		}
		return true
	})
	return to, found, err
}

// limited is the one node that can carry the limits of a circuit.
func (s *Service) limited(ctx context.Context, scope identity.Scope, circuit topology.ID) (Target, error) {
	to, err := s.find(ctx, scope, circuit)
	if code := codeOf(err); err == nil || code != string(reason.CircuitAliasNotResolvable) {
		return to, err
	}
	nodes, err := s.store.NodesOfAsset(ctx, scope, topology.CircuitAsset, circuit)
	if err == nil && len(nodes) == 0 {
		nodes, err = s.store.NodesOfSubcircuits(ctx, scope, circuit)
	}
	switch {
	case err != nil:
		return to, fmt.Errorf("find the nodes below circuit %s: %w", circuit, err)
	case len(nodes) > 1:
		return to, reason.New(reason.LegacyPolicyScopeIsAmbiguous, reason.Params{"circuit": circuit, "nodes": len(nodes)})
	}
	return to, reason.New(reason.LimitScopeTranslationFailed, reason.Params{"circuit": circuit, "detail": "no node stands for it"})
}

// latest is the last schedule of a circuit; one without a hash where there was none.
func (s *Service) latest(ctx context.Context, scope identity.Scope, to Target) (Translated, error) {
	last := Translated{CircuitID: to.Circuit, MicrogridID: to.Microgrid, NodeID: to.Node, Path: TOULimits}
	err := s.translations(ctx, scope, to.Microgrid, func(t Translated) bool {
		if t.CircuitID != to.Circuit {
			return true
		}
		last.ScheduleHash, last.Schedule = t.ScheduleHash, t.Schedule
		return false
	})
	return last, err
}

// record tells of a schedule, unless it is the last already.
func (s *Service) record(ctx context.Context, scope identity.Scope, last Translated, wanted Schedule, now time.Time) (Translated, error) {
	before, err := json.Marshal(last.Schedule)
	if err != nil {
		return last, fmt.Errorf("encode a schedule: %w", err)
	}
	after, err := json.Marshal(wanted)
	if err != nil {
		return last, fmt.Errorf("encode a schedule: %w", err)
	}
	if last.ScheduleHash != "" && bytes.Equal(before, after) {
		return last, nil
	}
	if last.ScheduleHash, err = wanted.hash(last.ScheduleHash); err != nil {
		return last, err
	}
	last.Schedule = wanted
	_, err = s.grid.ChangeMicrogrid(ctx, scope, microgrid.Request{Microgrid: last.MicrogridID, Now: now}, func(*microgrid.State) (microgrid.Change, error) {
		return microgrid.Change{Events: []microgrid.Event{{Name: TOUTranslated, At: now, Payload: last}}}, nil
	})
	return last, err
}

// carry has envelopes carry a schedule for the weeks to come, and withdraws those of any other. It may be
// done again and by several at once.
func (s *Service) carry(ctx context.Context, scope identity.Scope, t Translated, now time.Time) error {
	week, err := t.Schedule.week()
	if err != nil {
		return err
	}
	for i := range weeks {
		monday, next := week.monday(now, i), week.monday(now, i+1)
		blocks := week.blocks(monday)
		if len(blocks) == 0 {
			continue
		}
		year, number := monday.ISOWeek()
		e, err := s.envelopes.SubmitEnvelope(ctx, scope, topology.OperatingEnvelope{
			MicrogridID: t.MicrogridID, NodeID: t.NodeID, EnvelopeType: topology.TOULimit, ConstraintType: topology.ConsumptionCap,
			EffectiveFrom: monday.UTC(), EffectiveTo: next.UTC(), Blocks: blocks,
			SourceRef: fmt.Sprintf("%s%s/%d-W%02d", prefixOf(t.CircuitID), t.ScheduleHash, year, number),
		}, now)
		if err != nil {
			return fmt.Errorf("submit the limits of week %d-W%02d: %w", year, number, err)
		}
		if e.Status == topology.Rejected {
			return reason.New(reason.LimitScopeTranslationFailed, reason.Params{"circuit": t.CircuitID, "detail": e.RejectedRule})
		}
	}
	standing, err := s.standing(ctx, scope, Target{t.CircuitID, t.MicrogridID, t.NodeID})
	if err != nil {
		return err
	}
	for _, e := range standing {
		if hashOf(e.SourceRef) == t.ScheduleHash {
			continue
		}
		if _, err := s.envelopes.WithdrawEnvelope(ctx, scope, microgrid.EnvelopeKey{Microgrid: t.MicrogridID, Envelope: e.EnvelopeID}, now); err != nil {
			return fmt.Errorf("withdraw the limits before: %w", err)
		}
	}
	return nil
}

// standing are the envelopes of a circuit's schedules that hold or will, the newest first.
func (s *Service) standing(ctx context.Context, scope identity.Scope, to Target) ([]microgrid.Envelope, error) {
	var out []microgrid.Envelope
	for _, status := range []topology.EnvelopeStatus{topology.EnvelopeActive, topology.Pending} {
		f := microgrid.EnvelopeFilter{Microgrid: to.Microgrid, Node: to.Node, Type: topology.TOULimit, Status: status, Limit: 200}
		for more := true; more; more = f.Cursor != "" {
			page, next, err := s.envelopes.Envelopes(ctx, scope, f)
			if err != nil {
				return nil, fmt.Errorf("list the limits of circuit %s: %w", to.Circuit, err)
			}
			for _, e := range page {
				if strings.HasPrefix(e.SourceRef, prefixOf(to.Circuit)) {
					out = append(out, e)
				}
			}
			f.Cursor = next
		}
	}
	return out, nil
}

// translations goes through what was told of schedules, newest first, until see has had enough.
func (s *Service) translations(ctx context.Context, scope identity.Scope, id topology.ID, see func(Translated) bool) error {
	f := microgrid.EventFilter{Microgrid: id, Names: []string{TOUTranslated}, Limit: 200}
	for more := true; more; more = f.Cursor != "" {
		page, next, err := s.store.MicrogridEvents(ctx, scope, f)
		if err != nil {
			return fmt.Errorf("list schedules: %w", err)
		}
		for _, e := range page {
			var t Translated
			if err := json.Unmarshal(e.Payload, &t); err != nil {
				return fmt.Errorf("read the schedule of event %d: %w", e.EventID, err)
			}
			if !see(t) {
				return nil
			}
		}
		f.Cursor = next
	}
	return nil
}

func prefixOf(circuit topology.ID) string { return "tou/" + string(circuit) + "/" }

// hashOf is the schedule's name in a source_ref tou/circuit/hash/week.
func hashOf(ref string) string {
	parts := strings.Split(ref, "/")
	if len(parts) != 4 {
		return ""
	}
	return parts[2]
}
