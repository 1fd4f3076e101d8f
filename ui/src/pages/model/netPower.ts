import type { NetPower } from '../../api/types';

type Buckets = NetPower['buckets'];

interface Drawn {
  width: number;
  height: number;
}

/** The largest import and export, magnitudes in W, and the height of the line between them. */
export function scaleOf(buckets: Buckets, box: Drawn): { top: number; bottom: number; zero: number } {
  const values = buckets.map((b) => b.grid_watts ?? 0);
  const top = Math.max(0, ...values);
  const bottom = -Math.min(0, ...values);
  return { top, bottom, zero: top + bottom === 0 ? box.height : (top / (top + bottom)) * box.height };
}

export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
  importing: boolean;
}

/** A bar for each interval of which something is known: import above the line, export below it. */
export function barsOf(buckets: Buckets, box: Drawn): Bar[] {
  const { top, bottom, zero } = scaleOf(buckets, box);
  const step = box.width / Math.max(1, buckets.length);
  const size = (watts: number) => (top + bottom === 0 ? 0 : (Math.abs(watts) / (top + bottom)) * box.height);
  return buckets.flatMap((b, i) => {
    if (b.grid_watts === null) return [];
    const importing = b.grid_watts >= 0;
    const height = size(b.grid_watts);
    return [{ x: i * step + step * 0.08, y: importing ? zero - height : zero, width: step * 0.84, height, importing }];
  });
}

/** The times of which nothing is known, those next to each other as one. */
export function gapsOf(buckets: Buckets, box: Drawn): { x: number; width: number }[] {
  const step = box.width / Math.max(1, buckets.length);
  const gaps: { first: number; last: number }[] = [];
  buckets.forEach((b, i) => {
    if (b.grid_watts !== null) return;
    const before = gaps.at(-1);
    if (before && before.last === i - 1) before.last = i;
    else gaps.push({ first: i, last: i });
  });
  return gaps.map((g) => ({ x: g.first * step, width: (g.last - g.first + 1) * step }));
}
