-- +goose Up

ALTER TABLE energy_contracts
    ADD COLUMN key text CHECK (key ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    ADD UNIQUE (tenant_id, key);
COMMENT ON COLUMN energy_contracts.key IS 'By which files refer to it; null for none.';

-- +goose Down
ALTER TABLE energy_contracts DROP COLUMN key;
