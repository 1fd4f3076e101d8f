import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KPI, LoadProfile, ProfileSlot } from '../../api/analysis';
import { usePreferences } from '../../app/preferences';
import { schemes } from '../../design/tokens';
import type { Texts } from '../../i18n/useTexts';
import { formatter } from '../../lib/format';
import { mount, standIn } from '../standin';
import AnalysisPage from './AnalysisPage';
import { amount, durationOption, profileOption, timesOf } from './options';
import { addressOf, daysOf, viewOf } from './view';

vi.mock('../../design/Chart', () => ({ Chart: ({ label }: { label: string }) => <img alt={label} /> }));

const kpi: KPI = {
  from: '2026-05-31T22:00:00Z', to: '2026-06-01T22:00:00Z', closed: true, import_wh: 4_200, export_wh: null, pv_wh: 21_000, charged_wh: null, discharged_wh: null, load_wh: null,
  self_consumption_bp: null, self_sufficiency_bp: null, peak: null, coverage_bp: 9_100, load_factor_bp: 2_512, specific_yield_wh_per_kw: 2_100, full_cycles_milli: null,
};

function slot(at: string, mean: number | null): ProfileSlot {
  return { at, mean, p10: mean, p50: mean, p90: mean === null ? null : mean + 500, min: mean, max: mean, known: mean === null ? 0 : 4, existing: 4 };
}

const profile: LoadProfile = {
  series_ref: 'LOAD', unit: 'W', period: '1h', time_zone: 'Europe/Berlin', from: '2026-05-31T22:00:00Z', to: '2026-06-30T22:00:00Z',
  groups: [
    { day_type: 'WORKING_DAY', season: 'ALL', days: 22, slots: [slot('00:00', 1000), slot('01:00', null)] },
    { day_type: 'SUNDAY', season: 'ALL', days: 4, slots: [slot('00:00', 500), slot('02:00', 700)] },
  ],
  duration: { known: 3, existing: 4, highest: { value: 1000, from: '2026-06-01T22:00:00Z' }, curve: [{ percent: 0, value: 1000 }, { percent: 100, value: 500 }] },
};

const texts = { language: 'en', t: (key: string) => key, tn: () => '', word: () => '', format: formatter('en') } as unknown as Texts;

function show(answers: { kpis?: unknown; profile?: unknown } = {}, permissions = ['READ', 'REPORT']) {
  const asked = standIn({
    'GET /api/me': () => [200, { permissions }],
    'GET /api/sites/s1': () => [200, { id: 's1', name: 'Plant north', time_zone: 'Europe/Berlin' }],
    'GET /api/sites/s1/channels': () => [200, { items: [{ id: 'c1', asset: 'meter0', name: 'ActivePower', unit: 'W', kind: 'measurement' }] }],
    'GET /api/sites/s1/kpis': () => [200, answers.kpis ?? { interval: 'DAY', time_zone: 'Europe/Berlin', least_coverage_bp: 9000, rated_pv_watts: 10_000, capacity_wh: null, items: [kpi] }],
    'GET /api/sites/s1/load-profile': () => (answers.profile === null ? [422, { reason_code: 'INVALID_VALUE', params: {} }] : [200, answers.profile ?? profile]),
  });
  mount(<Routes><Route path="/sites/:site/analysis" element={<AnalysisPage />} /></Routes>, '/sites/s1/analysis?first=2026-06-01&last=2026-06-30&period=1h');
  return asked;
}

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the page Analysis', () => {
  it('shows figures, and what is unknown as unknown', async () => {
    const asked = show();
    expect(await screen.findByText('4.20 kWh')).toBeTruthy();
    expect(screen.getByText('25.1 %')).toBeTruthy();
    expect(screen.getByText('2.10 kWh/kW')).toBeTruthy();
    expect(screen.getAllByText('–').length).toBeGreaterThan(4);
    expect(screen.getByText(/PV rated 10\.0 kW/)).toBeTruthy();
    expect(asked.map((a) => a.call)).toContain('GET /api/sites/s1/kpis?from=2026-06-01&to=2026-07-01&interval=DAY');
  });
  it('asks by month, and for another flow', async () => {
    const asked = show();
    fireEvent.click(await screen.findByRole('button', { name: 'Month' }));
    await waitFor(() => expect(asked.map((a) => a.call)).toContain('GET /api/sites/s1/kpis?from=2026-06-01&to=2026-07-01&interval=MONTH'));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Apart by season' }));
    await waitFor(() => expect(asked.some((a) => a.call.includes('seasons=true'))).toBe(true));
  });
  it('draws a mean day, tells its numbers, and lets one kind of day stand alone', async () => {
    show();
    expect(await screen.findByAltText(/Load profile of Consumption/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Show the numbers as a table' }));
    expect(screen.getByText('Sundays 02:00')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Working days' }));
    expect(screen.queryByText('Sundays 02:00')).toBeNull();
    expect(screen.getByTestId('profile-legend').textContent).toContain('from 10 % to 90 %');
    expect(screen.getByAltText(/Load duration curve of Consumption/)).toBeTruthy();
  });
  it('says what to do where nothing is known', async () => {
    show({ profile: { ...profile, groups: [], duration: { known: 0, existing: 4, highest: null, curve: [] } } });
    expect(await screen.findAllByText(/Choose other days/)).toHaveLength(2);
  });
  it('keeps the choices where the chosen day is unknown', async () => {
    const [working, sunday] = profile.groups;
    show({ profile: { ...profile, groups: [{ ...working!, slots: [slot('00:00', null)] }, sunday!] } });
    fireEvent.click(await screen.findByRole('button', { name: 'Working days' }));
    expect(screen.getAllByText(/Choose other days/)).toHaveLength(1);
    expect(screen.queryByAltText(/Load profile/)).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Sundays' }));
    expect(screen.getByAltText(/Load profile/)).toBeTruthy();
    expect(screen.queryByText(/Choose other days/)).toBeNull();
  });
  it('names what is drawn by what it is of, also while another is asked for', async () => {
    show({ profile: { ...profile, series_ref: 'PV' } });
    expect(await screen.findByAltText(/Load profile of PV/)).toBeTruthy();
    expect(screen.getByAltText(/Load duration curve of PV/)).toBeTruthy();
  });
  it('says once why there is no profile', async () => {
    show({ profile: null });
    expect(await screen.findAllByRole('alert')).toHaveLength(1);
  });
  it('offers files to those who may take them', async () => {
    show({}, ['READ']);
    await screen.findByText('4.20 kWh');
    expect(screen.queryByRole('link', { name: 'CSV' })).toBeNull();
    cleanup();
    show();
    await screen.findByText('4.20 kWh');
    const links = (await screen.findAllByRole('link', { name: 'CSV' })).map((a) => a.getAttribute('href'));
    expect(links).toContain('/api/sites/s1/load-profile.csv?series_ref=LOAD&from=2026-06-01&to=2026-07-01&period=1h&seasons=false&part=duration');
  });
});

describe('what is drawn', () => {
  it('is in order of the clock, with a gap where a time is unknown', () => {
    expect(timesOf(profile.groups)).toEqual(['00:00', '01:00', '02:00']);
    const drawn = profileOption(profile.groups, 'W', texts, schemes.light, false).series as { data: (number | null)[] }[];
    expect(drawn.map((s) => s.data)).toEqual([[1, null, null], [0.5, null, 0.7]]);
  });
  it('has the band of one kind of day that stands alone', () => {
    const drawn = profileOption([profile.groups[0]!], 'W', texts, schemes.light, false).series as { data: (number | null)[] }[];
    expect(drawn).toHaveLength(5);
    expect(drawn[1]!.data).toEqual([0.5, null]);
  });
  it('falls over the share of the time', () => {
    const drawn = durationOption(profile.duration, 'W', texts, schemes.light).series as { data: number[][] }[];
    expect(drawn[0]!.data).toEqual([[0, 1], [100, 0.5]]);
    expect(amount('W', null, texts)).toBe('–');
  });
});

describe('the view', () => {
  it('is that of its address', () => {
    const view = viewOf(new URLSearchParams('first=2026-06-01&last=2026-06-07&interval=MONTH&of=PV&period=1d&seasons=true'), '2026-06-20');
    expect(view).toEqual({ first: '2026-06-01', last: '2026-06-07', interval: 'MONTH', of: 'PV', period: '1d', seasons: true });
    expect(viewOf(new URLSearchParams(addressOf(view)), '2026-06-20')).toEqual(view);
    expect(daysOf(view)).toBe(7);
  });
  it('is the last thirty days where the address says nothing it knows', () => {
    expect(viewOf(new URLSearchParams('first=soon&period=1w'), '2026-06-30')).toEqual({ first: '2026-06-01', last: '2026-06-30', interval: 'DAY', of: 'LOAD', period: '15m', seasons: false });
  });
});
