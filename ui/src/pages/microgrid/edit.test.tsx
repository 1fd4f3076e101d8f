import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { usePreferences } from '../../app/preferences';
import { configOf, fieldsOf } from './config';
import { depot } from './testdata';
import { base, ok, plain, serve, show, type Answer, type Answers } from './testpage';
import { typedWatts, wattsOf } from './words';

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const engineer = () => base(['READ', 'OPERATE', 'CONFIGURE']);
const posts = (asked: ReturnType<typeof serve>) => asked.filter((a) => a.call.startsWith('POST')).map((a) => [a.call, a.body] as [string, Record<string, never>]);
const topology = 'POST /api/microgrid/m/topology';

// By its text: what stands behind an open panel has no role.
const press = (name: string) => fireEvent.click(screen.getByText(name, { selector: 'button' }));

/** Begins an edit and gives a node another name. */
async function rename(answers: Answers, to: string) {
  const asked = serve(answers);
  show('/sites/s/microgrid?node=c7');
  await screen.findByTestId('node-panel');
  fireEvent.click(await screen.findByText('Edit the tree', { selector: 'button' }));
  const editor = await screen.findByTestId('node-editor');
  fireEvent.change(within(editor).getByLabelText('Name'), { target: { value: to } });
  return asked;
}

describe('an edit of the tree', () => {
  it('is nothing for who may not configure', async () => {
    serve(base(['READ', 'OPERATE']));
    show();
    await screen.findByTestId('node-tree');
    expect(screen.queryByRole('button', { name: 'Edit the tree' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Add a control point' })).toBeNull();
  });
  it('says what it has changed and is saved under the version it began with', async () => {
    const asked = await rename({ ...engineer(), [topology]: () => ok({ microgrid: { ...depot.microgrid, version: 4 }, nodes: depot.nodes }) }, 'Charger seven');
    expect(plain(screen.getByTestId('edit-bar').textContent)).toContain('You are editing version 3 of the tree · 1 change');
    expect(screen.getByText('Charger 7: Name from Charger 7 to Charger seven')).toBeTruthy();
    press('Save the tree');
    expect(await screen.findByText('Saved: the tree is version 4 now.')).toBeTruthy();
    const [, body] = posts(asked)[0]!;
    expect(body).toMatchObject({ version: 3, operations: [{ op: 'update', node: { node_id: 'c7', name: 'Charger seven' } }] });
  });
  it('shows the rule that the server says no with, and loses nothing', async () => {
    await rename({ ...engineer(), [topology]: () => [422, { status: 422, reason_code: 'TOPOLOGY_INVALID', params: { node: 'c7', rule: 'CYCLE', with: 'f' } }] }, 'x');
    press('Save the tree');
    expect((await within(screen.getByTestId('edit-bar')).findByRole('alert', { hidden: true })).textContent).toContain('CYCLE');
    expect(plain(screen.getByTestId('edit-bar').textContent)).toContain('1 change');
  });
  it('adds, moves and removes', async () => {
    serve(engineer());
    show('/sites/s/microgrid?node=h');
    await screen.findByTestId('node-panel');
    fireEvent.click(await screen.findByText('Edit the tree', { selector: 'button' }));
    await screen.findByTestId('node-editor');
    press('Hang something on it');
    await screen.findByText('New node: added');
    await waitFor(() => expect(screen.getByTestId('node-panel').textContent).toContain('New node'));
    press('Remove the node');
    await waitFor(() => expect(screen.queryByText('New node: added')).toBeNull());
  });
});

describe('an edit that somebody overtook', () => {
  const theirs = depot.nodes.map((n) => (n.node_id === 'c8' ? { ...n, status: 'MAINTENANCE' as const } : n.node_id === 'c7' ? { ...n, name: 'Number 7' } : n));
  const overtaken = (nodes: unknown) => {
    let first = true;
    return {
      ...engineer(),
      [topology]: (): Answer => {
        if (first) {
          first = false;
          return [409, { status: 409, reason_code: 'TOPOLOGY_VERSION_CONFLICT', params: { expected: 3, actual: 5 }, expected_version: 3, actual_version: 5 }];
        }
        return ok({ microgrid: { ...depot.microgrid, version: 6 }, nodes: depot.nodes });
      },
      'GET /api/microgrid/m/topology': () => ok({ microgrid: { ...depot.microgrid, version: 5 }, nodes }),
    };
  };
  it('sees what both changed, is asked about what collides, and saves both under the new version', async () => {
    const asked = await rename(overtaken(theirs), 'Charger seven');
    press('Save the tree');
    const dialog = await screen.findByTestId('conflict');
    expect(dialog.textContent).toContain('You began with version 3; it is version 5 now.');
    const changed = within(dialog).getByRole('region', { name: 'Changed meanwhile' });
    expect([...changed.querySelectorAll('li')].map((l) => l.textContent)).toEqual(['Charger 7: Name from Charger 7 to Number 7', 'Charger 8: Status from in service to in maintenance']);
    expect(within(dialog).getByRole('region', { name: 'Your changes' }).textContent).toContain('Name from Charger 7 to Charger seven');
    const save = () => screen.getByRole('button', { name: 'Save both together' }) as HTMLButtonElement;
    expect(save().disabled).toBe(true);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Mine: Charger seven' }));
    expect(save().disabled).toBe(false);
    fireEvent.click(save());
    expect(await screen.findByText('Saved: the tree is version 6 now.')).toBeTruthy();
    const [, body] = posts(asked)[1]!;
    expect(body).toMatchObject({ version: 5, operations: [{ op: 'update', node: { node_id: 'c7', name: 'Charger seven' } }] });
    expect((body['operations'] as unknown as unknown[]).length).toBe(1);
  });
  it('that collides with nothing is asked for no more than a yes', async () => {
    await rename(overtaken(theirs.map((n) => (n.node_id === 'c7' ? depot.nodes[2] : n))), 'Charger seven');
    press('Save the tree');
    const dialog = await screen.findByTestId('conflict');
    expect(dialog.textContent).toContain('Nothing collides');
    expect((screen.getByRole('button', { name: 'Save both together' }) as HTMLButtonElement).disabled).toBe(false);
  });
});

describe('limits of a node', () => {
  it('are set, changed under their id, and retired where they are emptied', async () => {
    const asked = serve({ ...engineer(), 'POST /api/microgrid/m/node-limits': () => ok({}) });
    show('/sites/s/microgrid?node=f');
    fireEvent.click(await screen.findByRole('button', { name: 'Set limits' }));
    fireEvent.change(screen.getByLabelText('Generation, kW'), { target: { value: 'much' } });
    press('Set the limits');
    expect((await screen.findByRole('alert')).textContent).toBe('Generation needs a number of kilowatts, 0 or more.');
    fireEvent.change(screen.getByLabelText('Generation, kW'), { target: { value: '' } });
    fireEvent.change(screen.getByLabelText('Net power, kW'), { target: { value: '12,5' } });
    fireEvent.change(screen.getByLabelText('Consumption, kW'), { target: { value: '' } });
    press('Set the limits');
    await waitFor(() => expect(posts(asked)).toHaveLength(2));
    expect(posts(asked).map(([, b]) => b)).toEqual([
      { node_limit_id: 'l', node_id: 'f', constraint_type: 'CONSUMPTION_CAP', limit_watts: 20_000, source_type: 'MANUAL', status: 'INACTIVE' },
      { node_id: 'f', constraint_type: 'NET_CAP', limit_watts: 12_500, source_type: 'MANUAL', status: 'ACTIVE' },
    ]);
  });
});

describe('a control point', () => {
  it('keeps what the form does not ask and takes out what is emptied', async () => {
    const asked = serve({ ...engineer(), 'POST /api/microgrid/m/control-points/p': () => ok({}) });
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Change Load balancing' }));
    fireEvent.change(screen.getByLabelText('Cap of the whole microgrid, kW'), { target: { value: '80' } });
    fireEvent.change(screen.getByLabelText('A reading counts for, s'), { target: { value: '30' } });
    press('Save');
    await waitFor(() => expect(posts(asked)).toHaveLength(1));
    expect(posts(asked)[0]![1]).toEqual({
      capability_type: 'LOAD_BALANCING', state: 'enabled', control_source: 'LOCAL', description: 'Balances',
      local_config: { strategy: 'MAX_MIN', freshness_seconds: 30, aggregate_limits: [{ constraint_type: 'CONSUMPTION_CAP', limit_watts: 80_000 }] },
    });
  });
  it('says how often a microgrid is balanced and how long a turn lasts', async () => {
    const asked = serve({ ...engineer(), 'POST /api/microgrid/m/control-points/p': () => ok({}) });
    show();
    fireEvent.click(await screen.findByRole('button', { name: 'Change Load balancing' }));
    const turn = screen.getByLabelText('A turn lasts, s');
    expect(document.getElementById(turn.getAttribute('aria-describedby')!)?.textContent).toBe('900 where empty');
    fireEvent.change(screen.getByLabelText('Balanced every, s'), { target: { value: '20' } });
    fireEvent.click(screen.getByLabelText('whoever has waited longest goes first'));
    fireEvent.change(turn, { target: { value: '1200' } });
    press('Save');
    await waitFor(() => expect(posts(asked)).toHaveLength(1));
    expect(posts(asked)[0]![1]).toMatchObject({ local_config: { interval_seconds: 20, rotation: true, rotate_every_seconds: 1200 } });
  });
  it.each([['interval', 'interval_seconds'], ['rotate_every', 'rotate_every_seconds']] as const)('takes %s out where it is emptied and refuses what is no number', (field, name) => {
    const form = new FormData();
    form.set(field, ' ');
    expect(configOf([field], { [name]: 5, phases: 'L1' }, form)).toEqual({ config: { phases: 'L1' }, bad: null });
    form.set(field, 'often');
    expect(configOf([field], { [name]: 5 }, form)).toEqual({ config: { [name]: 5 }, bad: field });
  });
  it('names the first field that is no number', () => {
    const form = new FormData();
    form.set('rated', '11');
    form.set('fallback', 'x');
    expect(configOf(fieldsOf(false), { phases: 'L1' }, form)).toEqual({ config: { phases: 'L1', rated_watts: 11_000 }, bad: 'fallback' });
  });
});

describe('a try', () => {
  it.each<[string, unknown, string]>([
    ['fits', { allowed: true, against: [] }, '5.00 kW would fit under every limit now.'],
    ['does not', { allowed: false, against: [{ node_id: 'f', constraint_type: 'CONSUMPTION_CAP', constraint_ref: 'l', reason_code: 'AGGREGATE_CAP_EXCEEDED', limit_watts: 20_000 }] }, '5.00 kW would not fit: Feeder B is at its consumption cap of 20.0 kW (set by hand).'],
  ])('%s', async (_, verdict, said) => {
    const asked = serve({ ...base(['READ']), 'POST /api/microgrid/m/resources/dry-run': () => ok(verdict) });
    show('/sites/s/microgrid?node=c7');
    fireEvent.change(await screen.findByLabelText('Power, kW'), { target: { value: '5' } });
    press('Try');
    await waitFor(() => expect(plain(screen.getByTestId('tryout').textContent)).toBe(said));
    expect(posts(asked)[0]![1]).toEqual({ actions: [{ node_id: 'c7', watts: 5_000 }] });
  });
});

it.each([['', null], ['4.1', 4_100], ['4,1', 4_100], ['-2', -2_000], ['0', 0], ['4 kW', NaN], ['1e3', NaN]])('reads %j as %s W', (typed, watts) => expect(wattsOf(typed)).toBe(watts));
it('writes kilowatts as the language does', () => expect([typedWatts(4_100, { language: 'de' }), typedWatts(null, { language: 'en' })]).toEqual(['4,1', '']));
