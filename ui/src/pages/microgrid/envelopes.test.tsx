import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActiveEnvelope, Circuit } from '../../api/microgrid';
import { usePreferences } from '../../app/preferences';
import { depot } from './testdata';
import { base, ok, plain, serve, show } from './testpage';
import { barsOf, spanAround, strength, ticksOf } from './timeline';

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const hour = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();
const none = null as never;

function envelope(now: number): ActiveEnvelope {
  const block = (from: number, to: number, max: number | null, target: number | null) => ({ envelope_id: 'e', block_from: iso(now + from * hour), block_to: iso(now + to * hour), max_limit_watts: max, min_limit_watts: null, target_watts: target });
  return {
    envelope_id: 'e', microgrid_id: 'm', node_id: 'f', envelope_type: 'FORECAST', constraint_type: 'CONSUMPTION_CAP', origin_control_point_id: none, source_ref: 'forecast-1', status: 'ACTIVE',
    effective_from: iso(now - 30 * hour), effective_to: iso(now + 90 * hour), received_at: iso(now), rejected_rule: none,
    blocks: [block(-30, -20, 1, 1), block(-1, 1, 15_000, 12_000), block(2, 80, null, 6_000)],
  };
}

const feeder: Circuit = {
  circuit_id: 'k', name: 'Feeder B', parent_circuit: none, grid_connection: none, default_capacity_watts: 40_000, fail_safe_capacity_watts: 5_000, gap_policy: 'HOLD_LAST', version: 1, node_id: 'f',
  effective_capacity_watts: 12_000, capacity_set_by: 'e', shown: { effective_capacity_watts: 12_000, projection_trigger: 'ENVELOPE_LIFECYCLE', set_by: 'e', at: '2026-06-01T11:00:00Z' },
};

describe('the timeline', () => {
  const now = Date.parse('2026-06-01T12:34:00Z');
  const span = spanAround(now);
  it('begins two whole hours back and ends a day ahead', () => expect([iso(span.from), iso(span.to)]).toEqual(['2026-06-01T10:00:00.000Z', '2026-06-02T12:00:00.000Z']));
  it('draws what lies in it, cut at its ends, with the bound that is enforced', () => {
    const bars = barsOf(envelope(now), span);
    expect(bars.map((b) => b.watts)).toEqual([15_000, 6_000]);
    expect(bars[0]!.left).toBeCloseTo(94 / 60 / 26, 6);
    expect(bars[1]!.left + bars[1]!.width).toBeCloseTo(1, 9);
  });
  it('draws the stronger the less a block allows', () => expect([strength(0, 10), strength(5, 10), strength(10, 10), strength(null, 10), strength(1, 0)]).toEqual([1, 0.625, 0.25, 0.25, 0.25]));
  it('has a mark every six hours', () => expect(ticksOf(span).map((t) => iso(t.at).slice(11, 13))).toEqual(['12', '18', '00', '06']));
});

describe('envelopes on the page', () => {
  it('are told block by block, with what became of the newest', async () => {
    const { blocks: _, ...bare } = envelope(Date.now());
    serve({
      ...base(['READ']),
      'GET /api/depot/s/microgrid': () => ok({ ...depot, operating_envelopes: [envelope(Date.now())] }),
      'GET /api/microgrid/m/operating-envelopes': () => ok({ operating_envelopes: [{ ...bare, envelope_id: 'r', status: 'REJECTED', rejected_rule: 'BLOCKS_INSIDE_WINDOW', source_ref: 'bad-1' }], next: '' }),
    });
    show();
    const line = await screen.findByRole('img', { name: /^Forecast forecast-1 at Feeder B/ });
    expect(plain(line.getAttribute('aria-label'))).toMatch(/: 15\.0 kW; .*: 6\.00 kW$/);
    expect(await screen.findByText('refused: BLOCKS_INSIDE_WINDOW')).toBeTruthy();
  });
  it('that are none say where they would come from', async () => {
    serve(base(['READ']));
    show();
    expect(await screen.findByText('No envelope is in force')).toBeTruthy();
  });
  it('set the capacity of a feeder, which names them, its trigger and every change', async () => {
    serve({
      ...base(['READ']),
      'GET /api/depot/s/microgrid': () => ok({ ...depot, circuits: [feeder], operating_envelopes: [envelope(Date.now())] }),
      'GET /api/depot/s/circuits/k/effective-capacity': () => ok({ ...feeder, capacities: [feeder.shown, { ...feeder.shown!, at: '2026-06-01T09:00:00Z', effective_capacity_watts: 40_000, projection_trigger: 'REBALANCE_GUARD' }], next: '' }),
    });
    show();
    const capacities = await screen.findByTestId('capacities');
    expect(plain(capacities.textContent)).toContain('12.0 kW of 40.0 kW');
    expect(capacities.textContent).toContain('set by: Forecast forecast-1 · in a gap: the last value');
    expect(capacities.textContent).toContain('an envelope began, changed block or ended');
    fireEvent.click(within(capacities).getByRole('button', { name: 'Show the changes of Feeder B' }));
    const history = await screen.findByRole('list', { name: 'Changes of Feeder B' });
    expect([...history.querySelectorAll('li')].map((l) => plain(l.textContent))).toEqual([
      '12.0 kW since 1 Jun, 11:00: an envelope began, changed block or ended',
      '40.0 kW since 1 Jun, 09:00: corrected before a rebalance',
    ]);
  });
});
