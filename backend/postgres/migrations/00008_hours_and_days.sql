-- +goose Up

-- Hours are aligned in UTC, days are those of the site's time zone and begin at slot_from; both are
-- formed from quarter hours, which every time zone's days consist of.
CREATE TABLE rollups_1h (LIKE rollups_15m, PRIMARY KEY (tenant_id, channel_id, slot_from));
COMMENT ON TABLE rollups_1h IS 'Hours of channels, aligned in UTC, formed from rollups_15m and like them.';
CREATE TABLE rollups_1d (LIKE rollups_15m, PRIMARY KEY (tenant_id, channel_id, slot_from));
COMMENT ON TABLE rollups_1d IS 'Local days of channels, of 23 to 25 hours, by their start; formed from rollups_15m and like them.';

CALL isolate('rollups_1h');
CALL isolate('rollups_1d');
GRANT SELECT ON rollups_1h, rollups_1d TO ohm_app;
GRANT SELECT, INSERT, UPDATE ON rollups_1h, rollups_1d TO ohm_ingest;
GRANT SELECT (tenant_id, site_id, time_zone) ON sites TO ohm_ingest;

ALTER TABLE rollup_marks ADD period text NOT NULL DEFAULT '15m' CHECK (period IN ('15m', '1h', '1d'));
ALTER TABLE rollup_marks DROP CONSTRAINT rollup_marks_pkey;
ALTER TABLE rollup_marks ADD PRIMARY KEY (tenant_id, channel_id, period, slot_from);
COMMENT ON TABLE rollup_marks IS 'Quarter hours whose samples changed since they were rolled up, and hours and days whose quarter hours did.';

-- What was rolled up before now gets its hours and days.
INSERT INTO rollup_marks (tenant_id, site_id, channel_id, period, slot_from)
SELECT DISTINCT r.tenant_id, r.site_id, r.channel_id, p.period, p.slot_from
FROM rollups_15m r JOIN sites s ON s.tenant_id = r.tenant_id AND s.site_id = r.site_id
CROSS JOIN LATERAL (VALUES ('1h', date_bin('1 hour', r.slot_from, '2000-01-01 00:00:00+00')),
    ('1d', date_trunc('day', r.slot_from, s.time_zone))) AS p (period, slot_from);

-- +goose Down
REVOKE SELECT (tenant_id, site_id, time_zone) ON sites FROM ohm_ingest;
DELETE FROM rollup_marks WHERE period <> '15m';
ALTER TABLE rollup_marks DROP CONSTRAINT rollup_marks_pkey;
ALTER TABLE rollup_marks DROP COLUMN period;
ALTER TABLE rollup_marks ADD PRIMARY KEY (tenant_id, channel_id, slot_from);
DROP TABLE rollups_1d, rollups_1h;
