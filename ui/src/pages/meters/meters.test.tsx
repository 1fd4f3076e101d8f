import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { usePreferences } from '../../app/preferences';
import { formatter } from '../../lib/format';
import { mount, standIn, type Answers } from '../standin';
import { typedContent } from './BringForm';
import MetersPage from './MetersPage';
import { energyText } from './source';

const meter = { id: 'm1', site_id: 's1', name: 'Hall', unit: 'kWh', reading_kind: 'COUNTER', period: '', produced: false, channel: 'offline1.ActivePower', version: 3, archived_at: null, readings: 2, last_at: '2026-02-01T00:00:00Z' };
const reading = { at: '2026-01-31T23:00:00Z', value_wh: '12840500.00', quality: 'SUBSTITUTED', revision: 2, source: '2026.csv', noted_by: 'user:u', noted_at: '2026-02-02T08:00:00Z' };
const outcome = { stored: false, new: 0, revised: 0, same: 0, from: null, to: null, problems: [] };

function show(permissions: string[], meters: unknown[], answers: Answers = {}) {
  const asked = standIn({
    'GET /api/me': () => [200, { permissions }],
    'GET /api/sites/s1': () => [200, { id: 's1', name: 'Plant north', time_zone: 'Europe/Berlin' }],
    'GET /api/sites/s1/offline-meters': () => [200, { items: meters }],
    'GET /api/offline-meters/m1/readings': () => [200, { items: [reading], next: '' }],
    ...answers,
  });
  mount(<Routes><Route path="/sites/:site/meters" element={<MetersPage />} /></Routes>, '/sites/s1/meters');
  return asked;
}

async function choose(content: string) {
  const input = await screen.findByTestId('meter-file');
  fireEvent.change(input, { target: { files: [new File([content], '2026.csv', { type: 'text/csv' })] } });
  await screen.findByText('2026.csv', { selector: 'span' });
}

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the page of offline meters', () => {
  it('says what to do where there is none, and makes one', async () => {
    const asked = show(['READ', 'PLACES'], [], { 'POST /api/sites/s1/offline-meters': () => [200, meter] });
    expect(await screen.findByText(/Make one for every meter/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Add a meter' }));
    fireEvent.change(screen.getByRole('textbox', { name: /Name/ }), { target: { value: 'Hall' } });
    fireEvent.click(screen.getByRole('button', { name: 'Make the meter' }));
    await waitFor(() => expect(asked.find((a) => a.call === 'POST /api/sites/s1/offline-meters')?.body).toEqual({ name: 'Hall', unit: 'kWh', reading_kind: 'COUNTER', produced: false }));
    await waitFor(() => expect(asked.filter((a) => a.call === 'GET /api/sites/s1').length).toBeGreaterThan(1)); // its channels too are other ones now
  });
  it('shows readings to who may only look, and nothing to bring', async () => {
    show(['READ'], [meter]);
    expect(await screen.findByText('12,840.500 kWh')).toBeTruthy();
    expect(screen.getByText(/substituted · value 2 of this time/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Check, without storing' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Take out of use' })).toBeNull();
  });
  it('keeps the list of readings as it stands when a reading is added, and says which were typed', async () => {
    let readings = 2;
    let day = 10;
    show(['READ', 'PLACES'], [], {
      'GET /api/sites/s1/offline-meters': () => [200, { items: [{ ...meter, readings }] }],
      'POST /api/offline-meters/m1/readings': (body) => ((readings = 3), [200, { ...outcome, new: 1, stored: !(body as { dry_run: boolean }).dry_run }]),
      'GET /api/offline-meters/m1/readings': () => [200, { items: [{ ...reading, at: `2026-01-${day++}T23:00:00Z`, source: 'typed' }], next: 'more' }],
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Show more' }));
    await waitFor(() => expect(screen.getAllByText('typed in by hand')).toHaveLength(2));
    const more = screen.getByRole('button', { name: 'Show more' });
    await choose('time,value\n2026-01-01,1\n');
    fireEvent.click(screen.getByRole('button', { name: 'Check, without storing' }));
    await screen.findByText(/3 readings/);
    expect(screen.getByRole('button', { name: 'Show more' })).toBe(more);
    await waitFor(() => expect(screen.getAllByText('typed in by hand')).toHaveLength(2));
  });
  it('names a reading that was typed as typed where it has a problem', async () => {
    const problem = { file: 'typed', line: 2, field: 'value', reason_code: 'INVALID_VALUE', params: {}, text_en: '', text_de: '' };
    show(['READ', 'PLACES'], [meter], { 'POST /api/offline-meters/m1/readings': () => [200, { ...outcome, problems: [problem] }] });
    fireEvent.click(await screen.findByRole('button', { name: 'One by one' }));
    fireEvent.change(screen.getByLabelText('Time'), { target: { value: '2026-01-01T10:00' } });
    fireEvent.change(screen.getByLabelText('Value (kWh)'), { target: { value: '12' } });
    fireEvent.click(screen.getByRole('button', { name: 'Check, without storing' }));
    expect((await screen.findByTestId('meter-problem')).textContent).toBe('typed in by hand');
  });
  it('names every problem by line and field, and stores nothing', async () => {
    const problem = { file: '2026.csv', line: 3, field: 'time', reason_code: 'AMBIGUOUS_TIME', params: { field: 'time', value: '02:30', first: 'A', second: 'B' }, text_en: '', text_de: '' };
    show(['READ', 'PLACES'], [meter], { 'POST /api/offline-meters/m1/readings': () => [200, { ...outcome, problems: [problem] }] });
    await choose('time,value\n');
    fireEvent.click(screen.getByRole('button', { name: 'Check, without storing' }));
    expect(await screen.findByText('2026.csv:3')).toBeTruthy();
    expect(screen.getByText(/02:30 exists twice.*A or B/)).toBeTruthy();
    expect((screen.getByRole('button', { name: 'Store' }) as HTMLButtonElement).disabled).toBe(true);
  });
  it('stores what was checked, with the time zone that was named', async () => {
    const asked = show(['READ', 'PLACES'], [meter], {
      'POST /api/offline-meters/m1/readings': (body) => [200, { ...outcome, new: 2, stored: !(body as { dry_run: boolean }).dry_run, from: '2025-12-31T23:00:00Z', to: '2026-01-31T23:00:00Z' }],
    });
    await choose('time,value\n2026-01-01,1\n');
    fireEvent.click(screen.getByRole('button', { name: 'Check, without storing' }));
    expect(await screen.findByText('2 new, 0 in the place of others, 0 known already')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Store' }));
    expect(await screen.findByText(/Everything is stored/)).toBeTruthy();
    const sent = asked.filter((a) => a.call === 'POST /api/offline-meters/m1/readings').map((a) => a.body);
    expect(sent).toEqual([true, false].map((dry_run) => ({ name: '2026.csv', content: 'time,value\n2026-01-01,1\n', time_zone: 'Europe/Berlin', dry_run })));
  });
  it('takes a meter out of use under the version that was read', async () => {
    const asked = show(['READ', 'PLACES'], [meter], { 'PUT /api/offline-meters/m1': () => [200, meter] });
    fireEvent.click(await screen.findByRole('button', { name: 'Take out of use' }));
    await waitFor(() => expect(asked.find((a) => a.call === 'PUT /api/offline-meters/m1')?.body).toEqual({ version: 3, name: 'Hall', archived: true }));
  });
});

describe('an energy', () => {
  it.each([
    [1500, 'Wh', '1,500 Wh'], [1500.25, 'Wh', '1,500.25 Wh'], [1_234_567, 'kWh', '1,234.567 kWh'], [1_234_567, 'MWh', '1.234567 MWh'],
  ] as const)('of %d Wh in %s goes down to the Wh', (wh, unit, text) => {
    expect(energyText(wh, unit, { format: formatter('en') }).replace('\u202f', ' ')).toBe(text);
  });
});

describe('a reading that is typed', () => {
  it('is a file of one line, once it is whole', () => {
    expect(typedContent('2026-01-01T10:00', '12,5', false)).toBe('time,value,quality\n2026-01-01T10:00,12.5,GOOD\n');
    expect(typedContent('2026-01-01', '12', true)).toBe('time,value,quality\n2026-01-01,12,SUBSTITUTED\n');
    expect(typedContent('', '12', false)).toBe('');
    expect(typedContent('2026-01-01', ' ', false)).toBe('');
  });
});
