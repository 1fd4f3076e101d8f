import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { usePreferences } from '../../app/preferences';
import { progressOf } from './Execution';
import { cycle, depot, execution, now } from './testdata';
import { base, ok, plain, serve, show } from './testpage';

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the page Microgrid', () => {
  it('says of every node in one bar what it draws, was given, may draw and has left', async () => {
    serve(base(['READ']));
    show();
    const feeder = await screen.findByRole('img', { name: /^Feeder B: draws 16.0/ });
    expect(plain(feeder.getAttribute('aria-label'))).toBe('Feeder B: draws 16.0 kW, given 11.0 kW of 19.0 kW, cap 20.0 kW, headroom 4.00 kW');
    expect(plain(screen.getByRole('img', { name: /^Connector c9/ }).getAttribute('aria-label'))).toContain('Connector c9: unknown, given 1.90 kW of 1.90 kW');
    expect(screen.getAllByText('curtailed').length).toBeGreaterThan(1);
    expect(screen.getByText('Every limit is kept.')).toBeTruthy();
  });
  it('opens a node beside the page with the reason of its cut', async () => {
    serve(base(['READ']));
    show('/sites/s/microgrid?node=c7');
    const panel = await screen.findByTestId('node-panel');
    await within(panel).findByText(/^Charger 7 got/);
    expect(plain(panel.textContent)).toContain('Charger 7 got 4.10 kW of 11.0 kW: Feeder B is at its consumption cap of 20.0 kW');
    expect(plain(panel.textContent)).toContain('At most 4.00 kW more could be drawn here: then Feeder B is full.');
    fireEvent.click(within(panel).getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByTestId('node-panel')).toBeNull());
  });
  it('explains a cycle of the history', async () => {
    serve(base(['READ']));
    show();
    fireEvent.click(await screen.findByTestId('cycle-link'));
    const told = await screen.findByTestId('explanation');
    await within(told).findByText(/Charger 8 got/);
    expect(told.textContent).toContain('Ran onversion 3 of the tree');
  });
  it('folds up what hangs on a node', async () => {
    serve(base(['READ']));
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Hide what hangs on Feeder B' }));
    expect(screen.getAllByTestId('node-row')).toHaveLength(1);
    fireEvent.click(screen.getByRole('button', { name: 'Show what hangs on Feeder B' }));
    expect(screen.getAllByTestId('node-row')).toHaveLength(5);
  });
  it('says of each leaf of a cycle what it was given, what it keeps to, and why not', async () => {
    serve(base(['READ']));
    show();
    fireEvent.click(await screen.findByTestId('cycle-link'));
    const rows = within(await screen.findByTestId('execution'));
    await rows.findByText('Not carried out');
    const text = plain(screen.getByTestId('execution').textContent);
    expect(text).toContain('4.10 kW');
    expect(text).toMatch(/Not raised, because .* has not confirmed its decrease/);
    expect(text).not.toContain('because c9');
    expect(rows.getAllByText('Confirmed').length).toBeGreaterThan(0);
    expect(rows.getByText('Waits')).toBeTruthy();
  });

  it('says of leaves that were given something else what was known until then, and asks no more', async () => {
    const ended_at = '2026-06-01T12:05:00Z';
    const leaves = execution.leaves.map((l) => ({ ...l, ended_at }));
    const open = { ...leaves[2]!, node_id: 'c7', ordered_watts: 1_900, ended_at: null };
    expect([...leaves, { ...leaves[2]!, ordered_watts: 1_900 }, open].map(progressOf)).toEqual(['CONFIRMED', 'UNDONE', 'ENDED', 'ENDED', 'ORDERED']);
    const asked = serve({ ...base(['READ']), 'GET /api/microgrid/m/cycles/y/execution': () => ok({ ...execution, leaves }) });
    show();
    fireEvent.click(await screen.findByTestId('cycle-link'));
    const rows = within(await screen.findByTestId('execution'));
    await rows.findByText('Replaced');
    expect(rows.getByText('a later cycle gave it something else')).toBeTruthy();
    expect(screen.getByTestId('execution').textContent).toMatch(/from 1 Jun, 12:00 to 1 Jun, 12:05/);
    const times = () => asked.filter((a) => a.call.endsWith('/execution')).length;
    const before = times();
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    expect(times()).toBe(before);
  });
  it('says what is missing where a cycle would be refused', async () => {
    serve({ ...base(['READ']), 'GET /api/microgrid/m/now': () => ok({ ...now, reason_codes: ['TELEMETRY_UNAVAILABLE'], missing_inputs: [{ node_id: 'h', input: 'telemetry' }] }) });
    show();
    expect(await screen.findByText(/Nobody knows the demand of Hall/)).toBeTruthy();
  });
  it('says what to do next where there are no nodes, and makes them of the feeders', async () => {
    const feeder = { circuit_id: 'k', name: 'West', parent_circuit: null, grid_connection: null, default_capacity_watts: 1, fail_safe_capacity_watts: 1, gap_policy: 'CIRCUIT_DEFAULT', version: 1, node_id: null, effective_capacity_watts: 1, capacity_set_by: '' };
    const asked = serve({ ...base(['READ', 'CONFIGURE']), 'GET /api/depot/s/microgrid': () => ok({ ...depot, nodes: [], circuits: [feeder] }), 'POST /api/depot/s/microgrid/resync': () => ok({ ...depot, changed: true }) });
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Make the feeders’ nodes' }));
    await waitFor(() => expect(asked.some((a) => a.call === 'POST /api/depot/s/microgrid/resync')).toBe(true));
  });
  it('lists the microgrids of all sites with how they stand', async () => {
    serve(base(['READ']));
    show('/microgrids');
    const link = await screen.findByRole('link', { name: 'Open the microgrid of Depot west' });
    expect(link.getAttribute('href')).toBe('/sites/s/microgrid');
    expect(await screen.findByText('5 nodes · Version 3')).toBeTruthy();
    expect(await screen.findByText('curtailed')).toBeTruthy();
  });
});

describe('a rebalance', () => {
  it('is nothing for who may not operate', async () => {
    serve(base(['READ']));
    show();
    await screen.findByTestId('node-tree');
    expect(screen.queryByRole('button', { name: 'Rebalance' })).toBeNull();
  });
  it('that nobody answered is sent again as one and the same, and opens its explanation', async () => {
    let silent = true;
    const asked = serve({ ...base(['READ', 'OPERATE']), 'POST /api/microgrid/m/rebalance': () => (silent ? [0, null] : ok(cycle)) });
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Rebalance' }));
    expect(await screen.findByText(/not answer|connection/i)).toBeTruthy();
    silent = false;
    fireEvent.click(await screen.findByRole('button', { name: 'Rebalance' }));
    await screen.findByTestId('explanation');
    const [first, second] = asked.filter((a) => a.call.startsWith('POST'));
    expect(first?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(second?.key).toBe(first?.key);
  });
  it('below a node asks for that node alone', async () => {
    const asked = serve({ ...base(['READ', 'OPERATE']), 'POST /api/microgrid/m/rebalance': () => ok(cycle) });
    show('/sites/s/microgrid?node=f');
    fireEvent.click(await screen.findByRole('button', { name: 'Rebalance below Feeder B' }));
    await waitFor(() => expect(asked.find((a) => a.call.startsWith('POST'))?.body).toEqual({ node_id: 'f' }));
  });
  it('that is refused names every input that is missing', async () => {
    serve({ ...base(['READ', 'OPERATE']), 'POST /api/microgrid/m/rebalance': () => [503, { status: 503, reason_code: 'TELEMETRY_UNAVAILABLE', params: {}, missing_inputs: [{ node_id: 'h', input: 'telemetry' }], safe_action_taken: 'NONE' }] });
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Rebalance' }));
    expect(await screen.findByText('Hall: no reading')).toBeTruthy();
  });
});
