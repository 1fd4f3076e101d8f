import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActiveEnvelope } from '../../api/microgrid';
import { usePreferences } from '../../app/preferences';
import { depot } from './testdata';
import { base, ok, plain, serve, show } from './testpage';

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const node = depot.nodes.find((n) => n.node_id === 'f')!;
const none = null as never;
const iso = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const override = (): ActiveEnvelope => ({
  envelope_id: 'o', microgrid_id: 'm', node_id: 'f', envelope_type: 'OVERRIDE', constraint_type: 'CONSUMPTION_CAP', origin_control_point_id: none, source_ref: 'command/c1', status: 'ACTIVE',
  effective_from: iso(-1), effective_to: iso(1), received_at: iso(-1), rejected_rule: none,
  blocks: [{ envelope_id: 'o', block_from: iso(-1), block_to: iso(1), max_limit_watts: 20_000, min_limit_watts: null, target_watts: null }],
});
const overridden = () => ({ 'GET /api/depot/s/microgrid': () => ok({ ...depot, operating_envelopes: [override()] }), 'GET /api/commands/c1': (): [number, unknown] => [200, { id: 'c1', reason: 'the transformer is hot' }] });

describe('an override', () => {
  it('is a command with a node, a bound, an end and a reason, once however often it is sent', async () => {
    const asked = serve({ ...base(['READ', 'OPERATE']), 'POST /api/commands': () => [200, { id: 'c1', state: 'EXECUTED', acks: [] }] });
    show('/sites/s/microgrid?node=f');
    fireEvent.click(await screen.findByRole('button', { name: 'Override' }));
    const dialog = await screen.findByRole('dialog', { name: `Override: ${node.name}` });
    const give = within(dialog).getByRole('button', { name: 'Order it' });
    fireEvent.change(within(dialog).getByLabelText(/^Why/), { target: { value: 'the transformer is hot' } });
    fireEvent.click(give);
    expect(await within(dialog).findByText('Give a power in kW, 0 or more, such as 20.')).toBeTruthy();
    fireEvent.change(within(dialog).getByLabelText(/^At most, kW/), { target: { value: '20' } });
    fireEvent.click(within(dialog).getByRole('button', { name: '4 h' }));
    fireEvent.click(give);
    await waitFor(() => expect(screen.queryByRole('dialog', { name: `Override: ${node.name}` })).toBeNull());
    const sent = asked.filter((a) => a.call === 'POST /api/commands');
    expect(sent).toHaveLength(1);
    const body = sent[0]!.body as { expires_at: string; payload: unknown };
    expect(body).toMatchObject({ site_id: 's', kind: 'LIMIT', reason: 'the transformer is hot', payload: { node_id: 'f', constraint_type: 'CONSUMPTION_CAP', max_watts: 20_000 } });
    expect((Date.parse(body.expires_at) - Date.now()) / 60_000).toBeCloseTo(240, 0);
    expect(sent[0]!.key).toMatch(/^[0-9a-f-]{36}$/);
  });
  it('that was just ordered has its reason, whatever else was ordered', async () => {
    let held: ActiveEnvelope[] = [];
    const asked = serve({
      ...base(['READ', 'OPERATE']), ...overridden(),
      'GET /api/depot/s/microgrid': () => ok({ ...depot, operating_envelopes: held }),
      'POST /api/commands': () => ((held = [override(), { ...override(), envelope_id: 'o2' }]), [200, { id: 'c1', state: 'EXECUTED', acks: [] }]),
    });
    show('/sites/s/microgrid?node=f');
    fireEvent.click(await screen.findByRole('button', { name: 'Override' }));
    const dialog = await screen.findByRole('dialog', { name: `Override: ${node.name}` });
    fireEvent.change(within(dialog).getByLabelText(/^Why/), { target: { value: 'the transformer is hot' } });
    fireEvent.change(within(dialog).getByLabelText(/^At most, kW/), { target: { value: '20' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Order it' }));
    await waitFor(() => expect(screen.getAllByTestId('override').map((o) => o.textContent)).toEqual(Array(2).fill(expect.stringContaining('the transformer is hot'))));
    expect(asked.filter((a) => a.call.startsWith('GET /api/commands')).map((a) => a.call)).toEqual(['GET /api/commands/c1']);
  });
  it('that is refused says why in the dialog', async () => {
    serve({ ...base(['READ', 'OPERATE']), 'POST /api/commands': () => [200, { id: 'c1', state: 'REJECTED', acks: [{ text_en: 'the envelope breaks a rule', text_de: 'der Rahmen bricht eine Regel' }] }] });
    show('/sites/s/microgrid?node=f');
    fireEvent.click(await screen.findByRole('button', { name: 'Override' }));
    const dialog = await screen.findByRole('dialog', { name: `Override: ${node.name}` });
    fireEvent.change(within(dialog).getByLabelText(/^Why/), { target: { value: 'x' } });
    fireEvent.change(within(dialog).getByLabelText(/^At most, kW/), { target: { value: '1' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Order it' }));
    expect(await within(dialog).findByText('the envelope breaks a rule')).toBeTruthy();
  });
  it('is seen at its node and in the timeline by its reason, and withdrawn from there', async () => {
    const asked = serve({ ...base(['READ', 'OPERATE']), ...overridden(), 'POST /api/commands': () => [200, { id: 'c2', state: 'EXECUTED', acks: [] }] });
    show('/sites/s/microgrid?node=f');
    const held = await screen.findByTestId('override');
    await waitFor(() => expect(plain(held.textContent)).toMatch(/Consumption ≤ 20\.0 kW.*the transformer is hot/));
    expect(screen.getByRole('img', { name: /^Override the transformer is hot at/, hidden: true })).toBeTruthy();
    fireEvent.click(within(held).getByRole('button', { name: 'Withdraw' }));
    const dialog = await screen.findByRole('dialog', { name: `Withdraw the override of ${node.name}` });
    fireEvent.change(within(dialog).getByLabelText(/^Why/), { target: { value: 'it is cool again' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Order it' }));
    await waitFor(() => expect(asked.find((a) => a.call === 'POST /api/commands')?.body).toMatchObject({ kind: 'RELEASE', payload: { command_id: 'c1' }, reason: 'it is cool again' }));
  });
  it('is only read by who may not operate', async () => {
    serve({ ...base(['READ']), ...overridden() });
    show('/sites/s/microgrid?node=f');
    await screen.findByTestId('override');
    expect(screen.queryByRole('button', { name: /Override|Withdraw/, hidden: true })).toBeNull();
  });
});
