-- +goose Up

CREATE TABLE billing_runs (
    tenant_id         int NOT NULL,
    site_id           int NOT NULL,
    id                uuid NOT NULL,
    contract_id       uuid NOT NULL,
    period_from       date NOT NULL,
    period_to         date NOT NULL CHECK (period_to > period_from),
    tariff_version_id uuid,
    input_hash        bytea NOT NULL CHECK (octet_length(input_hash) = 32),
    status            text NOT NULL DEFAULT 'DRAFT' CHECK (status IN ('DRAFT', 'POSTED', 'CANCELLED')),
    corrects_id       uuid CHECK (corrects_id <> id),
    version           bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, site_id, id),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, contract_id) REFERENCES energy_contracts,
    CONSTRAINT billing_runs_tariff FOREIGN KEY (tenant_id, site_id, tariff_version_id) REFERENCES tariff_versions (tenant_id, site_id, id),
    FOREIGN KEY (tenant_id, site_id, corrects_id) REFERENCES billing_runs (tenant_id, site_id, id)
);
CREATE UNIQUE INDEX billing_runs_same_input ON billing_runs (tenant_id, site_id, contract_id, period_from, period_to, input_hash) WHERE status <> 'CANCELLED';
COMMENT ON TABLE billing_runs IS 'Computations of invoices of a contract at a site for a period, by whoever computes them. The same input makes no second run; a correction is a run that names the one it corrects.';
COMMENT ON COLUMN billing_runs.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN billing_runs.site_id IS 'The site it is about.';
COMMENT ON COLUMN billing_runs.id IS 'Public id.';
COMMENT ON COLUMN billing_runs.contract_id IS 'The contract it bills.';
COMMENT ON COLUMN billing_runs.period_from IS 'The first local day that is billed.';
COMMENT ON COLUMN billing_runs.period_to IS 'The first local day that is billed no more.';
COMMENT ON COLUMN billing_runs.tariff_version_id IS 'The version of the tariff it computed with; null where nobody said.';
COMMENT ON COLUMN billing_runs.input_hash IS 'SHA-256 of everything it computed from.';
COMMENT ON COLUMN billing_runs.status IS 'DRAFT, POSTED or CANCELLED.';
COMMENT ON COLUMN billing_runs.corrects_id IS 'The run that it corrects; null for none.';
COMMENT ON COLUMN billing_runs.version IS 'Counts the changes that were made to it.';

CREATE TABLE invoices (
    tenant_id    int NOT NULL,
    site_id      int NOT NULL,
    id           uuid NOT NULL,
    own          bool NOT NULL DEFAULT false,
    number       text CHECK (number <> ''),
    counterparty text NOT NULL CHECK (counterparty <> ''),
    issuer       text NOT NULL GENERATED ALWAYS AS (CASE WHEN own THEN '' ELSE counterparty END) STORED,
    direction    text NOT NULL CHECK (direction IN ('PAYABLE', 'RECEIVABLE')),
    kind         text NOT NULL CHECK (kind IN ('CONSUMPTION', 'FEED_IN', 'FLEXIBILITY', 'CREDIT', 'OTHER')),
    contract_id  uuid,
    run_id       uuid,
    period_from  date NOT NULL,
    period_to    date NOT NULL CHECK (period_to > period_from),
    currency     text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    issued_on    date NOT NULL,
    due_on       date CHECK (due_on >= issued_on),
    net_amount   numeric NOT NULL CHECK (net_amount NOT IN ('NaN', 'Infinity', '-Infinity')),
    tax_amount   numeric NOT NULL CHECK (tax_amount NOT IN ('NaN', 'Infinity', '-Infinity')),
    gross_amount numeric NOT NULL,
    estimated    bool NOT NULL DEFAULT false,
    status       text NOT NULL DEFAULT 'DRAFT' CHECK (status IN ('DRAFT', 'POSTED', 'SETTLED', 'CANCELLED')),
    posted_at    timestamptz,
    settled_on   date,
    credits_id   uuid CHECK (credits_id <> id),
    cancels_id   uuid CHECK (cancels_id <> id),
    version      bigint NOT NULL DEFAULT 1 CHECK (version > 0),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, site_id, id),
    UNIQUE (tenant_id, site_id, direction, currency, id),
    FOREIGN KEY (tenant_id, site_id) REFERENCES sites,
    FOREIGN KEY (tenant_id, contract_id) REFERENCES energy_contracts,
    FOREIGN KEY (tenant_id, site_id, run_id) REFERENCES billing_runs (tenant_id, site_id, id),
    CONSTRAINT invoices_credits FOREIGN KEY (tenant_id, site_id, direction, currency, credits_id) REFERENCES invoices (tenant_id, site_id, direction, currency, id),
    CONSTRAINT invoices_cancels FOREIGN KEY (tenant_id, site_id, direction, currency, cancels_id) REFERENCES invoices (tenant_id, site_id, direction, currency, id),
    CONSTRAINT invoices_gross CHECK (gross_amount = net_amount + tax_amount),
    CONSTRAINT invoices_own CHECK (NOT own OR direction = 'RECEIVABLE'),
    CONSTRAINT invoices_numbered CHECK (CASE WHEN own THEN (number IS NULL) = (posted_at IS NULL) ELSE number IS NOT NULL END),
    CONSTRAINT invoices_credit CHECK ((kind = 'CREDIT') = (credits_id IS NOT NULL) AND (kind <> 'CREDIT' OR net_amount <= 0 OR cancels_id IS NOT NULL)),
    CONSTRAINT invoices_posted CHECK (CASE status WHEN 'DRAFT' THEN posted_at IS NULL WHEN 'CANCELLED' THEN true ELSE posted_at IS NOT NULL END),
    CONSTRAINT invoices_settled CHECK (CASE status WHEN 'SETTLED' THEN settled_on IS NOT NULL WHEN 'CANCELLED' THEN settled_on IS NULL OR posted_at IS NOT NULL ELSE settled_on IS NULL END),
    CONSTRAINT invoices_cancelled_once CHECK (cancels_id IS NULL OR status <> 'CANCELLED' OR posted_at IS NULL)
);
CREATE UNIQUE INDEX invoices_number ON invoices (tenant_id, issuer, number) WHERE status <> 'CANCELLED' OR posted_at IS NOT NULL;
CREATE UNIQUE INDEX invoices_one_cancellation ON invoices (tenant_id, cancels_id) WHERE status <> 'CANCELLED';
CREATE INDEX invoices_newest ON invoices (tenant_id, issued_on DESC, id DESC);
CREATE INDEX invoices_by_site ON invoices (tenant_id, site_id, period_from);
CREATE INDEX invoices_by_contract ON invoices (tenant_id, contract_id);
CREATE INDEX invoices_by_credited ON invoices (tenant_id, credits_id) WHERE credits_id IS NOT NULL;
COMMENT ON TABLE invoices IS 'What is to be paid and to be received for energy and flexibility at a site. What is posted changes no more but for being settled or cancelled; amounts are positive in the direction of the invoice.';
COMMENT ON COLUMN invoices.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN invoices.site_id IS 'The site it is about.';
COMMENT ON COLUMN invoices.id IS 'Public id.';
COMMENT ON COLUMN invoices.own IS 'Whether the tenant issues it itself; then it is RECEIVABLE and gets its number here when it is posted, counted without gaps.';
COMMENT ON COLUMN invoices.number IS 'As its issuer numbers it; null while an own one is not posted.';
COMMENT ON COLUMN invoices.counterparty IS 'With whom: supplier, operator of the grid, customer.';
COMMENT ON COLUMN invoices.issuer IS 'Whose number it is: the counterparty, or empty for the tenant itself.';
COMMENT ON COLUMN invoices.direction IS 'PAYABLE: the tenant owes it; RECEIVABLE: it is owed to the tenant.';
COMMENT ON COLUMN invoices.kind IS 'CONSUMPTION, FEED_IN, FLEXIBILITY, OTHER, or CREDIT, which takes back a part of another.';
COMMENT ON COLUMN invoices.contract_id IS 'The contract it is under; null for none.';
COMMENT ON COLUMN invoices.run_id IS 'The billing run that made it; null for what people and files brought.';
COMMENT ON COLUMN invoices.period_from IS 'The first local day it is for.';
COMMENT ON COLUMN invoices.period_to IS 'The first local day it is for no more.';
COMMENT ON COLUMN invoices.currency IS 'ISO 4217 code of all its amounts.';
COMMENT ON COLUMN invoices.issued_on IS 'The day on which it was issued.';
COMMENT ON COLUMN invoices.due_on IS 'The day by which it is to be paid; null where nobody said.';
COMMENT ON COLUMN invoices.net_amount IS 'The sum of its lines, without value added tax.';
COMMENT ON COLUMN invoices.tax_amount IS 'Value added tax.';
COMMENT ON COLUMN invoices.gross_amount IS 'Net and tax: what is to be paid.';
COMMENT ON COLUMN invoices.estimated IS 'Whether something that it is computed from was estimated.';
COMMENT ON COLUMN invoices.status IS 'DRAFT, POSTED, SETTLED (paid) or CANCELLED.';
COMMENT ON COLUMN invoices.posted_at IS 'Since when it is posted; null for a draft, and for one that was discarded.';
COMMENT ON COLUMN invoices.settled_on IS 'The day on which it was paid; null where it was not.';
COMMENT ON COLUMN invoices.credits_id IS 'The invoice that a CREDIT takes a part back of; null for others.';
COMMENT ON COLUMN invoices.cancels_id IS 'The invoice whose exact negation this is; null for others.';
COMMENT ON COLUMN invoices.version IS 'Counts the changes that were made to it.';

CREATE TABLE invoice_lines (
    tenant_id  int NOT NULL,
    site_id    int NOT NULL,
    invoice_id uuid NOT NULL,
    line_no    int NOT NULL CHECK (line_no > 0),
    kind       text NOT NULL CHECK (kind IN ('ENERGY', 'DEMAND', 'EXPORT', 'FIXED', 'MINIMUM', 'PERCENTAGE', 'TAX', 'CREDIT', 'INDEX')),
    text       text NOT NULL,
    quantity   numeric CHECK (quantity NOT IN ('NaN', 'Infinity', '-Infinity')),
    unit       text NOT NULL DEFAULT '',
    price      numeric CHECK (price NOT IN ('NaN', 'Infinity', '-Infinity')),
    amount     numeric NOT NULL CHECK (amount NOT IN ('NaN', 'Infinity', '-Infinity')),
    vat_rate   numeric NOT NULL CHECK (vat_rate BETWEEN 0 AND 100),
    energy_j   bigint CHECK (energy_j IS NULL OR kind IN ('ENERGY', 'EXPORT')),
    PRIMARY KEY (tenant_id, invoice_id, line_no),
    FOREIGN KEY (tenant_id, site_id, invoice_id) REFERENCES invoices (tenant_id, site_id, id)
);
COMMENT ON TABLE invoice_lines IS 'The lines of invoices; their amounts add up to its net amount.';
COMMENT ON COLUMN invoice_lines.tenant_id IS 'The tenant it belongs to.';
COMMENT ON COLUMN invoice_lines.site_id IS 'The site of the invoice.';
COMMENT ON COLUMN invoice_lines.invoice_id IS 'The invoice.';
COMMENT ON COLUMN invoice_lines.line_no IS 'Place on the invoice, from 1.';
COMMENT ON COLUMN invoice_lines.kind IS 'The component of the tariff: ENERGY, DEMAND, EXPORT, FIXED, MINIMUM, PERCENTAGE, TAX (not value added tax), CREDIT or INDEX.';
COMMENT ON COLUMN invoice_lines.text IS 'What it says.';
COMMENT ON COLUMN invoice_lines.quantity IS 'How much, in its unit; null where it says none.';
COMMENT ON COLUMN invoice_lines.unit IS 'Unit of the quantity, such as kWh; empty where it has none.';
COMMENT ON COLUMN invoice_lines.price IS 'Price of one unit in the currency of the invoice, not rounded; null where it says none.';
COMMENT ON COLUMN invoice_lines.amount IS 'What the line comes to without value added tax, rounded to the minor unit of the currency.';
COMMENT ON COLUMN invoice_lines.vat_rate IS 'Value added tax in percent.';
COMMENT ON COLUMN invoice_lines.energy_j IS 'The energy that an ENERGY or EXPORT line is about in J, of the sign of the quantity; null where it says none.';

CREATE TABLE invoice_counters (
    tenant_id   int PRIMARY KEY REFERENCES tenants,
    last_number bigint NOT NULL CHECK (last_number > 0)
);
COMMENT ON TABLE invoice_counters IS 'How far own invoices of a tenant are numbered; counted in the transaction that posts one, so that no number is left out.';
COMMENT ON COLUMN invoice_counters.tenant_id IS 'The tenant.';
COMMENT ON COLUMN invoice_counters.last_number IS 'The number given last.';

CALL isolate('billing_runs');
CALL isolate('invoices');
CALL isolate('invoice_lines');
CALL isolate('invoice_counters');
CALL audited('billing_runs');
CALL audited('invoices');
CALL audited('invoice_lines', naming => '{invoice_id,line_no}');
CALL audited('invoice_counters', naming => '{tenant_id}');
GRANT SELECT, INSERT, UPDATE ON billing_runs, invoices TO ohm_app;
GRANT SELECT, INSERT, DELETE ON invoice_lines TO ohm_app;
GRANT SELECT ON invoice_counters TO ohm_app;

-- +goose StatementBegin
CREATE FUNCTION keep_posted_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'billing runs are not deleted' USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_runs_kept';
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'DRAFT' THEN
            RAISE EXCEPTION 'a billing run begins as a draft' USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_runs_kept';
        END IF;
    ELSIF NEW.tenant_id <> OLD.tenant_id OR NEW.id <> OLD.id THEN
        RAISE EXCEPTION 'the billing run % stays what it is', OLD.id USING ERRCODE = 'insufficient_privilege';
    ELSIF OLD.status = 'CANCELLED' OR OLD.status = 'POSTED' AND (NEW.status <> 'CANCELLED' OR to_jsonb(OLD) - '{status,version}'::text[] <> to_jsonb(NEW) - '{status,version}'::text[]) THEN
        RAISE EXCEPTION 'the billing run % is %', OLD.id, OLD.status USING ERRCODE = 'check_violation', CONSTRAINT = 'billing_runs_kept', DETAIL = OLD.status;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION keep_posted_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'invoices are not deleted' USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_kept';
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'DRAFT' THEN
            RAISE EXCEPTION 'an invoice begins as a draft' USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_kept';
        END IF;
    ELSIF NEW.tenant_id <> OLD.tenant_id OR NEW.id <> OLD.id THEN
        RAISE EXCEPTION 'the invoice % stays what it is', OLD.id USING ERRCODE = 'insufficient_privilege';
    ELSIF OLD.status <> 'DRAFT' AND (
        to_jsonb(OLD) - '{status,settled_on,version,issuer}'::text[] <> to_jsonb(NEW) - '{status,settled_on,version,issuer}'::text[] -- issuer follows, after this
        OR NOT CASE OLD.status
            WHEN 'POSTED' THEN NEW.status = 'SETTLED' OR NEW.status = 'CANCELLED' AND NEW.settled_on IS NULL
            WHEN 'SETTLED' THEN NEW.status = 'CANCELLED' AND NEW.settled_on = OLD.settled_on
            ELSE false
        END
        OR OLD.cancels_id IS NOT NULL AND NEW.status = 'CANCELLED') THEN
        RAISE EXCEPTION 'the invoice % is %', OLD.id, OLD.status USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_kept', DETAIL = OLD.status;
    ELSIF OLD.status = 'DRAFT' AND NEW.status = 'SETTLED' THEN
        RAISE EXCEPTION 'the draft % is posted first', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_kept', DETAIL = OLD.status;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION keep_posted_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line constant jsonb := CASE WHEN TG_OP = 'INSERT' THEN to_jsonb(NEW) ELSE to_jsonb(OLD) END;
    state text;
BEGIN
    IF TG_OP = 'TRUNCATE' OR TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'lines of invoices are replaced, not changed' USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_kept';
    END IF;
    SELECT i.status INTO state FROM invoices i WHERE i.tenant_id = (line ->> 'tenant_id')::int AND i.id = (line ->> 'invoice_id')::uuid FOR UPDATE;
    IF state <> 'DRAFT' THEN
        RAISE EXCEPTION 'the invoice % is %', line ->> 'invoice_id', state USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_kept', DETAIL = state;
    END IF;
    RETURN CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END;
END $$;

-- The application cannot write the counter: the only way to a number is to post an invoice.
CREATE FUNCTION number_invoice() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO invoice_counters AS c (tenant_id, last_number) VALUES (NEW.tenant_id, 1)
    ON CONFLICT (tenant_id) DO UPDATE SET last_number = c.last_number + 1
    RETURNING to_char(c.last_number, 'FM000000000') INTO NEW.number;
    RETURN NEW;
END $$;

CREATE FUNCTION check_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed constant jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    inv invoices;
    was invoices;
    lines int;
    net numeric;
BEGIN
    SELECT * INTO inv FROM invoices i
    WHERE i.tenant_id = (changed ->> 'tenant_id')::int AND i.id = (changed ->> CASE WHEN TG_TABLE_NAME = 'invoices' THEN 'id' ELSE 'invoice_id' END)::uuid;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT count(*), coalesce(sum(l.amount), 0) INTO lines, net FROM invoice_lines l WHERE l.tenant_id = inv.tenant_id AND l.invoice_id = inv.id;
    IF net <> inv.net_amount OR lines = 0 AND inv.posted_at IS NOT NULL THEN
        RAISE EXCEPTION 'the % lines of the invoice % come to %, not to %', lines, inv.id, net, inv.net_amount
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_sum', DETAIL = net || '/' || inv.net_amount;
    END IF;
    IF inv.posted_at IS NULL THEN
        RETURN NULL;
    END IF;
    IF inv.credits_id IS NOT NULL AND inv.cancels_id IS NULL THEN
        SELECT * INTO was FROM invoices i WHERE i.tenant_id = inv.tenant_id AND i.id = inv.credits_id;
        IF was.posted_at IS NULL OR was.kind = 'CREDIT' OR was.cancels_id IS NOT NULL THEN
            RAISE EXCEPTION 'the invoice % credits one that is not posted, a credit or a cancellation', inv.id USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_credited';
        END IF;
    END IF;
    IF inv.cancels_id IS NOT NULL THEN
        SELECT * INTO was FROM invoices i WHERE i.tenant_id = inv.tenant_id AND i.id = inv.cancels_id;
        IF was.status <> 'CANCELLED' OR was.posted_at IS NULL OR was.cancels_id IS NOT NULL
            OR (was.own, was.counterparty, was.kind, was.contract_id, was.run_id, was.period_from, was.period_to, was.estimated, was.credits_id, -was.net_amount, -was.tax_amount)
                IS DISTINCT FROM (inv.own, inv.counterparty, inv.kind, inv.contract_id, inv.run_id, inv.period_from, inv.period_to, inv.estimated, inv.credits_id, inv.net_amount, inv.tax_amount)
            OR EXISTS (
                SELECT FROM (SELECT * FROM invoice_lines w WHERE w.tenant_id = inv.tenant_id AND w.invoice_id = was.id) w
                FULL JOIN (SELECT * FROM invoice_lines n WHERE n.tenant_id = inv.tenant_id AND n.invoice_id = inv.id) n USING (line_no)
                WHERE (w.kind, w.text, w.unit, w.price, w.vat_rate, -w.quantity, -w.amount, -w.energy_j) IS DISTINCT FROM (n.kind, n.text, n.unit, n.price, n.vat_rate, n.quantity, n.amount, n.energy_j)) THEN
            RAISE EXCEPTION 'the invoice % is not the exact negation of a cancelled one', inv.id USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_negation';
        END IF;
    ELSIF inv.status = 'CANCELLED' AND NOT EXISTS (SELECT FROM invoices c WHERE c.tenant_id = inv.tenant_id AND c.cancels_id = inv.id AND c.posted_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the invoice % is cancelled by none', inv.id USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_negation';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION keep_posted_run IS 'Refuses changes of a billing run that is posted or cancelled, but for cancelling.';
COMMENT ON FUNCTION keep_posted_invoice IS 'Refuses changes of an invoice that is posted, settled or cancelled, but for settling and cancelling.';
COMMENT ON FUNCTION keep_posted_lines IS 'Refuses changes of the lines of an invoice that is no draft.';
COMMENT ON FUNCTION number_invoice IS 'Gives an own invoice that is posted the next number of its tenant.';
COMMENT ON FUNCTION check_invoice IS 'At the end of a transaction: lines add up to the net amount, a cancelled invoice has its exact negation, a credit has an invoice that it credits.';
REVOKE ALL ON FUNCTION keep_posted_run, keep_posted_invoice, keep_posted_lines, number_invoice, check_invoice FROM PUBLIC;

CREATE TRIGGER kept BEFORE INSERT OR UPDATE OR DELETE ON billing_runs FOR EACH ROW EXECUTE FUNCTION keep_posted_run();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON billing_runs FOR EACH STATEMENT EXECUTE FUNCTION keep_posted_run();
CREATE TRIGGER kept BEFORE INSERT OR UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION keep_posted_invoice();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON invoices FOR EACH STATEMENT EXECUTE FUNCTION keep_posted_invoice();
CREATE TRIGGER kept BEFORE INSERT OR UPDATE OR DELETE ON invoice_lines FOR EACH ROW EXECUTE FUNCTION keep_posted_lines();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON invoice_lines FOR EACH STATEMENT EXECUTE FUNCTION keep_posted_lines();
CREATE TRIGGER numbered BEFORE UPDATE ON invoices FOR EACH ROW WHEN (OLD.status = 'DRAFT' AND NEW.status = 'POSTED' AND NEW.own) EXECUTE FUNCTION number_invoice();
CREATE CONSTRAINT TRIGGER sums AFTER INSERT OR UPDATE ON invoices DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_invoice();
CREATE CONSTRAINT TRIGGER sums AFTER INSERT OR DELETE ON invoice_lines DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_invoice();

CREATE FUNCTION portfolio_roi(segment text, market_region text, from_day date, to_day date)
RETURNS TABLE (site_id int, id uuid, name text, currency text, revenue numeric, energy_price numeric, self_consumed_j bigint, energy_days int, avoided_cost numeric,
    capex bigint, capex_currency text, roi numeric, roi_per_year numeric, estimated bool, reason_code text)
LANGUAGE sql STABLE AS $$
    WITH spans AS (
        SELECT s.tenant_id, s.site_id, s.id, n.name, s.time_zone, s.market_region, s.capex, s.capex_currency,
            from_day::timestamp AT TIME ZONE s.time_zone AS from_at, to_day::timestamp AT TIME ZONE s.time_zone AS to_at
        FROM sites s JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id
        WHERE n.archived_at IS NULL AND (portfolio_roi.segment IS NULL OR s.segment = portfolio_roi.segment)
    ), asked AS ( -- EXISTS, so that a site is one row however many contracts and tariffs it has
        SELECT * FROM spans s
        WHERE EXISTS (SELECT FROM tariff_models m JOIN tariff_versions v ON v.tenant_id = m.tenant_id AND v.tariff_id = m.id
            WHERE m.tenant_id = s.tenant_id AND m.site_id = s.site_id AND m.archived_at IS NULL AND v.valid_from < s.to_at AND (v.valid_to IS NULL OR v.valid_to > s.from_at AND v.valid_to > v.valid_from)
                AND (portfolio_roi.market_region IS NULL OR coalesce(m.market_region, s.market_region) = portfolio_roi.market_region))
        OR (portfolio_roi.market_region IS NULL OR s.market_region = portfolio_roi.market_region) AND EXISTS (SELECT FROM energy_contracts c
            WHERE c.tenant_id = s.tenant_id AND c.archived_at IS NULL AND c.starts_at < s.to_at AND (c.ends_at IS NULL OR c.ends_at > s.from_at) AND (
                EXISTS (SELECT FROM asset_contract_links l WHERE l.tenant_id = s.tenant_id AND l.site_id = s.site_id AND l.contract_id = c.id
                    AND l.archived_at IS NULL AND l.effective_from < s.to_at AND (l.effective_to IS NULL OR l.effective_to > s.from_at))
                OR EXISTS (SELECT FROM invoices i WHERE i.tenant_id = s.tenant_id AND i.site_id = s.site_id AND i.contract_id = c.id
                    AND i.posted_at IS NOT NULL AND i.period_from < to_day AND i.period_to > from_day)))
    ), bills AS (
        SELECT i.tenant_id, i.site_id, i.id, i.direction, i.status, i.currency, i.net_amount, i.estimated,
            least(i.period_to, to_day) - greatest(i.period_from, from_day) AS part, i.period_to - i.period_from AS whole,
            CASE WHEN i.kind <> 'CREDIT' THEN i.kind WHEN c.status <> 'CANCELLED' THEN c.kind END AS about
        FROM asked a JOIN invoices i ON i.tenant_id = a.tenant_id AND i.site_id = a.site_id
        LEFT JOIN invoices c ON c.tenant_id = i.tenant_id AND c.id = i.credits_id
        WHERE i.status IN ('POSTED', 'SETTLED') AND i.cancels_id IS NULL AND i.period_from < to_day AND i.period_to > from_day
    ), earned AS (
        SELECT b.site_id, b.currency, sum(b.net_amount * b.part / b.whole) AS revenue, bool_or(b.estimated) AS estimated
        FROM bills b WHERE b.direction = 'RECEIVABLE' AND b.status = 'SETTLED' AND b.about IN ('FEED_IN', 'FLEXIBILITY') GROUP BY b.site_id, b.currency
    ), bought AS (
        SELECT b.site_id, b.currency, sum(l.amount * b.part / b.whole) * 3600000 / sum(l.energy_j::numeric * b.part / b.whole) AS price, bool_or(b.estimated) AS estimated
        FROM bills b JOIN invoice_lines l ON l.tenant_id = b.tenant_id AND l.invoice_id = b.id
        WHERE b.direction = 'PAYABLE' AND b.about = 'CONSUMPTION' AND l.kind = 'ENERGY' AND l.energy_j IS NOT NULL
        GROUP BY b.site_id, b.currency HAVING sum(l.energy_j) > 0
    ), meters AS (
        SELECT a.tenant_id, a.site_id, a.time_zone, a.from_at, a.to_at, c.channel_id, g.id IS NOT NULL AS grid,
            count(*) OVER (PARTITION BY a.site_id) AS channels, bool_or(g.id IS NOT NULL) OVER (PARTITION BY a.site_id) AND bool_or(g.id IS NULL) OVER (PARTITION BY a.site_id) AS whole
        FROM asked a JOIN assets x ON x.tenant_id = a.tenant_id AND x.site_id = a.site_id
        JOIN channels c ON c.tenant_id = x.tenant_id AND c.asset_id = x.id AND c.name = 'ActivePower'
        LEFT JOIN grid_connections g ON g.tenant_id = x.tenant_id AND g.meter_asset_id = x.id
        WHERE x.enabled AND (g.id IS NOT NULL OR x.nature = 'PV')
    ), days AS ( -- of a day that a channel covers less than 95 %, nothing is known: a meter that is away has exported nothing
        SELECT m.site_id, r.slot_from, sum(CASE WHEN m.grid THEN -r.energy_towards_j ELSE r.energy_towards_j END) AS kept_j
        FROM meters m JOIN rollups_1d r ON r.tenant_id = m.tenant_id AND r.channel_id = m.channel_id AND r.slot_from >= m.from_at AND r.slot_from < m.to_at
        WHERE m.whole AND r.covered_ms >= 950 * extract(epoch FROM ((r.slot_from AT TIME ZONE m.time_zone)::date + 1)::timestamp AT TIME ZONE m.time_zone - r.slot_from)
        GROUP BY m.site_id, r.slot_from, m.channels HAVING count(*) = m.channels
    ), kept AS (
        SELECT d.site_id, sum(greatest(d.kept_j, 0))::bigint AS joules, count(*)::int AS days FROM days d GROUP BY d.site_id
    ), currencies AS (
        SELECT e.site_id, e.currency FROM earned e UNION SELECT b.site_id, b.currency FROM bought b
    ), counted AS (
        SELECT c.site_id, count(*) AS all_currencies, (SELECT count(*) FROM bought b WHERE b.site_id = c.site_id) AS of_prices FROM currencies c GROUP BY c.site_id
    ), lined AS (
        SELECT a.site_id, a.id, a.name, coalesce(c.currency, a.capex_currency) AS currency, e.revenue, b.price, k.joules, coalesce(k.days, 0) AS days,
            CASE WHEN n.of_prices = 1 THEN k.joules * b.price / 3600000 END AS avoided, a.capex, a.capex_currency,
            coalesce(e.estimated, false) OR coalesce(b.estimated, false) AS estimated,
            n.all_currencies > 1 OR c.currency <> a.capex_currency AS several
        FROM asked a LEFT JOIN currencies c ON c.site_id = a.site_id LEFT JOIN counted n ON n.site_id = a.site_id
        LEFT JOIN earned e ON e.site_id = a.site_id AND e.currency = c.currency
        LEFT JOIN bought b ON b.site_id = a.site_id AND b.currency = c.currency
        LEFT JOIN kept k ON k.site_id = a.site_id
    ), judged AS (
        SELECT l.*, coalesce(l.revenue, 0) + coalesce(l.avoided, 0) AS gain,
            CASE WHEN coalesce(l.capex, 0) = 0 THEN 'NO_CAPEX' WHEN l.several THEN 'SEVERAL_CURRENCIES' WHEN l.revenue IS NULL AND l.avoided IS NULL THEN 'NOTHING_SETTLED' END AS why
        FROM lined l
    )
    SELECT j.site_id, j.id, j.name, j.currency, round(j.revenue, 6), round(j.price, 8), j.joules, j.days, round(j.avoided, 6), j.capex, j.capex_currency,
        CASE WHEN j.why IS NULL THEN round(j.gain / j.capex, 8) END,
        CASE WHEN j.why IS NULL THEN round(j.gain * 365 / (j.capex * (to_day - from_day)::numeric), 8) END,
        j.estimated, j.why
    FROM judged j ORDER BY j.name, j.id, j.currency
$$;
COMMENT ON FUNCTION portfolio_roi IS 'Return on investment by site, of sites of a segment and market region (null: any; that of the site, or the one its tariff names) under a contract or tariff that holds in the local days from from_day to before to_day. One row for each site and currency: currencies are never added. revenue: net amounts of settled RECEIVABLE invoices of feed-in and flexibility, minus credits, by days where only a part of a period lies within. avoided_cost: PV energy that was not exported, on days that every PV channel and grid meter covers to 95 %, times energy_price, the mean net price per kWh of the ENERGY lines of PAYABLE invoices of consumption in the period; null where either is unknown. roi: both over capex; roi_per_year: times 365 over the days; null with reason_code NO_CAPEX, SEVERAL_CURRENCIES or NOTHING_SETTLED. Needs app.tenant; row-level security applies. Example: SELECT * FROM portfolio_roi(''commercial'', ''DE'', ''2026-01-01'', ''2027-01-01'');';
REVOKE ALL ON FUNCTION portfolio_roi FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portfolio_roi TO ohm_app;

-- +goose Down
DROP FUNCTION portfolio_roi;
DROP TABLE invoice_counters, invoice_lines, invoices, billing_runs;
DROP FUNCTION check_invoice, number_invoice, keep_posted_lines, keep_posted_invoice, keep_posted_run;
