import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TariffVersion, TariffWindow } from '../../api/tariffs';
import { usePreferences } from '../../app/preferences';
import { mount, standIn, type Answers } from '../standin';
import { dayStart, formFrom, inForm, ofKind, versionFrom } from './form';
import { heatOf, ratesOf, weekOf } from './heat';
import TariffsPage from './TariffsPage';
import { versionAt } from './TariffView';
import { priceText, whenText } from './words';

const all = { months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], weekdays: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'], holiday: false };
const window_ = (from: string, to: string, buy: string | null, more: Partial<TariffWindow> = {}): TariffWindow => ({
  time_window: `${from}-${to}`, ...all, from, to, buy_rate: buy, sell_rate: '0.08', peak_flag: false, ...(buy === null ? { buy_unknown: 'NEEDS_SERIES' } : {}), ...more,
});
const windows = [window_('00:00', '06:00', '0.2'), window_('06:00', '22:00', '0.3', { peak_flag: true }), window_('22:00', '24:00', '0.2')];
const version: TariffVersion = {
  id: 'v1', version: 4, valid_from: '2025-12-31T23:00:00Z', valid_to: null, known_at: '2025-12-01T00:00:00Z', currency: 'EUR', time_zone: 'Europe/Berlin', clock: 'CIVIL', rounding: 'HALF_EVEN', holidays: null,
  rate_structure: 'TIME_OF_USE', windows, unpriced: [],
  components: [
    { name: 'Work', kind: 'ENERGY', basis: 'IMPORT', period: 'INTERVAL', unit: 'EUR/kWh', price: { constant: '0.2' }, bands: [{ from: '00:00', to: '06:00' }, { from: '06:00', to: '22:00', price: { constant: '0.3' }, peak_flag: true }, { from: '22:00', to: '24:00' }] },
    { name: 'Base', kind: 'FIXED', period: 'MONTH', unit: 'EUR/MONTH', price: { constant: '9.9' } },
  ],
};
const tariff = { id: 't1', site_id: 's1', name: 'House', market_region: 'DE-LU', contract_id: null, version: 2, archived_at: null, versions: [version] };
const { versions: _, ...head } = tariff;
const listed = { ...head, rate_structure: 'TIME_OF_USE', currency: 'EUR', time_zone: 'Europe/Berlin', valid_from: version.valid_from, valid_to: null };
const site = { id: 's1', name: 'Plant north', time_zone: 'Europe/Berlin', open_alarms: 0 };

function show(permissions: string[], tariffs: unknown[], answers: Answers = {}) {
  const asked = standIn({
    'GET /api/me': () => [200, { permissions }],
    'GET /api/site-map': () => [200, { items: [site] }],
    'GET /api/sites/s1': () => [200, site],
    'GET /api/contracts': () => [200, { items: [], next: '' }],
    'GET /api/allocations': () => [200, { items: [], next: '' }],
    'GET /api/tariffs': () => [200, { items: tariffs, next: '' }],
    'GET /api/tariffs/t1': () => [200, tariff],
    ...answers,
  });
  mount(<Routes><Route path="/market/tariffs" element={<TariffsPage />} /></Routes>, '/market/tariffs');
  return asked;
}

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the page of tariffs', () => {
  it('shows a week of the tariff that holds, its rates and its components, to who may only look', async () => {
    show(['READ'], [listed]);
    expect(await screen.findAllByTestId('tariff-part')).toHaveLength(21);
    expect(screen.getAllByTitle('06:00–22:00 0.3 EUR/kWh · peak')).toHaveLength(7);
    expect(screen.getByText('0.2, 3 bands EUR/kWh')).toBeTruthy();
    expect(screen.getByText('9.9 EUR/month')).toBeTruthy();
    expect(screen.getByText('by the time of day · EUR')).toBeTruthy();
    expect(screen.getAllByText('since Thu, 1 Jan 2026').length).toBe(2);
    expect(screen.queryByRole('button', { name: 'New version' })).toBeNull();
  });
  it('says what to do where there is none, and makes one of two bands once it is tried', async () => {
    const trial = { rate_structure: 'TIME_OF_USE', windows, unpriced: [window_('22:00', '24:00', null, { buy_unknown: 'UNPRICED' })] };
    const asked = show(['READ', 'CONTRACTS'], [], {
      'POST /api/sites/s1/tariff-trials': () => [200, trial],
      'POST /api/sites/s1/tariffs': () => [200, tariff],
    });
    expect(await screen.findByText(/a work price by day and night/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Make a tariff' }));
    fireEvent.change(screen.getAllByRole('textbox', { name: /^Name/ })[0]!, { target: { value: 'House' } });
    screen.getAllByRole('textbox', { name: /^Price/ }).forEach((field, i) => fireEvent.change(field, { target: { value: ['0,20', '0.30', '0.20'][i] } }));
    fireEvent.click(screen.getByRole('button', { name: 'Look at the week' }));
    expect((await screen.findByTestId('tariff-unpriced')).textContent).toContain('22:00–24:00');
    fireEvent.click(screen.getByRole('button', { name: 'Keep' }));
    await waitFor(() => expect(asked.some((a) => a.call === 'POST /api/sites/s1/tariffs')).toBe(true));
    const sent = asked.find((a) => a.call === 'POST /api/sites/s1/tariffs')!.body as { name: string; first: { components: { bands: { price: unknown }[] }[] } };
    expect(sent.name).toBe('House');
    expect(sent.first.components[0]!.bands.map((b) => b.price)).toEqual([{ constant: '0.20' }, { constant: '0.30' }, { constant: '0.20' }]);
  });
  it('names the component of a refusal', async () => {
    const params = { component: 'Work', first: 1, second: 2, when: 'JAN MON 05:00-06:00' };
    show(['READ', 'CONTRACTS'], [listed], { 'POST /api/tariffs/t1/versions': () => [422, { status: 422, reason_code: 'TARIFF_BANDS_OVERLAP', params }] });
    fireEvent.click(await screen.findByRole('button', { name: 'New version' }));
    const component = within((await screen.findAllByTestId('tariff-component'))[0]!);
    expect(component.getAllByTestId('tariff-band')).toHaveLength(3);
    fireEvent.click(screen.getByRole('button', { name: 'Keep' }));
    expect(await screen.findByText(/Component Work: bands 1 and 2 both have a price for JAN MON 05:00-06:00/)).toBeTruthy();
  });
  it('ends a version under the revision that was read, and takes a tariff out of use under its own', async () => {
    const asked = show(['READ', 'CONTRACTS'], [listed], { 'PUT /api/tariff-versions/v1': () => [200, tariff], 'PUT /api/tariffs/t1': () => [200, tariff] });
    fireEvent.click(await screen.findByRole('button', { name: 'End this version' }));
    fireEvent.change(await screen.findByLabelText('First day on which it holds no more'), { target: { value: '2027-01-01' } });
    fireEvent.click(screen.getByRole('button', { name: 'Set the end' }));
    await waitFor(() => expect(asked.find((a) => a.call === 'PUT /api/tariff-versions/v1')?.body).toEqual({ version: 4, valid_to: '2026-12-31T23:00:00.000Z' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Take out of use' }));
    await waitFor(() => expect(asked.find((a) => a.call === 'PUT /api/tariffs/t1')?.body).toEqual({ version: 2, name: 'House', market_region: 'DE-LU', contract_id: null, archived: true }));
  });
});

describe('a week', () => {
  it('has the parts of each day of a month, holidays apart where they are told apart', () => {
    const summer = window_('00:00', '24:00', '0.4', { months: [6], weekdays: ['SAT'] });
    const holiday = window_('00:00', '24:00', '0.1', { holiday: true });
    const week = weekOf([summer, holiday], 6, false);
    expect(week.SAT.map((s) => [s.from, s.to, s.window.buy_rate])).toEqual([[0, 1440, '0.4']]);
    expect(week.SUN).toEqual([]);
    expect(weekOf([summer, holiday], 7, true).MON[0]!.window.buy_rate).toBe('0.1');
    expect(weekOf([summer], 6, true).SAT).toHaveLength(1);
  });
  it('is the darker the dearer', () => {
    const rates = ratesOf([window_('00:00', '12:00', '0.3'), window_('12:00', '13:00', '-0.1'), window_('13:00', '24:00', null)]);
    expect(rates).toEqual(['-0.1', '0.3']);
    expect(rates.map((r) => heatOf(r, rates))).toEqual([0, 1]);
    expect(heatOf('1', ['1'])).toBe(0.5);
  });
});

describe('a version', () => {
  const now = Date.parse('2026-11-28T20:00:00Z');
  it('is followed by one that is the same, each band with its price', () => {
    const form = formFrom(version, now);
    expect(form.from).toBe('2026-11-29');
    expect(form.components[0]!.bands!.map((b) => b.price?.constant)).toEqual(['0.2', '0.3', '0.2']);
    expect(versionFrom(form)).toMatchObject({ valid_from: '2026-11-28T23:00:00.000Z', currency: 'EUR', clock: 'CIVIL' });
    expect(versionFrom(form)).not.toHaveProperty('from');
    expect(versionFrom({ ...form, clock: 'UTC' }).valid_from).toBe('2026-11-29T00:00:00.000Z');
    expect(dayStart('2026-11-29', 'Nowhere/None')).toBe('2026-11-29T00:00:00Z');
  });
  it('is shown that holds, else the last that held', () => {
    const later = { ...version, id: 'v2', valid_from: '2027-01-01T00:00:00Z' };
    const ended = { ...version, valid_to: '2026-06-01T00:00:00Z' };
    const withdrawn = { ...later, id: 'v3', valid_to: later.valid_from };
    expect(versionAt([version, later], now)?.id).toBe('v1');
    expect(versionAt([ended, withdrawn], now)?.id).toBe('v1');
    expect(versionAt([withdrawn], now)?.id).toBe('v3');
  });
  it('has components that are counted as their kind is', () => {
    const work = version.components[0]!;
    expect(ofKind(work, 'DEMAND')).toMatchObject({ period: 'MONTH', basis: 'IMPORT', demand: { window_minutes: 15, largest: 1 } });
    expect(ofKind(work, 'FIXED')).not.toHaveProperty('bands');
    expect(ofKind({ ...work, demand: { window_minutes: 15, largest: 1 } }, 'EXPORT')).toMatchObject({ basis: 'EXPORT', period: 'INTERVAL' });
    expect(inForm(work, 'series')).toMatchObject({ price: { series: 'DE-LU' } });
    expect(inForm(work, 'series')).not.toHaveProperty('bands');
  });
});

describe('words', () => {
  const t = ((key: string, values: Record<string, unknown> = {}) => [key, ...Object.values(values)].join(' ')) as never;
  it('join neighbours', () => {
    expect(whenText({ ...windows[1]!, months: [4, 5, 6, 10], weekdays: ['MON', 'TUE', 'SUN'] }, { t, language: 'en' })).toBe('Apr–Jun, Oct · tariffs.day.MON–tariffs.day.TUE, tariffs.day.SUN · 06:00–22:00');
    expect(whenText(window_('00:00', '24:00', '1'), { t, language: 'en' })).toBe('tariffs.always');
  });
  it('say how a price follows a series', () => {
    expect(priceText({ formula: { a: '0.02', b: '1.05', index: 'DE-LU', cap: '0.5' } }, { t, tn: t })).toBe('tariffs.price.formula 0.02 1.05 DE-LU, tariffs.price.bounds – 0.5');
  });
});
