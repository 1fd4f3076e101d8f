-- +goose Up

-- Events of callers that name circuits are few among those of cycles, and are counted over weeks.
CREATE INDEX microgrid_events_of_circuits ON microgrid_events (tenant_id, microgrid_id, at)
    WHERE name IN ('compatibility.circuit_alias_applied', 'compatibility.alias_failed', 'compatibility.scheduled_rebalance_skipped', 'compatibility.tou_limits_translated');

-- +goose Down
DROP INDEX microgrid_events_of_circuits;
