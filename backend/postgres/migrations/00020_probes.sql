-- +goose Up

ALTER TABLE commands DROP CONSTRAINT commands_kind_check;
ALTER TABLE commands ADD CONSTRAINT commands_kind_check CHECK (kind IN ('OVERRIDE', 'RELEASE', 'DISPATCH', 'LIMIT', 'CLEAR_FAULT', 'MODE', 'ENABLE', 'SCAN', 'TEST_WRITE'));
ALTER TABLE command_acks ADD COLUMN result jsonb;
COMMENT ON COLUMN command_acks.result IS 'What a SCAN or TEST_WRITE found; null of every other kind.';

-- +goose Down
ALTER TABLE command_acks DROP COLUMN result;
DELETE FROM command_acks a USING commands c WHERE c.tenant_id = a.tenant_id AND c.id = a.command_id AND c.kind IN ('SCAN', 'TEST_WRITE');
DELETE FROM commands WHERE kind IN ('SCAN', 'TEST_WRITE');
ALTER TABLE commands DROP CONSTRAINT commands_kind_check;
ALTER TABLE commands ADD CONSTRAINT commands_kind_check CHECK (kind IN ('OVERRIDE', 'RELEASE', 'DISPATCH', 'LIMIT', 'CLEAR_FAULT', 'MODE', 'ENABLE'));
