import type { AssetItem, Quality } from '../../api/types';
import { channelKey, merged, type Known } from '../../live/store';

// Small builders for the tests of this folder.

/** An asset with nothing but what is given. */
export function asset(key: string, nature: string, more: Partial<AssetItem> = {}): AssetItem {
  return {
    id: key,
    key,
    name: key,
    nature,
    device: key,
    enabled: true,
    measures_connection: nature === 'GRID_METER',
    max_apparent_power_va: null,
    max_active_power_watts: null,
    capacity_wh: null,
    peak_limit_watts: null,
    soc_min_percent: null,
    soc_max_percent: null,
    ...more,
  };
}

/** Active powers by asset, as they stand at an instant; null is a STALE mark. */
export function powers(at: number, watts: Record<string, number | null>): Map<string, Known> {
  const quality = (v: number | null): Quality => (v === null ? 'STALE' : 'GOOD');
  const readings = Object.entries(watts).map(([deviceId, value]) => ({
    deviceId,
    channel: 'ActivePower',
    value,
    unit: 'W',
    timestamp: new Date(at).toISOString(),
    quality: quality(value),
  }));
  return merged(new Map(), readings);
}

export const power = (key: string) => channelKey(key, 'ActivePower');
