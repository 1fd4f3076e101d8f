package postgres

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/report"
	"ohmstead/energy/slot"
)

var _ report.Store = (*DB)(nil)

// Subjects implements report.Store. A node is only for those who see all sites below it; row-level
// security shows nodes above sites to those who see all.
func (d *DB) Subjects(ctx context.Context, scope identity.Scope) ([]report.Subject, error) {
	return list(ctx, d, scope, question[report.Subject]{
		what: "what reports can be about",
		sql: `SELECT kind, id, name, zone, sites FROM (
				SELECT 'ORG_NODE' AS kind, o.id, o.name, CASE WHEN min(s.time_zone) = max(s.time_zone) THEN min(s.time_zone) ELSE '' END AS zone, count(*)::int AS sites, o.path
				FROM org_nodes o JOIN org_nodes n ON o.id = ANY (n.path) JOIN sites s ON s.tenant_id = n.tenant_id AND s.org_node_id = n.id
				WHERE o.kind = 'ENTERPRISE' AND n.archived_at IS NULL GROUP BY o.id, o.name, o.path
				UNION ALL
				SELECT 'SITE', s.id, n.name, s.time_zone, 1, NULL FROM sites s JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id WHERE n.archived_at IS NULL) q
			ORDER BY path NULLS LAST, name, id`,
		scan: func(row pgx.CollectableRow) (s report.Subject, err error) {
			return s, row.Scan(&s.Kind, &s.ID, &s.Name, &s.TimeZone, &s.Sites)
		},
	})
}

// reported is a site of a report's subject by its key.
type reported struct {
	key  int32
	site report.Site
}

// Input implements report.Store.
func (d *DB) Input(ctx context.Context, scope identity.Scope, frame report.Frame) (report.Input, error) {
	in := report.Input{Frame: frame}
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		sites, err := collect(ctx, tx, sitesOfSubject(frame.Subject))
		if err != nil {
			return err
		}
		if len(sites) == 0 {
			return notFound(pgx.ErrNoRows, "site")
		}
		keys, spans := make([]int32, len(sites)), make([]slot.Interval, len(sites))
		for i, s := range sites {
			keys[i], spans[i] = s.key, frame.Span()
		}
		named, err := collect(ctx, tx, channelsQuestion(keys, []string{"ActivePower"}))
		if err != nil {
			return err
		}
		found, err := collect(ctx, tx, flowsQuestion(scope, keys, spans))
		if err != nil {
			return err
		}
		channels := channelsOf(found, named)
		for _, s := range sites {
			s.site.Channels = channels[s.key]
			in.Sites = append(in.Sites, s.site)
		}
		return nil
	})
	return in, fault("read what a report is about", err)
}

func sitesOfSubject(s report.Subject) question[reported] {
	below := "s.id = $1"
	if s.Kind == report.OfNode {
		below = "$1 = ANY (n.path)"
	}
	return question[reported]{
		what: "the sites of a report",
		sql: `SELECT s.site_id, s.id, n.name FROM sites s JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id
			WHERE ` + below + " ORDER BY n.name, s.id",
		args: []any{s.ID},
		scan: func(row pgx.CollectableRow) (r reported, err error) {
			return r, row.Scan(&r.key, &r.site.ID, &r.site.Name)
		},
	}
}

// channelsOf are the channels of each site, by name, from quarter hours in the order of channels.
func channelsOf(found []at[quarterOf], named []at[registry.Channel]) map[int32][]report.Channel {
	names := make(map[int32]string, len(named))
	for _, n := range named {
		names[n.what.Key] = n.what.Asset + "." + n.what.Name
	}
	channels := map[int32][]report.Channel{}
	for first := 0; first < len(found); {
		key := found[first].what.channel
		end := first + 1
		for end < len(found) && found[end].what.channel == key {
			end++
		}
		site := found[first].site
		flow := flowsOf(found[first:end])[site][0]
		channels[site] = append(channels[site], report.Channel{Name: names[key], Flow: flow})
		first = end
	}
	for _, of := range channels {
		slices.SortFunc(of, func(a, b report.Channel) int { return cmp.Compare(a.Name, b.Name) })
	}
	return channels
}

// Keep implements report.Store. Runs about the same wait for each other.
func (d *DB) Keep(ctx context.Context, scope identity.Scope, draft report.Draft) (report.Run, error) {
	run := report.Run{At: draft.Now.UTC().Truncate(time.Microsecond), By: draft.By}
	ids, err := rowIDs(2)
	if err != nil {
		return run, fmt.Errorf("keep a report: %w", err)
	}
	run.ID = ids[0]
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		f := draft.Frame
		_, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 13))", fmt.Sprint("report", scope.Tenant, f.Subject.ID, f.Period, f.TimeZone, f.FirstDay))
		if err != nil {
			return err
		}
		newest, err := collect(ctx, tx, newestOf(f))
		switch {
		case err != nil:
			return err
		case len(newest) == 1 && newest[0].DataHash == draft.DataHash:
			run.Version = newest[0]
			if !bytes.Equal(run.Version.Result, draft.Result) {
				return fmt.Errorf("the report %s came out differently from the same data: its schema must have another version", run.Version.ID)
			}
		default:
			run.Made, run.Version = true, successor(newest, draft, ids[1])
			if err := insertVersion(ctx, tx, scope, run.Version); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `INSERT INTO report_runs (tenant_id, site_id, id, version_id, run_at, run_by)
			SELECT tenant_id, site_id, $1, id, $3, $4 FROM report_versions WHERE id = $2`, run.ID, run.Version.ID, run.At, run.By)
		return err
	})
	return run, fault("keep a report", err)
}

const selectVersions = `SELECT v.id, CASE WHEN v.site_id IS NULL THEN 'ORG_NODE' ELSE 'SITE' END, coalesce(s.id, v.org_node_id), v.subject_name, v.period, v.time_zone, v.first_day::text,
		v.version, v.replaces, v.closed, v.data_hash, v.hash, v.created_at, NOT EXISTS (SELECT FROM report_versions r WHERE r.tenant_id = v.tenant_id AND r.replaces = v.id), `

const fromVersions = " FROM report_versions v LEFT JOIN sites s ON s.tenant_id = v.tenant_id AND s.site_id = v.site_id"

func scanVersion(row pgx.CollectableRow) (v report.Version, err error) {
	var data, result []byte
	err = row.Scan(&v.ID, &v.Subject.Kind, &v.Subject.ID, &v.Subject.Name, &v.Period, &v.TimeZone, &v.FirstDay,
		&v.Number, &v.Replaces, &v.Closed, &data, &result, &v.Created, &v.Newest, &v.Result)
	if err == nil {
		v.DataHash, v.Hash = [sha256.Size]byte(data), [sha256.Size]byte(result)
	}
	return v, err
}

func newestOf(f report.Frame) question[report.Version] {
	return question[report.Version]{
		what: "the newest version",
		sql: selectVersions + "v.result" + fromVersions + `
			WHERE coalesce(s.id, v.org_node_id) = $1 AND v.period = $2 AND v.time_zone = $3 AND v.first_day = $4::text::date ORDER BY v.version DESC LIMIT 1`,
		args: []any{f.Subject.ID, f.Period, f.TimeZone, f.FirstDay},
		scan: scanVersion,
	}
}

// successor is the version after the newest, if there is one.
func successor(newest []report.Version, draft report.Draft, id uuid.UUID) report.Version {
	f := draft.Frame
	v := report.Version{
		ID: id, Subject: report.Subject{Kind: f.Subject.Kind, ID: f.Subject.ID, Name: f.Subject.Name}, Period: f.Period, TimeZone: f.TimeZone, FirstDay: f.FirstDay,
		Number: 1, Closed: f.Closed, DataHash: draft.DataHash, Hash: sha256.Sum256(draft.Result),
		Created: draft.Now.UTC().Truncate(time.Microsecond), Newest: true, Result: draft.Result,
	}
	if len(newest) == 1 {
		v.Number, v.Replaces = newest[0].Number+1, &newest[0].ID
	}
	return v
}

func insertVersion(ctx context.Context, tx *Tx, scope identity.Scope, v report.Version) error {
	_, err := tx.Exec(ctx, `INSERT INTO report_versions (tenant_id, site_id, org_node_id, id, subject_name, period, time_zone, first_day, version, replaces, closed, data_hash, hash, result, created_at)
		VALUES ($1, CASE WHEN $2 = 'SITE' THEN (SELECT site_id FROM sites WHERE id = $3) END, CASE WHEN $2 = 'ORG_NODE' THEN $3 END,
			$4, $5, $6, $7, $8::text::date, $9, $10, $11, $12, $13, $14, $15)`,
		scope.Tenant, string(v.Subject.Kind), v.Subject.ID, v.ID, v.Subject.Name, v.Period, v.TimeZone, v.FirstDay, v.Number, v.Replaces, v.Closed,
		v.DataHash[:], v.Hash[:], v.Result, v.Created)
	return err
}

// Versions implements report.Store.
func (d *DB) Versions(ctx context.Context, scope identity.Scope, f report.Filter) ([]report.Version, string, error) {
	limit := min(max(cmp.Or(f.Limit, 50), 1), 200)
	var at *time.Time
	var id uuid.UUID
	if f.Cursor != "" {
		when, which, err := parseCursor(f.Cursor)
		if err != nil {
			return nil, "", err
		}
		at, id = &when, which
	}
	found, err := list(ctx, d, scope, question[report.Version]{
		what: "reports",
		sql: selectVersions + "NULL::bytea" + fromVersions + `
			WHERE ($1::uuid IS NULL OR coalesce(s.id, v.org_node_id) = $1) AND ($2 = '' OR v.period = $2) AND ($3::timestamptz IS NULL OR (v.created_at, v.id) < ($3, $4))
				AND (NOT $5 OR NOT EXISTS (SELECT FROM report_versions r WHERE r.tenant_id = v.tenant_id AND r.replaces = v.id))
			ORDER BY v.created_at DESC, v.id DESC LIMIT $6`,
		args: []any{f.Subject, string(f.Period), at, id, f.Newest, limit + 1},
		scan: scanVersion,
	})
	if err != nil || len(found) <= limit {
		return found, "", err
	}
	last := found[limit-1]
	return found[:limit], cursorOf(last.Created, last.ID.String()), nil
}

// Version implements report.Store.
func (d *DB) Version(ctx context.Context, scope identity.Scope, id uuid.UUID) (report.Version, error) {
	found, err := list(ctx, d, scope, question[report.Version]{
		what: "reports", sql: selectVersions + "v.result" + fromVersions + " WHERE v.id = $1", args: []any{id}, scan: scanVersion,
	})
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "report")
	}
	if err != nil {
		return report.Version{}, err
	}
	return found[0], nil
}
