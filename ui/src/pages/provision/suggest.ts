import type { ProbeRead } from '../../api/provision';
import { profiles } from '../../gen/profiles';
import type { PlainKey } from '../../i18n/translate';

export type Profile = (typeof profiles)[number];

/** A profile of this version; undefined for one that only the edge knows. */
export function profileOf(id: string): Profile | undefined {
  return profiles.find((p) => p.id === id);
}

/** Why a profile was suggested: for this maker, by the published models, or by what the registers say. */
export function whySuggested(profile: Profile | undefined, vendor: string): PlainKey {
  if (!profile) return 'provision.why.edge';
  const maker = profile.vendor.toLowerCase();
  const said = vendor.toLowerCase();
  if (said !== '' && (said.includes(maker) || maker.includes(said))) return 'provision.why.maker';
  return profile.sunspec ? 'provision.why.models' : 'provision.why.registers';
}

/** What a nature must be told that stands on a nameplate alone. */
export type Rating = 'watts' | 'battery' | 'charger' | null;

export function ratingOf(nature: string): Rating {
  if (nature === 'PV' || nature === 'INVERTER') return 'watts';
  if (nature === 'ESS') return 'battery';
  return nature === 'EVCS' ? 'charger' : null;
}

const firstIDs: Record<string, string> = { GRID_METER: 'grid', METER: 'meter', PV: 'pv', INVERTER: 'inverter', ESS: 'battery', EVCS: 'charger', LOAD: 'load' };

/** A key for a new asset of a nature that nothing at the site has. */
export function freeKey(nature: string, taken: readonly string[]): string {
  const base = firstIDs[nature] ?? nature.toLowerCase();
  for (let n = 0; ; n++) if (!taken.includes(`${base}${n}`)) return `${base}${n}`;
}

/** A key for a device that none at the site has. */
export function freeDevice(profile: string, unit: string, taken: readonly string[]): string {
  const base = `${profile}-${unit}`;
  if (!taken.includes(base)) return base;
  for (let n = 2; ; n++) if (!taken.includes(`${base}-${n}`)) return `${base}-${n}`;
}

/**
 * What a device can be at a site: the natures in which it gave a power, and which of them are meant at
 * first. Where a device reads as several that say the same, the more particular one is.
 */
export function naturesOf(read: ProbeRead): { nature: string; meant: boolean }[] {
  const said = [...new Set(read.values.filter((v) => v.quality === 'GOOD' && (v.channel === 'ActivePower' || v.channel === 'SOC')).map((v) => v.nature))];
  const beside: Record<string, string[]> = { INVERTER: ['PV', 'ESS'], METER: ['GRID_METER', 'LOAD'], LOAD: ['GRID_METER'] };
  return said.map((nature) => ({ nature, meant: !(beside[nature] ?? []).some((other) => said.includes(other)) }));
}
