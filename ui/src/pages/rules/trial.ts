import type { RuleTrial, TrialAlarm } from '../../api/rules';
import type { Bucket } from '../../api/types';

type Ends = Pick<RuleTrial, 'from' | 'to'>;

/** Where an instant lies in a trial: 0 at its beginning, 1 at its end, never outside. */
export function shareOf(at: string, { from, to }: Ends): number {
  const share = (Date.parse(at) - Date.parse(from)) / (Date.parse(to) - Date.parse(from));
  return Math.min(1, Math.max(0, share));
}

/** Alarms by the place they are about, in the order of their first. */
export function rowsOf(raised: readonly TrialAlarm[]): { place: string; alarms: TrialAlarm[] }[] {
  const rows = new Map<string, TrialAlarm[]>();
  for (const a of raised) {
    const place = [a.asset, a.site_name].filter(Boolean).join(' · ');
    rows.set(place, [...(rows.get(place) ?? []), a]);
  }
  return [...rows].map(([place, alarms]) => ({ place, alarms }));
}

/** A course for drawing: points and threshold from 0 (bottom) to 1 (top), broken where nothing is known. */
export interface Curve {
  /** The largest and the smallest of what is drawn, in the channel's unit. */
  highest: number;
  lowest: number;
  threshold: number;
  parts: (readonly [number, number])[][];
}

/** The curve of means with the threshold in sight; null where nothing is known. */
export function curveOf(buckets: readonly Bucket[], threshold: number, ends: Ends): Curve | null {
  const means = buckets.map((b) => b.mean);
  const known = means.filter((m) => m !== null);
  if (known.length === 0) return null;
  const lowest = Math.min(threshold, ...known);
  const highest = Math.max(threshold, ...known);
  const room = (highest - lowest || Math.abs(highest) || 1) * 0.08;
  const [bottom, top] = [lowest - room, highest + room];
  const up = (value: number) => (value - bottom) / (top - bottom);
  const parts: (readonly [number, number])[][] = [];
  let running: (readonly [number, number])[] | null = null;
  for (const b of buckets) {
    if (b.mean === null) {
      running = null;
      continue;
    }
    if (running === null) parts.push((running = []));
    running.push([shareOf(b.from, ends), up(b.mean)]);
  }
  return { highest, lowest, threshold: up(threshold), parts };
}
