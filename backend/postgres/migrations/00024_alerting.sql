-- +goose Up

CREATE TABLE alarm_rules (
    tenant_id   int NOT NULL REFERENCES tenants,
    site_id     int,
    id          uuid NOT NULL,
    version     bigint NOT NULL CHECK (version > 0),
    name        text NOT NULL CHECK (name <> ''),
    severity    text NOT NULL CHECK (severity IN ('INFO', 'WARNING', 'SEVERE')),
    enabled     bool NOT NULL,
    definition  jsonb NOT NULL,
    changed_at  timestamptz NOT NULL,
    archived_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites
);
CREATE UNIQUE INDEX alarm_rules_by_name ON alarm_rules (tenant_id, name) WHERE archived_at IS NULL;
COMMENT ON TABLE alarm_rules IS 'Rules that people write and that raise alarms.';
COMMENT ON COLUMN alarm_rules.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN alarm_rules.site_id IS 'The site it is for; null for all sites, and then only those who see all sites see it.';
COMMENT ON COLUMN alarm_rules.id IS 'Public id.';
COMMENT ON COLUMN alarm_rules.version IS 'Counts the changes from 1.';
COMMENT ON COLUMN alarm_rules.name IS 'What it is called; one rule of a tenant that is not removed has it.';
COMMENT ON COLUMN alarm_rules.severity IS 'Severity of its alarms.';
COMMENT ON COLUMN alarm_rules.enabled IS 'Whether it is evaluated.';
COMMENT ON COLUMN alarm_rules.definition IS 'What it looks at and when it is met, as the API takes it.';
COMMENT ON COLUMN alarm_rules.changed_at IS 'When it was changed last: samples before that are no matter of it.';
COMMENT ON COLUMN alarm_rules.archived_at IS 'When it was removed; null while it is there.';

CREATE TABLE rule_states (
    tenant_id int NOT NULL,
    site_id   int NOT NULL,
    rule_id   uuid NOT NULL,
    asset     text NOT NULL,
    turn      bigint NOT NULL CHECK (turn > 0),
    state     jsonb NOT NULL,
    PRIMARY KEY (tenant_id, rule_id, site_id, asset),
    FOREIGN KEY (tenant_id, rule_id) REFERENCES alarm_rules,
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites
);
COMMENT ON TABLE rule_states IS 'How far each rule has been evaluated at each place, and what it remembers.';
COMMENT ON COLUMN rule_states.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN rule_states.site_id IS 'The site.';
COMMENT ON COLUMN rule_states.rule_id IS 'The rule.';
COMMENT ON COLUMN rule_states.asset IS 'Key of the asset; empty where the rule is about the whole site.';
COMMENT ON COLUMN rule_states.turn IS 'Counts the states, so that two that evaluate at once do not both advance it.';
COMMENT ON COLUMN rule_states.state IS 'The state as backend/rule keeps it.';

CALL isolate('alarm_rules');
CALL isolate('rule_states');
CALL audited('alarm_rules');
GRANT SELECT, INSERT, UPDATE ON alarm_rules TO ohm_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON rule_states TO ohm_app;

ALTER TABLE events ADD COLUMN rule_id uuid, ADD FOREIGN KEY (tenant_id, rule_id) REFERENCES alarm_rules;
COMMENT ON COLUMN events.rule_id IS 'The rule of people that raised it; null for none.';
DROP INDEX events_one_open_alarm;
CREATE UNIQUE INDEX events_one_open_alarm ON events (tenant_id, site_id, code, asset, device, rule_id) NULLS NOT DISTINCT
    WHERE kind = 'ALARM' AND cleared_at IS NULL;
COMMENT ON TABLE events IS 'What happened and is worth keeping. An alarm is open until cleared_at is set; one is open per site, code, asset, device and rule. asset and device are keys, so that an event may name what is not registered.';

-- +goose Down
UPDATE events SET cleared_at = raised_at WHERE rule_id IS NOT NULL AND cleared_at IS NULL;
DROP INDEX events_one_open_alarm;
ALTER TABLE events DROP COLUMN rule_id;
CREATE UNIQUE INDEX events_one_open_alarm ON events (tenant_id, site_id, code, asset, device) NULLS NOT DISTINCT
    WHERE kind = 'ALARM' AND cleared_at IS NULL;
DROP TABLE rule_states, alarm_rules;
