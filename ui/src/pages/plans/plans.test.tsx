import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DispatchCommand } from '../../api/plans';
import { usePreferences } from '../../app/preferences';
import { mount, standIn, type Answers } from '../standin';
import { planOf, typesOf } from './ByHand';
import PlansPage from './PlansPage';
import { planned, steps } from './tracking';

vi.mock('../../design/Chart', () => ({ Chart: ({ label }: { label: string }) => <div role="img" aria-label={label} /> }));

const policy = { id: 'p1', name: 'Cheap nights', objective: 'COST_MIN', enabled: true, scope: 'SITE', scope_id: 's1', site_id: 's1', version: 3, created_at: '2026-06-01T08:00:00Z', archived_at: null };
const plan = {
  id: 'd1', policy_id: 'p1', policy_name: 'Cheap nights', scope_id: 's1', site_id: 's1', horizon_from: '2026-06-02T00:00:00Z', horizon_to: '2026-06-02T06:00:00Z', created_at: '2026-06-01T14:00:00Z',
  created_by: 'user:u', optimizer_version: 'day-ahead 2.4', input_hash: null, content_hash: 'a', commands: 2, status: 'DRAFT', status_at: '2026-06-01T14:00:00Z',
};
const command: DispatchCommand = {
  id: 'c1', plan_id: 'd1', site_id: 's1', asset_id: 'a1', asset_key: 'battery0', ts_scheduled: '2026-06-02T01:00:00Z', ends_at: '2026-06-02T03:00:00Z', command_type: 'CHARGE', target_value: 5000, ramp_rate: null,
  executed_at: '2026-06-02T01:00:02Z', execution_result: 'EXECUTED', order_id: 'o1', released: false, applied_watts: 3000, reason_codes: [], text_en: '', text_de: '',
};
const missed: DispatchCommand = { ...command, id: 'c2', ts_scheduled: '2026-06-02T03:00:00Z', ends_at: '2026-06-02T04:00:00Z', command_type: 'DISCHARGE', target_value: 2000, execution_result: 'MISSED', applied_watts: null, text_en: 'not sent: the policy was switched off' };
const asset = { id: 'a1', key: 'battery0', name: 'Battery', nature: 'ESS' };

function show(permissions: string[], policies: unknown[], plans: unknown[], answers: Answers = {}) {
  const asked = standIn({
    'GET /api/me': () => [200, { permissions }],
    'GET /api/sites/s1': () => [200, { id: 's1', name: 'Plant north', time_zone: 'Europe/Berlin' }],
    'GET /api/sites/s1/assets': () => [200, { items: [asset], next: '' }],
    'GET /api/sites/s1/series': () => [200, { series: [] }],
    'GET /api/control-policies': () => [200, { items: policies, next: '' }],
    'GET /api/dispatch-plans': () => [200, { items: plans, next: '' }],
    'GET /api/dispatch-plans/d1/commands': () => [200, { items: [command, missed], next: '' }],
    ...answers,
  });
  mount(<Routes><Route path="/sites/:site/plans" element={<PlansPage />} /></Routes>, '/sites/s1/plans');
  return asked;
}

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the page of plans', () => {
  it('says what to do where there is nothing, and makes a policy', async () => {
    const asked = show(['READ', 'PLAN'], [], [], { 'POST /api/control-policies': () => [200, policy] });
    expect(await screen.findByText(/Make one: plans of an optimiser/)).toBeTruthy();
    expect(await screen.findByText('No plan yet')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Make a policy' }));
    fireEvent.change(screen.getByRole('textbox', { name: /Name/ }), { target: { value: ' Cheap nights ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Make it' }));
    await waitFor(() => expect(asked.find((a) => a.call === 'POST /api/control-policies')?.body).toEqual({ scope: 'SITE', site_id: 's1', name: 'Cheap nights', objective: 'COST_MIN', enabled: true }));
  });
  it('switches a policy off under the version that was read', async () => {
    const asked = show(['READ', 'PLAN'], [policy], [], { 'PUT /api/control-policies/p1': () => [200, { ...policy, enabled: false }] });
    await screen.findByRole('button', { name: 'Make a policy' }); // who looks is known
    fireEvent.click(screen.getByRole('switch', { name: 'carry out the plans of Cheap nights' }));
    await waitFor(() => expect(asked.find((a) => a.call === 'PUT /api/control-policies/p1')?.body).toEqual({ version: 3, name: 'Cheap nights', objective: 'COST_MIN', enabled: false }));
  });
  it('tells of a refusal in its words', async () => {
    show(['READ', 'PLAN'], [policy], [], { 'PUT /api/control-policies/p1': () => [409, { reason_code: 'PLAN_IN_FORCE', params: { plan: 'd1' } }] });
    fireEvent.click(await screen.findByRole('button', { name: 'Take out of use' }));
    fireEvent.click(screen.getByRole('button', { name: 'Really take it out of use?' }));
    expect(await screen.findByText(/plan d1 of the policy is active/i)).toBeTruthy();
  });
  it('has a plan carried out, and shows what became of each command and why', async () => {
    const asked = show(['READ', 'OPERATE'], [policy], [plan], { 'POST /api/dispatch-plans/d1/activate': () => [200, { ...plan, status: 'ACTIVE' }] });
    const table = await screen.findByRole('table', { name: 'Commands' });
    expect(within(table).getByText(/Battery: charge 5.00 kW/)).toBeTruthy();
    expect(within(table).getByText('cut by what binds first')).toBeTruthy();
    expect(within(table).getByText('not sent: the policy was switched off')).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Power of Battery, planned and measured' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'How it is controlled' }).getAttribute('href')).toBe('/sites/s1/control');
    fireEvent.click(screen.getByRole('button', { name: 'Carry out' }));
    await waitFor(() => expect(asked.some((a) => a.call === 'POST /api/dispatch-plans/d1/activate')).toBe(true));
  });
  it('lets who may only look only look', async () => {
    show(['READ'], [policy], [plan]);
    await screen.findByRole('table', { name: 'Commands' });
    for (const name of ['Carry out', 'Withdraw', 'Make a policy', 'Plan by hand', 'Take out of use']) expect(screen.queryByRole('button', { name })).toBeNull();
    expect((screen.getByRole('switch') as HTMLInputElement).disabled).toBe(true);
  });
});

describe('what is planned', () => {
  it.each([
    ['CHARGE', 'ESS', 5], ['DISCHARGE', 'ESS', -5], ['CURTAIL', 'PV', -5], ['CURTAIL', 'LOAD', 5], ['SETPOINT', 'ESS', 5],
  ] as const)('%s of %s points to its side', (command_type, nature, want) => {
    expect(planned({ command_type, target_value: 5 }, nature)).toBe(want);
  });
  it('is drawn as steps with a gap between', () => {
    const later = { ...missed, ts_scheduled: '2026-06-02T04:00:00Z', ends_at: '2026-06-02T05:00:00Z' };
    const at = (hour: number) => Date.UTC(2026, 5, 2, hour);
    expect(steps([command, later], 'ESS')).toEqual([[at(1), 5], [at(3), 5], [at(3), null], [at(4), -2], [at(5), -2]]);
    expect(steps([command, missed], 'ESS')).toEqual([[at(1), 5], [at(3), 5], [at(3), -2], [at(4), -2]]);
  });
});

describe('a plan by hand', () => {
  const draft = { policy: 'p1', asset: 'a1', type: 'CHARGE' as const, kw: '2,5', from: '2026-06-02T03:00', to: '2026-06-02T05:00' };
  it('is one command in the time of the site', () => {
    expect(planOf(draft, 'Europe/Berlin')).toEqual({
      horizon_from: '2026-06-02T01:00:00.000Z', horizon_to: '2026-06-02T03:00:00.000Z', optimizer_version: 'by hand',
      commands: [{ asset_id: 'a1', ts_scheduled: '2026-06-02T01:00:00.000Z', ends_at: '2026-06-02T03:00:00.000Z', command_type: 'CHARGE', target_value: 2500 }],
    });
  });
  it.each([{ asset: '' }, { kw: '' }, { kw: 'much' }, { from: '' }, { to: '2026-06-02T03:00' }])('is none while it is not whole: %o', (change) => {
    expect(planOf({ ...draft, ...change }, 'Europe/Berlin')).toBeNull();
  });
  it('offers what an asset can do', () => {
    expect(typesOf('ESS')).not.toContain('CURTAIL');
    expect(typesOf('PV')).toEqual(['CURTAIL', 'SETPOINT']);
    expect(typesOf('GRID_METER')).toEqual([]);
  });
});
