package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/microgrid/schedule"
	"ohmstead/energy/topology"
)

const (
	envelopesQuery = "SELECT e.*, s.status, " + blocksOf + ` AS blocks FROM envelope_states s
		JOIN operating_envelopes e ON e.tenant_id = s.tenant_id AND e.envelope_id = s.envelope_id WHERE s.microgrid_id = p.id AND s.relevant ORDER BY e.envelope_id`
	blocksOf = `(SELECT coalesce(jsonb_agg(to_jsonb(b) ORDER BY b.ordinal), '[]') FROM operating_envelope_blocks b
		WHERE b.tenant_id = e.tenant_id AND b.envelope_id = e.envelope_id)`
)

var _ schedule.Calendar = (*DB)(nil)

// DueEnvelopes implements schedule.Calendar.
func (d *DB) DueEnvelopes(ctx context.Context, until time.Time, most int) ([]schedule.Due, error) {
	rows, err := d.auth.Query(ctx, "SELECT tenant_id, microgrid_id::text, due_at, owed FROM list_due_envelopes($1, $2)", until, most)
	if err != nil {
		return nil, fault("list boundaries of envelopes that are due", err)
	}
	due, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d schedule.Due, err error) {
		var at *time.Time
		if err := row.Scan(&d.Tenant, &d.Microgrid, &at, &d.Owed); err != nil {
			return d, err
		}
		if at != nil {
			d.At = *at
		}
		return d, nil
	})
	return due, fault("list boundaries of envelopes that are due", err)
}

// Envelopes implements microgrid.Histories.
func (d *DB) Envelopes(ctx context.Context, scope identity.Scope, f microgrid.EnvelopeFilter) ([]microgrid.Envelope, string, error) {
	limit := min(max(f.Limit, 1), 200)
	var w where
	w.add("e.microgrid_id = ?", string(f.Microgrid))
	for column, value := range map[string]string{"e.node_id": string(f.Node), "e.envelope_type": string(f.Type), "s.status": string(f.Status)} {
		if value != "" {
			w.add(column+" = ?", value)
		}
	}
	if f.Cursor != "" {
		at, id, err := parseCursor(f.Cursor)
		if err != nil {
			return nil, "", err
		}
		w.add("(e.received_at, e.envelope_id) < (?, ?)", at, id)
	}
	found, err := list(ctx, d, scope, question[microgrid.EnvelopeStory]{
		what: "operating envelopes", args: append(w.args, limit+1), scan: scanEnvelope,
		sql: `SELECT to_jsonb(e) || jsonb_build_object('status', s.status) FROM operating_envelopes e
			JOIN envelope_states s ON s.tenant_id = e.tenant_id AND s.envelope_id = e.envelope_id` + w.sql() +
			fmt.Sprintf(" ORDER BY e.received_at DESC, e.envelope_id DESC LIMIT $%d", len(w.args)+1),
	})
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(found) > limit {
		found = found[:limit]
		next = cursorOf(found[limit-1].ReceivedAt, string(found[limit-1].EnvelopeID))
	}
	out := make([]microgrid.Envelope, len(found))
	for i, e := range found {
		out[i] = e.Envelope
	}
	return out, next, nil
}

// FindEnvelope implements microgrid.Histories.
func (d *DB) FindEnvelope(ctx context.Context, scope identity.Scope, which microgrid.EnvelopeKey) (microgrid.EnvelopeStory, error) {
	column, value := "envelope_id", string(which.Envelope)
	if value == "" {
		column, value = "source_ref", which.SourceRef
	}
	found, err := list(ctx, d, scope, question[microgrid.EnvelopeStory]{
		what: "operating envelopes", args: []any{string(which.Microgrid), value}, scan: scanEnvelope,
		sql: "SELECT to_jsonb(e) || jsonb_build_object('status', s.status, 'blocks', " + blocksOf + `, 'lifecycle',
				(SELECT jsonb_agg(to_jsonb(l) ORDER BY l.event_id) FROM envelope_lifecycle_events l WHERE l.tenant_id = e.tenant_id AND l.envelope_id = e.envelope_id))
			FROM operating_envelopes e JOIN envelope_states s ON s.tenant_id = e.tenant_id AND s.envelope_id = e.envelope_id
			WHERE e.microgrid_id = $1 AND e.source_ref <> '' AND e.` + column + " = $2",
	})
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "envelope")
	}
	if err != nil {
		return microgrid.EnvelopeStory{}, err
	}
	return found[0], nil
}

func scanEnvelope(row pgx.CollectableRow) (e microgrid.EnvelopeStory, err error) {
	var raw []byte
	if err := row.Scan(&raw); err != nil {
		return e, err
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return e, err
	}
	envelopeInUTC(&e.OperatingEnvelope)
	for i := range e.Lifecycle {
		l := &e.Lifecycle[i]
		l.EvaluatedAt, l.RecordedAt = l.EvaluatedAt.UTC(), l.RecordedAt.UTC()
	}
	return e, nil
}

func envelopeInUTC(e *topology.OperatingEnvelope) {
	e.EffectiveFrom, e.EffectiveTo, e.ReceivedAt = e.EffectiveFrom.UTC(), e.EffectiveTo.UTC(), e.ReceivedAt.UTC()
	for i := range e.Blocks {
		e.Blocks[i].BlockFrom, e.Blocks[i].BlockTo = e.Blocks[i].BlockFrom.UTC(), e.Blocks[i].BlockTo.UTC()
	}
}

// scheduleInUTC gives the instants of envelopes, sources and the schedule the zone that all others have.
func scheduleInUTC(s *microgrid.State) {
	for i := range s.Envelopes {
		envelopeInUTC(&s.Envelopes[i])
	}
	for i := range s.Sources {
		r := &s.Sources[i]
		r.HealthyUntil, r.ReportedAt = r.HealthyUntil.UTC(), r.ReportedAt.UTC()
	}
	for i := range s.Capacities {
		s.Capacities[i].At = s.Capacities[i].At.UTC()
	}
	s.Schedule.EvaluatedUntil, s.Schedule.DueAt = s.Schedule.EvaluatedUntil.UTC(), utc(s.Schedule.DueAt)
}

// blockRow is a block with its place in its envelope.
type blockRow struct {
	topology.OperatingEnvelopeBlock
	Ordinal int `json:"ordinal"`
}

func blockRows(envelopes []microgrid.Envelope) []blockRow {
	var out []blockRow
	for _, e := range envelopes {
		for i, b := range e.Blocks {
			b.EnvelopeID = e.EnvelopeID
			out = append(out, blockRow{b, i})
		}
	}
	return out
}

// envelopesTable, blocksTable and lifecycleTable have no key to update by: their rows are never changed.
func envelopesTable() tableOf {
	return tableOf{"operating_envelopes", []string{
		"envelope_id", "microgrid_id", "origin_control_point_id", "node_id", "envelope_type", "constraint_type", "effective_from", "effective_to",
		"source_ref", "received_at", "rejected_rule",
	}, ""}
}

func blocksTable() tableOf {
	return tableOf{"operating_envelope_blocks", []string{
		"envelope_id", "ordinal", "block_from", "block_to", "min_limit_watts", "max_limit_watts", "target_watts",
	}, ""}
}

func lifecycleTable() tableOf {
	return tableOf{"envelope_lifecycle_events", []string{
		"envelope_id", "microgrid_id", "status", "cause", "evaluated_at", "recorded_at", "actor",
	}, ""}
}

func envelopeStatesTable() tableOf {
	return tableOf{"envelope_states", []string{"envelope_id", "microgrid_id", "status", "relevant"}, "tenant_id, envelope_id"}
}

func sourcesTable() tableOf {
	return tableOf{"envelope_sources", []string{
		"node_id", "microgrid_id", "origin_control_point_id", "healthy_until", "reported_at", "reported_by",
	}, "tenant_id, microgrid_id, node_id, origin_control_point_id"}
}

func schedulesTable() tableOf {
	return tableOf{"envelope_schedules", []string{"microgrid_id", "evaluated_until", "due_at", "revision", "cycle_owed"}, "tenant_id, microgrid_id"}
}

// capacitiesTable has no key to update by: its rows are never changed.
func capacitiesTable() tableOf {
	return tableOf{"circuit_capacities", []string{
		"circuit_id", "microgrid_id", "node_id", "effective_capacity_watts", "projection_trigger", "set_by", "at",
	}, ""}
}
