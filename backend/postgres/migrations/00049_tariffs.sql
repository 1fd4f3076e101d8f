-- +goose Up

CREATE TABLE tariff_models (
    tenant_id     int NOT NULL,
    site_id       int NOT NULL,
    id            uuid NOT NULL,
    name          text NOT NULL CHECK (name <> ''),
    market_region text CHECK (market_region <> ''),
    contract_id   uuid,
    version       bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    archived_at   timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, site_id, id),
    CONSTRAINT tariff_models_name UNIQUE (tenant_id, site_id, name),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    CONSTRAINT tariff_models_contract FOREIGN KEY (tenant_id, contract_id) REFERENCES energy_contracts
);
CREATE INDEX tariff_models_by_contract ON tariff_models (tenant_id, contract_id);
COMMENT ON TABLE tariff_models IS 'Tariffs of sites: document 000''s TariffModel. What they say stands in their versions.';
COMMENT ON COLUMN tariff_models.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN tariff_models.site_id IS 'The site whose energy it prices.';
COMMENT ON COLUMN tariff_models.id IS 'Public id.';
COMMENT ON COLUMN tariff_models.name IS 'What people call it.';
COMMENT ON COLUMN tariff_models.market_region IS 'The market region it is of, as price series name it; null for none.';
COMMENT ON COLUMN tariff_models.contract_id IS 'The contract it was agreed in; null for none.';
COMMENT ON COLUMN tariff_models.version IS 'Counts the changes that people made to it.';
COMMENT ON COLUMN tariff_models.archived_at IS 'Since when it is out of use; null while it is in use.';

CREATE TABLE tariff_versions (
    tenant_id      int NOT NULL,
    site_id        int NOT NULL,
    tariff_id      uuid NOT NULL,
    id             uuid NOT NULL,
    valid_from     timestamptz NOT NULL CHECK (valid_from = date_bin('15 minutes', valid_from, '2000-01-01 00:00:00+00')),
    valid_to       timestamptz CHECK (valid_to = date_bin('15 minutes', valid_to, '2000-01-01 00:00:00+00')),
    known_at       timestamptz NOT NULL,
    currency       text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    time_zone      text NOT NULL CHECK (time_zone <> ''),
    clock          text NOT NULL CHECK (clock IN ('CIVIL', 'STANDARD', 'UTC')),
    rounding       text NOT NULL CHECK (rounding IN ('HALF_EVEN', 'HALF_UP')),
    rate_structure text NOT NULL CHECK (rate_structure IN ('FLAT', 'TIME_OF_USE', 'TIERED', 'DYNAMIC')),
    holidays       jsonb CHECK (jsonb_typeof(holidays -> 'days') = 'array' AND holidays ? 'name'),
    version        bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    made_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, site_id, id),
    FOREIGN KEY (tenant_id, site_id, tariff_id) REFERENCES tariff_models (tenant_id, site_id, id),
    CONSTRAINT tariff_versions_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT tariff_versions_one_at_a_time EXCLUDE USING gist (tenant_id WITH =, tariff_id WITH =, tstzrange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE tariff_versions IS 'What a tariff says from an instant on. A version is made whole and only ended afterwards; one that ends where it begins was withdrawn before it held.';
COMMENT ON COLUMN tariff_versions.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN tariff_versions.site_id IS 'The site of the tariff.';
COMMENT ON COLUMN tariff_versions.tariff_id IS 'The tariff.';
COMMENT ON COLUMN tariff_versions.id IS 'Public id.';
COMMENT ON COLUMN tariff_versions.valid_from IS 'The first instant at which it holds, the start of a quarter hour.';
COMMENT ON COLUMN tariff_versions.valid_to IS 'The first instant at which it holds no more; null for no end.';
COMMENT ON COLUMN tariff_versions.known_at IS 'Since when anybody could know it.';
COMMENT ON COLUMN tariff_versions.currency IS 'Of all its prices, ISO 4217.';
COMMENT ON COLUMN tariff_versions.time_zone IS 'IANA name of the zone whose clocks its hours are of.';
COMMENT ON COLUMN tariff_versions.clock IS 'CIVIL: with summer time; STANDARD: without, all year; UTC.';
COMMENT ON COLUMN tariff_versions.rounding IS 'How the amount of a line is rounded, once: HALF_EVEN or HALF_UP (away from zero).';
COMMENT ON COLUMN tariff_versions.rate_structure IS 'How the price of imported energy comes about, from its components: FLAT, TIME_OF_USE, TIERED or DYNAMIC.';
COMMENT ON COLUMN tariff_versions.holidays IS 'Calendar of days that are no weekdays: name and days; null for none.';
COMMENT ON COLUMN tariff_versions.version IS 'Counts how often people changed its end.';
COMMENT ON COLUMN tariff_versions.made_at IS 'When it was made, with all its components.';

CREATE TABLE tariff_components (
    tenant_id     int NOT NULL,
    site_id       int NOT NULL,
    version_id    uuid NOT NULL,
    ordinal       smallint NOT NULL CHECK (ordinal > 0),
    name          text NOT NULL CHECK (name <> ''),
    kind          text NOT NULL CHECK (kind IN ('ENERGY', 'DEMAND', 'EXPORT', 'FIXED', 'MINIMUM', 'PERCENTAGE', 'TAX', 'CREDIT', 'INDEX')),
    basis         text CHECK (basis IN ('IMPORT', 'EXPORT', 'NET', 'GROSS_LOAD', 'COINCIDENT', 'REACTIVE')),
    period        text NOT NULL CHECK (period IN ('INTERVAL', 'DAY', 'MONTH', 'BILLING_PERIOD', 'YEAR')),
    vat_class     text CHECK (vat_class IN ('STANDARD', 'REDUCED', 'ZERO', 'EXEMPT', 'REVERSE_CHARGE')),
    terms         jsonb NOT NULL CHECK (jsonb_typeof(terms) = 'object'),
    price_form    text NOT NULL GENERATED ALWAYS AS (CASE WHEN terms ? 'bands' THEN 'BANDS' WHEN terms -> 'price' ? 'constant' THEN 'CONSTANT' WHEN terms -> 'price' ? 'series' THEN 'SERIES'
        WHEN terms -> 'price' ? 'formula' THEN 'FORMULA' WHEN terms -> 'price' ? 'tiers' THEN 'TIERS' END) STORED,
    price         numeric GENERATED ALWAYS AS ((terms #>> '{price,constant}')::numeric) STORED,
    market_region text GENERATED ALWAYS AS (coalesce(terms #>> '{price,series}', terms #>> '{price,formula,index}')) STORED,
    PRIMARY KEY (tenant_id, version_id, ordinal),
    UNIQUE (tenant_id, version_id, name),
    FOREIGN KEY (tenant_id, site_id, version_id) REFERENCES tariff_versions (tenant_id, site_id, id),
    CONSTRAINT tariff_components_basis CHECK ((basis IS NULL) = (kind IN ('FIXED', 'MINIMUM', 'PERCENTAGE') OR kind IN ('TAX', 'CREDIT') AND period <> 'INTERVAL')),
    CONSTRAINT tariff_components_export CHECK (kind <> 'EXPORT' OR basis IN ('EXPORT', 'NET')),
    CONSTRAINT tariff_components_period CHECK (kind NOT IN ('DEMAND', 'FIXED', 'MINIMUM', 'PERCENTAGE') OR period <> 'INTERVAL'),
    CONSTRAINT tariff_components_demand CHECK ((kind = 'DEMAND') = (terms ? 'demand') AND (kind = 'DEMAND' OR NOT terms ? 'ratchet')),
    CONSTRAINT tariff_components_bands CHECK (kind NOT IN ('FIXED', 'MINIMUM', 'PERCENTAGE') OR price_form = 'CONSTANT'),
    CONSTRAINT tariff_components_index CHECK (kind <> 'INDEX' OR price_form IN ('SERIES', 'FORMULA', 'BANDS'))
);
COMMENT ON TABLE tariff_components IS 'The prices of a version, in the order in which a bill lists them. They are made with their version and never changed.';
COMMENT ON COLUMN tariff_components.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN tariff_components.site_id IS 'The site of the tariff.';
COMMENT ON COLUMN tariff_components.version_id IS 'The version.';
COMMENT ON COLUMN tariff_components.ordinal IS 'Its place in the version, from 1.';
COMMENT ON COLUMN tariff_components.name IS 'What people call it.';
COMMENT ON COLUMN tariff_components.kind IS 'ENERGY, DEMAND, EXPORT, FIXED, MINIMUM, PERCENTAGE, TAX, CREDIT or INDEX.';
COMMENT ON COLUMN tariff_components.basis IS 'What is counted: IMPORT, EXPORT, NET, GROSS_LOAD, COINCIDENT or REACTIVE; null where nothing is.';
COMMENT ON COLUMN tariff_components.period IS 'Over what it is counted: INTERVAL, DAY, MONTH, BILLING_PERIOD or YEAR.';
COMMENT ON COLUMN tariff_components.vat_class IS 'Which value added tax is on it; null where that is not said.';
COMMENT ON COLUMN tariff_components.terms IS 'Months, bands, price, demand window and ratchet, as the domain writes them.';
COMMENT ON COLUMN tariff_components.price_form IS 'BANDS, CONSTANT, SERIES, FORMULA or TIERS, from terms.';
COMMENT ON COLUMN tariff_components.price IS 'The constant price from terms; null where there is none for all hours.';
COMMENT ON COLUMN tariff_components.market_region IS 'The price series from terms; null where there is none for all hours.';

CREATE TABLE tariff_windows (
    tenant_id   int NOT NULL,
    site_id     int NOT NULL,
    version_id  uuid NOT NULL,
    ordinal     int NOT NULL CHECK (ordinal > 0),
    time_window text NOT NULL CHECK (time_window <> ''),
    buy_rate    numeric,
    sell_rate   numeric,
    peak_flag   bool NOT NULL,
    PRIMARY KEY (tenant_id, version_id, ordinal),
    UNIQUE (tenant_id, version_id, time_window),
    FOREIGN KEY (tenant_id, site_id, version_id) REFERENCES tariff_versions (tenant_id, site_id, id)
);
COMMENT ON TABLE tariff_windows IS 'The rates that follow from the components of a version, computed with it: each minute of the year is in one window.';
COMMENT ON COLUMN tariff_windows.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN tariff_windows.site_id IS 'The site of the tariff.';
COMMENT ON COLUMN tariff_windows.version_id IS 'The version.';
COMMENT ON COLUMN tariff_windows.ordinal IS 'Its place among the windows of the version, from 1.';
COMMENT ON COLUMN tariff_windows.time_window IS 'Months, days and hours of the version''s clock, such as APR-SEP MON-FRI 06:00-22:00.';
COMMENT ON COLUMN tariff_windows.buy_rate IS 'What an imported kWh costs, per kWh; null where it does not follow from the version alone.';
COMMENT ON COLUMN tariff_windows.sell_rate IS 'What an exported kWh brings, per kWh; null where it does not follow from the version alone.';
COMMENT ON COLUMN tariff_windows.peak_flag IS 'Whether it is marked as a peak.';

-- A version is what it was made as. Its end is moved while it lies ahead, and never into what has passed; one that
-- has not begun can be ended where it begins, which withdraws it for good.
-- +goose StatementBegin
CREATE FUNCTION keep_tariff_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'valid_to' - 'version' <> to_jsonb(OLD) - 'valid_to' - 'version'
        OR OLD.valid_to <= now() OR OLD.valid_to = OLD.valid_from
        OR NEW.valid_to < now() AND OLD.valid_from <= now() THEN
        RAISE EXCEPTION 'version % of a tariff is kept as it was', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'tariff_versions_kept';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION keep_tariff_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' OR NOT EXISTS (SELECT FROM tariff_versions v WHERE v.tenant_id = NEW.tenant_id AND v.id = NEW.version_id AND v.made_at = now()) THEN
        RAISE EXCEPTION 'the parts of a version are made with it' USING ERRCODE = 'check_violation', CONSTRAINT = 'tariff_versions_kept';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION keep_tariff_version IS 'Refuses every change of a version but to its end, and an end that would change what has passed.';
COMMENT ON FUNCTION keep_tariff_parts IS 'Refuses components and windows that are not made in the transaction of their version, and every change of them.';
REVOKE ALL ON FUNCTION keep_tariff_version, keep_tariff_parts FROM PUBLIC;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON tariff_versions FOR EACH ROW EXECUTE FUNCTION keep_tariff_version();
CREATE TRIGGER kept BEFORE INSERT OR UPDATE OR DELETE ON tariff_components FOR EACH ROW EXECUTE FUNCTION keep_tariff_parts();
CREATE TRIGGER kept BEFORE INSERT OR UPDATE OR DELETE ON tariff_windows FOR EACH ROW EXECUTE FUNCTION keep_tariff_parts();

CREATE VIEW tariffs WITH (security_invoker = true) AS
    SELECT m.tenant_id, m.id AS tariff_id, m.site_id, m.market_region, m.contract_id,
        (SELECT v.rate_structure FROM tariff_versions v WHERE v.tenant_id = m.tenant_id AND v.tariff_id = m.id AND v.valid_from <= now() AND (v.valid_to IS NULL OR v.valid_to > now())) AS rate_structure
    FROM tariff_models m WHERE m.archived_at IS NULL;
COMMENT ON VIEW tariffs IS 'Document 000''s TariffModel: tariffs in use. rate_structure is that of the version that holds now, null without one.';

CREATE VIEW tariff_rates WITH (security_invoker = true) AS
    SELECT v.tenant_id, v.tariff_id, w.time_window, w.buy_rate, w.sell_rate, v.currency, v.currency || '/kWh' AS unit, w.peak_flag, v.valid_from, v.valid_to
    FROM tariff_versions v JOIN tariff_windows w ON w.tenant_id = v.tenant_id AND w.version_id = v.id
    WHERE v.valid_to IS NULL OR v.valid_to > v.valid_from;
COMMENT ON VIEW tariff_rates IS 'Document 000''s TariffRate: the rates of tariffs by months, days and hours of their clock, of all versions that hold at some time.';

CALL isolate('tariff_models');
CALL isolate('tariff_versions');
CALL isolate('tariff_components');
CALL isolate('tariff_windows');
CALL audited('tariff_models');
CALL audited('tariff_versions');
CALL audited('tariff_components', naming => '{version_id,ordinal}');
GRANT SELECT, INSERT, UPDATE ON tariff_models TO ohm_app;
GRANT SELECT ON tariff_versions, tariff_components, tariff_windows, tariffs, tariff_rates TO ohm_app;
GRANT INSERT (tenant_id, site_id, tariff_id, id, valid_from, valid_to, known_at, currency, time_zone, clock, rounding, rate_structure, holidays) ON tariff_versions TO ohm_app;
GRANT UPDATE (valid_to, version) ON tariff_versions TO ohm_app;
GRANT INSERT ON tariff_components, tariff_windows TO ohm_app;

-- +goose Down
DROP VIEW tariff_rates, tariffs;
DROP TABLE tariff_windows, tariff_components, tariff_versions, tariff_models;
DROP FUNCTION keep_tariff_parts, keep_tariff_version;
