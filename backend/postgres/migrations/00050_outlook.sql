-- +goose Up

-- What was believed stays: who writes anew writes beside. Rows leave by retention alone.
-- +goose StatementBegin
CREATE FUNCTION keep_beliefs() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'rows of % stay as they were written; a newer belief is another row', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION keep_beliefs IS 'Refuses changes to what was believed, for every role.';
REVOKE ALL ON FUNCTION keep_beliefs FROM PUBLIC;

CREATE TABLE prices (
    tenant_id     int NOT NULL REFERENCES tenants,
    market_region text NOT NULL CHECK (market_region ~ '^[A-Z]{2}[A-Z0-9_-]{0,18}$'),
    source        text NOT NULL CHECK (source <> '' AND length(source) <= 100),
    slot_seconds  int NOT NULL CHECK (slot_seconds IN (300, 900, 1800, 3600)),
    ts            timestamptz NOT NULL,
    value         numeric NOT NULL CHECK (abs(value) < 1e15 AND scale(value) <= 12),
    currency      text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    published_at  timestamptz NOT NULL CHECK (isfinite(published_at)),
    retrieved_at  timestamptz NOT NULL DEFAULT now(),
    noted_by      text NOT NULL CHECK (noted_by <> ''),
    PRIMARY KEY (tenant_id, market_region, source, slot_seconds, ts, published_at),
    CHECK (isfinite(ts) AND extract(epoch FROM ts) % slot_seconds = 0)
);
COMMENT ON TABLE prices IS 'What energy costs in a market region, slot by slot, as each source published it: append-only, a newer publication stands beside the one before.';
COMMENT ON COLUMN prices.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN prices.market_region IS 'Country or bidding zone, such as DE-LU.';
COMMENT ON COLUMN prices.source IS 'Who publishes it, such as an exchange and its auction. A source has one price for a slot.';
COMMENT ON COLUMN prices.slot_seconds IS 'How long it holds; slots are aligned in UTC. An hour and its quarter hours are different products.';
COMMENT ON COLUMN prices.ts IS 'Start of the slot.';
COMMENT ON COLUMN prices.value IS 'Per kWh, exact; negative where who takes energy is paid.';
COMMENT ON COLUMN prices.currency IS 'ISO 4217 code.';
COMMENT ON COLUMN prices.published_at IS 'Since when it is believed.';
COMMENT ON COLUMN prices.retrieved_at IS 'When it was stored here.';
COMMENT ON COLUMN prices.noted_by IS 'Who brought it, as in the audit log.';

CREATE TABLE emission_factors (
    tenant_id      int NOT NULL REFERENCES tenants,
    id             uuid NOT NULL,
    market_region  text NOT NULL CHECK (market_region ~ '^[A-Z]{2}[A-Z0-9_-]{0,18}$'),
    source         text NOT NULL CHECK (source <> '' AND length(source) <= 100),
    kind           text NOT NULL CHECK (kind IN ('DIRECT', 'LIFECYCLE', 'MARGINAL', 'AVERAGE')),
    method_id      text NOT NULL CHECK (method_id <> '' AND length(method_id) <= 100),
    method_version text NOT NULL CHECK (method_version <> '' AND length(method_version) <= 40),
    valid_from     timestamptz NOT NULL,
    valid_to       timestamptz NOT NULL,
    co2_g_per_kwh  numeric NOT NULL CHECK (co2_g_per_kwh >= 0 AND co2_g_per_kwh <= 100000 AND scale(co2_g_per_kwh) <= 12),
    quality        text NOT NULL CHECK (quality IN ('FORECAST', 'PROVISIONAL', 'FINAL')),
    published_at   timestamptz NOT NULL CHECK (isfinite(published_at)),
    retrieved_at   timestamptz NOT NULL DEFAULT now(),
    noted_by       text NOT NULL CHECK (noted_by <> ''),
    PRIMARY KEY (tenant_id, id),
    CHECK (isfinite(valid_from) AND isfinite(valid_to) AND valid_from < valid_to),
    UNIQUE (tenant_id, market_region, source, kind, method_id, method_version, valid_from, valid_to, published_at),
    CONSTRAINT emission_factors_one_at_a_time EXCLUDE USING gist (tenant_id WITH =, market_region WITH =, source WITH =, kind WITH =, method_id WITH =, method_version WITH =,
        published_at WITH =, tstzrange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE emission_factors IS 'How much CO2 a kWh of a market region stands for, as each source published it: append-only. A new version of a method stands beside the one before, so that what was reported by it stays.';
COMMENT ON COLUMN emission_factors.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN emission_factors.id IS 'Public id, which reports keep.';
COMMENT ON COLUMN emission_factors.market_region IS 'Country or bidding zone, such as DE-LU.';
COMMENT ON COLUMN emission_factors.source IS 'Who publishes it.';
COMMENT ON COLUMN emission_factors.kind IS 'DIRECT at the chimney, LIFECYCLE with what comes before and after, MARGINAL of one kWh more; AVERAGE of the mix where the source says no more.';
COMMENT ON COLUMN emission_factors.method_id IS 'How it was computed.';
COMMENT ON COLUMN emission_factors.method_version IS 'Version of the method.';
COMMENT ON COLUMN emission_factors.valid_from IS 'Start of the interval it is of.';
COMMENT ON COLUMN emission_factors.valid_to IS 'End of the interval, not included.';
COMMENT ON COLUMN emission_factors.co2_g_per_kwh IS 'Gram of CO2 equivalent per kWh, exact. Document 000: co2PerKwh.';
COMMENT ON COLUMN emission_factors.quality IS 'FORECAST, PROVISIONAL or FINAL.';
COMMENT ON COLUMN emission_factors.published_at IS 'Since when it is believed.';
COMMENT ON COLUMN emission_factors.retrieved_at IS 'When it was stored here.';
COMMENT ON COLUMN emission_factors.noted_by IS 'Who brought it, as in the audit log.';

-- One table, not a partition a day: it is asked by its key, a partition would have to be looked into for
-- every issue that reaches over its bound, and what retention takes is in every one of them. Its key begins
-- with the tenant, so that it can be spread or made a hypertable as it stands.
CREATE TABLE forecast_points (
    tenant_id       int NOT NULL,
    site_id         int NOT NULL,
    asset_id        uuid,
    subject         uuid NOT NULL GENERATED ALWAYS AS (coalesce(asset_id, '00000000-0000-0000-0000-000000000000')) STORED,
    metric          text NOT NULL CHECK (metric <> '' AND length(metric) <= 100),
    ts              timestamptz NOT NULL CHECK (isfinite(ts)),
    issued_at       timestamptz NOT NULL CHECK (isfinite(issued_at)),
    model_version   text NOT NULL CHECK (model_version <> '' AND length(model_version) <= 100),
    predicted_value float8 NOT NULL CHECK (abs(predicted_value) < 'Infinity'),
    p10             float8 CHECK (abs(p10) < 'Infinity'),
    p50             float8 CHECK (abs(p50) < 'Infinity'),
    p90             float8 CHECK (abs(p90) < 'Infinity'),
    confidence      float8 CHECK (confidence BETWEEN 0 AND 1),
    unit            text NOT NULL CHECK (unit <> ''),
    feature_hash    text CHECK (feature_hash ~ '^[0-9a-f]{8,128}$'),
    noted_by        text NOT NULL CHECK (noted_by <> ''),
    PRIMARY KEY (tenant_id, site_id, subject, metric, ts, issued_at, model_version),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, site_id, asset_id) REFERENCES assets (tenant_id, site_id, id),
    CHECK (p10 <= p50), CHECK (p50 <= p90), CHECK (p10 <= p90),
    CHECK (ts > issued_at - interval '1 day')
);
-- Rows come in the order of their issues.
CREATE INDEX forecast_points_by_issue ON forecast_points USING brin (issued_at) WITH (autosummarize = on);
COMMENT ON TABLE forecast_points IS 'What was forecast of sites and assets: append-only, issues stand side by side, so that what was believed at an instant can be asked.';
COMMENT ON COLUMN forecast_points.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN forecast_points.site_id IS 'The site.';
COMMENT ON COLUMN forecast_points.asset_id IS 'The asset; null where it is of the site as a whole.';
COMMENT ON COLUMN forecast_points.subject IS 'asset_id, or the UUID of zeros for the site as a whole: a key has no null.';
COMMENT ON COLUMN forecast_points.metric IS 'Name of a channel, such as ActivePower.';
COMMENT ON COLUMN forecast_points.ts IS 'What instant it is of: the start of its interval where it is a mean.';
COMMENT ON COLUMN forecast_points.issued_at IS 'Since when it is believed.';
COMMENT ON COLUMN forecast_points.model_version IS 'The model and its version, or whoever forecasts.';
COMMENT ON COLUMN forecast_points.predicted_value IS 'In unit; power is positive away from the grid.';
COMMENT ON COLUMN forecast_points.p10 IS 'Below it in one case of ten; null where the model does not say.';
COMMENT ON COLUMN forecast_points.p50 IS 'The median.';
COMMENT ON COLUMN forecast_points.p90 IS 'Above it in one case of ten.';
COMMENT ON COLUMN forecast_points.confidence IS '0 to 1, as the model says; null where it does not.';
COMMENT ON COLUMN forecast_points.unit IS 'The channel''s canonical unit.';
COMMENT ON COLUMN forecast_points.feature_hash IS 'Hash of what the model was given, in hexadecimal digits.';
COMMENT ON COLUMN forecast_points.noted_by IS 'Who brought it, as in the audit log.';

CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON prices FOR EACH ROW EXECUTE FUNCTION keep_beliefs();
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON emission_factors FOR EACH ROW EXECUTE FUNCTION keep_beliefs();
CREATE TRIGGER keep BEFORE UPDATE ON forecast_points FOR EACH ROW EXECUTE FUNCTION keep_beliefs();

CALL isolate('prices');
CALL isolate('emission_factors');
CALL isolate('forecast_points');
GRANT SELECT, INSERT ON prices, emission_factors, forecast_points TO ohm_app;

ALTER TABLE telemetry_drops DROP CONSTRAINT telemetry_drops_tier_check;
ALTER TABLE telemetry_drops ADD CONSTRAINT telemetry_drops_tier_check CHECK (tier IN ('raw', '15m', '1h', '1d', 'forecast'));
COMMENT ON COLUMN telemetry_drops.rows IS 'How many samples, rollups or points of forecasts.';
COMMENT ON COLUMN telemetry_drops.tier IS 'raw for samples; 15m, 1h or 1d for rollups; forecast for what was forecast.';

-- Whoever calls it can remove nothing that is to be kept.
-- +goose StatementBegin
CREATE FUNCTION drop_forecasts(tenant int, most int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    kept constant timestamptz := date_trunc('day', now()) - interval '400 days';
    gone bigint;
BEGIN
    DELETE FROM forecast_points f WHERE f.ctid = ANY (ARRAY(SELECT o.ctid FROM forecast_points o WHERE o.tenant_id = tenant AND o.issued_at < kept LIMIT most));
    GET DIAGNOSTICS gone = ROW_COUNT;
    IF gone > 0 THEN
        INSERT INTO telemetry_drops (tenant_id, kept_from, rows, tier) VALUES (tenant, kept, gone, 'forecast');
    END IF;
    RETURN gone;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION drop_forecasts IS 'Removes points of a tenant that were forecast more than 400 days ago, at most so many, and notes it; how many those were.';
REVOKE ALL ON FUNCTION drop_forecasts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_forecasts TO ohm_ingest;

-- +goose Down
DROP FUNCTION drop_forecasts;
DELETE FROM telemetry_drops WHERE tier = 'forecast';
ALTER TABLE telemetry_drops DROP CONSTRAINT telemetry_drops_tier_check;
ALTER TABLE telemetry_drops ADD CONSTRAINT telemetry_drops_tier_check CHECK (tier IN ('raw', '15m', '1h', '1d'));
DROP TABLE forecast_points, emission_factors, prices;
DROP FUNCTION keep_beliefs;
