-- +goose Up

-- Orders that nobody has answered are looked for again and again, and are few.
CREATE INDEX commands_unanswered ON commands (tenant_id, expires_at) WHERE state = 'ISSUED';
COMMENT ON TABLE command_acks IS 'What an edge has answered to a command, by the edge''s clock, and that it has answered nothing until the command expired: append-only, one row per state and instant.';

-- Why a delivery failed is a code with its parameters, which everybody reads in their language.
ALTER TABLE notification_deliveries ADD COLUMN error_code text NOT NULL DEFAULT '', ADD COLUMN error_params jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN notification_deliveries.error_code IS 'Why the last attempt failed, by the catalogue of reasons; empty where it did not.';
COMMENT ON COLUMN notification_deliveries.error_params IS 'The parameters of error_code.';
ALTER TABLE notification_deliveries NO FORCE ROW LEVEL SECURITY;
UPDATE notification_deliveries SET error_code = 'DELIVERY_FAILED', error_params = jsonb_build_object('fault', error) WHERE error <> '';
ALTER TABLE notification_deliveries FORCE ROW LEVEL SECURITY;
ALTER TABLE notification_deliveries DROP COLUMN error;

-- +goose Down
ALTER TABLE notification_deliveries ADD COLUMN error text NOT NULL DEFAULT '';
COMMENT ON COLUMN notification_deliveries.error IS 'Of the last attempt.';
ALTER TABLE notification_deliveries NO FORCE ROW LEVEL SECURITY;
UPDATE notification_deliveries SET error = coalesce(error_params->>'fault', error_code);
ALTER TABLE notification_deliveries FORCE ROW LEVEL SECURITY;
ALTER TABLE notification_deliveries DROP COLUMN error_code, DROP COLUMN error_params;
DROP INDEX commands_unanswered;
COMMENT ON TABLE command_acks IS 'What an edge has answered to a command, by the edge''s clock: append-only, one row per state and instant.';
