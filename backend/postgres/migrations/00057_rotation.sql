-- +goose Up

ALTER TABLE commands DROP CONSTRAINT commands_kind_check;
ALTER TABLE commands ADD CONSTRAINT commands_kind_check CHECK (kind IN ('OVERRIDE', 'RELEASE', 'DISPATCH', 'LIMIT', 'CLEAR_FAULT', 'MODE', 'ENABLE', 'SCAN', 'TEST_WRITE', 'CONFIGURE', 'ROTATE_KEY'));
CREATE INDEX commands_rotate ON commands (tenant_id, edge_id, seq DESC) WHERE kind = 'ROTATE_KEY';

-- +goose Down
DROP INDEX commands_rotate;
DELETE FROM command_acks a USING commands c WHERE c.tenant_id = a.tenant_id AND c.id = a.command_id AND c.kind = 'ROTATE_KEY';
DELETE FROM commands WHERE kind = 'ROTATE_KEY';
ALTER TABLE commands DROP CONSTRAINT commands_kind_check;
ALTER TABLE commands ADD CONSTRAINT commands_kind_check CHECK (kind IN ('OVERRIDE', 'RELEASE', 'DISPATCH', 'LIMIT', 'CLEAR_FAULT', 'MODE', 'ENABLE', 'SCAN', 'TEST_WRITE', 'CONFIGURE'));
