import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CircuitUsage } from '../../api/compat';
import { usePreferences } from '../../app/preferences';
import { base, plain, serve, show, type Answer } from './testpage';

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const none = null as never;
const usage = (change: Partial<CircuitUsage>): CircuitUsage => ({
  circuit_id: 'k', circuit_name: 'Feeder B', microgrid_id: 'm', path: 'HTTP', calls: 1280, failed_calls: 0, first_at: '2026-05-02T06:00:00Z', last_at: '2026-06-01T12:00:00Z',
  last_actor: 'key:1', last_actor_name: 'Load manager', last_outcome: 'CURTAILED', last_reason_code: 'AGGREGATE_CAP_EXCEEDED', last_cycle_id: 'y', ...change,
});
const page = (items: CircuitUsage[], next = ''): Answer => [200, { from: '2026-05-01T12:00:00Z', items, next }];
const at = 'GET /api/circuit/usage';

describe('callers that know circuits', () => {
  it('stand with how often, by whom and with what result they came', async () => {
    serve({ ...base(['READ']), [at]: () => page([usage({}), usage({ path: 'SCHEDULED', calls: 3, failed_calls: 2, last_outcome: 'SKIPPED', last_reason_code: 'CIRCUIT_ALIAS_NOT_RESOLVABLE', last_cycle_id: none, last_actor_name: '' })]) });
    show();
    const table = within(await screen.findByRole('table', { name: 'Callers that know circuits' }));
    const [, asked, job] = table.getAllByRole('row');
    expect(plain(asked!.textContent)).toContain('1,280');
    expect(asked!.textContent).toContain('1 Jun, 12:00, by Load manager');
    expect(asked!.textContent).toContain('curtailed');
    expect(asked!.textContent).not.toMatch(/AGGREGATE_CAP_EXCEEDED|\{/);
    expect(job!.textContent).toContain('periodic job');
    expect(job!.textContent).toContain('2 failed');
    expect(job!.textContent).toContain('by key:1');
    expect(job!.textContent).toContain('skippedNot exactly one node stands for this circuit');
    expect(within(job!).queryByRole('button')).toBeNull();
    fireEvent.click(within(asked!).getByRole('button', { name: 'Read the cycle for Feeder B' }));
    expect(await screen.findByTestId('explanation')).toBeTruthy();
  });
  it('have a code of a cycle in words, and a name where the circuit is gone', async () => {
    serve({ ...base(['READ']), [at]: () => page([usage({ circuit_id: '0198c0de-0000', circuit_name: '', last_reason_code: 'TELEMETRY_STALE_FALLBACK_USED' })]) });
    show();
    expect(await screen.findByText('A measurement was missing or too old: a fallback stood in for it.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Read the cycle for circuit 0de-0000, which is no more' })).toBeTruthy();
  });
  it('who are none are said to be none, and since when', async () => {
    serve({ ...base(['READ']), [at]: () => page([]) });
    show();
    expect(await screen.findByText('Nobody has called by circuit')).toBeTruthy();
    expect(screen.getByText(/^No program has named a circuit since .*1 May/)).toBeTruthy();
  });
  it('are not spoken of where the server does not serve them', async () => {
    const asked = serve(base(['READ']));
    show();
    await screen.findByText('No envelope is in force');
    await waitFor(() => expect(asked.some((a) => a.call === at)).toBe(true));
    expect(screen.queryByText('Callers that know circuits')).toBeNull();
    expect(screen.queryByText('Nobody has called by circuit')).toBeNull();
  });
  it('whose count cannot be read say so', async () => {
    serve({ ...base(['READ']), [at]: () => [503, { reason_code: 'UNAVAILABLE', params: { what: 'the database' } }] });
    show();
    expect(await screen.findByText(/the database/)).toBeTruthy();
  });
});
