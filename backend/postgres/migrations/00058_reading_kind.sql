-- +goose Up

-- Nature is what an asset can do; what a reading of an offline meter is has a word of its own.
ALTER TABLE offline_meters RENAME COLUMN nature TO reading_kind;

-- +goose Down
ALTER TABLE offline_meters RENAME COLUMN reading_kind TO nature;
