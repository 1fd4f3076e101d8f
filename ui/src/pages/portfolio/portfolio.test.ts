import { expect, it } from 'vitest';
import type { NetPower } from '../../api/types';
import { barsOf, zeroLine } from './GridSparkline';

function power(watts: (number | null)[]): NetPower {
  const buckets = watts.map((grid_watts, i) => ({ from: new Date(i * 900_000).toISOString(), grid_watts, quality: 'GOOD', covered_seconds: 900 }));
  return { bucket_seconds: 900, unit: 'W', buckets };
}

it('draws import above the line, export below it, and nothing where nothing is known', () => {
  const bars = barsOf(power([1000, null, -1000]));
  const zero = zeroLine(power([1000, null, -1000]));
  expect(bars).toHaveLength(2);
  expect(bars[0]!.y + bars[0]!.height).toBeCloseTo(zero);
  expect(bars[1]!.y).toBeCloseTo(zero);
  expect(bars.map((b) => b.importing)).toEqual([true, false]);
});

it('draws a day without any value as an empty line', () => {
  expect(barsOf(power([null, null]))).toEqual([]);
  expect(Number.isFinite(zeroLine(power([null, null])))).toBe(true);
});
