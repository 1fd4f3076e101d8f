-- +goose Up

-- Columns of contract tables have the names of document 004, section 4. What was submitted is never
-- changed; what became of it is a history of its own (document 004, D-025), and the status of an envelope
-- is derived from that. A rejected envelope may name anything, so that nothing here is checked of it.

CREATE TABLE operating_envelopes (
    tenant_id               int NOT NULL,
    site_id                 int NOT NULL,
    microgrid_id            uuid NOT NULL,
    envelope_id             uuid NOT NULL,
    origin_control_point_id uuid,
    node_id                 uuid,
    envelope_type           text NOT NULL,
    constraint_type         text NOT NULL,
    effective_from          timestamptz NOT NULL,
    effective_to            timestamptz NOT NULL,
    source_ref              text NOT NULL,
    received_at             timestamptz NOT NULL,
    rejected_rule           text,
    PRIMARY KEY (tenant_id, envelope_id),
    FOREIGN KEY (tenant_id, microgrid_id) REFERENCES microgrids ON DELETE CASCADE,
    CHECK (rejected_rule IS NOT NULL OR node_id IS NOT NULL AND source_ref <> '' AND effective_from < effective_to
        AND envelope_type IN ('TOU_LIMIT', 'FORECAST', 'FALLBACK', 'OVERRIDE') AND constraint_type IN ('CONSUMPTION_CAP', 'GENERATION_CAP', 'NET_CAP'))
);
CREATE UNIQUE INDEX operating_envelopes_by_source ON operating_envelopes (tenant_id, microgrid_id, source_ref) WHERE source_ref <> '';
CREATE INDEX operating_envelopes_newest ON operating_envelopes (tenant_id, microgrid_id, received_at DESC, envelope_id DESC);
COMMENT ON TABLE operating_envelopes IS 'Constraints for a time, as they were submitted; append-only. Source: document 004, OperatingEnvelope.';
COMMENT ON COLUMN operating_envelopes.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN operating_envelopes.site_id IS 'The site it lies in.';
COMMENT ON COLUMN operating_envelopes.microgrid_id IS 'The microgrid it belongs to.';
COMMENT ON COLUMN operating_envelopes.envelope_id IS 'Public id.';
COMMENT ON COLUMN operating_envelopes.origin_control_point_id IS 'The control point it came by; null for none in particular.';
COMMENT ON COLUMN operating_envelopes.node_id IS 'The top of the subtree that it bounds.';
COMMENT ON COLUMN operating_envelopes.envelope_type IS 'TOU_LIMIT, FORECAST, FALLBACK or OVERRIDE.';
COMMENT ON COLUMN operating_envelopes.constraint_type IS 'What it bounds.';
COMMENT ON COLUMN operating_envelopes.effective_from IS 'First instant.';
COMMENT ON COLUMN operating_envelopes.effective_to IS 'End, not included.';
COMMENT ON COLUMN operating_envelopes.source_ref IS 'The source''s own name of this submission; makes a repeated one and the same.';
COMMENT ON COLUMN operating_envelopes.received_at IS 'When it came in.';
COMMENT ON COLUMN operating_envelopes.rejected_rule IS 'The rule it breaks; null for one that was accepted.';

CREATE TABLE operating_envelope_blocks (
    tenant_id       int NOT NULL,
    site_id         int NOT NULL,
    envelope_id     uuid NOT NULL,
    ordinal         int NOT NULL,
    block_from      timestamptz NOT NULL,
    block_to        timestamptz NOT NULL,
    min_limit_watts bigint,
    max_limit_watts bigint,
    target_watts    bigint,
    PRIMARY KEY (tenant_id, envelope_id, ordinal),
    FOREIGN KEY (tenant_id, envelope_id) REFERENCES operating_envelopes ON DELETE CASCADE
);
COMMENT ON TABLE operating_envelope_blocks IS 'Parts of the time of envelopes, each with its bounds; append-only. Source: document 004, OperatingEnvelopeBlock.';
COMMENT ON COLUMN operating_envelope_blocks.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN operating_envelope_blocks.site_id IS 'The site it lies in.';
COMMENT ON COLUMN operating_envelope_blocks.envelope_id IS 'The envelope.';
COMMENT ON COLUMN operating_envelope_blocks.ordinal IS 'Its place in the envelope, from 0.';
COMMENT ON COLUMN operating_envelope_blocks.block_from IS 'First instant.';
COMMENT ON COLUMN operating_envelope_blocks.block_to IS 'End, not included.';
COMMENT ON COLUMN operating_envelope_blocks.min_limit_watts IS 'Bound from below; null for none.';
COMMENT ON COLUMN operating_envelope_blocks.max_limit_watts IS 'Bound from above; null for none.';
COMMENT ON COLUMN operating_envelope_blocks.target_watts IS 'What is aimed at, and what a circuit is shown; null for none.';

CREATE TABLE envelope_lifecycle_events (
    tenant_id    int NOT NULL,
    site_id      int NOT NULL,
    event_id     bigint GENERATED ALWAYS AS IDENTITY,
    microgrid_id uuid NOT NULL,
    envelope_id  uuid NOT NULL,
    status       text NOT NULL CHECK (status IN ('PENDING', 'ACTIVE', 'EXPIRED', 'WITHDRAWN', 'REJECTED')),
    cause        text NOT NULL CHECK (cause IN ('RECEIPT', 'BOUNDARY', 'TAKEOVER', 'WITHDRAWAL')),
    evaluated_at timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    actor        text NOT NULL,
    PRIMARY KEY (tenant_id, event_id),
    UNIQUE (tenant_id, envelope_id, status),
    FOREIGN KEY (tenant_id, envelope_id) REFERENCES operating_envelopes ON DELETE CASCADE
);
COMMENT ON TABLE envelope_lifecycle_events IS 'What became of envelopes, append-only: each status once, with its own instant.';
COMMENT ON COLUMN envelope_lifecycle_events.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN envelope_lifecycle_events.site_id IS 'The site it lies in.';
COMMENT ON COLUMN envelope_lifecycle_events.event_id IS 'Its place in the history.';
COMMENT ON COLUMN envelope_lifecycle_events.microgrid_id IS 'The microgrid.';
COMMENT ON COLUMN envelope_lifecycle_events.envelope_id IS 'The envelope.';
COMMENT ON COLUMN envelope_lifecycle_events.status IS 'What it became.';
COMMENT ON COLUMN envelope_lifecycle_events.cause IS 'RECEIPT, a BOUNDARY of its time, TAKEOVER by a newer forecast, or WITHDRAWAL by its source.';
COMMENT ON COLUMN envelope_lifecycle_events.evaluated_at IS 'The instant it became so: of a boundary, the boundary''s own.';
COMMENT ON COLUMN envelope_lifecycle_events.recorded_at IS 'When that was noted.';
COMMENT ON COLUMN envelope_lifecycle_events.actor IS 'Who brought it about.';

CREATE TABLE envelope_states (
    tenant_id    int NOT NULL,
    site_id      int NOT NULL,
    microgrid_id uuid NOT NULL,
    envelope_id  uuid NOT NULL,
    status       text NOT NULL,
    relevant     boolean NOT NULL,
    PRIMARY KEY (tenant_id, envelope_id),
    FOREIGN KEY (tenant_id, envelope_id) REFERENCES operating_envelopes ON DELETE CASCADE
);
CREATE INDEX envelope_states_relevant ON envelope_states (tenant_id, microgrid_id) WHERE relevant;
COMMENT ON TABLE envelope_states IS 'The status of envelopes, derived from envelope_lifecycle_events.';
COMMENT ON COLUMN envelope_states.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN envelope_states.site_id IS 'The site it lies in.';
COMMENT ON COLUMN envelope_states.microgrid_id IS 'The microgrid.';
COMMENT ON COLUMN envelope_states.envelope_id IS 'The envelope.';
COMMENT ON COLUMN envelope_states.status IS 'Its latest status.';
COMMENT ON COLUMN envelope_states.relevant IS 'Whether it can still say what holds, now or later.';

CREATE TABLE envelope_sources (
    tenant_id               int NOT NULL,
    site_id                 int NOT NULL,
    microgrid_id            uuid NOT NULL,
    node_id                 uuid NOT NULL,
    origin_control_point_id uuid,
    healthy_until           timestamptz NOT NULL,
    reported_at             timestamptz NOT NULL,
    reported_by             text NOT NULL,
    UNIQUE NULLS NOT DISTINCT (tenant_id, microgrid_id, node_id, origin_control_point_id),
    FOREIGN KEY (tenant_id, microgrid_id) REFERENCES microgrids ON DELETE CASCADE
);
COMMENT ON TABLE envelope_sources IS 'Until when the sources of envelopes count as healthy; one that never reported is.';
COMMENT ON COLUMN envelope_sources.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN envelope_sources.site_id IS 'The site it lies in.';
COMMENT ON COLUMN envelope_sources.microgrid_id IS 'The microgrid.';
COMMENT ON COLUMN envelope_sources.node_id IS 'The node it sends envelopes for.';
COMMENT ON COLUMN envelope_sources.origin_control_point_id IS 'The control point they come by; null for none in particular.';
COMMENT ON COLUMN envelope_sources.healthy_until IS 'The first instant at which it counts as silent.';
COMMENT ON COLUMN envelope_sources.reported_at IS 'When it said so.';
COMMENT ON COLUMN envelope_sources.reported_by IS 'Who said so.';

CREATE TABLE envelope_schedules (
    tenant_id       int NOT NULL,
    site_id         int NOT NULL,
    microgrid_id    uuid NOT NULL,
    evaluated_until timestamptz NOT NULL,
    due_at          timestamptz,
    revision        bigint NOT NULL,
    PRIMARY KEY (tenant_id, microgrid_id),
    FOREIGN KEY (tenant_id, microgrid_id) REFERENCES microgrids ON DELETE CASCADE
);
CREATE INDEX envelope_schedules_due ON envelope_schedules (due_at) WHERE due_at IS NOT NULL;
COMMENT ON TABLE envelope_schedules IS 'How far the boundaries of a microgrid''s envelopes are evaluated, and when the next one is.';
COMMENT ON COLUMN envelope_schedules.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN envelope_schedules.site_id IS 'The site it lies in.';
COMMENT ON COLUMN envelope_schedules.microgrid_id IS 'The microgrid.';
COMMENT ON COLUMN envelope_schedules.evaluated_until IS 'All boundaries up to this instant are evaluated.';
COMMENT ON COLUMN envelope_schedules.due_at IS 'The first boundary after that; null without any.';
COMMENT ON COLUMN envelope_schedules.revision IS 'Counts what changed of envelopes and sources, so that a balancing cycle sees that something did.';

CALL isolate('operating_envelopes');
CALL isolate('operating_envelope_blocks');
CALL isolate('envelope_lifecycle_events');
CALL isolate('envelope_states');
CALL isolate('envelope_sources');
CALL isolate('envelope_schedules');
CALL audited('operating_envelopes', naming => '{envelope_id}');
GRANT SELECT, INSERT ON operating_envelopes, operating_envelope_blocks, envelope_lifecycle_events TO ohm_app;
GRANT SELECT, INSERT, UPDATE ON envelope_states, envelope_sources, envelope_schedules TO ohm_app;

-- +goose Down
DROP TABLE envelope_schedules, envelope_sources, envelope_states, envelope_lifecycle_events, operating_envelope_blocks, operating_envelopes;
