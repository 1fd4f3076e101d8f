import { describe, expect, it } from 'vitest';
import type { Bucket, ChannelItem } from '../../api/types';
import { extremesOf, groupsOf, hasValues, sorted } from './courses';

const channel = (asset: string, name: string, unit: string): ChannelItem => ({ id: `${asset}${name}`, asset, name, unit, kind: 'measurement' });
const bucket = (from: string, value: number | null, covered = value === null ? 0 : 900): Bucket => ({
  from,
  mean: value,
  min: value === null ? null : value - 1,
  max: value === null ? null : value + 2,
  last: value,
  covered_seconds: covered,
  energy_wh: null,
  energy_quality: 'MISSING',
  quality: value === null ? 'MISSING' : 'GOOD',
});

const series = (name: string, unit: string) => ({ channel: name, unit, buckets: [bucket('2026-06-01T00:00:00Z', 5)] });

describe('courses by unit', () => {
  it('puts what has the same unit on one axis, in the order of choice', () => {
    const groups = groupsOf(['battery0.SOC', 'meter0.ActivePower', 'pv0.ActivePower'], [series('meter0.ActivePower', 'W'), series('pv0.ActivePower', 'W'), series('battery0.SOC', '%')]);
    expect(groups.map((g) => [g.unit, g.courses.map((c) => c.channel)])).toEqual([
      ['%', ['battery0.SOC']],
      ['W', ['meter0.ActivePower', 'pv0.ActivePower']],
    ]);
    expect(groups[0] && hasValues(groups[0].courses[0]!)).toBe(true);
  });
  it('waits for the series of a channel that was just chosen', () => expect(groupsOf(['pv0.ActivePower'], [])).toEqual([]));
  it('sets apart what only an old address names', () =>
    expect(sorted(['gone.Power', 'meter0.ActivePower'], [channel('meter0', 'ActivePower', 'W')])).toEqual({ known: ['meter0.ActivePower'], strange: ['gone.Power'] }));
});

describe('figures of a course', () => {
  const end = Date.parse('2026-06-01T01:00:00Z');
  const course = (buckets: Bucket[]) => ({ channel: 'a.b', unit: 'W', buckets });
  it('weighs by what is covered and takes no gap for zero', () => {
    const figures = extremesOf(
      course([bucket('2026-06-01T00:00:00Z', 100), bucket('2026-06-01T00:15:00Z', null), bucket('2026-06-01T00:30:00Z', 40, 300), bucket('2026-06-01T00:45:00Z', 100)]),
      900_000,
      end,
    );
    expect(figures).toEqual({ min: 39, max: 102, mean: (100 * 900 + 40 * 300 + 100 * 900) / 2100, covered: 2100 / 3600 });
  });
  it('does not count time that has not come yet', () => {
    const figures = extremesOf(course([bucket('2026-06-01T00:00:00Z', 7), bucket('2026-06-01T00:15:00Z', null)]), 900_000, Date.parse('2026-06-01T00:15:00Z'));
    expect(figures.covered).toBe(1);
  });
  it('knows nothing of a course without values', () =>
    expect(extremesOf(course([bucket('2026-06-01T00:00:00Z', null)]), 900_000, end)).toEqual({ min: null, max: null, mean: null, covered: 0 }));
});
