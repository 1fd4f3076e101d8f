-- +goose Up

CREATE TABLE control_policies (
    tenant_id       int NOT NULL REFERENCES tenants,
    site_id         int,
    id              uuid NOT NULL,
    scope           text NOT NULL CHECK (scope IN ('SITE', 'ASSET', 'PORTFOLIO')),
    asset_id        uuid,
    org_node_id     uuid,
    name            text NOT NULL CHECK (name <> ''),
    objective       text NOT NULL CHECK (objective IN ('COST_MIN', 'CO2_MIN', 'RESILIENCE_MAX')),
    constraints_ref text NOT NULL DEFAULT '',
    enabled         bool NOT NULL,
    version         bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    created_at      timestamptz NOT NULL DEFAULT now(),
    archived_at     timestamptz,
    placed          int NOT NULL GENERATED ALWAYS AS (coalesce(site_id, 0)) STORED,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, id, placed),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, site_id, asset_id) REFERENCES assets (tenant_id, site_id, id),
    FOREIGN KEY (tenant_id, org_node_id) REFERENCES org_nodes (tenant_id, id),
    CONSTRAINT control_policies_scope_site CHECK ((site_id IS NULL) = (scope = 'PORTFOLIO')),
    CONSTRAINT control_policies_scope_asset CHECK ((asset_id IS NOT NULL) = (scope = 'ASSET')),
    CONSTRAINT control_policies_scope_node CHECK ((org_node_id IS NOT NULL) = (scope = 'PORTFOLIO')),
    CONSTRAINT control_policies_archived_is_off CHECK (archived_at IS NULL OR NOT enabled)
);
CREATE INDEX control_policies_newest ON control_policies (tenant_id, created_at DESC, id DESC);
COMMENT ON TABLE control_policies IS 'What plans for a site, an asset or a part of the portfolio are made for, and whether they are carried out. Source: document 000, ControlPolicy.';
COMMENT ON COLUMN control_policies.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN control_policies.site_id IS 'The site it is for, or of the asset it is for; null for a part of the portfolio.';
COMMENT ON COLUMN control_policies.id IS 'Public id.';
COMMENT ON COLUMN control_policies.scope IS 'SITE, ASSET or PORTFOLIO.';
COMMENT ON COLUMN control_policies.asset_id IS 'The asset it is for; null for a larger scope.';
COMMENT ON COLUMN control_policies.org_node_id IS 'The place in the tree whose sites it is for; null but for PORTFOLIO.';
COMMENT ON COLUMN control_policies.name IS 'What people call it.';
COMMENT ON COLUMN control_policies.objective IS 'COST_MIN, CO2_MIN or RESILIENCE_MAX.';
COMMENT ON COLUMN control_policies.constraints_ref IS 'Where what its plans have to keep to is written; empty for nowhere.';
COMMENT ON COLUMN control_policies.enabled IS 'Whether its plans are carried out: without, nothing is sent.';
COMMENT ON COLUMN control_policies.version IS 'Counts the changes that people made to it.';
COMMENT ON COLUMN control_policies.created_at IS 'When it was made.';
COMMENT ON COLUMN control_policies.archived_at IS 'Since when it is out of use; null while it is in use.';
COMMENT ON COLUMN control_policies.placed IS 'The key of its site, 0 for none: by it the foreign key of plans has theirs be the same.';

CREATE TABLE dispatch_plans (
    tenant_id         int NOT NULL,
    site_id           int,
    id                uuid NOT NULL,
    policy_id         uuid NOT NULL,
    scope_id          uuid NOT NULL,
    horizon_from      timestamptz NOT NULL,
    horizon_to        timestamptz NOT NULL CHECK (horizon_to > horizon_from),
    created_at        timestamptz NOT NULL,
    created_by        text NOT NULL CHECK (created_by <> ''),
    optimizer_version text NOT NULL CHECK (optimizer_version <> ''),
    input_hash        text CHECK (input_hash ~ '^[0-9a-f]{64}$'),
    content_hash      text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    commands          int NOT NULL CHECK (commands >= 0),
    status            text NOT NULL DEFAULT 'DRAFT' CHECK (status IN ('DRAFT', 'ACTIVE', 'SUPERSEDED', 'WITHDRAWN', 'ENDED')),
    status_at         timestamptz NOT NULL,
    placed            int NOT NULL GENERATED ALWAYS AS (coalesce(site_id, 0)) STORED,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, policy_id, placed) REFERENCES control_policies (tenant_id, id, placed),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    CONSTRAINT dispatch_plans_one_at_a_time EXCLUDE USING gist (tenant_id WITH =, policy_id WITH =, tstzrange(horizon_from, horizon_to) WITH &&)
        WHERE (status = 'ACTIVE')
);
CREATE INDEX dispatch_plans_newest ON dispatch_plans (tenant_id, created_at DESC, id DESC);
CREATE INDEX dispatch_plans_by_policy ON dispatch_plans (tenant_id, policy_id, created_at DESC, id DESC);
CREATE INDEX dispatch_plans_ending ON dispatch_plans (horizon_to) WHERE status = 'ACTIVE';
COMMENT ON TABLE dispatch_plans IS 'Plans made for a policy: what they say never changes, only how far they have come. Of one policy at most one is active at any instant. Source: document 000, DispatchPlan.';
COMMENT ON COLUMN dispatch_plans.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN dispatch_plans.site_id IS 'The site of its policy; null for a part of the portfolio.';
COMMENT ON COLUMN dispatch_plans.id IS 'Public id.';
COMMENT ON COLUMN dispatch_plans.policy_id IS 'The policy it is for, in whose name it is carried out.';
COMMENT ON COLUMN dispatch_plans.scope_id IS 'The site, asset or place that its policy is for.';
COMMENT ON COLUMN dispatch_plans.horizon_from IS 'The first instant that it plans.';
COMMENT ON COLUMN dispatch_plans.horizon_to IS 'The first instant that it plans no more.';
COMMENT ON COLUMN dispatch_plans.created_at IS 'When it was brought.';
COMMENT ON COLUMN dispatch_plans.created_by IS 'Who brought it, as in the audit log.';
COMMENT ON COLUMN dispatch_plans.optimizer_version IS 'What made it, in which version: a program, or people.';
COMMENT ON COLUMN dispatch_plans.input_hash IS 'SHA-256 of what it was made from, as its maker says; null where it does not.';
COMMENT ON COLUMN dispatch_plans.content_hash IS 'SHA-256 of what it says: by it the same plan that is brought again is known.';
COMMENT ON COLUMN dispatch_plans.commands IS 'How many commands it has.';
COMMENT ON COLUMN dispatch_plans.status IS 'DRAFT, ACTIVE, SUPERSEDED, WITHDRAWN or ENDED.';
COMMENT ON COLUMN dispatch_plans.status_at IS 'Since when it has that status.';
COMMENT ON COLUMN dispatch_plans.placed IS 'The key of its site, 0 for none, which is that of its policy.';

ALTER TABLE commands ADD COLUMN policy_id uuid,
    ADD FOREIGN KEY (tenant_id, policy_id) REFERENCES control_policies (tenant_id, id),
    ADD CONSTRAINT commands_one_issuer CHECK (issued_by IS NULL OR policy_id IS NULL);
COMMENT ON COLUMN commands.policy_id IS 'The policy in whose name a plan is carried out; null of every other order.';
COMMENT ON COLUMN commands.issued_by IS 'Who asked; null of an order that carries out a balancing cycle or a plan.';
CREATE INDEX commands_dispatches ON commands (tenant_id, issued_at DESC, id DESC) WHERE kind = 'DISPATCH' AND policy_id IS NULL;

CREATE TABLE plan_commands (
    tenant_id       int NOT NULL,
    site_id         int NOT NULL,
    id              uuid NOT NULL,
    plan_id         uuid NOT NULL,
    asset_id        uuid NOT NULL,
    ts_scheduled    timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    command_type    text NOT NULL CHECK (command_type IN ('CHARGE', 'DISCHARGE', 'CURTAIL', 'SETPOINT')),
    target_value    bigint NOT NULL CHECK (target_value >= 0 OR command_type = 'SETPOINT'),
    ramp_rate       bigint CHECK (ramp_rate > 0),
    state           text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'ISSUED', 'MISSED', 'CANCELLED')),
    state_at        timestamptz,
    reason_code     text NOT NULL DEFAULT '',
    order_id        uuid,
    release_id      uuid,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, order_id),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES dispatch_plans (tenant_id, id),
    FOREIGN KEY (tenant_id, site_id, asset_id) REFERENCES assets (tenant_id, site_id, id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES commands (tenant_id, id),
    FOREIGN KEY (tenant_id, release_id) REFERENCES commands (tenant_id, id),
    CHECK (ends_at > ts_scheduled AND ends_at <= ts_scheduled + interval '7 days'),
    CHECK ((order_id IS NOT NULL) = (state = 'ISSUED')),
    CHECK ((state_at IS NULL) = (state = 'PENDING')),
    CHECK (release_id IS NULL OR order_id IS NOT NULL),
    CONSTRAINT plan_commands_one_at_a_time EXCLUDE USING gist (tenant_id WITH =, plan_id WITH =, asset_id WITH =, tstzrange(ts_scheduled, ends_at) WITH &&)
);
CREATE INDEX plan_commands_of_plan ON plan_commands (tenant_id, plan_id, ts_scheduled, id);
CREATE INDEX plan_commands_newest ON plan_commands (tenant_id, ts_scheduled DESC, id DESC);
CREATE INDEX plan_commands_by_asset ON plan_commands (tenant_id, asset_id, ts_scheduled DESC, id DESC);
CREATE INDEX plan_commands_due ON plan_commands (ts_scheduled) WHERE state = 'PENDING';
COMMENT ON TABLE plan_commands IS 'What a plan has assets do, and which order of commands each became: what they say never changes, and each becomes one order or none.';
COMMENT ON COLUMN plan_commands.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN plan_commands.site_id IS 'The site of the asset.';
COMMENT ON COLUMN plan_commands.id IS 'Public id.';
COMMENT ON COLUMN plan_commands.plan_id IS 'The plan.';
COMMENT ON COLUMN plan_commands.asset_id IS 'Who is to do it.';
COMMENT ON COLUMN plan_commands.ts_scheduled IS 'The first instant of it.';
COMMENT ON COLUMN plan_commands.ends_at IS 'The first instant at which it holds no more.';
COMMENT ON COLUMN plan_commands.command_type IS 'CHARGE, DISCHARGE, CURTAIL or SETPOINT.';
COMMENT ON COLUMN plan_commands.target_value IS 'Active power in W: a magnitude, of CURTAIL what is left; of SETPOINT signed, positive away from the grid.';
COMMENT ON COLUMN plan_commands.ramp_rate IS 'How fast it is to get there, in W/s; null for as fast as it can.';
COMMENT ON COLUMN plan_commands.state IS 'PENDING, ISSUED as an order, MISSED, or CANCELLED with its plan.';
COMMENT ON COLUMN plan_commands.state_at IS 'Since when; null while it is pending.';
COMMENT ON COLUMN plan_commands.reason_code IS 'Why it was missed or cancelled; empty otherwise.';
COMMENT ON COLUMN plan_commands.order_id IS 'The order it became; null for none.';
COMMENT ON COLUMN plan_commands.release_id IS 'The order that ended that one before its time; null for none.';

-- What a plan says is kept as it was brought, whoever asks.
-- +goose StatementBegin
CREATE FUNCTION keep_plan() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changing constant text[] := ARRAY['placed', 'status', 'status_at', 'state', 'state_at', 'reason_code', 'order_id', 'release_id'];
BEGIN
    IF to_jsonb(OLD) - changing <> to_jsonb(NEW) - changing THEN
        RAISE EXCEPTION 'what a plan says never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION step_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> NEW.status AND NOT (OLD.status = 'DRAFT' AND NEW.status IN ('ACTIVE', 'WITHDRAWN') OR OLD.status = 'ACTIVE' AND NEW.status IN ('SUPERSEDED', 'WITHDRAWN', 'ENDED')) THEN
        RAISE EXCEPTION 'a plan does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION step_plan_command() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'PENDING' AND (OLD.state, OLD.state_at, OLD.order_id) IS DISTINCT FROM (NEW.state, NEW.state_at, NEW.order_id)
        OR OLD.release_id IS NOT NULL AND OLD.release_id IS DISTINCT FROM NEW.release_id THEN
        RAISE EXCEPTION 'a command of a plan becomes one thing, once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- A command fits its plan: while that is a draft, in its time, at what its policy is for.
CREATE FUNCTION fit_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM dispatch_plans p JOIN control_policies c ON c.tenant_id = p.tenant_id AND c.id = p.policy_id
            JOIN sites s ON s.tenant_id = NEW.tenant_id AND s.site_id = NEW.site_id JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id
        WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.plan_id AND p.status = 'DRAFT' AND NEW.ts_scheduled >= p.horizon_from AND NEW.ends_at <= p.horizon_to
            AND CASE c.scope WHEN 'SITE' THEN c.site_id = NEW.site_id WHEN 'ASSET' THEN c.asset_id = NEW.asset_id ELSE c.org_node_id = ANY (n.path) END) THEN
        RAISE EXCEPTION 'the command does not fit its plan' USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_commands_fit';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION keep_plan IS 'Refuses to change what a plan or a command of one says.';
COMMENT ON FUNCTION step_plan IS 'Refuses a status of a plan that does not follow the one before.';
COMMENT ON FUNCTION step_plan_command IS 'Refuses that a command of a plan becomes a second thing.';
COMMENT ON FUNCTION fit_plan IS 'Refuses a command that lies outside of its plan.';
REVOKE ALL ON FUNCTION keep_plan, step_plan, step_plan_command, fit_plan FROM PUBLIC;
CREATE TRIGGER keep BEFORE UPDATE ON dispatch_plans FOR EACH ROW EXECUTE FUNCTION keep_plan();
CREATE TRIGGER step BEFORE UPDATE ON dispatch_plans FOR EACH ROW EXECUTE FUNCTION step_plan();
CREATE TRIGGER keep BEFORE UPDATE ON plan_commands FOR EACH ROW EXECUTE FUNCTION keep_plan();
CREATE TRIGGER step BEFORE UPDATE ON plan_commands FOR EACH ROW EXECUTE FUNCTION step_plan_command();
CREATE TRIGGER fit BEFORE INSERT ON plan_commands FOR EACH ROW EXECUTE FUNCTION fit_plan();

CREATE VIEW dispatch_commands WITH (security_invoker = true) AS
    WITH planned AS NOT MATERIALIZED (
        SELECT p.tenant_id, p.site_id, p.id AS command_id, p.plan_id, p.asset_id, p.ts_scheduled, p.command_type, p.target_value, p.ramp_rate,
            CASE WHEN p.state <> 'ISSUED' THEN p.state WHEN c.state = 'ISSUED' AND c.expires_at <= now() THEN 'EXPIRED' ELSE c.state END AS execution_result,
            p.ends_at, p.order_id, p.release_id, p.reason_code, p.state_at
        FROM plan_commands p LEFT JOIN commands c ON c.tenant_id = p.tenant_id AND c.id = p.order_id
        UNION ALL
        SELECT c.tenant_id, c.site_id, c.id, NULL, (SELECT a.id FROM assets a WHERE a.tenant_id = c.tenant_id AND a.site_id = c.site_id AND a.key = c.asset), c.issued_at, 'SETPOINT',
            (c.payload ->> 'active_power_watts')::bigint, NULL,
            CASE WHEN c.state = 'ISSUED' AND c.expires_at <= now() THEN 'EXPIRED' ELSE c.state END,
            c.expires_at, c.id, NULL, '', c.issued_at
        FROM commands c WHERE c.kind = 'DISPATCH' AND c.policy_id IS NULL
    )
    SELECT p.tenant_id, p.site_id, p.command_id, p.plan_id, p.asset_id, p.ts_scheduled, p.command_type, p.target_value, p.ramp_rate,
        (SELECT min(a.at) FROM command_acks a WHERE a.tenant_id = p.tenant_id AND a.command_id = p.order_id AND a.state IN ('EXECUTED', 'CLAMPED')) AS executed_at,
        p.execution_result, p.ends_at, p.order_id, p.release_id, p.reason_code, p.state_at
    FROM planned p;
COMMENT ON VIEW dispatch_commands IS 'What assets were to do, by plan or by an order of its own, and what became of it. Source: document 000, DispatchCommand. executed_at is by the clock of the edge. Rows are those of the caller''s tenant and sites.';
COMMENT ON COLUMN dispatch_commands.plan_id IS 'The plan; null of an order that belongs to none.';
COMMENT ON COLUMN dispatch_commands.execution_result IS 'PENDING, MISSED or CANCELLED of a command of a plan; the state of the order otherwise.';

CALL isolate('control_policies');
CALL isolate('dispatch_plans');
CALL isolate('plan_commands');
CALL audited('control_policies');
CALL audited('dispatch_plans');
GRANT SELECT, INSERT, UPDATE ON control_policies TO ohm_app;
GRANT SELECT, INSERT ON dispatch_plans, plan_commands TO ohm_app;
GRANT UPDATE (status, status_at) ON dispatch_plans TO ohm_app;
GRANT UPDATE (state, state_at, reason_code, order_id, release_id) ON plan_commands TO ohm_app;
GRANT SELECT ON dispatch_commands TO ohm_app;

-- The only way to ask, without a tenant, whose plans have something to be done.
-- +goose StatementBegin
CREATE FUNCTION list_due_plans(until timestamptz, most int) RETURNS TABLE (tenant_id int, policy_id uuid, plan_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT d.tenant_id, d.policy_id, d.plan_id FROM (
        SELECT c.tenant_id, p.policy_id, c.plan_id, c.ts_scheduled AS due FROM plan_commands c
            JOIN dispatch_plans p ON p.tenant_id = c.tenant_id AND p.id = c.plan_id
            JOIN control_policies o ON o.tenant_id = p.tenant_id AND o.id = p.policy_id
            WHERE c.state = 'PENDING' AND c.ts_scheduled <= until AND p.status = 'ACTIVE' AND (o.enabled OR c.ends_at <= until)
        UNION ALL
        SELECT p.tenant_id, p.policy_id, p.id, p.horizon_to FROM dispatch_plans p WHERE p.status = 'ACTIVE' AND p.horizon_to <= until
    ) d GROUP BY 1, 2, 3 ORDER BY min(d.due), 1, 3 LIMIT most
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION list_due_plans IS 'Plans that have a command to be issued or missed by an instant, or that end by it.';
GRANT SELECT (tenant_id, id, enabled) ON control_policies TO ohm_door;
GRANT SELECT (tenant_id, id, policy_id, horizon_to, status) ON dispatch_plans TO ohm_door;
GRANT SELECT (tenant_id, plan_id, ts_scheduled, ends_at, state) ON plan_commands TO ohm_door;
GRANT CREATE ON SCHEMA public TO ohm_door;
ALTER FUNCTION list_due_plans OWNER TO ohm_door;
REVOKE CREATE ON SCHEMA public FROM ohm_door;
REVOKE ALL ON FUNCTION list_due_plans FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_due_plans TO ohm_auth;

-- +goose Down
DROP FUNCTION list_due_plans;
DROP VIEW dispatch_commands;
DROP TABLE plan_commands;
DROP INDEX commands_dispatches;
DELETE FROM command_acks a USING commands c WHERE c.tenant_id = a.tenant_id AND c.id = a.command_id AND c.policy_id IS NOT NULL;
DELETE FROM commands WHERE policy_id IS NOT NULL;
ALTER TABLE commands DROP COLUMN policy_id;
COMMENT ON COLUMN commands.issued_by IS 'Who asked; null of an order that carries out a balancing cycle.';
DROP TABLE dispatch_plans, control_policies;
DROP FUNCTION keep_plan, step_plan, step_plan_command, fit_plan;
