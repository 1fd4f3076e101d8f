-- +goose Up

-- The ledger belongs to the whole tenant: sums over a tree mean nothing to who sees only parts of it.
-- Who is bound to sites sees none of it.
CREATE TABLE balance_groups (
    tenant_id   int NOT NULL REFERENCES tenants,
    id          uuid NOT NULL,
    site_id     int,
    asset_id    uuid,
    name        text NOT NULL CHECK (length(name) >= 2),
    kind        text NOT NULL CHECK (kind IN ('SOURCE', 'CONSUMER', 'STORAGE', 'AGGREGATE', 'EXTERNAL')),
    valid_from  timestamptz NOT NULL CHECK (extract(epoch FROM valid_from) % 900 = 0),
    valid_to    timestamptz CHECK (valid_to > valid_from AND extract(epoch FROM valid_to) % 900 = 0),
    version     bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    archived_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, site_id, asset_id) REFERENCES assets (tenant_id, site_id, id),
    CHECK (asset_id IS NULL OR site_id IS NOT NULL),
    CONSTRAINT balance_groups_one_of_an_asset EXCLUDE USING gist (tenant_id WITH =, asset_id WITH =, tstzrange(valid_from, valid_to) WITH &&) WHERE (archived_at IS NULL)
);
COMMENT ON TABLE balance_groups IS 'Accounts of energy behind the meter (document 003). A balance is one UTC quarter hour of one; whether it is final follows from its postings.';
COMMENT ON COLUMN balance_groups.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN balance_groups.id IS 'Public id.';
COMMENT ON COLUMN balance_groups.site_id IS 'The site it is of; null where it is of none.';
COMMENT ON COLUMN balance_groups.asset_id IS 'The asset whose energy it accounts for; null where it is none. An asset has one group at any instant.';
COMMENT ON COLUMN balance_groups.name IS 'What people call it.';
COMMENT ON COLUMN balance_groups.kind IS 'SOURCE, CONSUMER, STORAGE, AGGREGATE or EXTERNAL.';
COMMENT ON COLUMN balance_groups.valid_from IS 'The first quarter hour that it balances.';
COMMENT ON COLUMN balance_groups.valid_to IS 'The first quarter hour that it no more balances; null for no end.';
COMMENT ON COLUMN balance_groups.version IS 'Counts the changes that people made to it.';
COMMENT ON COLUMN balance_groups.archived_at IS 'Since when it takes no more transactions; null while it does.';

CREATE TABLE balance_group_rules (
    tenant_id   int NOT NULL,
    id          uuid NOT NULL,
    group_id    uuid NOT NULL,
    number      int NOT NULL CHECK (number > 0),
    superior_id uuid,
    valid_from  timestamptz NOT NULL CHECK (extract(epoch FROM valid_from) % 900 = 0),
    valid_to    timestamptz CHECK (valid_to > valid_from AND extract(epoch FROM valid_to) % 900 = 0),
    noted_at    timestamptz NOT NULL,
    noted_by    text NOT NULL CHECK (noted_by <> ''),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, group_id, number),
    FOREIGN KEY (tenant_id, group_id) REFERENCES balance_groups,
    FOREIGN KEY (tenant_id, superior_id) REFERENCES balance_groups,
    CONSTRAINT balance_group_rules_not_itself CHECK (superior_id <> group_id),
    CONSTRAINT balance_group_rules_not_retroactive CHECK (number = 1 OR valid_from > noted_at),
    CONSTRAINT balance_group_rules_one_at_a_time EXCLUDE USING gist (tenant_id WITH =, group_id WITH =, tstzrange(valid_from, valid_to) WITH &&)
);
CREATE INDEX balance_group_rules_by_superior ON balance_group_rules (tenant_id, superior_id, valid_from);
COMMENT ON TABLE balance_group_rules IS 'Settlement rules: to which superior group a group settles, and when. Append-only, but that a rule ends where the next begins.';
COMMENT ON COLUMN balance_group_rules.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN balance_group_rules.id IS 'Public id.';
COMMENT ON COLUMN balance_group_rules.group_id IS 'The group that settles.';
COMMENT ON COLUMN balance_group_rules.number IS 'The version of the rule: 1 for the first of its group, which may begin in the past.';
COMMENT ON COLUMN balance_group_rules.superior_id IS 'The group it settles to; null for a root.';
COMMENT ON COLUMN balance_group_rules.valid_from IS 'The first quarter hour it holds for.';
COMMENT ON COLUMN balance_group_rules.valid_to IS 'The first quarter hour it holds for no more; null until another follows.';
COMMENT ON COLUMN balance_group_rules.noted_at IS 'When it was made.';
COMMENT ON COLUMN balance_group_rules.noted_by IS 'Who made it, as in the audit log.';

CREATE TABLE energy_transactions (
    tenant_id      int NOT NULL,
    id             uuid NOT NULL,
    name           text NOT NULL CHECK (name <> ''),
    source_id      uuid NOT NULL,
    destination_id uuid NOT NULL,
    starts_at      timestamptz NOT NULL CHECK (starts_at = date_trunc('second', starts_at)),
    ends_at        timestamptz NOT NULL CHECK (ends_at > starts_at AND ends_at = date_trunc('second', ends_at)),
    energy_j       bigint NOT NULL CHECK (energy_j > 0 AND energy_j <= 1000000000000000),
    co2_g          bigint CHECK (co2_g >= 0 AND co2_g <= 1000000000000000),
    status         text NOT NULL DEFAULT 'PROVISIONAL' CHECK (status IN ('PROVISIONAL', 'FINAL')),
    reverses_id    uuid CHECK (reverses_id <> id),
    noted_at       timestamptz NOT NULL,
    noted_by       text NOT NULL CHECK (noted_by <> ''),
    finalised_at   timestamptz,
    finalised_by   text,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, reverses_id),
    FOREIGN KEY (tenant_id, source_id) REFERENCES balance_groups,
    FOREIGN KEY (tenant_id, destination_id) REFERENCES balance_groups,
    FOREIGN KEY (tenant_id, reverses_id) REFERENCES energy_transactions,
    CHECK (source_id <> destination_id),
    CHECK ((status = 'FINAL') = (finalised_at IS NOT NULL) AND (status = 'FINAL') = (finalised_by IS NOT NULL))
);
CREATE INDEX energy_transactions_by_source ON energy_transactions (tenant_id, source_id, starts_at);
CREATE INDEX energy_transactions_by_destination ON energy_transactions (tenant_id, destination_id, starts_at);
COMMENT ON TABLE energy_transactions IS 'Amounts of energy that one group gave another. They never change but from provisional to final; a correction is a reversal and a new one.';
COMMENT ON COLUMN energy_transactions.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN energy_transactions.id IS 'Public id.';
COMMENT ON COLUMN energy_transactions.name IS 'What people call it.';
COMMENT ON COLUMN energy_transactions.source_id IS 'The group that gives.';
COMMENT ON COLUMN energy_transactions.destination_id IS 'The group that receives.';
COMMENT ON COLUMN energy_transactions.starts_at IS 'Start of its period.';
COMMENT ON COLUMN energy_transactions.ends_at IS 'End of its period, not included.';
COMMENT ON COLUMN energy_transactions.energy_j IS 'How much, in J.';
COMMENT ON COLUMN energy_transactions.co2_g IS 'The emissions that travel with it, in g of CO2; null where they are not known.';
COMMENT ON COLUMN energy_transactions.status IS 'PROVISIONAL or FINAL.';
COMMENT ON COLUMN energy_transactions.reverses_id IS 'The transaction that it takes back: the same amount the other way; null where it takes back none.';
COMMENT ON COLUMN energy_transactions.noted_at IS 'When it was made.';
COMMENT ON COLUMN energy_transactions.noted_by IS 'Who made it, as in the audit log.';
COMMENT ON COLUMN energy_transactions.finalised_at IS 'When it became final; null while it is provisional.';
COMMENT ON COLUMN energy_transactions.finalised_by IS 'Who said so, as in the audit log; null while it is provisional.';

CREATE TABLE energy_postings (
    tenant_id      int NOT NULL,
    transaction_id uuid NOT NULL,
    slot_from      timestamptz NOT NULL CHECK (extract(epoch FROM slot_from) % 900 = 0),
    group_id       uuid NOT NULL,
    energy_j       bigint NOT NULL,
    co2_g          bigint,
    PRIMARY KEY (tenant_id, transaction_id, slot_from, group_id),
    FOREIGN KEY (tenant_id, transaction_id) REFERENCES energy_transactions,
    FOREIGN KEY (tenant_id, group_id) REFERENCES balance_groups
);
CREATE INDEX energy_postings_by_group ON energy_postings (tenant_id, group_id, slot_from);
COMMENT ON TABLE energy_postings IS 'The ledger: double entry per transaction and UTC quarter hour, whose sum is zero. Append-only for every role.';
COMMENT ON COLUMN energy_postings.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN energy_postings.transaction_id IS 'The transaction it is a part of.';
COMMENT ON COLUMN energy_postings.slot_from IS 'Start of the quarter hour.';
COMMENT ON COLUMN energy_postings.group_id IS 'The group.';
COMMENT ON COLUMN energy_postings.energy_j IS 'What the group received in J; negative where it gave.';
COMMENT ON COLUMN energy_postings.co2_g IS 'The emissions that came with it in g of CO2, of the same sign; null where they are not known.';

CREATE TABLE balance_seals (
    tenant_id int NOT NULL,
    id        uuid NOT NULL,
    group_id  uuid NOT NULL,
    slot_from timestamptz NOT NULL CHECK (extract(epoch FROM slot_from) % 900 = 0),
    slot_to   timestamptz NOT NULL CHECK (slot_to > slot_from AND extract(epoch FROM slot_to) % 900 = 0),
    postings  int NOT NULL CHECK (postings > 0),
    hash      bytea NOT NULL CHECK (length(hash) = 32),
    sealed_at timestamptz NOT NULL CHECK (sealed_at >= slot_to),
    sealed_by text NOT NULL CHECK (sealed_by <> ''),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES balance_groups,
    CONSTRAINT balance_seals_once EXCLUDE USING gist (tenant_id WITH =, group_id WITH =, tstzrange(slot_from, slot_to) WITH &&)
);
COMMENT ON TABLE balance_seals IS 'Quarter hours of a group that are closed for ever, with the hash of what was posted in them.';
COMMENT ON COLUMN balance_seals.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN balance_seals.id IS 'Public id.';
COMMENT ON COLUMN balance_seals.group_id IS 'The group.';
COMMENT ON COLUMN balance_seals.slot_from IS 'The first quarter hour that is closed.';
COMMENT ON COLUMN balance_seals.slot_to IS 'The first quarter hour that is not.';
COMMENT ON COLUMN balance_seals.postings IS 'How many postings of the group lie in it.';
COMMENT ON COLUMN balance_seals.hash IS 'SHA-256 of the ordered postings, as balance_hash() forms it.';
COMMENT ON COLUMN balance_seals.sealed_at IS 'When it was sealed: after its last quarter hour was over.';
COMMENT ON COLUMN balance_seals.sealed_by IS 'Who sealed it, as in the audit log.';

CREATE TABLE balance_disputes (
    tenant_id      int NOT NULL,
    id             uuid NOT NULL,
    transaction_id uuid NOT NULL,
    slot_from      timestamptz NOT NULL,
    group_id       uuid NOT NULL,
    seal_id        uuid NOT NULL,
    energy_j       bigint NOT NULL,
    co2_g          bigint,
    noted_at       timestamptz NOT NULL,
    version        bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    resolution     text CHECK (resolution <> ''),
    resolved_at    timestamptz,
    resolved_by    text,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, transaction_id, slot_from, group_id),
    FOREIGN KEY (tenant_id, transaction_id) REFERENCES energy_transactions,
    FOREIGN KEY (tenant_id, group_id) REFERENCES balance_groups,
    FOREIGN KEY (tenant_id, seal_id) REFERENCES balance_seals,
    CHECK ((resolution IS NULL) = (resolved_at IS NULL) AND (resolution IS NULL) = (resolved_by IS NULL))
);
COMMENT ON TABLE balance_disputes IS 'What arrived after one of both groups was sealed: a case for each, in no balance, until people have settled it between them.';
COMMENT ON COLUMN balance_disputes.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN balance_disputes.id IS 'Public id.';
COMMENT ON COLUMN balance_disputes.transaction_id IS 'The transaction that arrived.';
COMMENT ON COLUMN balance_disputes.slot_from IS 'Start of the quarter hour.';
COMMENT ON COLUMN balance_disputes.group_id IS 'The group whose case it is.';
COMMENT ON COLUMN balance_disputes.seal_id IS 'The seal it came too late for: of this group or of the other.';
COMMENT ON COLUMN balance_disputes.energy_j IS 'What the group would have received in J; negative where it would have given.';
COMMENT ON COLUMN balance_disputes.co2_g IS 'The emissions that would have come with it in g of CO2; null where they are not known.';
COMMENT ON COLUMN balance_disputes.noted_at IS 'When it arrived.';
COMMENT ON COLUMN balance_disputes.version IS 'Counts the changes that people made to it.';
COMMENT ON COLUMN balance_disputes.resolution IS 'How people have settled it; null while it is open.';
COMMENT ON COLUMN balance_disputes.resolved_at IS 'When; null while it is open.';
COMMENT ON COLUMN balance_disputes.resolved_by IS 'Who said so, as in the audit log; null while it is open.';

CALL isolate('balance_groups');
CALL isolate('balance_group_rules');
CALL isolate('energy_transactions');
CALL isolate('energy_postings');
CALL isolate('balance_seals');
CALL isolate('balance_disputes');
-- +goose StatementBegin
DO $$
DECLARE
    target text;
    rule text;
BEGIN
    FOREACH target IN ARRAY '{balance_groups,balance_group_rules,energy_transactions,energy_postings,balance_seals,balance_disputes}'::text[] LOOP
        rule := 'tenant_id = (SELECT current_setting(''app.tenant'')::int) AND (SELECT current_setting(''app.all_sites'')::bool)';
        IF target = 'balance_groups' THEN
            rule := rule || ' AND ((SELECT current_setting(''app.all_sites'')::bool) OR site_id = ANY ((SELECT current_setting(''app.sites'')::int[])::int[]))';
        END IF;
        EXECUTE format('ALTER POLICY isolation ON %I USING (%s) WITH CHECK (%s)', target, rule, rule);
    END LOOP;
END $$;
-- +goose StatementEnd
CALL audited('balance_groups');
CALL audited('balance_group_rules');
CALL audited('energy_transactions');
CALL audited('balance_seals');
CALL audited('balance_disputes');
GRANT SELECT, INSERT ON balance_groups, balance_group_rules, energy_transactions, energy_postings, balance_seals, balance_disputes TO ohm_app;
GRANT UPDATE (site_id, asset_id, name, valid_to, version, archived_at) ON balance_groups TO ohm_app;
GRANT UPDATE (valid_to) ON balance_group_rules TO ohm_app;
GRANT UPDATE (status, finalised_at, finalised_by) ON energy_transactions TO ohm_app;
GRANT UPDATE (version, resolution, resolved_at, resolved_by) ON balance_disputes TO ohm_app;

-- +goose StatementBegin
CREATE FUNCTION refuse_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is posted or sealed is never changed' USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;

-- What may change of a row that stays: an end is set once, a status only becomes final, a case is settled once.
CREATE FUNCTION check_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free constant text[] := TG_ARGV[0];
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - free <> to_jsonb(NEW) - free OR to_jsonb(OLD) ->> TG_ARGV[1] IS NOT NULL AND to_jsonb(OLD) ->> TG_ARGV[1] IS DISTINCT FROM to_jsonb(NEW) ->> TG_ARGV[1] THEN
        RAISE EXCEPTION 'what is noted is never changed' USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_kept';
    END IF;
    RETURN NEW;
END $$;

-- Rules and validity are looked over one after the other within a tenant, so that two changes never make
-- together what neither makes alone.
CREATE FUNCTION check_balance_tree() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad text;
BEGIN
    IF current_setting('transaction_isolation') = 'repeatable read' THEN
        RAISE EXCEPTION 'balance groups are written at READ COMMITTED or SERIALIZABLE' USING ERRCODE = 'feature_not_supported';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('balance_groups', NEW.tenant_id));
    IF TG_TABLE_NAME = 'balance_groups' THEN
        PERFORM FROM balance_groups g WHERE g.tenant_id = NEW.tenant_id AND g.id = (to_jsonb(NEW) ->> 'id')::uuid FOR UPDATE;
        SELECT p.slot_from::text INTO bad FROM energy_postings p, balance_groups g
        WHERE g.tenant_id = NEW.tenant_id AND g.id = (to_jsonb(NEW) ->> 'id')::uuid AND p.tenant_id = g.tenant_id AND p.group_id = g.id
            AND (p.slot_from < g.valid_from OR p.slot_from >= g.valid_to) LIMIT 1;
        IF bad IS NOT NULL THEN
            RAISE EXCEPTION 'there is a posting outside: %', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_groups_postings_inside';
        END IF;
    END IF;
    SELECT s.name INTO bad FROM balance_group_rules r
    JOIN balance_groups g ON g.tenant_id = r.tenant_id AND g.id = r.group_id
    JOIN balance_groups s ON s.tenant_id = r.tenant_id AND s.id = r.superior_id
    WHERE r.tenant_id = NEW.tenant_id
        AND NOT tstzrange(s.valid_from, s.valid_to) @> (tstzrange(r.valid_from, r.valid_to) * tstzrange(g.valid_from, g.valid_to)) LIMIT 1;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'a group is valid while its superior % is not', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_group_rules_nested';
    END IF;
    IF TG_TABLE_NAME = 'balance_group_rules' AND EXISTS (
        WITH RECURSIVE above AS (
            SELECT r.group_id AS begun, r.superior_id AS id, tstzrange(r.valid_from, r.valid_to) AS span
            FROM balance_group_rules r WHERE r.tenant_id = NEW.tenant_id AND r.id = (to_jsonb(NEW) ->> 'id')::uuid AND r.superior_id IS NOT NULL
            UNION
            SELECT a.begun, r.superior_id, a.span * tstzrange(r.valid_from, r.valid_to)
            FROM above a JOIN balance_group_rules r ON r.tenant_id = NEW.tenant_id AND r.group_id = a.id AND r.superior_id IS NOT NULL AND a.span && tstzrange(r.valid_from, r.valid_to)
            WHERE a.id <> a.begun
        ) SELECT FROM above WHERE id = begun
    ) THEN
        RAISE EXCEPTION 'a group would lie below itself' USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_group_rules_no_circle';
    END IF;
    RETURN NULL;
END $$;

-- A group is locked before its seals and its validity are read: who seals or shortens it has taken the
-- stronger lock, and is waited for.
CREATE FUNCTION check_posting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    t energy_transactions;
    g balance_groups;
BEGIN
    IF current_setting('transaction_isolation') = 'repeatable read' THEN
        RAISE EXCEPTION 'postings are written at READ COMMITTED or SERIALIZABLE' USING ERRCODE = 'feature_not_supported';
    END IF;
    PERFORM FROM balance_groups o WHERE o.tenant_id = NEW.tenant_id AND o.id = NEW.group_id FOR KEY SHARE;
    SELECT * INTO t FROM energy_transactions o WHERE o.tenant_id = NEW.tenant_id AND o.id = NEW.transaction_id;
    SELECT * INTO g FROM balance_groups o WHERE o.tenant_id = NEW.tenant_id AND o.id = NEW.group_id;
    IF t.id IS NULL OR g.id IS NULL THEN
        RETURN NEW; -- the foreign keys refuse it
    END IF;
    IF NOT (NEW.group_id = t.destination_id AND NEW.energy_j >= 0 AND coalesce(NEW.co2_g, 0) >= 0 OR NEW.group_id = t.source_id AND NEW.energy_j <= 0 AND coalesce(NEW.co2_g, 0) <= 0)
        OR (NEW.co2_g IS NULL) <> (t.co2_g IS NULL) OR NEW.slot_from + interval '15 minutes' <= t.starts_at OR NEW.slot_from >= t.ends_at THEN
        RAISE EXCEPTION 'it is no part of its transaction' USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_of_transaction';
    END IF;
    IF NEW.slot_from < g.valid_from OR NEW.slot_from >= g.valid_to THEN
        RAISE EXCEPTION 'the group is not valid then' USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_while_valid';
    END IF;
    IF TG_TABLE_NAME = 'energy_postings' AND EXISTS (SELECT FROM balance_seals s WHERE s.tenant_id = NEW.tenant_id AND s.group_id = NEW.group_id AND NEW.slot_from >= s.slot_from AND NEW.slot_from < s.slot_to) THEN
        RAISE EXCEPTION 'the group is sealed then' USING ERRCODE = 'check_violation', CONSTRAINT = 'energy_postings_not_sealed';
    END IF;
    IF TG_TABLE_NAME = 'balance_disputes' AND NOT EXISTS (SELECT FROM balance_seals s WHERE s.tenant_id = NEW.tenant_id AND s.id = (to_jsonb(NEW) ->> 'seal_id')::uuid
            AND s.group_id IN (t.source_id, t.destination_id) AND NEW.slot_from >= s.slot_from AND NEW.slot_from < s.slot_to) THEN
        RAISE EXCEPTION 'neither group is sealed then' USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_disputes_sealed';
    END IF;
    RETURN NEW;
END $$;

-- At the end of a transaction both entries of a quarter hour are there, posted or disputed, and come to zero.
CREATE FUNCTION check_double_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kinds int;
    entries int;
    energy numeric;
    co2 numeric;
BEGIN
    SELECT count(DISTINCT kind), count(*), sum(energy_j), coalesce(sum(co2_g), 0) INTO kinds, entries, energy, co2 FROM (
        SELECT 1 AS kind, p.energy_j, p.co2_g FROM energy_postings p WHERE p.tenant_id = NEW.tenant_id AND p.transaction_id = NEW.transaction_id AND p.slot_from = NEW.slot_from
        UNION ALL
        SELECT 2, d.energy_j, d.co2_g FROM balance_disputes d WHERE d.tenant_id = NEW.tenant_id AND d.transaction_id = NEW.transaction_id AND d.slot_from = NEW.slot_from
    ) e;
    IF kinds <> 1 OR entries <> 2 OR energy <> 0 OR co2 <> 0 THEN
        RAISE EXCEPTION 'the entries of a quarter hour do not come to zero' USING ERRCODE = 'check_violation', CONSTRAINT = 'energy_postings_zero';
    END IF;
    RETURN NULL;
END $$;

-- At the end of a transaction its parts are all there, and are the whole; a reversal is exactly the other way.
CREATE FUNCTION check_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    slots bigint;
    energy numeric;
    co2 numeric;
    was energy_transactions;
BEGIN
    SELECT count(*), coalesce(sum(energy_j), 0), sum(co2_g) INTO slots, energy, co2 FROM (
        SELECT p.energy_j, p.co2_g FROM energy_postings p WHERE p.tenant_id = NEW.tenant_id AND p.transaction_id = NEW.id AND p.group_id = NEW.destination_id
        UNION ALL
        SELECT d.energy_j, d.co2_g FROM balance_disputes d WHERE d.tenant_id = NEW.tenant_id AND d.transaction_id = NEW.id AND d.group_id = NEW.destination_id
    ) e;
    IF slots <> ceil(extract(epoch FROM NEW.ends_at) / 900) - floor(extract(epoch FROM NEW.starts_at) / 900) OR energy <> NEW.energy_j OR co2 IS DISTINCT FROM NEW.co2_g THEN
        RAISE EXCEPTION 'the parts are not the whole' USING ERRCODE = 'check_violation', CONSTRAINT = 'energy_transactions_whole';
    END IF;
    IF NEW.reverses_id IS NOT NULL THEN
        SELECT * INTO was FROM energy_transactions o WHERE o.tenant_id = NEW.tenant_id AND o.id = NEW.reverses_id;
        IF (was.source_id, was.destination_id, was.starts_at, was.ends_at, was.energy_j) <> (NEW.destination_id, NEW.source_id, NEW.starts_at, NEW.ends_at, NEW.energy_j)
            OR was.co2_g IS DISTINCT FROM NEW.co2_g OR was.reverses_id IS NOT NULL THEN
            RAISE EXCEPTION 'it does not take back what it names' USING ERRCODE = 'check_violation', CONSTRAINT = 'energy_transactions_reversal';
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION balance_hash(tenant int, of_group uuid, slots tstzrange) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(of_group || '|' || extract(epoch FROM lower(slots))::bigint || '|' || extract(epoch FROM upper(slots))::bigint || E'\n' || coalesce(string_agg(
        extract(epoch FROM p.slot_from)::bigint || '|' || p.transaction_id || '|' || p.energy_j || '|' || coalesce(p.co2_g::text, '-') || E'\n', '' ORDER BY p.slot_from, p.transaction_id), ''), 'UTF8'))
    FROM energy_postings p WHERE p.tenant_id = tenant AND p.group_id = of_group AND p.slot_from >= lower(slots) AND p.slot_from < upper(slots)
$$;

CREATE FUNCTION check_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    provisional bigint;
    entries bigint;
BEGIN
    IF current_setting('transaction_isolation') = 'repeatable read' THEN
        RAISE EXCEPTION 'seals are written at READ COMMITTED or SERIALIZABLE' USING ERRCODE = 'feature_not_supported';
    END IF;
    PERFORM FROM balance_groups g WHERE g.tenant_id = NEW.tenant_id AND g.id = NEW.group_id FOR UPDATE;
    SELECT count(*), count(*) FILTER (WHERE t.status <> 'FINAL') INTO entries, provisional FROM energy_postings p
    JOIN energy_transactions t ON t.tenant_id = p.tenant_id AND t.id = p.transaction_id
    WHERE p.tenant_id = NEW.tenant_id AND p.group_id = NEW.group_id AND p.slot_from >= NEW.slot_from AND p.slot_from < NEW.slot_to;
    IF provisional > 0 THEN
        RAISE EXCEPTION '% postings are provisional', provisional USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_seals_final';
    END IF;
    IF entries <> NEW.postings OR NEW.hash <> balance_hash(NEW.tenant_id, NEW.group_id, tstzrange(NEW.slot_from, NEW.slot_to)) THEN
        RAISE EXCEPTION 'it does not seal what is posted' USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_seals_hash';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION refuse_posted IS 'Refuses every change of what is only ever added.';
COMMENT ON FUNCTION check_kept IS 'Refuses changes but of the columns named, and any once the last one named has a value.';
COMMENT ON FUNCTION check_balance_tree IS 'Refuses what would have a group lie below itself, outlive its superior, or leave a posting outside its validity.';
COMMENT ON FUNCTION check_posting IS 'Refuses a posting or case that is no part of its transaction, outside its group''s validity, or on the wrong side of a seal.';
COMMENT ON FUNCTION check_double_entry IS 'Refuses entries of a quarter hour that do not come to zero.';
COMMENT ON FUNCTION check_whole IS 'Refuses a transaction whose parts are not the whole, and a reversal of something else.';
COMMENT ON FUNCTION balance_hash IS 'SHA-256 over what is posted for a group in a range of quarter hours: a line for the group and the range, then one for each posting by quarter hour and transaction.';
COMMENT ON FUNCTION check_seal IS 'Refuses a seal over provisional postings, or over others than are there.';
REVOKE ALL ON FUNCTION refuse_posted, check_kept, check_balance_tree, check_posting, check_double_entry, check_whole, balance_hash, check_seal FROM PUBLIC;
GRANT EXECUTE ON FUNCTION balance_hash TO ohm_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON energy_postings FOR EACH ROW EXECUTE FUNCTION refuse_posted();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON energy_postings FOR EACH STATEMENT EXECUTE FUNCTION refuse_posted();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON balance_seals FOR EACH ROW EXECUTE FUNCTION refuse_posted();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON balance_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_posted();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON balance_group_rules FOR EACH ROW EXECUTE FUNCTION check_kept('{valid_to}', 'valid_to');
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON energy_transactions FOR EACH ROW EXECUTE FUNCTION check_kept('{status,finalised_at,finalised_by}', 'finalised_at');
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON balance_disputes FOR EACH ROW EXECUTE FUNCTION check_kept('{version,resolution,resolved_at,resolved_by}', 'resolved_at');
CREATE TRIGGER posting BEFORE INSERT ON energy_postings FOR EACH ROW EXECUTE FUNCTION check_posting();
CREATE TRIGGER posting BEFORE INSERT ON balance_disputes FOR EACH ROW EXECUTE FUNCTION check_posting();
CREATE TRIGGER seal BEFORE INSERT ON balance_seals FOR EACH ROW EXECUTE FUNCTION check_seal();
CREATE CONSTRAINT TRIGGER tree AFTER INSERT OR UPDATE ON balance_group_rules FOR EACH ROW EXECUTE FUNCTION check_balance_tree();
CREATE CONSTRAINT TRIGGER tree AFTER UPDATE ON balance_groups FOR EACH ROW
    WHEN (OLD.valid_from IS DISTINCT FROM NEW.valid_from OR OLD.valid_to IS DISTINCT FROM NEW.valid_to) EXECUTE FUNCTION check_balance_tree();
CREATE CONSTRAINT TRIGGER double_entry AFTER INSERT ON energy_postings DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_double_entry();
CREATE CONSTRAINT TRIGGER double_entry AFTER INSERT ON balance_disputes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_double_entry();
CREATE CONSTRAINT TRIGGER whole AFTER INSERT ON energy_transactions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_whole();

-- +goose Down
DROP TABLE balance_disputes, balance_seals, energy_postings, energy_transactions, balance_group_rules, balance_groups;
DROP FUNCTION refuse_posted, check_kept, check_balance_tree, check_posting, check_double_entry, check_whole, balance_hash, check_seal;
