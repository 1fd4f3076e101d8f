import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AllocationRecord } from '../../api/places';
import { usePreferences } from '../../app/preferences';
import { translate, translateCount } from '../../i18n/translate';
import { mount, standIn, type Answers } from '../standin';

import ModelPage, { keptText } from './ModelPage';
import { barsOf, gapsOf, scaleOf } from './netPower';
import { inForce, spanOf, stepsOf } from './promises';
import { PromisesPanel } from './PromisesPanel';
import { QueriesPanel } from './QueriesPanel';
import { SeenPanel } from './SeenPanel';

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const site = (id: string, name: string) => ({ id, name, address: '', latitude: null, longitude: null, open_alarms: 0, state: 'ONLINE', time_zone: 'UTC' });
const sites: Answers = { 'GET /api/site-map': () => [200, { items: [site('s1', 'House'), site('s2', 'Barn')] }] };
const bucket = (i: number, watts: number | null) => ({ from: new Date(Date.UTC(2026, 5, 1, 12, 15 * i)).toISOString(), grid_watts: watts, quality: watts === null ? 'MISSING' : 'GOOD', covered_seconds: watts === null ? 0 : 900 });
const day = [bucket(0, 3000), bucket(1, null), bucket(2, null), bucket(3, -1000)];

describe('net power', () => {
  const box = { width: 400, height: 100 };
  it('is drawn above the line where it comes and below it where it goes, and not at all where nothing is known', () => {
    expect(scaleOf(day, box)).toEqual({ top: 3000, bottom: 1000, zero: 75 });
    expect(barsOf(day, box).map((b) => [b.y, b.height, b.importing])).toEqual([[0, 75, true], [75, 25, false]]);
    expect(gapsOf(day, box)).toEqual([{ x: 100, width: 200 }]);
  });
  it('of nothing has no bars and one gap', () => {
    expect(barsOf([bucket(0, null)], box)).toEqual([]);
    expect(gapsOf([bucket(0, null)], box)).toEqual([{ x: 0, width: 400 }]);
    expect(scaleOf([], box).zero).toBe(100);
  });
});

describe('the example queries', () => {
  it('ask for the chosen site once it is run, and show its numbers with their direction in words', async () => {
    const asked = standIn({ ...sites, 'GET /api/sites/s2/net-power': () => [200, { unit: 'W', bucket_seconds: 900, buckets: day }] });
    mount(<QueriesPanel />);
    expect(screen.getByLabelText('The query').textContent).toContain('site_net_power(:site');
    fireEvent.mouseDown(await screen.findByRole('combobox', { name: 'Site' }));
    fireEvent.click(screen.getByRole('option', { name: 'Barn' }));
    expect(asked.some((a) => a.call.includes('net-power'))).toBe(false);
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
    const rows = within(await screen.findByTestId('net-power-rows')).getAllByRole('row').slice(1);
    expect(rows.map((r) => r.children[1]?.textContent)).toEqual(['Import 3.00\u202fkW', '–', '–', 'Export 1.00\u202fkW']);
    expect(asked.filter((a) => a.call.includes('net-power')).map((a) => a.call)).toEqual(['GET /api/sites/s2/net-power']);
  });
  it.each([
    ['a site without a grid meter', { reason_code: 'NO_GRID_METER', buckets: [bucket(0, null)] }, /grid meter/i],
    ['a day without a value', { buckets: [bucket(0, null)] }, /Nothing was measured/],
  ])('say what to do about %s', async (_, answer, text) => {
    standIn({ ...sites, 'GET /api/sites/s1/net-power': () => [200, { unit: 'W', bucket_seconds: 900, ...answer }] });
    mount(<QueriesPanel />);
    fireEvent.click(await screen.findByRole('button', { name: 'Run' }));
    expect((await screen.findAllByText(text)).length).toBeGreaterThan(0);
    expect(screen.queryByTestId('net-power-rows')).toBeNull();
  });
  it('show a refusal by its code, and say what to do without a site', async () => {
    standIn({ ...sites, 'GET /api/sites/s1/net-power': () => [404, { reason_code: 'NOT_FOUND', params: { what: 'site' } }] });
    mount(<QueriesPanel />);
    fireEvent.click(await screen.findByRole('button', { name: 'Run' }));
    expect((await screen.findByRole('alert')).textContent).toContain('site');
    cleanup();
    standIn({ 'GET /api/site-map': () => [200, { items: [] }] });
    mount(<QueriesPanel />);
    expect(await screen.findByText('No site')).toBeTruthy();
  });
});

describe('the return of the portfolio', () => {
  const row = { site_id: 's1', site_name: 'House', currency: 'EUR', revenue: '310', energy_price: '0.28', self_consumed_wh: 1, self_consumed_days: 31, avoided_cost: '337.32', capex: 250_000, capex_currency: 'EUR', roi: '0.00258928', roi_per_year: '0.03048668', estimated: true, reason_code: null };
  const ask = async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Return of the portfolio' }));
    fireEvent.click(screen.getByRole('button', { name: 'Run' }));
  };
  it('is asked for as document 000 does, and unknown is not zero', async () => {
    const asked = standIn({ ...sites, 'GET /api/portfolio/roi': () => [200, { from: '', to: '', next: '', items: [row, { ...row, site_id: 's2', site_name: 'Barn', revenue: null, avoided_cost: null, capex: null, roi: null, roi_per_year: null, reason_code: 'NO_CAPEX' }] }] });
    mount(<QueriesPanel />);
    await ask();
    const rows = within(await screen.findByRole('table')).getAllByRole('row').slice(1);
    expect([...rows[0]!.children].map((c) => c.textContent)).toEqual(['House', '310.00\u202fEUR', '337.32\u202fEUR', '250,000\u202fEUR', '0.26\u202f%', '3.05\u202f%', 'with estimated invoices']);
    expect([...rows[1]!.children].slice(0, 6).map((c) => c.textContent)).toEqual(['Barn', '–', '–', '–', '–', '–']);
    expect(rows[1]!.lastChild?.textContent).not.toBe('');
    expect(asked.some((a) => /portfolio\/roi\?.*segment=commercial.*market_region=DE/.test(a.call))).toBe(true);
  });
  it('of nothing says what to do', async () => {
    standIn({ ...sites, 'GET /api/portfolio/roi': () => [200, { from: '', to: '', next: '', items: [] }] });
    mount(<QueriesPanel />);
    await ask();
    expect(await screen.findByText(/Clear a field/)).toBeTruthy();
  });
});

const allocation = (id: string, watts: number, from: string, to?: string): AllocationRecord => ({ id, asset_id: 'a1', contract_id: `c-${id}`, allocated_watts: watts, effective_from: `${from}T00:00:00Z`, ...(to ? { effective_to: `${to}T00:00:00Z` } : {}), archived_at: null, version: 1 }) as AllocationRecord;
const at = (d: string) => Date.parse(`${d}T00:00:00Z`);

describe('allocations', () => {
  const first = allocation('p', 4000, '2026-01-01', '2026-07-01');
  const second = allocation('q', 3000, '2026-04-01');
  it('are summed step by step, half-open, without holes', () => {
    const steps = stepsOf([first, second], { from: at('2025-12-01'), to: at('2026-12-01') });
    expect(steps.map((s) => [s.from, s.to, s.watts])).toEqual([
      [at('2025-12-01'), at('2026-01-01'), 0],
      [at('2026-01-01'), at('2026-04-01'), 4000],
      [at('2026-04-01'), at('2026-07-01'), 7000],
      [at('2026-07-01'), at('2026-12-01'), 3000],
    ]);
    expect(steps[2]?.parts.map((p) => p.id)).toEqual(['p', 'q']);
  });
  it('that are archived count no more, and the drawing spans all others and now', () => {
    expect(inForce([second, { ...first, archived_at: '2026-06-01T00:00:00Z' }]).map((a) => a.id)).toEqual(['q']);
    expect(inForce([second, first]).map((a) => a.id)).toEqual(['p', 'q']);
    const span = spanOf([allocation('old', 1, '2020-01-01', '2020-02-01')], at('2026-06-01'));
    expect(span.from).toBeLessThan(at('2020-01-01'));
    expect(span.to).toBeGreaterThan(at('2026-11-01'));
  });

  const inventory = (...assets: object[]): Answers => ({ 'GET /api/sites/s1/inventory': () => [200, { assets }] });
  it('of an asset are drawn below what it can do, with the contract of each', async () => {
    const asked = standIn({
      ...sites,
      ...inventory({ id: 'a0', key: 'meter0', nature: 'GRID_METER', archived_at: null }, { id: 'a1', key: 'battery0', name: 'Battery', nature: 'ESS', max_active_power_watts: 10_000, archived_at: null }),
      'GET /api/allocations': () => [200, { items: [second, first], next: '' }],
      'GET /api/contracts': () => [200, { items: [{ id: 'c-p', counterparty: 'Utility', contract_type: 'PPA', starts_at: '2026-01-01T00:00:00Z' }, { id: 'c-q', counterparty: 'Trader', contract_type: 'FLEXIBILITY', starts_at: '2026-01-01T00:00:00Z' }], next: '' }],
    });
    mount(<PromisesPanel />);
    const table = await screen.findByRole('table', { name: 'Allocations of an asset over contracts' });
    expect(within(table).getAllByRole('row').slice(1).map((r) => [...r.children].slice(0, 3).map((c) => c.textContent))).toEqual([['Utility', 'Power purchase', '4.00\u202fkW'], ['Trader', 'Flexibility', '3.00\u202fkW']]);
    expect(screen.getByText('The asset can do 10.0 kW')).toBeTruthy();
    expect(screen.getByTestId('rating')).toBeTruthy();
    expect(asked.some((a) => a.call.includes('/api/allocations') && a.call.includes('asset_or_contract=a1'))).toBe(true);
  });
  it('there are none of: says where to make one', async () => {
    standIn({ ...sites, ...inventory({ id: 'a0', key: 'meter0', nature: 'GRID_METER', archived_at: null }), 'GET /api/allocations': () => [200, { items: [], next: '' }], 'GET /api/contracts': () => [200, { items: [], next: '' }] });
    mount(<PromisesPanel />);
    expect(await screen.findByText(/Promise a part of it/)).toBeTruthy();
  });
  it('of a site without assets say what to do', async () => {
    standIn({ ...sites, ...inventory() });
    mount(<PromisesPanel />);
    expect(await screen.findByText('No asset stands at this site')).toBeTruthy();
  });
});

describe('what a person sees', () => {
  const ada = { id: 'u1', email: 'ada@example.org', display_name: 'Ada', language: 'en', status: 'DISABLED', version: 1, created_at: '2026-06-01T12:00:00Z', last_seen_at: null, link_expires_at: null, roles: [] };
  const items = [
    { table: 'users', of_sites: false, rows: 4, more: false, seen: null, seen_more: false },
    { table: 'assets', of_sites: true, rows: 8, more: false, seen: 2, seen_more: false },
    { table: 'roles', of_sites: false, rows: 8, more: false, seen: 8, seen_more: false },
    { table: 'breaches', of_sites: true, rows: 0, more: false, seen: 0, seen_more: false },
    { table: 'events', of_sites: true, rows: 100_000, more: true, seen: 500, seen_more: false },
  ];
  const choose = async () => {
    fireEvent.mouseDown(screen.getByLabelText('Person'));
    fireEvent.change(screen.getByLabelText('Person'), { target: { value: 'ad' } });
    fireEvent.click(await screen.findByRole('option', { name: /Ada/ }));
  };
  it('is told table by table, those of sites first, against one’s own', async () => {
    const asked = standIn({ 'GET /api/users': () => [200, { items: [ada], next: '' }], 'GET /api/users/u1/rows': () => [200, { user_id: 'u1', all_sites: false, sites: 1, items }] });
    mount(<SeenPanel />);
    expect(screen.getByText('Nobody is chosen')).toBeTruthy();
    act(() => screen.getByLabelText('Person').focus());
    fireEvent.change(screen.getByLabelText('Person'), { target: { value: 'ad' } });
    await waitFor(() => expect(asked.some((a) => a.call.includes('/api/users?') && a.call.includes('text=ad'))).toBe(true));
    await choose();
    const rows = within(await screen.findByRole('table')).getAllByRole('row').slice(1);
    expect(rows.map((r) => [...r.children].map((c) => c.textContent))).toEqual([
      ['assets', '2 of 8', '25 % of your rows'],
      ['events', '500 of at least 100,000', '0.5 % of your rows'],
      ['roles', '8 of 8', 'not a matter of sites'],
      ['users', '– of 4', 'of the whole tenant: shown to who reads all sites'],
    ]);
    fireEvent.click(screen.getByRole('button', { name: 'Show the 1 table without a row' }));
    expect(within(screen.getByRole('table')).getAllByRole('row').at(-1)?.textContent).toBe('breaches0 of 0No row');
    expect(screen.getByTestId('seen-scope').textContent).toBe('Reads 1 site.cannot log in now: Disabled');
  });
  it('shows a refusal by its code', async () => {
    standIn({ 'GET /api/users': () => [200, { items: [ada], next: '' }] });
    mount(<SeenPanel />);
    await choose();
    await waitFor(() => expect(screen.getByRole('alert')).toBeTruthy());
  });
});

describe('the page Data model', () => {
  const tier = { tier: 'TIME_SERIES', tables: 1, rows: 1, more: false, bytes: 100, newest: null };
  const table = { name: 'tariffs', entity: 'TariffModel', view: true, about: 'Tariffs.', domain: 'MARKET', tier: 'RELATIONAL', rows: 3, more: false, bytes: null, newest: null, columns: [], references: [] };
  const open = (...permissions: string[]) =>
    standIn({
      'GET /api/me': () => [200, { permissions }],
      'GET /api/data-model': () => [200, { tables: [table], tiers: [tier] }],
      'GET /api/telemetry-policy': () => [200, { raw_days: 400, quarter_days: 3660, hour_days: 3660, day_days: null, version: 1 }],
    });
  it('names what document 000 calls a table, and says of a view that it is one', async () => {
    open('READ');
    mount(<ModelPage />);
    const card = await screen.findByRole('button', { name: /tariffs/ });
    expect(card.textContent).toBe('tariffsTariffModelview · 3 rows');
    expect(screen.getByText(/kept as long as the tenant says/)).toBeTruthy();
  });
  it('says how far logs have come', async () => {
    standIn({ 'GET /api/me': () => [200, { permissions: ['READ'] }], 'GET /api/data-model': () => [200, { tables: [table], tiers: [{ ...tier, tier: 'EVENTS', newest: new Date(Date.now() - 8_000).toISOString() }] }] });
    mount(<ModelPage />);
    expect(await screen.findByText(/newest entry (8|9|[1-5]\d)\ss ago · kept without end/)).toBeTruthy();
  });
  it('has the rows of others for who administers alone, with how long telemetry is kept', async () => {
    open('READ');
    mount(<ModelPage />);
    await screen.findByRole('tab', { name: 'Allocations' });
    expect(screen.queryByRole('tab', { name: 'Row-level security' })).toBeNull();
    cleanup();
    open('READ', 'ADMINISTER');
    mount(<ModelPage />);
    expect(await screen.findByText(/samples 400 days, quarter hours 3,660 days/)).toBeTruthy();
    fireEvent.click(screen.getByRole('tab', { name: 'Row-level security' }));
    expect(await screen.findByText('Nobody is chosen')).toBeTruthy();
  });
  it('opens the part that stands in the address', async () => {
    open('READ');
    mount(<ModelPage />, '/model?part=queries');
    expect(await screen.findByLabelText('The query')).toBeTruthy();
  });
  it('says in German too how long telemetry is kept', () => {
    const texts = { t: ((key: never) => translate('de', key)) as never, tn: ((base: never, n: number) => translateCount('de', base, n)) as never };
    expect(keptText(undefined, texts)).toBe('aufbewahrt, solange der Mandant es festlegt');
  });
});
