import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { usePreferences } from '../../app/preferences';
import { formatter } from '../../lib/format';
import { mount, standIn, type Answers } from '../standin';
import BalanceGroupsPage from './BalanceGroupsPage';
import { branches, energyText, periodText, wattHours } from './tree';

vi.mock('../../design/Chart', () => ({ Chart: ({ label }: { label: string }) => <div role="img" aria-label={label} /> }));

const group = (id: string, name: string, more: object = {}) => ({ id, name, kind: 'AGGREGATE', valid_from: '2026-01-01T00:00:00Z', version: 3, archived_at: null, ...more });
const house = group('g1', 'House');
const roof = group('g2', 'Roof', { kind: 'SOURCE', superior_id: 'g1' });
const flat = group('g3', 'Flat', { kind: 'CONSUMER', superior_id: 'g1' });
const quarter = (slot: string, own: string | null, children: string | null, more: object = {}) => ({
  slot_from: slot, own_wh: own, children_wh: children, total_wh: own ?? children, co2_g: null, status: own === null && children === null ? null : 'FINAL', sealed: false, ...more,
});
const quarters = [quarter('2026-06-01T00:00:00Z', '-250.00', null), quarter('2026-06-01T00:15:00Z', '-500.00', null, { status: 'PROVISIONAL' }), quarter('2026-06-01T00:30:00Z', null, null)];
const moved = {
  id: 't1', name: 'PV to the flat', source_id: 'g2', destination_id: 'g3', starts_at: '2026-06-01T00:00:00Z', ends_at: '2026-06-01T00:30:00Z', energy_wh: '750.00', status: 'PROVISIONAL',
  reverses_id: null, reversed_by_id: null, disputed_quarters: 0, noted_at: '2026-06-01T08:00:00Z', noted_by: 'user:u', finalised_at: null, finalised_by: null,
};
const dispute = { id: 'd1', transaction_id: 't1', group_id: 'g2', seal_id: 's1', slot_from: '2026-06-01T00:00:00Z', energy_wh: '-8.00', co2_g: null, noted_at: '2026-06-03T08:00:00Z', version: 1, resolution: null, resolved_at: null, resolved_by: null };

function show(permissions: string[], groups: unknown[], answers: Answers = {}) {
  const asked = standIn({
    'GET /api/me': () => [200, { permissions }],
    'GET /api/sites': () => [200, { items: [], next: '' }],
    'GET /api/balance-groups': () => [200, { items: groups, next: '' }],
    'GET /api/balance-groups/g2/balance': () => [200, { group_id: 'g2', from: '', to: '', quarters }],
    'GET /api/energy-transactions': () => [200, { items: [moved], next: '' }],
    'GET /api/balance-disputes': () => [200, { items: [], next: '' }],
    ...answers,
  });
  mount(<BalanceGroupsPage />, '/market/balance-groups?group=g2&day=2026-06-01');
  return asked;
}

const bodyOf = (asked: ReturnType<typeof standIn>, call: string) => asked.find((a) => a.call === call)?.body;

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the page of balance groups', () => {
  it('says what to do where there is none, and makes the first', async () => {
    const asked = show(['READ', 'CONTRACTS'], [], { 'POST /api/balance-groups': () => [200, house] });
    expect(await screen.findByText(/Make one for the whole grid connection/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Add a group' }));
    fireEvent.change(screen.getByRole('textbox', { name: /Name/ }), { target: { value: 'House' } });
    fireEvent.change(screen.getByLabelText('First day (UTC)'), { target: { value: '2026-01-01' } });
    fireEvent.click(screen.getByRole('button', { name: 'Make the group' }));
    await waitFor(() => expect(bodyOf(asked, 'POST /api/balance-groups')).toEqual({ name: 'House', kind: 'AGGREGATE', valid_from: '2026-01-01T00:00:00Z' }));
  });
  it('tells who may only read whom to ask, and offers nothing to change', async () => {
    show(['READ'], [house, roof, flat]);
    expect(await screen.findByText('PV to the flat')).toBeTruthy();
    for (const name of ['Add a group', 'Enter a transaction', 'Finalise', 'Take back', 'Seal this day', 'Settle to another group']) {
      expect(screen.queryByRole('button', { name })).toBeNull();
    }
  });
  it('shows a day: what is provisional as such, and what nothing was posted to not as zero', async () => {
    show(['READ'], [house, roof, flat]);
    const table = await screen.findByRole('table', { name: 'Balance of Roof' });
    const rows = within(table).getAllByRole('row').slice(1);
    expect(rows).toHaveLength(2);
    expect(rows[0]!.textContent).toMatch(/−0.250.kWh–−0.250.kWhfinal/);
    expect(rows[1]!.textContent).toContain('provisional');
    expect(screen.getByText('2 of 3 quarter hours have postings')).toBeTruthy();
    expect(await screen.findByRole('img', { name: /Chart of the balance of Roof/ })).toBeTruthy();
  });
  it('enters a transaction in kWh and UTC, and says what is wrong with one', async () => {
    const asked = show(['READ', 'CONTRACTS'], [house, roof, flat], { 'POST /api/energy-transactions': () => [200, moved] });
    fireEvent.click(await screen.findByRole('button', { name: 'Enter a transaction' }));
    const dialog = within(screen.getByRole('dialog'));
    fireEvent.change(dialog.getByRole('textbox', { name: /Name/ }), { target: { value: 'By hand' } });
    fireEvent.change(dialog.getByLabelText('From (UTC)'), { target: { value: '2026-06-01T10:00' } });
    fireEvent.change(dialog.getByLabelText('To (UTC)'), { target: { value: '2026-06-01T11:00' } });
    fireEvent.change(dialog.getByLabelText('Energy in kWh'), { target: { value: 'much' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Post it' }));
    expect(await dialog.findByText(/a number of kWh above 0/)).toBeTruthy();
    fireEvent.change(dialog.getByLabelText('Energy in kWh'), { target: { value: '1,5' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Post it' }));
    await waitFor(() => expect(bodyOf(asked, 'POST /api/energy-transactions')).toMatchObject({
      name: 'By hand', source_id: 'g2', starts_at: '2026-06-01T10:00:00Z', ends_at: '2026-06-01T11:00:00Z', energy_wh: '1500.00',
    }));
  });
  it('finalises and takes back only when asked twice', async () => {
    const asked = show(['READ', 'CONTRACTS'], [house, roof, flat], { 'POST /api/energy-transactions/t1/finalise': () => [200, moved], 'POST /api/energy-transactions/t1/reverse': () => [409, { reason_code: 'INVALID_BALANCE_GROUP_STATUS', params: { name: 'PV to the flat', status: 'REVERSED' } }] });
    fireEvent.click(await screen.findByRole('button', { name: 'Finalise' }));
    expect(asked.some((a) => a.call.endsWith('/finalise'))).toBe(false);
    fireEvent.click(screen.getByRole('button', { name: 'Final for ever?' }));
    await waitFor(() => expect(asked.some((a) => a.call.endsWith('/finalise'))).toBe(true));
    fireEvent.click(screen.getByRole('button', { name: 'Take back' }));
    fireEvent.click(screen.getByRole('button', { name: 'Take it back?' }));
    expect(await screen.findByText(/PV to the flat is REVERSED/)).toBeTruthy();
  });
  it('seals a day only after the warning was confirmed', async () => {
    const asked = show(['READ', 'CONTRACTS'], [house, roof, flat], { 'POST /api/balance-groups/g2/seals': () => [200, {}] });
    fireEvent.click(await screen.findByRole('button', { name: 'Seal this day' }));
    expect(screen.getByText(/A seal is for ever/)).toBeTruthy();
    const seal = screen.getByRole('button', { name: 'Seal for ever' }) as HTMLButtonElement;
    expect(seal.disabled).toBe(true);
    fireEvent.click(screen.getByRole('checkbox'));
    fireEvent.click(seal);
    await waitFor(() => expect(bodyOf(asked, 'POST /api/balance-groups/g2/seals')).toEqual({ slot_from: '2026-06-01T00:00:00.000Z', slot_to: '2026-06-02T00:00:00.000Z' }));
  });
  it('offers no seal of a day on which nothing was posted', async () => {
    show(['READ', 'CONTRACTS'], [house, roof, flat], { 'GET /api/balance-groups/g2/balance': () => [200, { group_id: 'g2', from: '', to: '', quarters: [quarter('2026-06-01T00:00:00Z', null, null)] }] });
    expect(await screen.findByText('Nothing posted on this day')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Seal this day' })).toBeNull();
  });
  it('has people note how a case was settled', async () => {
    const asked = show(['READ', 'CONTRACTS'], [house, roof, flat], { 'GET /api/balance-disputes': () => [200, { items: [dispute], next: '' }], 'POST /api/balance-disputes/d1/resolve': () => [200, dispute] });
    fireEvent.click(await screen.findByRole('button', { name: 'Settle' }));
    fireEvent.change(screen.getByRole('textbox', { name: /Settled by/ }), { target: { value: 'Paid apart.' } });
    fireEvent.click(screen.getByRole('button', { name: 'Note it' }));
    await waitFor(() => expect(bodyOf(asked, 'POST /api/balance-disputes/d1/resolve')).toEqual({ version: 1, resolution: 'Paid apart.' }));
  });
  it('archives under the version that was read', async () => {
    const asked = show(['READ', 'CONTRACTS'], [house, roof, flat], { 'PUT /api/balance-groups/g2': () => [200, roof] });
    fireEvent.click(await screen.findByRole('button', { name: 'Archive' }));
    await waitFor(() => expect(bodyOf(asked, 'PUT /api/balance-groups/g2')).toEqual({ version: 3, name: 'Roof', archived: true }));
  });
});

describe('the tree of groups', () => {
  it('has each below its superior, by name, and those whose superior is out of sight as roots', () => {
    const lost = group('g4', 'Elsewhere', { superior_id: 'nobody' });
    expect(branches([roof, flat, house, lost] as never).map((b) => `${b.depth} ${b.group.name}`)).toEqual(['0 Elsewhere', '0 House', '1 Flat', '1 Roof']);
  });
});

describe('an amount in kWh', () => {
  it.each([
    ['1', '1000.00'], ['1,5', '1500.00'], ['0.00001', '0.01'], ['0.25', '250.00'], [' 12.34567 ', '12345.67'], ['0', ''], ['-1', ''], ['1.234567', ''], ['', ''], ['1e3', ''],
  ])('%s is %s Wh', (kwh, wh) => {
    expect(wattHours(kwh)).toBe(wh);
  });
});

describe('what is shown of an amount and a period', () => {
  const texts = { format: formatter('en') };
  it.each([[null, '–'], ['1000.00', '1.000 kWh'], ['-1250.50', '−1.25050 kWh'], ['0.01', '0.00001 kWh']])('%s Wh is %s', (wh, text) => {
    expect(energyText(wh, texts).replace('\u202f', ' ')).toBe(text);
  });
  it('names the day of the end only where it is another', () => {
    expect(periodText('2026-06-01T10:00:00Z', '2026-06-01T11:00:00Z', 'UTC', texts)).toBe('Mon, 1 Jun 2026, 10:00 – 11:00');
    expect(periodText('2026-06-01T23:00:00Z', '2026-06-02T01:00:00Z', 'UTC', texts)).toBe('Mon, 1 Jun 2026, 23:00 – Tue, 2 Jun 2026, 01:00');
  });
});
