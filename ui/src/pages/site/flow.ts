import type { AssetItem } from '../../api/types';
import { energyKinds, type EnergyKind } from '../../design/tokens';
import { isIdle } from '../../lib/format';
import { kindOf } from '../../lib/wording';
import { judge, type Judged, type Standing } from '../../live/freshness';
import { channelKey, type Known } from '../../live/store';

/** One node of the energy flow: all assets of a kind together. */
export interface FlowNode {
  kind: EnergyKind;
  /** Power, positive away from the grid; null unless every asset of the kind has a fresh value. */
  watts: number | null;
  /** What was last known, for showing greyed. */
  lastWatts: number | null;
  standing: Standing;
  /** Age of the oldest value that is not fresh, ms. */
  age: number | null;
  assets: readonly AssetItem[];
  /** Names of assets without a fresh value. */
  without: readonly string[];
  /** True where no asset measures this and the balance of the others gives it. */
  computed: boolean;
}

type Readings = ReadonlyMap<string, Known>;

/** Assets that take part in the flow, by kind: a grid meter counts only where it measures the connection. */
export function assetsByKind(assets: readonly AssetItem[]): Map<EnergyKind, AssetItem[]> {
  const byKind = new Map<EnergyKind, AssetItem[]>();
  for (const asset of assets) {
    const kind = asset.measures_connection ? 'grid' : kindOf(asset.nature);
    if (!asset.enabled || (kind === 'grid' && !asset.measures_connection)) continue;
    byKind.set(kind, [...(byKind.get(kind) ?? []), asset]);
  }
  return byKind;
}

/** The nodes of the flow, in the order of kinds. Unknown is never counted as zero. */
export function flowNodes(assets: readonly AssetItem[], readings: Readings, now: number): FlowNode[] {
  const byKind = assetsByKind(assets);
  const measured = energyKinds.flatMap((kind) => {
    const list = byKind.get(kind);
    return list ? [measuredNode(kind, list, readings, now)] : [];
  });
  if (byKind.has('load') || !byKind.has('grid')) return measured;
  return inOrder([...measured, balanceNode(measured)]);
}

function measuredNode(kind: EnergyKind, assets: readonly AssetItem[], readings: Readings, now: number): FlowNode {
  const judged = assets.map((a) => judge(readings.get(channelKey(a.key, 'ActivePower')), now));
  return {
    kind,
    watts: total(judged.map((j) => j.value)),
    lastWatts: total(judged.map((j) => j.last)),
    standing: worst(judged),
    age: oldest(judged),
    assets,
    without: assets.filter((_, i) => judged[i]?.standing !== 'fresh').map((a) => a.name),
    computed: false,
  };
}

// At the busbar the connection's power is the sum of all its children (losses count as load).
function balanceNode(others: readonly FlowNode[]): FlowNode {
  const fresh = others.every((n) => n.standing === 'fresh');
  const sum = fresh ? others.reduce((rest, n) => rest + (n.kind === 'grid' ? 1 : -1) * (n.watts ?? 0), 0) : null;
  const standing = fresh ? 'fresh' : others.some((n) => n.standing === 'missing') ? 'missing' : 'stale';
  const ages = others.flatMap((n) => (n.age === null ? [] : [n.age]));
  const age = ages.length ? Math.max(...ages) : null;
  return { kind: 'load', watts: sum, lastWatts: null, standing, age, assets: [], without: [], computed: true };
}

function inOrder(nodes: FlowNode[]): FlowNode[] {
  return nodes.sort((a, b) => energyKinds.indexOf(a.kind) - energyKinds.indexOf(b.kind));
}

function total(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, v) => (sum === null || v === null ? null : sum + v), 0);
}

function worst(judged: readonly Judged[]): Standing {
  if (judged.every((j) => j.standing === 'fresh')) return 'fresh';
  return judged.every((j) => j.standing === 'missing') ? 'missing' : 'stale';
}

function oldest(judged: readonly Judged[]): number | null {
  const ages = judged.flatMap((j) => (j.standing !== 'fresh' && j.age !== null ? [j.age] : []));
  return ages.length ? Math.max(...ages) : null;
}

/** Whether power flows from the node into the busbar; null where nothing flows or it is unknown. */
export function inward(node: Pick<FlowNode, 'kind' | 'watts'>): boolean | null {
  if (node.watts === null || isIdle(node.watts)) return null;
  return node.kind === 'grid' ? node.watts > 0 : node.watts < 0;
}

/** A source's part of what comes into the busbar. */
export interface Supply {
  kind: EnergyKind;
  watts: number;
}

/** What comes into the busbar, by source; null while any node is unknown. */
export function supplies(nodes: readonly FlowNode[]): Supply[] | null {
  if (nodes.length === 0 || nodes.some((n) => n.watts === null)) return null;
  return nodes.filter((n) => inward(n) === true).map((n) => ({ kind: n.kind, watts: Math.abs(n.watts ?? 0) }));
}

/** The power that draws as the thickest line: the largest rating or limit known, at least what flows now. */
export function fullScale(nodes: readonly FlowNode[]): number {
  const rated = nodes.flatMap((n) =>
    n.assets.flatMap((a) => [a.max_active_power_watts ?? 0, a.max_apparent_power_va ?? 0, a.peak_limit_watts ?? 0]),
  );
  return Math.max(1000, ...rated, ...nodes.map((n) => Math.abs(n.watts ?? 0)));
}
