import type { LimitNow, MicrogridNode, NodeNow } from '../../api/microgrid';
import type { AssetItem } from '../../api/types';
import type { IconName } from '../../design/icons';
import type { Tone } from '../../design/StatusBadge';
import type { EnergyKind } from '../../design/tokens';
import type { Texts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { kindOf } from '../../lib/wording';

// How nodes look: kind, icon, and their numbers in words.

const kinds: Record<string, EnergyKind> = { GRID_CONNECTION: 'grid', CIRCUIT: 'load', CHARGE_POINT: 'ev', CONNECTOR: 'ev', POWER_SOURCE: 'solar', VIRTUAL: 'load' };
const icons: Record<string, IconName> = { GRID_CONNECTION: 'grid', CIRCUIT: 'circuit', CHARGE_POINT: 'ev', CONNECTOR: 'ev', POWER_SOURCE: 'solar', VIRTUAL: 'group' };

export type Assets = ReadonlyMap<string, AssetItem>;

/** The kind of energy a node is about: its asset's where it stands for one. */
export function kindOfNode(node: MicrogridNode, assets: Assets): EnergyKind {
  const asset = node.attached_asset_id ? assets.get(node.attached_asset_id) : undefined;
  return asset ? kindOf(asset.nature) : (kinds[node.node_type ?? ''] ?? 'load');
}

export function iconOfNode(node: MicrogridNode, assets: Assets): IconName {
  const known = node.attached_asset_id !== null && assets.has(node.attached_asset_id ?? '');
  return known ? kindOfNode(node, assets) : (icons[node.node_type ?? ''] ?? 'circuit');
}

/** A demand in words: what is drawn, or what is fed in. */
export function demandText(now: NodeNow | undefined, { t, format }: Pick<Texts, 't' | 'format'>): string {
  const watts = now?.demand_watts ?? null;
  if (watts === null) return t('microgrid.unknown');
  return t(watts < 0 ? 'microgrid.producing' : 'microgrid.drawing', { power: join(format.power(watts)) });
}

export function headroomText(watts: number | null | undefined, { t, format }: Pick<Texts, 't' | 'format'>): string {
  if (watts === null || watts === undefined) return t('microgrid.unknown');
  return watts < 0 ? t('microgrid.over', { power: join(format.power(watts)) }) : join(format.power(watts));
}

/** A limit in words: its kind and its bound, or both bounds. */
export function limitText(limit: LimitNow, { t, word, format }: Pick<Texts, 't' | 'word' | 'format'>): string {
  const kind = word('microgrid.kind', limit.constraint_type);
  const { limit_watts: most, least_watts: least } = limit;
  if (most !== null && least !== null && least !== -most) return t('microgrid.limit_range', { kind, least: join(format.power(least)), limit: join(format.power(most)) });
  return t('microgrid.limit_of', { kind, limit: join(format.power(most ?? least ?? 0)) });
}

export const outcomeTones: Record<string, Tone> = { APPLIED: 'ok', CURTAILED: 'warning', REJECTED: 'severe' };
export const statusTones: Record<string, Tone> = { MAINTENANCE: 'warning', UNAVAILABLE: 'severe' };
