-- +goose Up

ALTER TABLE microgrid_standings ADD COLUMN claims jsonb;
COMMENT ON COLUMN microgrid_standings.claims IS 'With rotation the order in which leaves are admitted: when it was drawn up, since when each had been waiting then, who is served, and whose turn was interrupted. Null without rotation, and before the first cycle with it.';

-- +goose Down
ALTER TABLE microgrid_standings DROP COLUMN claims;
