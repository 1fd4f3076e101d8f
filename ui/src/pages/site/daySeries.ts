import type { AssetItem, Bucket, Series } from '../../api/types';
import { energyKinds, type EnergyKind } from '../../design/tokens';
import { channelKey } from '../../live/store';
import { assetsByKind } from './flow';

/** The mean power of each kind in one interval, positive away from the grid; null is a gap. */
export interface PowerRow {
  from: number;
  watts: Partial<Record<EnergyKind, number | null>>;
}

/** The channels whose mean powers the chart needs, by kind. */
export function powerChannels(assets: readonly AssetItem[]): Map<EnergyKind, string[]> {
  const byKind = assetsByKind(assets);
  return new Map([...byKind].map(([kind, list]) => [kind, list.map((a) => channelKey(a.key, 'ActivePower'))]));
}

/** Rows of the chart out of the series of all channels. One asset without a value makes its kind a gap. */
export function powerRows(channels: ReadonlyMap<EnergyKind, readonly string[]>, series: readonly Series[]): PowerRow[] {
  const found = new Map(series.map((s) => [s.channel, s.buckets]));
  const longest = series.reduce<readonly Bucket[]>((most, s) => (s.buckets.length > most.length ? s.buckets : most), []);
  return longest.map((bucket, i) => {
    const watts: PowerRow['watts'] = {};
    for (const [kind, names] of channels) watts[kind] = sum(names.map((n) => found.get(n)?.[i]?.mean ?? null));
    return { from: Date.parse(bucket.from), watts };
  });
}

function sum(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((all, v) => (all === null || v === null ? null : all + v), 0);
}

/** What a flow looks like from the site: it comes in, or it is used. */
export type Side = 'supply' | 'use';

export interface Part {
  id: 'import' | 'discharge' | 'solar' | 'load' | 'charge' | 'ev' | 'export';
  kind: EnergyKind;
  side: Side;
  /** The magnitude of the row's power on this side; null is a gap. */
  of: (row: PowerRow) => number | null;
}

const positive = (kind: EnergyKind) => (row: PowerRow) => clip(row.watts[kind], 1);
const negative = (kind: EnergyKind) => (row: PowerRow) => clip(row.watts[kind], -1);

function clip(watts: number | null | undefined, sign: 1 | -1): number | null {
  return watts === null || watts === undefined ? null : Math.max(0, sign * watts);
}

const allParts: readonly Part[] = [
  { id: 'import', kind: 'grid', side: 'supply', of: positive('grid') },
  { id: 'discharge', kind: 'battery', side: 'supply', of: negative('battery') },
  { id: 'solar', kind: 'solar', side: 'supply', of: negative('solar') },
  { id: 'load', kind: 'load', side: 'use', of: positive('load') },
  { id: 'ev', kind: 'ev', side: 'use', of: positive('ev') },
  { id: 'charge', kind: 'battery', side: 'use', of: positive('battery') },
  { id: 'export', kind: 'grid', side: 'use', of: negative('grid') },
];

/** The parts of supply and use that a site with these kinds has, in the order they are stacked. */
export function partsOf(kinds: Iterable<EnergyKind>): Part[] {
  const have = new Set(kinds);
  return allParts.filter((part) => have.has(part.kind));
}

/** Intervals up to `until` in which a kind has no value, joined where they touch. */
export function gaps(rows: readonly PowerRow[], width: number, until: number): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const row of rows) {
    const isGap = energyKinds.some((kind) => row.watts[kind] === null);
    if (!isGap || row.from + width > until) continue;
    const last = found.at(-1);
    if (last?.to === row.from) last.to = row.from + width;
    else found.push({ from: row.from, to: row.from + width });
  }
  return found;
}

/** Whether a row says anything. */
export function hasValue(row: PowerRow): boolean {
  return energyKinds.some((kind) => typeof row.watts[kind] === 'number');
}
