-- +goose Up

CREATE TABLE leaf_requests (
    tenant_id        int NOT NULL,
    site_id          int NOT NULL,
    microgrid_id     uuid NOT NULL,
    node_id          uuid NOT NULL,
    requested_watts  bigint NOT NULL,
    min_watts        bigint CHECK (min_watts >= 0),
    max_watts        bigint CHECK (max_watts >= 0),
    tier             int CHECK (tier >= 0),
    weight           int NOT NULL CHECK (weight >= 1),
    energy_needed_wh bigint CHECK (energy_needed_wh >= 0),
    arrived_at       timestamptz,
    departs_at       timestamptz,
    PRIMARY KEY (tenant_id, microgrid_id, node_id),
    FOREIGN KEY (tenant_id, microgrid_id, node_id) REFERENCES microgrid_nodes ON DELETE CASCADE
);
COMMENT ON TABLE leaf_requests IS 'What the controllable leaves of microgrids ask for now, as whoever runs them said last.';
COMMENT ON COLUMN leaf_requests.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN leaf_requests.site_id IS 'The site it lies in.';
COMMENT ON COLUMN leaf_requests.microgrid_id IS 'The microgrid it belongs to.';
COMMENT ON COLUMN leaf_requests.node_id IS 'The leaf.';
COMMENT ON COLUMN leaf_requests.requested_watts IS 'Positive to consume, negative offers to discharge.';
COMMENT ON COLUMN leaf_requests.min_watts IS 'Least magnitude it can run at; null is 6 A on each phase.';
COMMENT ON COLUMN leaf_requests.max_watts IS 'Largest magnitude; null is its rating.';
COMMENT ON COLUMN leaf_requests.tier IS 'Served in ascending order; null is 1.';
COMMENT ON COLUMN leaf_requests.weight IS 'Share within its tier.';
COMMENT ON COLUMN leaf_requests.energy_needed_wh IS 'What it still needs.';
COMMENT ON COLUMN leaf_requests.arrived_at IS 'Since when it asks.';
COMMENT ON COLUMN leaf_requests.departs_at IS 'Until when it can be served.';

CREATE TABLE balancing_cycles (
    tenant_id          int NOT NULL,
    site_id            int NOT NULL,
    microgrid_id       uuid NOT NULL,
    cycle_id           uuid NOT NULL,
    node_id            uuid,
    topology_version   bigint NOT NULL,
    started_at         timestamptz NOT NULL,
    ended_at           timestamptz NOT NULL,
    outcome            text NOT NULL CHECK (outcome IN ('APPLIED', 'CURTAILED', 'REJECTED')),
    reason_codes       text[] NOT NULL,
    allocation_summary jsonb,
    summary_cycle      uuid NOT NULL,
    breaches           jsonb NOT NULL,
    safe_action        jsonb NOT NULL,
    missing_inputs     jsonb NOT NULL,
    audit              jsonb NOT NULL,
    PRIMARY KEY (tenant_id, cycle_id),
    FOREIGN KEY (tenant_id, microgrid_id) REFERENCES microgrids ON DELETE CASCADE,
    CHECK ((allocation_summary IS NULL) = (summary_cycle <> cycle_id))
);
CREATE INDEX balancing_cycles_newest ON balancing_cycles (tenant_id, microgrid_id, started_at DESC, cycle_id DESC);
COMMENT ON TABLE balancing_cycles IS 'Balancing cycles as they were decided, append-only. Source: document 004, Cycle Result Payload.';
COMMENT ON COLUMN balancing_cycles.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN balancing_cycles.site_id IS 'The site it lies in.';
COMMENT ON COLUMN balancing_cycles.microgrid_id IS 'The microgrid that was balanced.';
COMMENT ON COLUMN balancing_cycles.cycle_id IS 'Public id.';
COMMENT ON COLUMN balancing_cycles.node_id IS 'The subtree that was meant; null is all.';
COMMENT ON COLUMN balancing_cycles.topology_version IS 'Version of the tree it ran on.';
COMMENT ON COLUMN balancing_cycles.started_at IS 'Its instant.';
COMMENT ON COLUMN balancing_cycles.ended_at IS 'When it was decided.';
COMMENT ON COLUMN balancing_cycles.outcome IS 'What was decided.';
COMMENT ON COLUMN balancing_cycles.reason_codes IS 'By precedence.';
COMMENT ON COLUMN balancing_cycles.allocation_summary IS 'Who got what; null where it is that of summary_cycle.';
COMMENT ON COLUMN balancing_cycles.summary_cycle IS 'The cycle that has the summary; itself where it differs or the last is 15 minutes old.';
COMMENT ON COLUMN balancing_cycles.breaches IS 'Limits that demand passed in it.';
COMMENT ON COLUMN balancing_cycles.safe_action IS 'What leaves were set to where demand was unknown.';
COMMENT ON COLUMN balancing_cycles.missing_inputs IS 'What had to be known and was not.';
COMMENT ON COLUMN balancing_cycles.audit IS 'Who asked, under which policy, and what was known of each checked scope.';

CREATE TABLE microgrid_standings (
    tenant_id     int NOT NULL,
    site_id       int NOT NULL,
    microgrid_id  uuid NOT NULL,
    cycle_id      uuid NOT NULL,
    applied       jsonb,
    off_since     jsonb NOT NULL,
    summary_hash  text NOT NULL,
    summary_cycle uuid NOT NULL,
    summary_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, microgrid_id),
    FOREIGN KEY (tenant_id, microgrid_id) REFERENCES microgrids ON DELETE CASCADE
);
COMMENT ON TABLE microgrid_standings IS 'What the next balancing cycle of a microgrid has to know of those before.';
COMMENT ON COLUMN microgrid_standings.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN microgrid_standings.site_id IS 'The site it lies in.';
COMMENT ON COLUMN microgrid_standings.microgrid_id IS 'The microgrid.';
COMMENT ON COLUMN microgrid_standings.cycle_id IS 'The last cycle.';
COMMENT ON COLUMN microgrid_standings.applied IS 'The last cycle that was applied; null before the first.';
COMMENT ON COLUMN microgrid_standings.off_since IS 'Leaves that get nothing, each with since when.';
COMMENT ON COLUMN microgrid_standings.summary_hash IS 'SHA-256 of the last summary.';
COMMENT ON COLUMN microgrid_standings.summary_cycle IS 'The cycle that has it.';
COMMENT ON COLUMN microgrid_standings.summary_at IS 'When that cycle was.';

CREATE TABLE breaches (
    tenant_id              int NOT NULL,
    site_id                int NOT NULL,
    breach_id              uuid NOT NULL,
    microgrid_id           uuid NOT NULL,
    node_id                uuid,
    constraint_ref         text,
    constraint_type        text NOT NULL,
    reason_code            text NOT NULL,
    effective_demand_watts bigint NOT NULL,
    resolved_limit_watts   bigint NOT NULL,
    source_mode            text NOT NULL CHECK (source_mode IN ('MEASURED', 'FALLBACK_DERIVED')),
    detected_at            timestamptz NOT NULL,
    cleared_at             timestamptz,
    PRIMARY KEY (tenant_id, breach_id),
    FOREIGN KEY (tenant_id, microgrid_id) REFERENCES microgrids ON DELETE CASCADE
);
CREATE UNIQUE INDEX breaches_one_open ON breaches (tenant_id, microgrid_id, node_id, constraint_type) NULLS NOT DISTINCT WHERE cleared_at IS NULL;
COMMENT ON TABLE breaches IS 'Limits that demand passed, from the cycle that found it until the first that does not. Source: document 004, Breach Payload.';
COMMENT ON COLUMN breaches.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN breaches.site_id IS 'The site it lies in.';
COMMENT ON COLUMN breaches.breach_id IS 'Public id.';
COMMENT ON COLUMN breaches.microgrid_id IS 'The microgrid.';
COMMENT ON COLUMN breaches.node_id IS 'The node whose limit was passed; null for the microgrid''s own.';
COMMENT ON COLUMN breaches.constraint_ref IS 'The node limit or envelope that was the tightest.';
COMMENT ON COLUMN breaches.constraint_type IS 'What is bounded.';
COMMENT ON COLUMN breaches.reason_code IS 'How it came about.';
COMMENT ON COLUMN breaches.effective_demand_watts IS 'Demand when it was found.';
COMMENT ON COLUMN breaches.resolved_limit_watts IS 'The limit then.';
COMMENT ON COLUMN breaches.source_mode IS 'Whether the demand was measured.';
COMMENT ON COLUMN breaches.detected_at IS 'When it was found.';
COMMENT ON COLUMN breaches.cleared_at IS 'When a cycle first found it gone; null while it lasts.';

CALL isolate('leaf_requests');
CALL isolate('balancing_cycles');
CALL isolate('microgrid_standings');
CALL isolate('breaches');
GRANT SELECT, INSERT, UPDATE, DELETE ON leaf_requests TO ohm_app;
GRANT SELECT, INSERT ON balancing_cycles TO ohm_app;
GRANT SELECT, INSERT, UPDATE ON microgrid_standings, breaches TO ohm_app;

-- +goose Down
DROP TABLE breaches, microgrid_standings, balancing_cycles, leaf_requests;
