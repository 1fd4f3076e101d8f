-- +goose Up

-- What every table has alike.
-- +goose StatementBegin
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT c.relname, a.attname, CASE a.attname WHEN 'tenant_id' THEN 'The tenant it belongs to.' WHEN 'site_id' THEN 'The site it belongs to; null where it belongs to none.' ELSE 'Public id.' END AS words
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'goose_db_version'
            AND a.attname IN ('tenant_id', 'site_id', 'id') AND a.attnum > 0 AND col_description(c.oid, a.attnum) IS NULL
    LOOP
        EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', found.relname, found.attname, found.words);
    END LOOP;
END $$;
-- +goose StatementEnd

COMMENT ON COLUMN tenants.name IS 'What it is called.';
COMMENT ON COLUMN tenants.plan IS 'The plan it is on.';
COMMENT ON COLUMN tenants.compliance_region IS 'The region whose rules its data is kept by.';
COMMENT ON COLUMN tenants.created_at IS 'When it was made.';

COMMENT ON COLUMN users.email IS 'As it was given.';
COMMENT ON COLUMN users.email_ci IS 'The e-mail in lower case: one user has it.';
COMMENT ON COLUMN users.display_name IS 'What people see.';
COMMENT ON COLUMN users.language IS 'en or de.';
COMMENT ON COLUMN users.password_hash IS 'The passwords hash with its parameters; null where the user logs in elsewhere.';
COMMENT ON COLUMN users.oidc_subject IS 'Who that is at an OpenID provider; null without one.';
COMMENT ON COLUMN users.status IS 'Whether the user may log in: only while ACTIVE.';
COMMENT ON COLUMN users.created_at IS 'When it was made.';

COMMENT ON COLUMN sessions.hash IS 'SHA-256 of the token.';
COMMENT ON COLUMN sessions.user_id IS 'Whose login it is.';
COMMENT ON COLUMN sessions.created_at IS 'When it began.';
COMMENT ON COLUMN sessions.last_seen_at IS 'When it was used last, to the minute.';
COMMENT ON COLUMN sessions.expires_at IS 'When it ends.';

COMMENT ON COLUMN org_nodes.parent_id IS 'The node above; null at the root.';
COMMENT ON COLUMN org_nodes.kind IS 'ENTERPRISE, SITE, BUILDING, FLOOR, SPACE or EQUIPMENT.';
COMMENT ON COLUMN org_nodes.name IS 'What it is called.';
COMMENT ON COLUMN org_nodes.path IS 'Ids from the root to the node.';

COMMENT ON COLUMN sites.org_node_id IS 'The node it is.';
COMMENT ON COLUMN sites.time_zone IS 'IANA name of the zone whose days count.';
COMMENT ON COLUMN sites.address IS 'As people write it.';
COMMENT ON COLUMN sites.latitude IS 'Degrees north.';
COMMENT ON COLUMN sites.longitude IS 'Degrees east.';
COMMENT ON COLUMN sites.segment IS 'Such as commercial.';
COMMENT ON COLUMN sites.market_region IS 'Where its energy is traded, such as DE.';
COMMENT ON COLUMN sites.grid_operator_id IS 'Who runs its grid.';
COMMENT ON COLUMN sites.commissioned_on IS 'Since when it works.';
COMMENT ON COLUMN sites.created_at IS 'When it was made.';

COMMENT ON COLUMN role_bindings.user_id IS 'Who has the role.';
COMMENT ON COLUMN role_bindings.role IS 'Name of the role.';
COMMENT ON COLUMN role_bindings.org_node_id IS 'Where, with everything below; null is the whole tenant.';

COMMENT ON COLUMN edges.nkey IS 'Public key that proves who it is.';
COMMENT ON COLUMN edges.state IS 'ENROLLED or REVOKED.';
COMMENT ON COLUMN edges.last_seen_at IS 'When it was heard last.';
COMMENT ON COLUMN edges.version IS 'Software it runs.';
COMMENT ON COLUMN edges.created_at IS 'When it was enrolled.';

COMMENT ON COLUMN edge_manifests.edge_id IS 'Whose it is.';
COMMENT ON COLUMN edge_manifests.hash IS 'SHA-256 of the manifest.';
COMMENT ON COLUMN edge_manifests.body IS 'What it said.';
COMMENT ON COLUMN edge_manifests.channel_keys IS 'Channel of each of its channels, in order.';
COMMENT ON COLUMN edge_manifests.received_at IS 'When it came.';

COMMENT ON COLUMN devices.edge_id IS 'The edge that speaks to it.';
COMMENT ON COLUMN devices.key IS 'Name in the site file, unique at the site.';
COMMENT ON COLUMN devices.vendor IS 'Who made it.';
COMMENT ON COLUMN devices.model IS 'What it is.';
COMMENT ON COLUMN devices.protocol IS 'How it speaks.';
COMMENT ON COLUMN devices.profile IS 'The profile that explains its registers or documents.';
COMMENT ON COLUMN devices.address IS 'Where it is reached.';
COMMENT ON COLUMN devices.state IS 'DISCOVERED, COMMISSIONED or RETIRED.';

COMMENT ON COLUMN assets.device_id IS 'The device that carries it; null where none does.';
COMMENT ON COLUMN assets.parent_asset_id IS 'The asset it is part of.';
COMMENT ON COLUMN assets.key IS 'Name in the site file, unique at the site.';
COMMENT ON COLUMN assets.name IS 'What people call it.';
COMMENT ON COLUMN assets.nature IS 'Such as GRID_METER, PV, ESS, LOAD.';
COMMENT ON COLUMN assets.enabled IS 'Whether it takes part.';
COMMENT ON COLUMN assets.state IS 'DISCOVERED, COMMISSIONED or RETIRED.';
COMMENT ON COLUMN assets.manufacturer IS 'Who made it.';
COMMENT ON COLUMN assets.model IS 'What it is.';
COMMENT ON COLUMN assets.commissioned_on IS 'Since when it works.';
COMMENT ON COLUMN assets.max_apparent_power_va IS 'Nameplate, VA.';
COMMENT ON COLUMN assets.max_active_power_watts IS 'Nameplate, W.';
COMMENT ON COLUMN assets.capacity_j IS 'Usable energy of a battery, J.';
COMMENT ON COLUMN assets.peak_limit_watts IS 'The peak that its controller holds, W.';
COMMENT ON COLUMN assets.soc_min_percent IS 'Lowest state of charge, %.';
COMMENT ON COLUMN assets.soc_max_percent IS 'Highest state of charge, %.';

COMMENT ON COLUMN channels.channel_id IS 'Short key of telemetry.';
COMMENT ON COLUMN channels.asset_id IS 'The asset it belongs to.';
COMMENT ON COLUMN channels.name IS 'Such as ActivePower.';
COMMENT ON COLUMN channels.unit IS 'Canonical unit; never changes.';
COMMENT ON COLUMN channels.kind IS 'measurement, setpoint, state or interval.';

COMMENT ON COLUMN grid_connections.meter_asset_id IS 'The asset whose ActivePower is the power here, import positive.';
COMMENT ON COLUMN grid_connections.operator_id IS 'Who runs the grid here.';
COMMENT ON COLUMN grid_connections.voltage_level IS 'Such as LV or MV.';
COMMENT ON COLUMN grid_connections.interconnection_capacity_import_watts IS 'Most that may be imported, W.';
COMMENT ON COLUMN grid_connections.interconnection_capacity_export_watts IS 'Most that may be exported, W, a magnitude.';
COMMENT ON COLUMN grid_connections.curtailment_policy IS 'How the operator may curtail.';
COMMENT ON COLUMN grid_connections.protection_scheme IS 'How the connection is protected.';
COMMENT ON COLUMN grid_connections.market_region IS 'Where its energy is traded.';

COMMENT ON COLUMN samples.ts IS 'When it was measured.';
COMMENT ON COLUMN samples.value IS 'In the channels unit, away from the grid positive.';
COMMENT ON COLUMN samples.channel_id IS 'What was measured.';
COMMENT ON COLUMN samples.quality IS '1 GOOD, 2 UNCERTAIN, 3 BAD, 4 STALE, 5 SUBSTITUTED.';
COMMENT ON COLUMN samples.source IS '1 edge, 2 HTTP, 3 time of receipt.';

COMMENT ON COLUMN sample_revisions.ts IS 'The instant whose value it takes the place of.';
COMMENT ON COLUMN sample_revisions.value IS 'In the channels unit.';
COMMENT ON COLUMN sample_revisions.at IS 'When it was written.';
COMMENT ON COLUMN sample_revisions.channel_id IS 'What was measured.';
COMMENT ON COLUMN sample_revisions.revision IS '1 for the first; the highest counts.';
COMMENT ON COLUMN sample_revisions.quality IS 'As of samples.';
COMMENT ON COLUMN sample_revisions.reason IS 'Why.';
COMMENT ON COLUMN sample_revisions.actor IS 'Who answers for it.';

COMMENT ON COLUMN rollup_marks.slot_from IS 'Start of the interval.';
COMMENT ON COLUMN rollup_marks.marked_at IS 'When it changed.';
COMMENT ON COLUMN rollup_marks.channel_id IS 'Of which channel.';
COMMENT ON COLUMN rollup_marks.period IS '15m, 1h or 1d.';

COMMENT ON COLUMN edge_boots.edge_id IS 'Which edge.';
COMMENT ON COLUMN edge_boots.boot_id IS 'Which start of its software.';
COMMENT ON COLUMN edge_boots.seq IS 'Everything up to this number is stored.';
COMMENT ON COLUMN edge_boots.first_at IS 'When it was heard first.';
COMMENT ON COLUMN edge_boots.updated_at IS 'When it was stored last.';

COMMENT ON COLUMN events.kind IS 'ALARM, FAULT, OPERATOR_ACTION, STATE_TRANSITION or DOMAIN.';
COMMENT ON COLUMN events.severity IS 'INFO, WARNING or SEVERE.';
COMMENT ON COLUMN events.code IS 'Code of the catalogue of reasons.';
COMMENT ON COLUMN events.params IS 'What the codes text says by name.';
COMMENT ON COLUMN events.asset IS 'Key of the asset; empty without one.';
COMMENT ON COLUMN events.device IS 'Key of the device; empty without one.';
COMMENT ON COLUMN events.raised_at IS 'When it happened.';
COMMENT ON COLUMN events.acknowledged_by IS 'Who has seen it.';
COMMENT ON COLUMN events.acknowledged_at IS 'When it was seen.';
COMMENT ON COLUMN events.cleared_at IS 'When an alarm ended; null while it is open.';

COMMENT ON COLUMN commands.edge_id IS 'The edge it is for.';
COMMENT ON COLUMN commands.seq IS 'Counts the commands of the edge.';
COMMENT ON COLUMN commands.kind IS 'What is ordered.';
COMMENT ON COLUMN commands.asset IS 'Key of the asset; empty for the whole site.';
COMMENT ON COLUMN commands.payload IS 'What the kind needs.';
COMMENT ON COLUMN commands.reason IS 'Why, in the words of who asked.';
COMMENT ON COLUMN commands.issued_by IS 'Who asked.';
COMMENT ON COLUMN commands.issued_at IS 'When.';
COMMENT ON COLUMN commands.expires_at IS 'Until when it holds.';
COMMENT ON COLUMN commands.state IS 'How far it has come.';
COMMENT ON COLUMN commands.idempotency_key IS 'The same key is the same command.';

COMMENT ON COLUMN command_acks.command_id IS 'Which command.';
COMMENT ON COLUMN command_acks.at IS 'When, by the edges clock.';
COMMENT ON COLUMN command_acks.state IS 'What became of it.';
COMMENT ON COLUMN command_acks.applied_watts IS 'What was applied, W; null where nothing was.';
COMMENT ON COLUMN command_acks.reason_codes IS 'Why, as codes of the catalogue.';
COMMENT ON COLUMN command_acks.params IS 'What the codes texts say by name.';

COMMENT ON COLUMN edge_limits.edge_id IS 'The edge that keeps them.';
COMMENT ON COLUMN edge_limits.version IS 'The newest holds.';
COMMENT ON COLUMN edge_limits.document IS 'The blocks.';
COMMENT ON COLUMN edge_limits.set_by IS 'Who set them.';
COMMENT ON COLUMN edge_limits.issued_at IS 'When.';

COMMENT ON COLUMN audit_log.entry_id IS 'Counts the entries of the database.';
COMMENT ON COLUMN audit_log.at IS 'When it was noted.';
COMMENT ON COLUMN audit_log.action IS 'INSERT, UPDATE or DELETE.';
COMMENT ON COLUMN audit_log.entity_id IS 'Which row, by the columns that name it.';
COMMENT ON COLUMN audit_log.after IS 'The row after; secrets are hidden.';

COMMENT ON COLUMN audit_seals.seq IS 'Counts the entries of the tenant without a hole.';
COMMENT ON COLUMN audit_seals.entry_id IS 'The entry it seals.';
COMMENT ON COLUMN audit_seals.prev_hash IS 'Hash of the seal before.';
COMMENT ON COLUMN audit_seals.hash IS 'SHA-256 over the seal before and the entry.';
COMMENT ON COLUMN audit_seals.sealed_at IS 'When it was sealed.';

COMMENT ON COLUMN audit_queue.entry_id IS 'The entry that waits.';

COMMENT ON COLUMN rollups_15m.slot_from IS 'Start of the interval.';
COMMENT ON COLUMN rollups_15m.mean IS 'Weighted by time over what is covered.';
COMMENT ON COLUMN rollups_15m.min IS 'Smallest value that held.';
COMMENT ON COLUMN rollups_15m.max IS 'Largest value that held.';
COMMENT ON COLUMN rollups_15m.last IS 'Of the last row in the interval.';
COMMENT ON COLUMN rollups_15m.energy_away_j IS 'Energy away from the grid, J; null where the unit is not W.';
COMMENT ON COLUMN rollups_15m.energy_towards_j IS 'Energy towards the grid, J, a magnitude.';
COMMENT ON COLUMN rollups_15m.channel_id IS 'Of which channel.';
COMMENT ON COLUMN rollups_15m.count IS 'Rows in the interval.';
COMMENT ON COLUMN rollups_15m.covered_ms IS 'Time covered by usable values.';
COMMENT ON COLUMN rollups_15m.quality IS 'The worst of the values, as of samples; 0 without any.';

COMMENT ON COLUMN rollups_1h.slot_from IS 'Start of the interval.';
COMMENT ON COLUMN rollups_1h.mean IS 'Weighted by time over what is covered.';
COMMENT ON COLUMN rollups_1h.min IS 'Smallest value that held.';
COMMENT ON COLUMN rollups_1h.max IS 'Largest value that held.';
COMMENT ON COLUMN rollups_1h.last IS 'Of the last row in the interval.';
COMMENT ON COLUMN rollups_1h.energy_away_j IS 'Energy away from the grid, J; null where the unit is not W.';
COMMENT ON COLUMN rollups_1h.energy_towards_j IS 'Energy towards the grid, J, a magnitude.';
COMMENT ON COLUMN rollups_1h.channel_id IS 'Of which channel.';
COMMENT ON COLUMN rollups_1h.count IS 'Rows in the interval.';
COMMENT ON COLUMN rollups_1h.covered_ms IS 'Time covered by usable values.';
COMMENT ON COLUMN rollups_1h.quality IS 'The worst of the values, as of samples; 0 without any.';

COMMENT ON COLUMN rollups_1d.slot_from IS 'Start of the interval.';
COMMENT ON COLUMN rollups_1d.mean IS 'Weighted by time over what is covered.';
COMMENT ON COLUMN rollups_1d.min IS 'Smallest value that held.';
COMMENT ON COLUMN rollups_1d.max IS 'Largest value that held.';
COMMENT ON COLUMN rollups_1d.last IS 'Of the last row in the interval.';
COMMENT ON COLUMN rollups_1d.energy_away_j IS 'Energy away from the grid, J; null where the unit is not W.';
COMMENT ON COLUMN rollups_1d.energy_towards_j IS 'Energy towards the grid, J, a magnitude.';
COMMENT ON COLUMN rollups_1d.channel_id IS 'Of which channel.';
COMMENT ON COLUMN rollups_1d.count IS 'Rows in the interval.';
COMMENT ON COLUMN rollups_1d.covered_ms IS 'Time covered by usable values.';
COMMENT ON COLUMN rollups_1d.quality IS 'The worst of the values, as of samples; 0 without any.';

-- +goose Down
-- Words do no harm to the schema before; its tables go with their own migrations.
SELECT 1;
