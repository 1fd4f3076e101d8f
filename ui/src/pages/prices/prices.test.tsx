import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { usePreferences } from '../../app/preferences';
import { formatter } from '../../lib/format';
import { mount, standIn, type Answers } from '../standin';
import { decimalText, heldPrice, steps } from './priceOption';
import PricesPage from './PricesPage';

const product = { market_region: 'DE-LU', source: 'exchange', slot: '15m', currency: 'EUR', last_ts: '2026-06-02T10:15:00Z', published_at: '2026-06-01T10:57:00Z' } as const;
const price = (ts: string, value: string) => ({ ...product, ts, value, retrieved_at: '2026-06-01T11:00:00Z' });
const method = { market_region: 'DE', source: 'agency', kind: 'LIFECYCLE', method_id: 'mix', method_version: '2', last_to: '2026-06-02T11:00:00Z', quality: 'FINAL', published_at: '2026-06-02T12:00:00Z' };
const factor = { ...method, id: 'f1', from: '2026-06-02T10:00:00Z', to: '2026-06-02T11:00:00Z', co2_g_per_kwh: '318.4', retrieved_at: '2026-06-02T12:00:03Z' };
const page = (items: unknown[]) => [200, { items, next: '' }] as [number, unknown];
const outcome = { stored: false, new: 2, same: 0, from: '2026-06-02T10:00:00Z', to: '2026-06-02T10:30:00Z', published_at: '2026-06-01T10:57:00Z', problems: [] };

function show(permissions: string[], answers: Answers = {}) {
  const asked = standIn({
    'GET /api/me': () => [200, { permissions }],
    'GET /api/price-products': () => page([product]),
    'GET /api/emission-methods': () => page([method]),
    'GET /api/prices': () => page([price('2026-06-02T10:00:00Z', '0.0805'), price('2026-06-02T10:15:00Z', '-0.0125')]),
    'GET /api/emission-factors': () => page([factor]),
    ...answers,
  });
  mount(<PricesPage />, '/market/prices');
  return asked;
}

async function choose(content: string) {
  fireEvent.change(await screen.findByTestId('prices-file'), { target: { files: [new File([content], 'p.csv', { type: 'text/csv' })] } });
  await screen.findByText('p.csv', { selector: 'span' });
}

beforeEach(() => {
  usePreferences.setState({ language: 'en' });
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the page of prices and emissions', () => {
  it('says what to do where nothing is known, to who may bring it and to who may not', async () => {
    show(['READ', 'PLAN'], { 'GET /api/price-products': () => page([]) });
    expect(await screen.findByText(/Bring a file below/)).toBeTruthy();
    expect(await screen.findByRole('button', { name: 'Check, without storing' })).toBeTruthy();
    cleanup();
    show(['READ'], { 'GET /api/price-products': () => page([]) });
    expect(await screen.findByText(/Somebody with the role engineer or owner/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Check, without storing' })).toBeNull();
  });
  it('shows the day of the newest price with every digit, negative ones too, and who published it', async () => {
    const asked = show(['READ']);
    expect(await screen.findByText(/^0\.0805.EUR\/kWh$/)).toBeTruthy();
    expect(screen.getByText(/^−0\.0125.EUR\/kWh$/)).toBeTruthy();
    expect(screen.getByText(/^exchange · published/)).toBeTruthy();
    const call = asked.find((a) => a.call.startsWith('GET /api/prices?'))!.call;
    expect(call).toContain('region=DE-LU');
    expect(call).not.toContain('as_of');
  });
  it('asks for what was believed at an instant', async () => {
    const asked = show(['READ']);
    fireEvent.change(await screen.findByLabelText('As it was believed at'), { target: { value: '2026-06-01T12:00' } });
    await waitFor(() => expect(asked.some((a) => a.call.includes(`as_of=${encodeURIComponent(new Date('2026-06-01T12:00').toISOString())}`))).toBe(true));
  });
  it('shows factors with their quality', async () => {
    show(['READ']);
    fireEvent.click(await screen.findByRole('button', { name: 'Emissions' }));
    expect(await screen.findByText(/^318\.4.g\/kWh$/)).toBeTruthy();
    expect(screen.getByText('final')).toBeTruthy();
  });
  it('names every problem of a file by line and field, and stores nothing', async () => {
    const problem = { file: 'p.csv', line: 3, field: 'ts', reason_code: 'AMBIGUOUS_TIME', params: { field: 'ts', value: '02:30', first: 'A', second: 'B' }, text_en: '', text_de: '' };
    show(['READ', 'PLAN'], { 'POST /api/prices/file': () => [200, { ...outcome, problems: [problem] }] });
    await choose('ts;value\n');
    fireEvent.click(screen.getByRole('button', { name: 'Check, without storing' }));
    expect(await screen.findByText('p.csv:3')).toBeTruthy();
    expect(screen.getByText(/02:30 exists twice.*A or B/)).toBeTruthy();
    expect((screen.getByRole('button', { name: 'Store' }) as HTMLButtonElement).disabled).toBe(true);
  });
  it('stores what was checked, with what was said of it', async () => {
    const asked = show(['READ', 'PLAN'], { 'POST /api/prices/file': (body) => [200, { ...outcome, stored: !(body as { dry_run: boolean }).dry_run }] });
    await choose('ts;value\n2026-06-02 12:00;80,5\n');
    fireEvent.change(screen.getByRole('textbox', { name: /Time zone/ }), { target: { value: 'Europe/Berlin' } });
    fireEvent.click(screen.getByRole('button', { name: 'Check, without storing' }));
    expect(await screen.findByText(/No problem: 2 new/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Store' }));
    expect(await screen.findByText(/Stored: 2 new/)).toBeTruthy();
    const sent = asked.filter((a) => a.call === 'POST /api/prices/file').map((a) => a.body);
    expect(sent).toEqual([true, false].map((dry_run) => ({
      market_region: 'DE-LU', source: 'exchange', slot: '15m', unit: 'EUR/MWh', time_zone: 'Europe/Berlin', name: 'p.csv', content: 'ts;value\n2026-06-02 12:00;80,5\n', dry_run,
    })));
  });
  it('sends factors with their method', async () => {
    const asked = show(['READ', 'PLAN'], { 'POST /api/emission-factors/file': () => [200, outcome] });
    fireEvent.click(await screen.findByRole('button', { name: 'Emissions' }));
    await choose('from;value\n');
    fireEvent.click(screen.getByRole('button', { name: 'Check, without storing' }));
    await waitFor(() => expect(asked.find((a) => a.call === 'POST /api/emission-factors/file')?.body).toMatchObject({ market_region: 'DE', kind: 'LIFECYCLE', method_id: 'mix', method_version: '2', quality: 'FINAL', unit: 'g/kWh', slot: '1h' }));
  });
  it('says a refusal in words', async () => {
    show(['READ', 'PLAN'], { 'POST /api/prices/file': () => [422, { reason_code: 'INVALID_VALUE', params: { field: 'unit', value: 'EUR', want: 'a currency per kWh or MWh' } }] });
    await choose('ts;value\n');
    fireEvent.click(screen.getByRole('button', { name: 'Check, without storing' }));
    expect(await screen.findByText(/unit is EUR, want a currency per kWh or MWh/)).toBeTruthy();
  });
});

describe('steps', () => {
  it('end where what is known ends, and go on where it does', () => {
    const quarter = 15 * 60_000;
    const at = Date.parse('2026-06-02T10:00:00Z');
    const held = [price('2026-06-02T10:00:00Z', '1'), price('2026-06-02T10:15:00Z', '-2'), price('2026-06-02T11:00:00Z', '3')].map(heldPrice);
    expect(steps(held, at, at + 24 * 4 * quarter)).toEqual([
      [at, 1], [at + quarter, -2], [at + 2 * quarter, -2], [at + 2 * quarter, null], [at + 4 * quarter, 3], [at + 5 * quarter, 3], [at + 5 * quarter, null],
    ]);
  });
});

describe('a decimal', () => {
  it('keeps its digits', () => {
    expect(['0.0805', '-12.345678', '318'].map((d) => decimalText(d, { format: formatter('de') }))).toEqual(['0,0805', '−12,345678', '318']);
  });
});
