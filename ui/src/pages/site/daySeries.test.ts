import { describe, expect, it } from 'vitest';
import type { Series } from '../../api/types';
import { gaps, hasValue, partsOf, powerChannels, powerRows } from './daySeries';
import { layout } from './layout';
import { asset } from './testdata';
import { fittingRange } from './useSpan';

const start = Date.parse('2026-06-01T00:00:00Z');
const quarter = 900_000;

function series(channel: string, means: (number | null)[]): Series {
  const bucket = (mean: number | null, i: number) => ({
    from: new Date(start + i * quarter).toISOString(),
    mean,
    min: mean,
    max: mean,
    last: mean,
    quality: mean === null ? 'MISSING' : 'GOOD',
    covered_seconds: mean === null ? 0 : 900,
    energy_wh: null,
    energy_quality: 'MISSING',
  });
  return { channel, unit: 'W', buckets: means.map(bucket) };
}

const channels = powerChannels([asset('meter0', 'GRID_METER'), asset('pv0', 'PV'), asset('pv1', 'PV'), asset('battery0', 'ESS')]);

describe('the rows of the chart', () => {
  it('sum the assets of a kind and keep gaps', () => {
    const rows = powerRows(channels, [
      series('meter0.ActivePower', [100, -200]),
      series('pv0.ActivePower', [-10, -20]),
      series('pv1.ActivePower', [-1, null]),
      series('battery0.ActivePower', [null, 5]),
    ]);
    expect(rows.map((r) => r.watts)).toEqual([
      { grid: 100, solar: -11, battery: null },
      { grid: -200, solar: null, battery: 5 },
    ]);
  });
  it('split into what comes in and what is used, as magnitudes', () => {
    const row = { from: start, watts: { grid: -200, solar: -500, battery: 300, load: null } };
    const parts = partsOf(['grid', 'solar', 'battery', 'load']);
    expect(Object.fromEntries(parts.map((p) => [p.id, p.of(row)]))).toEqual({
      import: 0,
      discharge: 0,
      solar: 500,
      load: null,
      charge: 300,
      export: 200,
    });
  });
  it('say whether they hold anything', () => {
    expect(hasValue({ from: start, watts: { grid: null } })).toBe(false);
    expect(hasValue({ from: start, watts: { grid: 0 } })).toBe(true);
  });
});

it('joins neighbouring gaps and shows none of the future', () => {
  const watts = [0, null, null, 3, null];
  const rows = watts.map((grid, i) => ({ from: start + i * quarter, watts: { grid } }));
  expect(gaps(rows, quarter, start + 4 * quarter)).toEqual([{ from: start + quarter, to: start + 3 * quarter }]);
});

describe('the range at first', () => {
  const day = (covered_share: number) => ({ from: new Date(start).toISOString(), covered_share });
  const power = (known: number) => ({
    buckets: Array.from({ length: 96 }, (_, i) => ({ from: '', grid_watts: i < known ? 1 : null, quality: 'GOOD', covered_seconds: 0 })),
  });
  const after = (h: number) => start + h * 3_600_000;
  it('is the day once it is old enough', () => expect(fittingRange(day(1), power(90), after(14))).toBe('day'));
  it('is the last 24 hours soon after midnight', () => expect(fittingRange(day(1), power(96), after(0.1))).toBe('24h'));
  it('is the last hour for a new site', () => expect(fittingRange(day(0.01), power(2), after(14))).toBe('1h'));
  it('is the day while nothing is known', () => expect(fittingRange(undefined, undefined, after(14))).toBe('day'));
});

describe('the layout of the flow', () => {
  it.each([[330, 380], [700, 400], [1200, 360]])('keeps every node inside %d × %d and clear of the others', (width, height) => {
    const { places, bar } = layout(['grid', 'solar', 'battery', 'load', 'ev'], width, height);
    for (const p of places) {
      expect(p.x).toBeGreaterThanOrEqual(0);
      expect(p.x + p.width).toBeLessThanOrEqual(width + 0.5);
      expect(p.above ? p.y + p.height : bar.y + bar.height).toBeLessThan(p.above ? bar.y : p.y);
    }
    const below = places.filter((p) => !p.above);
    for (const [i, p] of below.entries()) if (i > 0) expect(p.x).toBeGreaterThanOrEqual(below[i - 1]!.x + below[i - 1]!.width);
  });
});
