import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Reading } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import type { Key } from '../../i18n/en';
import { translate } from '../../i18n/translate';
import type { Texts } from '../../i18n/useTexts';
import { formatter } from '../../lib/format';
import { merged, useLive } from '../../live/store';
import { mount, standIn, type Answers } from '../standin';
import ChargingPage from './ChargingPage';
import { plugOf } from './Connectors';
import { courseOption } from './courseOption';
import { durationText, energyText, spanOf } from './session';
import { schemes } from '../../design/tokens';

const session = {
  id: 'c1', site_id: 's1', site_name: 'Depot', asset_id: 'a1', asset: 'evcs0', evse_id: null, connector: 1, origin: 'DERIVED', external_id: '', started_at: '2026-06-01T10:00:00Z', ended_at: '2026-06-01T11:30:00Z', seen_at: '2026-06-01T11:30:00Z',
  energy_wh: '8250.50', first_counter_wh: '0.00', last_counter_wh: '8250.50', peak_watts: 11000, uncertain: false, vehicle_id: '', token: '', tariff_applied: '', version: 1, updated_at: '2026-06-01T11:30:10Z',
} as const;
const open = { ...session, id: 'c2', ended_at: null, started_at: '2026-06-02T10:00:00Z', energy_wh: null, peak_watts: null, uncertain: true, vehicle_id: 'van 3', origin: 'REPORTED', connector: 2 } as const;
const assets = [{ key: 'evcs0', name: 'Garage left', nature: 'EVCS' }, { key: 'evcs1', name: '', nature: 'EVCS' }, { key: 'pv0', name: 'Roof', nature: 'PV' }];
const course = { series: [{ channel: 'evcs0.ActivePower', unit: 'W', buckets: [{ from: '2026-06-01T10:00:00Z', mean: null }] }] };

function show(permissions: string[], items: unknown[], answers: Answers = {}) {
  const asked = standIn({
    'GET /api/me': () => [200, { permissions }],
    'GET /api/sites/s1': () => [200, { id: 's1', name: 'Depot', time_zone: 'Europe/Berlin' }],
    'GET /api/sites/s1/assets': () => [200, { items: assets, next: '' }],
    'GET /api/charging-sessions': () => [200, { items, next: '' }],
    'GET /api/sites/s1/series': () => [200, course],
    ...answers,
  });
  mount(<Routes><Route path="/sites/:site/charging" element={<ChargingPage />} /></Routes>, '/sites/s1/charging');
  return asked;
}

function live(channel: string, value: number, timestamp = new Date().toISOString()): Reading {
  return { deviceId: 'evcs0', channel, value, unit: '', quality: 'GOOD', timestamp } as Reading;
}

const texts = (language: 'en' | 'de') => ({ t: (key: Key, values?: object) => (translate as (l: 'en' | 'de', k: Key, v?: object) => string)(language, key, values), format: formatter(language), language }) as unknown as Texts;

beforeEach(() => {
  usePreferences.setState({ language: 'en' });
  vi.stubGlobal('EventSource', class { addEventListener() {} close() {} });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  useLive.setState({ site: null, readings: new Map() });
});

describe('the page Charging', () => {
  it('lists sessions with what is known, and asks for those of one charger', async () => {
    const asked = show(['READ'], [open, session]);
    const list = await screen.findByRole('table', { name: 'Charging sessions' });
    const [, first, second] = within(list).getAllByRole('row');
    expect(first?.textContent).toContain('goes on · not sure · reported');
    expect(first?.textContent).toContain('Garage left · connector 2');
    expect(first?.textContent).toContain('van 3');
    expect(second?.textContent).toContain('8.25\u202fkWh');
    expect(second?.textContent).toContain('11.0\u202fkW');
    expect(second?.textContent).toContain('90 min');
    expect(screen.queryByRole('link', { name: 'As CSV' })).toBeNull();
    fireEvent.mouseDown(screen.getByRole('combobox', { name: 'Charger' }));
    fireEvent.click(screen.getByRole('option', { name: 'evcs1' }));
    await waitFor(() => expect(asked.some((a) => a.call.includes('asset=evcs1'))).toBe(true));
  });
  it('gives the file to who may take data out', async () => {
    show(['READ', 'REPORT'], [session]);
    expect((await screen.findByRole('link', { name: 'As CSV' })).getAttribute('href')).toBe('/api/charging-sessions.csv?site=s1');
  });
  it('says what to do where there is none', async () => {
    show(['READ'], []);
    expect(await screen.findByText('No charging session yet')).toBeTruthy();
    fireEvent.click(screen.getByRole('switch', { name: 'Only what goes on' }));
    expect(await screen.findByText('Nothing fits the filter')).toBeTruthy();
  });
  it('says so where the site has no charger', async () => {
    show(['READ'], [], { 'GET /api/sites/s1/assets': () => [200, { items: [assets[2]], next: '' }] });
    expect(await screen.findByText('No charger at this site')).toBeTruthy();
  });
  it('opens the course of a session, and says where none was measured', async () => {
    const asked = show(['READ'], [session]);
    fireEvent.click(await screen.findByRole('button', { name: /Course of power of 1 Jun/ }));
    expect(await screen.findByText('No power was measured')).toBeTruthy();
    const call = asked.find((a) => a.call.includes('/series'))?.call ?? '';
    expect(decodeURIComponent(call)).toContain('channel=evcs0.ActivePower&from=2026-06-01T09:58:00.000Z&to=2026-06-01T11:32:00.000Z&bucket=1m');
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByText('No power was measured')).toBeNull());
  });
  it('shows connectors as they stand, and what is not known as such', async () => {
    show(['READ'], [open]);
    const list = await screen.findByRole('table', { name: 'Connectors' });
    useLive.setState({ site: 's1', readings: merged(new Map(), [live('PlugState', 2), live('ActivePower', 3680), live('SetMaxCurrentApplied', 16)]) });
    await waitFor(() => expect(within(list).getAllByRole('row')[1]?.textContent).toContain('charging3.68\u202fkW16\u202fA'));
    expect(within(list).getAllByRole('row')[2]?.textContent).toBe('evcs1not known––––');
  });
  it('shows a refusal by its text', async () => {
    show(['READ'], [], { 'GET /api/charging-sessions': () => [403, { status: 403, reason_code: 'FORBIDDEN', params: { permission: 'READ' } }] });
    expect((await screen.findByRole('alert')).textContent).toContain('READ');
  });
});

describe('what a session is in words', () => {
  const now = Date.parse('2026-06-02T12:00:00Z');
  it('knows free from not known', () => {
    const at = Date.now();
    expect(plugOf(merged(new Map(), [live('PlugState', 0)]), 'evcs0', at)).toBe('free');
    expect(plugOf(merged(new Map(), [live('PlugState', 3)]), 'evcs0', at)).toBe('fault');
    expect(plugOf(merged(new Map(), [live('PlugState', 1, new Date(at - 300_000).toISOString())]), 'evcs0', at)).toBe('unknown');
    expect(plugOf(new Map(), 'evcs0', at)).toBe('unknown');
  });
  it('keeps what is not known apart from zero', () => {
    expect(energyText(null, texts('en'))).toBe('–');
    expect(energyText('0.00', texts('en'))).toBe('0.00\u202fkWh');
    expect(energyText('8250.50', texts('de'))).toBe('8,25\u202fkWh');
  });
  it('lasts until now while it goes on', () => {
    expect(durationText(open, now, texts('en'))).toBe('2 h');
  });
  it('is drawn in whole buckets that fit its length', () => {
    expect(spanOf(session, now).bucket).toBe('1m');
    expect(spanOf({ ...session, ended_at: '2026-06-02T10:00:00Z' }, now)).toEqual({ from: Date.parse('2026-06-01T09:50:00Z'), to: Date.parse('2026-06-02T10:10:00Z'), bucket: '5m', width: 300_000 });
    expect(spanOf({ ...session, ended_at: '2026-06-08T10:00:00Z' }, now).bucket).toBe('15m');
  });
  it('draws power in kW and leaves gaps', () => {
    const option = courseOption({ points: [{ from: 0, watts: 3680 }, { from: 60_000, watts: null }], from: 0, to: 120_000, width: 60_000, zone: 'UTC' }, texts('en'), schemes.light) as { series: { data: unknown[] }[] };
    expect(option.series[0]?.data).toEqual([[0, 3.68], [60_000, null]]);
  });
});
