-- +goose Up

-- Orders that nobody has answered are looked for again and again, and are few.
CREATE INDEX commands_unanswered ON commands (tenant_id, expires_at) WHERE state = 'ISSUED';
COMMENT ON TABLE command_acks IS 'What an edge has answered to a command, by the edge''s clock, and that it has answered nothing until the command expired: append-only, one row per state and instant.';

-- +goose Down
DROP INDEX commands_unanswered;
COMMENT ON TABLE command_acks IS 'What an edge has answered to a command, by the edge''s clock: append-only, one row per state and instant.';
