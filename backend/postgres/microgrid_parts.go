package postgres

import "ohmstead/backend/microgrid"

// partQuery asks for a part with the columns named as its fields are; p.id and p.site name the microgrid.
func partQuery(p microgrid.Part) string {
	switch p {
	case microgrid.Nodes:
		return `SELECT node_id, microgrid_id, parent_node_id, name, node_type, attached_asset_type, attached_asset_id, status, display_order
			FROM microgrid_nodes WHERE microgrid_id = p.id ORDER BY display_order, node_id`
	case microgrid.Limits:
		return "SELECT * FROM node_limits WHERE microgrid_id = p.id ORDER BY node_limit_id"
	case microgrid.Points:
		return "SELECT * FROM capability_control_points WHERE microgrid_id = p.id ORDER BY control_point_id"
	case microgrid.Statuses:
		return `SELECT e.* FROM capability_control_points c CROSS JOIN LATERAL (SELECT * FROM capability_status_events e
				WHERE e.tenant_id = c.tenant_id AND e.control_point_id = c.control_point_id
				ORDER BY e.observed_at DESC, e.ingested_at DESC, e.status_event_id DESC LIMIT 1) e WHERE c.microgrid_id = p.id`
	case microgrid.Circuits:
		return `SELECT c.*, g.interconnection_capacity_import_watts AS import_watts FROM circuits c
			LEFT JOIN grid_connections g ON g.tenant_id = c.tenant_id AND g.id = c.grid_connection WHERE c.site_id = p.site ORDER BY c.name, c.circuit_id`
	case microgrid.Connections:
		return "SELECT id FROM grid_connections WHERE site_id = p.site ORDER BY id"
	case microgrid.Ratings:
		// LIMIT keeps a planner that knows no numbers yet from looking at every asset for every node.
		return `SELECT n.node_id, a.rated_watts FROM microgrid_nodes n CROSS JOIN LATERAL (SELECT max_active_power_watts AS rated_watts FROM assets a
			WHERE a.tenant_id = p.tenant AND a.id = n.attached_asset_id LIMIT 1) a WHERE n.microgrid_id = p.id AND a.rated_watts IS NOT NULL`
	case microgrid.Telemetry:
		return telemetryQuery
	case microgrid.Requests:
		return "SELECT * FROM leaf_requests WHERE microgrid_id = p.id ORDER BY node_id"
	case microgrid.Standings:
		return "SELECT * FROM microgrid_standings WHERE microgrid_id = p.id"
	case microgrid.LastCycle:
		return "SELECT cycle_id, balanced_at FROM microgrid_standings WHERE microgrid_id = p.id"
	case microgrid.OpenBreaches:
		return "SELECT * FROM breaches WHERE microgrid_id = p.id AND cleared_at IS NULL ORDER BY detected_at, breach_id"
	case microgrid.Envelopes:
		return envelopesQuery
	case microgrid.Sources:
		return "SELECT * FROM envelope_sources WHERE microgrid_id = p.id ORDER BY node_id, origin_control_point_id"
	case microgrid.Schedules:
		return "SELECT * FROM envelope_schedules WHERE microgrid_id = p.id"
	case microgrid.Capacities:
		return `SELECT k.* FROM circuits c CROSS JOIN LATERAL (SELECT * FROM circuit_capacities k WHERE k.tenant_id = p.tenant AND k.circuit_id = c.circuit_id
				ORDER BY k.capacity_id DESC LIMIT 1) k WHERE c.site_id = p.site ORDER BY k.circuit_id`
	case microgrid.Executions:
		return executionsQuery
	case microgrid.Receivers:
		return receiversQuery
	}
	panic("no such part of a microgrid: " + p)
}

// part is where a part is read into.
func (k *keptMicrogrid) part(p microgrid.Part) any {
	switch p {
	case microgrid.Nodes:
		return &k.Nodes
	case microgrid.Limits:
		return &k.Limits
	case microgrid.Points:
		return &k.Points
	case microgrid.Statuses:
		return &k.Statuses
	case microgrid.Circuits:
		return &k.Circuits
	case microgrid.Connections:
		return &k.Connections
	case microgrid.Ratings:
		return &k.Ratings
	case microgrid.Telemetry:
		return &k.Telemetry
	case microgrid.Requests:
		return &k.Requests
	case microgrid.Standings, microgrid.LastCycle:
		return &k.standings
	case microgrid.OpenBreaches:
		return &k.OpenBreaches
	case microgrid.Envelopes:
		return &k.Envelopes
	case microgrid.Sources:
		return &k.Sources
	case microgrid.Schedules:
		return &k.schedules
	case microgrid.Capacities:
		return &k.Capacities
	case microgrid.Executions:
		return &k.Executions
	case microgrid.Receivers:
		return &k.Receivers
	}
	panic("no such part of a microgrid: " + p)
}

// telemetryQuery asks for the newest ActivePower of what stands at each node: of the node's asset, and of
// the meter of a feeder's grid connection where it feeds no other. What is a day old is no news. Qualities
// are point.Quality's, whose 0 is a value that is missing. OFFSET 0 makes the asset a plain column:
// row-level security lets no expression into an index search. CASE looks for feeders where there can be any.
const telemetryQuery = `SELECT m.node_id, coalesce(r.value, s.value) AS watts, s.ts AS observed_at,
		(ARRAY['GOOD', 'UNCERTAIN', 'BAD', 'STALE', 'SUBSTITUTED'])[coalesce(r.quality, s.quality)] AS quality
	FROM (SELECT n.node_id, coalesce(CASE WHEN n.attached_asset_type = 'CIRCUIT' THEN (SELECT g.meter_asset_id FROM circuits c
			JOIN grid_connections g ON g.tenant_id = c.tenant_id AND g.id = c.grid_connection
			WHERE c.tenant_id = n.tenant_id AND c.circuit_id = n.attached_asset_id AND c.parent_circuit IS NULL AND c.site_id = n.site_id AND 1 = (SELECT count(*) FROM circuits o
				WHERE o.tenant_id = c.tenant_id AND o.site_id = c.site_id AND o.parent_circuit IS NULL AND o.grid_connection = c.grid_connection)) END, n.attached_asset_id) AS asset_id
		FROM microgrid_nodes n WHERE n.microgrid_id = p.id AND n.attached_asset_id IS NOT NULL OFFSET 0) m
	CROSS JOIN LATERAL (SELECT channel_id FROM channels h WHERE h.tenant_id = p.tenant AND h.asset_id = m.asset_id AND h.name = 'ActivePower' LIMIT 1) h
	CROSS JOIN LATERAL (SELECT ts, value, quality FROM samples s WHERE s.tenant_id = p.tenant AND s.channel_id = h.channel_id
		AND s.ts > $2 - interval '1 day' AND s.ts <= $2 ORDER BY s.ts DESC LIMIT 1) s
	LEFT JOIN LATERAL (SELECT value, quality FROM sample_revisions r
		WHERE r.tenant_id = p.tenant AND r.channel_id = h.channel_id AND r.ts = s.ts ORDER BY r.revision DESC LIMIT 1) r ON true
	WHERE coalesce(r.quality, s.quality) > 0`

// partRow is a row of a part's query as JSON.
func partRow(p microgrid.Part) string {
	if p == microgrid.Connections {
		return "q.id"
	}
	return "to_json(q)"
}

// tableOf is a table with the columns that a change writes, the first of them its id.
type tableOf struct {
	name    string
	columns []string
	key     string
}

func nodesTable() tableOf {
	return tableOf{"microgrid_nodes", []string{
		"node_id", "microgrid_id", "parent_node_id", "name", "node_type", "attached_asset_type", "attached_asset_id", "status", "display_order",
	}, "tenant_id, microgrid_id, node_id"}
}

func limitsTable() tableOf {
	return tableOf{"node_limits", []string{
		"node_limit_id", "microgrid_id", "node_id", "constraint_type", "limit_watts", "source_type", "status", "updated_at",
	}, "tenant_id, node_limit_id"}
}

func pointsTable() tableOf {
	return tableOf{"capability_control_points", []string{
		"control_point_id", "microgrid_id", "node_id", "capability_type", "state", "control_source", "description", "local_config",
		"external_config_type", "external_config_ref", "schedule_ref", "version", "updated_at",
	}, "tenant_id, control_point_id"}
}

// statusTable has no key to update by: its rows are never changed.
func statusTable() tableOf {
	return tableOf{"capability_status_events", []string{
		"status_event_id", "microgrid_id", "control_point_id", "node_id", "capability_type", "operational_status", "reported_by",
		"observed_at", "ingested_at", "source_event_ref", "status_detail",
	}, ""}
}

func circuitsTable() tableOf {
	return tableOf{"circuits", []string{
		"circuit_id", "name", "parent_circuit", "grid_connection", "default_capacity_watts", "fail_safe_capacity_watts", "gap_policy", "version",
	}, "tenant_id, circuit_id"}
}

func requestsTable() tableOf {
	return tableOf{"leaf_requests", []string{
		"node_id", "microgrid_id", "requested_watts", "min_watts", "max_watts", "tier", "weight", "energy_needed_wh", "arrived_at", "departs_at",
	}, "tenant_id, microgrid_id, node_id"}
}

// cyclesTable has no key to update by: its rows are never changed.
func cyclesTable() tableOf {
	return tableOf{"balancing_cycles", []string{
		"cycle_id", "microgrid_id", "node_id", "topology_version", "started_at", "ended_at", "outcome", "reason_codes", "allocation_summary",
		"summary_cycle", "breaches", "safe_action", "missing_inputs", "audit",
	}, ""}
}

func standingsTable() tableOf {
	return tableOf{"microgrid_standings", []string{
		"microgrid_id", "cycle_id", "applied", "off_since", "summary_hash", "summary_cycle", "summary_at", "balanced_at", "claims",
	}, "tenant_id, microgrid_id"}
}

func breachesTable() tableOf {
	return tableOf{"breaches", []string{
		"breach_id", "microgrid_id", "node_id", "constraint_ref", "constraint_type", "reason_code", "effective_demand_watts",
		"resolved_limit_watts", "source_mode", "detected_at", "cleared_at",
	}, "tenant_id, breach_id"}
}
