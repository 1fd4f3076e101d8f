-- +goose Up

ALTER TABLE envelope_schedules ADD cycle_owed uuid;
COMMENT ON COLUMN envelope_schedules.cycle_owed IS 'The correlation id of the balancing cycle that a change of envelopes asks for; null where none is to be run.';
CREATE INDEX envelope_schedules_owed ON envelope_schedules (tenant_id) WHERE cycle_owed IS NOT NULL;

CREATE TABLE circuit_capacities (
    tenant_id                int NOT NULL,
    site_id                  int NOT NULL,
    capacity_id              bigint GENERATED ALWAYS AS IDENTITY,
    microgrid_id             uuid NOT NULL,
    node_id                  uuid NOT NULL,
    circuit_id               uuid NOT NULL,
    effective_capacity_watts bigint NOT NULL,
    projection_trigger       text NOT NULL CHECK (projection_trigger IN ('ENVELOPE_CHANGE', 'ENVELOPE_LIFECYCLE', 'REBALANCE_GUARD')),
    set_by                   text NOT NULL,
    at                       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, capacity_id),
    FOREIGN KEY (tenant_id, microgrid_id) REFERENCES microgrids ON DELETE CASCADE
);
CREATE INDEX circuit_capacities_newest ON circuit_capacities (tenant_id, circuit_id, capacity_id DESC);
COMMENT ON TABLE circuit_capacities IS 'What feeders were shown that they may carry, append-only: a row for each change. What holds is computed anew each time, never taken from here.';
COMMENT ON COLUMN circuit_capacities.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN circuit_capacities.site_id IS 'The site it lies in.';
COMMENT ON COLUMN circuit_capacities.capacity_id IS 'Its place in the history.';
COMMENT ON COLUMN circuit_capacities.microgrid_id IS 'The microgrid.';
COMMENT ON COLUMN circuit_capacities.node_id IS 'The managed node that the circuit is projected from.';
COMMENT ON COLUMN circuit_capacities.circuit_id IS 'The feeder.';
COMMENT ON COLUMN circuit_capacities.effective_capacity_watts IS 'What it may carry from then on.';
COMMENT ON COLUMN circuit_capacities.projection_trigger IS 'What made it be computed.';
COMMENT ON COLUMN circuit_capacities.set_by IS 'The node limit, envelope or circuit whose value it is.';
COMMENT ON COLUMN circuit_capacities.at IS 'From when on.';

CALL isolate('circuit_capacities');
GRANT SELECT, INSERT ON circuit_capacities TO ohm_app;

-- The only way to ask, without a tenant, whose envelopes have a boundary until an instant, or owe a cycle.
-- +goose StatementBegin
CREATE FUNCTION list_due_envelopes(until timestamptz, most int) RETURNS TABLE (tenant_id int, microgrid_id uuid, due_at timestamptz, owed boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT * FROM (
        (SELECT s.tenant_id, s.microgrid_id, s.due_at, s.cycle_owed IS NOT NULL FROM envelope_schedules s WHERE s.due_at <= until ORDER BY s.due_at LIMIT most)
        UNION (SELECT s.tenant_id, s.microgrid_id, s.due_at, true FROM envelope_schedules s WHERE s.cycle_owed IS NOT NULL LIMIT most)
    ) d ORDER BY 3, 1, 2
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION list_due_envelopes IS 'Microgrids whose envelopes have a boundary until an instant, or owe a balancing cycle.';
GRANT SELECT (tenant_id, microgrid_id, due_at, cycle_owed) ON envelope_schedules TO ohm_door;
GRANT CREATE ON SCHEMA public TO ohm_door;
ALTER FUNCTION list_due_envelopes OWNER TO ohm_door;
REVOKE CREATE ON SCHEMA public FROM ohm_door;
REVOKE ALL ON FUNCTION list_due_envelopes FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_due_envelopes TO ohm_auth;

-- +goose Down
DROP FUNCTION list_due_envelopes;
DROP TABLE circuit_capacities;
ALTER TABLE envelope_schedules DROP COLUMN cycle_owed;
