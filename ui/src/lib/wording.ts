import type { EnergyKind } from '../design/tokens';
import type { PlainKey } from '../i18n/translate';
import { isIdle } from './format';

// The direction of a power in words. Power is positive when it flows away from the grid: import,
// load and charge are positive; export, production and discharge are negative. The interface says
// which, and never shows the sign.

const words: Record<EnergyKind, { away: PlainKey; towards: PlainKey; idle: PlainKey }> = {
  grid: { away: 'flow.importing', towards: 'flow.exporting', idle: 'flow.idle.grid' },
  solar: { away: 'flow.using', towards: 'flow.producing', idle: 'flow.idle.solar' },
  battery: { away: 'flow.charging', towards: 'flow.discharging', idle: 'flow.idle.battery' },
  load: { away: 'flow.using', towards: 'flow.feeding', idle: 'flow.idle.load' },
  ev: { away: 'flow.charging', towards: 'flow.discharging', idle: 'flow.idle.ev' },
};

/** The word for what a thing of this kind does at a power. */
export function flowWord(kind: EnergyKind, watts: number | null): PlainKey {
  if (watts === null) return 'flow.none';
  if (isIdle(watts)) return words[kind].idle;
  return watts > 0 ? words[kind].away : words[kind].towards;
}

const kindOfNature: Record<string, EnergyKind> = {
  GRID_METER: 'grid',
  GRID_CONNECTION: 'grid',
  METER: 'load',
  LOAD: 'load',
  ESS: 'battery',
  PV: 'solar',
  INVERTER: 'solar',
  EVCS: 'ev',
};

/** The kind that an asset's nature belongs to; unknown natures count as load. */
export function kindOf(nature: string): EnergyKind {
  return kindOfNature[nature] ?? 'load';
}

const powerUnits: Record<string, string> = { W: 'kW', var: 'kvar', VA: 'kVA' };

const directed: readonly [string, RegExp][] = [
  ['W', /^(Set)?ActivePower/],
  ['var', /^(Set)?ReactivePower/],
  ['A', /^Current$/], // of a battery: positive when charging
];

/** Whether a channel's sign is a direction, so that it must be said in words. */
export function isDirected(channel: string, unit: string): boolean {
  return directed.some(([u, names]) => u === unit && names.test(channel));
}

/** The word for the direction of a channel's value, or null where the sign has no such meaning. */
export function channelWord(kind: EnergyKind, channel: string, unit: string, value: number): PlainKey | null {
  if (!isDirected(channel, unit)) return null;
  if (unit === 'var') {
    if (isIdle(value)) return 'flow.idle.other';
    return value > 0 ? 'flow.absorbing' : 'flow.supplying';
  }
  if (unit === 'A' && Math.abs(value) < 0.05) return words[kind].idle;
  return unit === 'A' ? words[kind][value > 0 ? 'away' : 'towards'] : flowWord(kind, value);
}

/** The unit a channel's value is shown in, and what the value is divided by for it. */
export function shownUnit(unit: string): { unit: string; divide: number } {
  const kilo = powerUnits[unit] ?? (unit === 'Wh' ? 'kWh' : undefined);
  if (kilo) return { unit: kilo, divide: 1000 };
  if (unit === '1' || unit === 'bool' || unit.startsWith('enum:')) return { unit: '', divide: 1 };
  return { unit, divide: 1 };
}
