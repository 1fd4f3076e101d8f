-- +goose Up

CREATE TABLE energy_contracts (
    tenant_id        int NOT NULL REFERENCES tenants,
    id               uuid NOT NULL,
    counterparty     text NOT NULL CHECK (counterparty <> ''),
    contract_type    text NOT NULL CHECK (contract_type IN ('PPA', 'RETAIL', 'FEED_IN', 'FLEXIBILITY')),
    settlement_model text NOT NULL DEFAULT '',
    starts_at        timestamptz NOT NULL,
    ends_at          timestamptz CHECK (ends_at > starts_at),
    terms_ref        text NOT NULL DEFAULT '',
    version          bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    archived_at      timestamptz,
    PRIMARY KEY (tenant_id, id)
);
COMMENT ON TABLE energy_contracts IS 'Agreements with others on energy or flexibility.';
COMMENT ON COLUMN energy_contracts.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN energy_contracts.id IS 'Public id.';
COMMENT ON COLUMN energy_contracts.counterparty IS 'Who it is with.';
COMMENT ON COLUMN energy_contracts.contract_type IS 'PPA, RETAIL, FEED_IN or FLEXIBILITY.';
COMMENT ON COLUMN energy_contracts.settlement_model IS 'How it is settled, in the words of the contract.';
COMMENT ON COLUMN energy_contracts.starts_at IS 'The first instant at which it holds.';
COMMENT ON COLUMN energy_contracts.ends_at IS 'The first instant at which it holds no more; null for no end.';
COMMENT ON COLUMN energy_contracts.terms_ref IS 'Where its text is found.';
COMMENT ON COLUMN energy_contracts.version IS 'Counts the changes that people made to it.';
COMMENT ON COLUMN energy_contracts.archived_at IS 'Since when it is out of the lists; null while it is in them.';

CREATE TABLE asset_contract_links (
    tenant_id       int NOT NULL,
    site_id         int NOT NULL,
    id              uuid NOT NULL,
    asset_id        uuid NOT NULL,
    contract_id     uuid NOT NULL,
    allocated_watts bigint NOT NULL CHECK (allocated_watts > 0),
    effective_from  timestamptz NOT NULL,
    effective_to    timestamptz CHECK (effective_to > effective_from),
    version         bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    archived_at     timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, site_id, asset_id) REFERENCES assets (tenant_id, site_id, id),
    FOREIGN KEY (tenant_id, contract_id) REFERENCES energy_contracts
);
CREATE INDEX asset_contract_links_by_asset ON asset_contract_links (tenant_id, asset_id, effective_from);
CREATE INDEX asset_contract_links_by_contract ON asset_contract_links (tenant_id, contract_id);
COMMENT ON TABLE asset_contract_links IS 'How much of an asset is promised under a contract, and when. Together they never exceed what the asset can do.';
COMMENT ON COLUMN asset_contract_links.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN asset_contract_links.site_id IS 'The site of the asset.';
COMMENT ON COLUMN asset_contract_links.id IS 'Public id.';
COMMENT ON COLUMN asset_contract_links.asset_id IS 'The asset.';
COMMENT ON COLUMN asset_contract_links.contract_id IS 'The contract.';
COMMENT ON COLUMN asset_contract_links.allocated_watts IS 'The active power promised, a magnitude in W.';
COMMENT ON COLUMN asset_contract_links.effective_from IS 'The first instant at which it holds.';
COMMENT ON COLUMN asset_contract_links.effective_to IS 'The first instant at which it holds no more; null for no end.';
COMMENT ON COLUMN asset_contract_links.version IS 'Counts the changes that people made to it.';
COMMENT ON COLUMN asset_contract_links.archived_at IS 'Since when it holds for no instant; null while it holds.';

CALL isolate('energy_contracts');
CALL isolate('asset_contract_links');
CALL audited('energy_contracts');
CALL audited('asset_contract_links');
GRANT SELECT, INSERT, UPDATE ON energy_contracts, asset_contract_links TO ohm_app;

-- The sum of what is promised changes upward only where a promise begins, so it is looked at there.
-- The lock on the asset has writers take turns: each statement after it sees what the one before has
-- committed, which a transaction with one snapshot for all its statements would not.
-- +goose StatementBegin
CREATE FUNCTION check_allocations() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asset uuid := CASE WHEN TG_TABLE_NAME = 'assets' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(NEW) ->> 'asset_id')::uuid END;
    capacity bigint;
    promised bigint;
BEGIN
    IF current_setting('transaction_isolation') = 'repeatable read' THEN
        RAISE EXCEPTION 'allocations are written at READ COMMITTED or SERIALIZABLE' USING ERRCODE = 'feature_not_supported';
    END IF;
    SELECT coalesce(a.max_active_power_watts, a.max_apparent_power_va) INTO capacity
    FROM assets a WHERE a.tenant_id = NEW.tenant_id AND a.id = asset FOR NO KEY UPDATE;
    SELECT max(at_start.sum) INTO promised FROM asset_contract_links l
    CROSS JOIN LATERAL (SELECT sum(o.allocated_watts) FROM asset_contract_links o
        WHERE o.tenant_id = NEW.tenant_id AND o.asset_id = asset AND o.archived_at IS NULL
            AND o.effective_from <= l.effective_from AND (o.effective_to IS NULL OR o.effective_to > l.effective_from)) at_start
    WHERE l.tenant_id = NEW.tenant_id AND l.asset_id = asset AND l.archived_at IS NULL;
    IF promised > coalesce(capacity, 0) THEN
        RAISE EXCEPTION 'promised are % W of %', promised, coalesce(capacity, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'asset_contract_links_capacity', DETAIL = promised || '/' || coalesce(capacity, 0);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION check_allocations IS 'Refuses what would have more of an asset promised at any instant than it can do.';
REVOKE ALL ON FUNCTION check_allocations FROM PUBLIC;
CREATE CONSTRAINT TRIGGER capacity AFTER INSERT OR UPDATE ON asset_contract_links FOR EACH ROW EXECUTE FUNCTION check_allocations();
CREATE CONSTRAINT TRIGGER capacity AFTER UPDATE ON assets FOR EACH ROW
    WHEN (OLD.max_active_power_watts IS DISTINCT FROM NEW.max_active_power_watts OR OLD.max_apparent_power_va IS DISTINCT FROM NEW.max_apparent_power_va)
    EXECUTE FUNCTION check_allocations();

-- +goose Down
DROP TRIGGER capacity ON assets;
DROP TABLE asset_contract_links, energy_contracts;
DROP FUNCTION check_allocations;
