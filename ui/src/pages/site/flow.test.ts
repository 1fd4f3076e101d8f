import { describe, expect, it } from 'vitest';
import { longestSilence } from '../../live/freshness';
import { merged } from '../../live/store';
import { flowNodes, fullScale, inward, supplies, type FlowNode } from './flow';
import { asset, power, powers } from './testdata';

const now = Date.parse('2026-06-01T12:00:00Z');
const house = [asset('meter0', 'GRID_METER'), asset('pv0', 'PV'), asset('battery0', 'ESS'), asset('load0', 'METER')];
const summary = (nodes: FlowNode[]) => nodes.map((n) => [n.kind, n.watts, n.standing]);

describe('the nodes of the flow', () => {
  it('are one per kind with the power of its assets', () => {
    const readings = powers(now, { meter0: 1200, pv0: -5000, battery0: 3000, load0: 3200 });
    expect(summary(flowNodes(house, readings, now))).toEqual([
      ['grid', 1200, 'fresh'],
      ['solar', -5000, 'fresh'],
      ['battery', 3000, 'fresh'],
      ['load', 3200, 'fresh'],
    ]);
  });
  it('sum several assets of a kind', () => {
    const two = [...house, asset('pv1', 'INVERTER')];
    const readings = powers(now, { meter0: 0, pv0: -5000, pv1: -2500, battery0: 0, load0: 7500 });
    expect(flowNodes(two, readings, now)[1]?.watts).toBe(-7500);
  });
  it('do not count an unknown asset as zero', () => {
    const two = [...house, asset('pv1', 'PV')];
    const solar = flowNodes(two, powers(now, { meter0: 0, pv0: -5000, battery0: 0, load0: 0 }), now)[1];
    expect(solar).toMatchObject({ watts: null, standing: 'stale', without: ['pv1'] });
  });
  it('are missing before the first value', () => {
    expect(flowNodes(house, new Map(), now).map((n) => n.standing)).toEqual(['missing', 'missing', 'missing', 'missing']);
  });
  it('keep the last value of a stale asset for showing it greyed, with its age', () => {
    const before = powers(now - 12_000, { battery0: -2500 });
    const stale = { deviceId: 'battery0', channel: 'ActivePower', value: null, unit: 'W', timestamp: new Date(now).toISOString(), quality: 'STALE' as const };
    const node = flowNodes([asset('battery0', 'ESS')], merged(before, [stale]), now)[0];
    expect(node).toMatchObject({ watts: null, lastWatts: -2500, standing: 'stale', age: 12_000 });
  });
  it('go stale when a value is not repeated', () => {
    const readings = powers(now - longestSilence - 1, { battery0: 100 });
    expect(flowNodes([asset('battery0', 'ESS')], readings, now)[0]?.standing).toBe('stale');
  });
  it('take the grid only from what measures the connection', () => {
    const sub = [asset('meter0', 'GRID_METER', { measures_connection: false }), asset('meter1', 'METER', { measures_connection: true })];
    const grid = flowNodes(sub, powers(now, { meter0: 99, meter1: 5 }), now)[0];
    expect(grid).toMatchObject({ kind: 'grid', watts: 5 });
  });
  it('leave out what is disabled', () => {
    const off = [...house.slice(0, 3), asset('ev0', 'EVCS', { enabled: false }), house[3]!];
    expect(flowNodes(off, new Map(), now).map((n) => n.kind)).toEqual(['grid', 'solar', 'battery', 'load']);
  });
  it('work the load out of the balance where nothing measures it', () => {
    const readings = powers(now, { meter0: 1200, pv0: -5000, battery0: 3000 });
    const load = flowNodes(house.slice(0, 3), readings, now).at(-1);
    expect(load).toMatchObject({ kind: 'load', watts: 3200, computed: true });
  });
  it('know no balance while one of its parts is unknown', () => {
    const load = flowNodes(house.slice(0, 3), powers(now, { meter0: 1200, pv0: -5000, battery0: null }), now).at(-1);
    expect(load).toMatchObject({ kind: 'load', watts: null, standing: 'stale' });
  });
});

it('flow into the busbar from import, production and discharge only', () => {
  const way = (kind: FlowNode['kind'], watts: number | null) => inward({ kind, watts });
  expect([way('grid', 100), way('solar', -100), way('battery', -100), way('ev', -100)]).toEqual([true, true, true, true]);
  expect([way('grid', -100), way('load', 100), way('battery', 100)]).toEqual([false, false, false]);
  expect([way('grid', 2), way('load', null)]).toEqual([null, null]);
});

it('tells where the power on the busbar comes from, and nothing while a part is unknown', () => {
  const all = flowNodes(house, powers(now, { meter0: 1200, pv0: -5000, battery0: 3000, load0: 3200 }), now);
  expect(supplies(all)).toEqual([{ kind: 'grid', watts: 1200 }, { kind: 'solar', watts: 5000 }]);
  const part = flowNodes(house, powers(now, { meter0: 1200, pv0: null, battery0: 3000, load0: 3200 }), now);
  expect(supplies(part)).toBeNull();
});

it('draws full thickness at the largest rating', () => {
  const rated = [asset('pv0', 'PV', { max_active_power_watts: 10_000 }), asset('battery0', 'ESS')];
  expect(fullScale(flowNodes(rated, powers(now, { pv0: -1, battery0: 400 }), now))).toBe(10_000);
  expect(power('pv0')).toBe('pv0.ActivePower');
});
