package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

var _ microgrid.Store = (*DB)(nil)

// FindMicrogrid implements microgrid.Store.
func (d *DB) FindMicrogrid(ctx context.Context, scope identity.Scope, id topology.ID) (topology.Microgrid, error) {
	return d.oneMicrogrid(ctx, scope, "microgrid_id = $1", id)
}

// MicrogridOfDepot implements microgrid.Store.
func (d *DB) MicrogridOfDepot(ctx context.Context, scope identity.Scope, depot topology.ID) (topology.Microgrid, error) {
	return d.oneMicrogrid(ctx, scope, "depot_id = $1", depot)
}

func (d *DB) oneMicrogrid(ctx context.Context, scope identity.Scope, where string, id topology.ID) (topology.Microgrid, error) {
	found, err := list(ctx, d, scope, question[topology.Microgrid]{
		what: "microgrids", sql: "SELECT microgrid_id::text, depot_id::text, version FROM microgrids WHERE " + where, args: []any{string(id)},
		scan: func(row pgx.CollectableRow) (m topology.Microgrid, err error) {
			return m, row.Scan(&m.MicrogridID, &m.DepotID, &m.Version)
		},
	})
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "microgrid")
	}
	if err != nil {
		return topology.Microgrid{}, err
	}
	return found[0], nil
}

// ReadMicrogrid implements microgrid.Store.
func (d *DB) ReadMicrogrid(ctx context.Context, scope identity.Scope, id topology.ID, now time.Time, parts ...microgrid.Part) (microgrid.State, error) {
	var kept keptMicrogrid
	err := d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		kept, err = readMicrogrid(ctx, tx, microgrid.Request{Microgrid: id, Parts: parts, Now: now})
		return err
	})
	return kept.State, fault("read a microgrid", err)
}

// keptMicrogrid is a microgrid within a transaction.
type keptMicrogrid struct {
	microgrid.State
	tenant, site int32
	standings    []microgrid.Standing // at most one
	schedules    []microgrid.Schedule // at most one
}

// ChangeMicrogrid implements microgrid.Store.
func (d *DB) ChangeMicrogrid(ctx context.Context, scope identity.Scope, r microgrid.Request, decide microgrid.Decide) (microgrid.Answer, error) {
	var answer microgrid.Answer
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		// What is read after the lock is what others have left.
		locking := "SELECT FROM microgrids WHERE microgrid_id = $1 FOR UPDATE"
		if r.NoWait {
			locking += " SKIP LOCKED"
		}
		locked, err := tx.Exec(ctx, locking, string(r.Microgrid))
		if err != nil {
			return err
		}
		kept, err := readMicrogrid(ctx, tx, r)
		if err != nil {
			return err
		}
		if locked.RowsAffected() == 0 {
			return microgrid.ErrBusy
		}
		if answer, err = answerOf(ctx, tx, r); err != nil || answer.Repeated {
			return err
		}
		change, err := decide(&kept.State)
		if err != nil {
			return err
		}
		w := microgridWriter{tx: tx, scope: scope, kept: &kept}
		if err := w.write(ctx, change); err != nil {
			return err
		}
		answer.Given = change.Answer
		return w.remember(ctx, r, change.Answer)
	})
	return answer, fault("change a microgrid", err)
}

// answerOf is what was answered under the key of a request; a key that has expired is forgotten.
func answerOf(ctx context.Context, tx *Tx, r microgrid.Request) (microgrid.Answer, error) {
	if r.Key == nil {
		return microgrid.Answer{}, nil
	}
	key := r.Key.Kind + ":" + r.Key.Text
	if _, err := tx.Exec(ctx, "DELETE FROM microgrid_keys WHERE microgrid_id = $1 AND key = $2 AND expires_at <= $3", string(r.Microgrid), key, r.Now); err != nil {
		return microgrid.Answer{}, err
	}
	var hash []byte
	a := microgrid.Answer{Repeated: true}
	err := tx.QueryRow(ctx, "SELECT body_hash, answer FROM microgrid_keys WHERE microgrid_id = $1 AND key = $2", string(r.Microgrid), key).Scan(&hash, &a.Body)
	switch {
	case isNoRows(err):
		return microgrid.Answer{}, nil
	case err != nil:
		return a, err
	case [32]byte(hash) != r.Key.Hash:
		return a, reason.New(reason.IdempotencyKeyReused, reason.Params{"id": r.Key.Text})
	}
	return a, nil
}

// readMicrogrid reads a microgrid and parts of it in one statement, so that all are of one moment.
func readMicrogrid(ctx context.Context, tx *Tx, r microgrid.Request) (keptMicrogrid, error) {
	var kept keptMicrogrid
	m := &kept.Microgrid
	raw := make([][]byte, len(r.Parts))
	into := []any{&kept.tenant, &kept.site, &m.MicrogridID, &m.DepotID, &m.Version}
	var columns strings.Builder
	for i, part := range r.Parts {
		columns.WriteString(", (SELECT coalesce(json_agg(" + partRow(part) + "), '[]') FROM (" + partQuery(part) + ") q)")
		into = append(into, &raw[i])
	}
	err := tx.QueryRow(ctx, "SELECT p.tenant, p.site, p.id::text, p.depot::text, p.version"+columns.String()+` FROM (SELECT tenant_id AS tenant, site_id AS site,
		microgrid_id AS id, depot_id AS depot, version, $2::timestamptz AS now FROM microgrids WHERE microgrid_id = $1) p`, string(r.Microgrid), r.Now).Scan(into...)
	if err != nil {
		return kept, notFound(err, "microgrid")
	}
	for i, part := range r.Parts {
		if err := json.Unmarshal(raw[i], kept.part(part)); err != nil {
			return kept, fmt.Errorf("read %s: %w", part, err)
		}
	}
	if len(kept.standings) > 0 {
		kept.Standing = kept.standings[0]
	}
	if len(kept.schedules) > 0 {
		kept.Schedule = kept.schedules[0]
	}
	inUTC(&kept.State)
	return kept, nil
}

// inUTC gives the instants that came as JSON the zone that all others have.
func inUTC(s *microgrid.State) {
	for i := range s.Limits {
		s.Limits[i].UpdatedAt = s.Limits[i].UpdatedAt.UTC()
	}
	for i := range s.Points {
		s.Points[i].UpdatedAt = s.Points[i].UpdatedAt.UTC()
		if string(s.Points[i].LocalConfig) == "null" {
			s.Points[i].LocalConfig = nil
		}
	}
	for i := range s.Statuses {
		statusInUTC(&s.Statuses[i])
	}
	for i := range s.Telemetry {
		s.Telemetry[i].ObservedAt = s.Telemetry[i].ObservedAt.UTC()
	}
	for i := range s.Requests {
		s.Requests[i].ArrivedAt, s.Requests[i].DepartsAt = utc(s.Requests[i].ArrivedAt), utc(s.Requests[i].DepartsAt)
	}
	for i := range s.OpenBreaches {
		s.OpenBreaches[i].DetectedAt = s.OpenBreaches[i].DetectedAt.UTC()
	}
	s.Standing.SummaryAt = s.Standing.SummaryAt.UTC()
	for i := range s.Executions {
		executionInUTC(&s.Executions[i])
	}
	scheduleInUTC(s)
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

func statusInUTC(e *topology.CapabilityStatusEvent) {
	e.ObservedAt, e.IngestedAt = e.ObservedAt.UTC(), e.IngestedAt.UTC()
	if string(e.StatusDetail) == "null" {
		e.StatusDetail = nil
	}
}

// StatusHistory implements microgrid.Store.
func (d *DB) StatusHistory(ctx context.Context, scope identity.Scope, f microgrid.HistoryFilter) ([]topology.CapabilityStatusEvent, string, error) {
	limit := min(max(f.Limit, 1), 200)
	var w where
	w.add("e.microgrid_id = ?", string(f.Microgrid))
	w.add("e.control_point_id = ?", string(f.Point))
	if !f.From.IsZero() {
		w.add("e.observed_at >= ?", f.From)
	}
	if !f.To.IsZero() {
		w.add("e.observed_at < ?", f.To)
	}
	if f.Cursor != "" {
		at, id, err := parseCursor(f.Cursor)
		if err != nil {
			return nil, "", err
		}
		w.add("(e.observed_at, e.status_event_id) < (?, ?)", at, id)
	}
	found, err := list(ctx, d, scope, question[topology.CapabilityStatusEvent]{
		what: "status events", args: append(w.args, limit+1),
		sql: "SELECT to_jsonb(e) FROM capability_status_events e" + w.sql() + fmt.Sprintf(" ORDER BY e.observed_at DESC, e.status_event_id DESC LIMIT $%d", len(w.args)+1),
		scan: func(row pgx.CollectableRow) (e topology.CapabilityStatusEvent, err error) {
			var raw []byte
			if err := row.Scan(&raw); err != nil {
				return e, err
			}
			err = json.Unmarshal(raw, &e)
			statusInUTC(&e)
			return e, err
		},
	})
	if err != nil || len(found) <= limit {
		return found, "", err
	}
	last := found[limit-1]
	return found[:limit], cursorOf(last.ObservedAt, string(last.StatusEventID)), nil
}

// microgridWriter keeps a change.
type microgridWriter struct {
	tx    *Tx
	scope identity.Scope
	kept  *keptMicrogrid
}

// write keeps a change in the order in which rows refer to each other.
func (w microgridWriter) write(ctx context.Context, c microgrid.Change) error {
	if c.Version != 0 {
		if _, err := w.tx.Exec(ctx, "UPDATE microgrids SET version = $2 WHERE microgrid_id = $1", string(w.kept.Microgrid.MicrogridID), c.Version); err != nil {
			return err
		}
	}
	if len(c.RemovedRequests) > 0 {
		if _, err := w.tx.Exec(ctx, "DELETE FROM leaf_requests WHERE microgrid_id = $1 AND node_id = ANY ($2::text[]::uuid[])",
			string(w.kept.Microgrid.MicrogridID), texts(c.RemovedRequests)); err != nil {
			return err
		}
	}
	// What goes, goes first: its asset may stand on another node now.
	if len(c.RemovedNodes) > 0 {
		if _, err := w.tx.Exec(ctx, "DELETE FROM microgrid_nodes WHERE microgrid_id = $1 AND node_id = ANY ($2::text[]::uuid[])",
			string(w.kept.Microgrid.MicrogridID), texts(c.RemovedNodes)); err != nil {
			return err
		}
	}
	blocks := blockRows(c.Envelopes)
	for _, r := range []struct {
		rows  any
		count int
		table tableOf
	}{
		{c.Nodes, len(c.Nodes), nodesTable()},
		{c.Limits, len(c.Limits), limitsTable()},
		{c.Points, len(c.Points), pointsTable()},
		{c.StatusEvents, len(c.StatusEvents), statusTable()},
		{c.Circuits, len(c.Circuits), circuitsTable()},
		{c.Requests, len(c.Requests), requestsTable()},
		{c.Cycles, len(c.Cycles), cyclesTable()},
		{c.Standings, len(c.Standings), standingsTable()},
		{c.Breaches, len(c.Breaches), breachesTable()},
		{c.Envelopes, len(c.Envelopes), envelopesTable()},
		{blocks, len(blocks), blocksTable()},
		{c.Lifecycle, len(c.Lifecycle), lifecycleTable()},
		{c.EnvelopeStates, len(c.EnvelopeStates), envelopeStatesTable()},
		{c.Sources, len(c.Sources), sourcesTable()},
		{c.Schedules, len(c.Schedules), schedulesTable()},
		{c.Capacities, len(c.Capacities), capacitiesTable()},
		{c.Executions, len(c.Executions), executionsTable()},
	} {
		if r.count == 0 {
			continue
		}
		if err := w.keep(ctx, r.table, r.rows); err != nil {
			return fmt.Errorf("keep %s: %w", r.table.name, err)
		}
	}
	if len(c.RemovedCircuits) > 0 {
		if _, err := w.tx.Exec(ctx, "DELETE FROM circuits WHERE circuit_id = ANY ($1::text[]::uuid[])", texts(c.RemovedCircuits)); err != nil {
			return err
		}
	}
	if err := w.order(ctx, c.Orders); err != nil {
		return err
	}
	if err := w.alarm(ctx, c.Breaches); err != nil {
		return err
	}
	return w.tell(ctx, c.Events)
}

func texts(ids []topology.ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}

// keep inserts rows, or updates those that are there. An asset that moves from one node to another within
// one change is taken off first.
func (w microgridWriter) keep(ctx context.Context, t tableOf, rows any) error {
	body, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("encode rows: %w", err)
	}
	if t.name == "microgrid_nodes" {
		if _, err := w.tx.Exec(ctx, `UPDATE microgrid_nodes n SET attached_asset_type = NULL, attached_asset_id = NULL
			FROM jsonb_populate_recordset(NULL::microgrid_nodes, $1) r WHERE n.microgrid_id = $2 AND n.node_id = r.node_id
				AND n.attached_asset_id IS NOT NULL AND n.attached_asset_id IS DISTINCT FROM r.attached_asset_id`, body, string(w.kept.Microgrid.MicrogridID)); err != nil {
			return err
		}
	}
	columns := strings.Join(t.columns, ", ")
	var sql strings.Builder
	sql.WriteString("INSERT INTO " + t.name + " (tenant_id, site_id, " + columns + ") SELECT $1, $2, " + columns +
		" FROM jsonb_populate_recordset(NULL::" + t.name + ", $3)")
	if t.key != "" {
		sql.WriteString(" ON CONFLICT (" + t.key + ") DO UPDATE SET ")
		for i, c := range t.columns[1:] {
			if i > 0 {
				sql.WriteString(", ")
			}
			sql.WriteString(c + " = excluded." + c)
		}
	}
	_, err = w.tx.Exec(ctx, sql.String(), w.kept.tenant, w.kept.site, body)
	return err
}

// tell appends events, in their order.
func (w microgridWriter) tell(ctx context.Context, events []microgrid.Event) error {
	if len(events) == 0 {
		return nil
	}
	names, at, payloads := make([]string, len(events)), make([]time.Time, len(events)), make([]string, len(events))
	for i, e := range events {
		body, err := json.Marshal(e.Payload)
		if err != nil {
			return fmt.Errorf("encode the event %s: %w", e.Name, err)
		}
		names[i], at[i], payloads[i] = e.Name, e.At, string(body)
	}
	actor := w.scope.Actor
	if actor == "" {
		actor = "service"
	}
	_, err := w.tx.Exec(ctx, `INSERT INTO microgrid_events (tenant_id, site_id, microgrid_id, name, at, actor, payload)
		SELECT $1, $2, $3, e.name, e.at, $4, e.payload::jsonb FROM unnest($5::text[], $6::timestamptz[], $7::text[]) WITH ORDINALITY AS e (name, at, payload, i) ORDER BY e.i`,
		w.kept.tenant, w.kept.site, string(w.kept.Microgrid.MicrogridID), actor, names, at, payloads)
	return err
}

// remember keeps the answer under the key of its request, if it has one.
func (w microgridWriter) remember(ctx context.Context, r microgrid.Request, answer any) error {
	if answer == nil || r.Key == nil {
		return nil
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("encode an answer: %w", err)
	}
	var expires *time.Time
	if !r.Key.Expires.IsZero() {
		expires = &r.Key.Expires
	}
	_, err = w.tx.Exec(ctx, "INSERT INTO microgrid_keys (tenant_id, site_id, microgrid_id, key, body_hash, answer, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		w.kept.tenant, w.kept.site, string(w.kept.Microgrid.MicrogridID), r.Key.Kind+":"+r.Key.Text, slices.Clone(r.Key.Hash[:]), string(body), expires)
	return err
}
