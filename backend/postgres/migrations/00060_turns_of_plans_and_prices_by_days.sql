-- +goose Up

-- Each tenant has its turn, however many plans of another one are due; and a command that nobody can take is
-- not due before it is missed.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION list_due_plans(until timestamptz, most int) RETURNS TABLE (tenant_id int, policy_id uuid, plan_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT f.tenant_id, f.policy_id, f.plan_id FROM (
        SELECT d.tenant_id, d.policy_id, d.plan_id, min(d.due) AS due, row_number() OVER (PARTITION BY d.tenant_id ORDER BY min(d.due), d.plan_id) AS turn FROM (
            SELECT c.tenant_id, p.policy_id, c.plan_id, c.ts_scheduled AS due FROM plan_commands c
                JOIN dispatch_plans p ON p.tenant_id = c.tenant_id AND p.id = c.plan_id
                JOIN control_policies o ON o.tenant_id = p.tenant_id AND o.id = p.policy_id
                WHERE c.state = 'PENDING' AND c.ts_scheduled <= until AND p.status = 'ACTIVE' AND (c.ends_at <= until OR o.enabled
                    AND EXISTS (SELECT FROM edges e WHERE e.tenant_id = c.tenant_id AND e.site_id = c.site_id AND e.state = 'ENROLLED')
                    AND EXISTS (SELECT FROM assets a WHERE a.tenant_id = c.tenant_id AND a.id = c.asset_id AND a.enabled AND a.state <> 'RETIRED' AND a.archived_at IS NULL))
            UNION ALL
            SELECT p.tenant_id, p.policy_id, p.id, p.horizon_to FROM dispatch_plans p WHERE p.status = 'ACTIVE' AND p.horizon_to <= until
        ) d GROUP BY 1, 2, 3
    ) f ORDER BY f.turn, f.due, f.tenant_id LIMIT most
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION list_due_plans IS 'Plans that have a command somebody can take and is to be issued, or one that is missed by an instant, or that end by it: the oldest of each tenant first.';
GRANT SELECT (site_id, asset_id) ON plan_commands TO ohm_door;
GRANT SELECT (state) ON edges TO ohm_door;
GRANT SELECT (tenant_id, id, enabled, state, archived_at) ON assets TO ohm_door;

-- What was bought is counted by days, as its price is: bills and credits may cancel out in a part of their time.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION portfolio_roi(segment text, market_region text, from_day date, to_day date)
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
        GROUP BY b.site_id, b.currency HAVING sum(l.energy_j::numeric * b.part / b.whole) > 0
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
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION portfolio_roi(segment text, market_region text, from_day date, to_day date)
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
CREATE OR REPLACE FUNCTION list_due_plans(until timestamptz, most int) RETURNS TABLE (tenant_id int, policy_id uuid, plan_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT d.tenant_id, d.policy_id, d.plan_id FROM (
        SELECT c.tenant_id, p.policy_id, c.plan_id, c.ts_scheduled AS due FROM plan_commands c
            JOIN dispatch_plans p ON p.tenant_id = c.tenant_id AND p.id = c.plan_id
            JOIN control_policies o ON o.tenant_id = p.tenant_id AND o.id = p.policy_id
            WHERE c.state = 'PENDING' AND c.ts_scheduled <= until AND p.status = 'ACTIVE' AND (o.enabled OR c.ends_at <= until)
        UNION ALL
        SELECT p.tenant_id, p.policy_id, p.id, p.horizon_to FROM dispatch_plans p WHERE p.status = 'ACTIVE' AND p.horizon_to <= until
    ) d GROUP BY 1, 2, 3 ORDER BY min(d.due), 1, 3 LIMIT most
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION list_due_plans IS 'Plans that have a command to be issued or missed by an instant, or that end by it.';
REVOKE SELECT (tenant_id, id, enabled, state, archived_at) ON assets FROM ohm_door;
REVOKE SELECT (site_id, asset_id) ON plan_commands FROM ohm_door;
REVOKE SELECT (state) ON edges FROM ohm_door;
