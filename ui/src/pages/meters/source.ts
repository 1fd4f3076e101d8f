import type { OfflineMeter } from '../../api/offline';
import type { Texts } from '../../i18n/useTexts';

/** What a file of one line is called that was typed. */
export const typed = 'typed';

/** Where a reading came from: the name of its file, or that it was typed. */
export function sourceText(name: string, { t }: Pick<Texts, 't'>): string {
  return name === typed ? t('meters.typed') : name;
}

// How many Wh a unit is, and how many digits of it go down to the Wh.
const units: Record<OfflineMeter['unit'], { wh: number; digits: number }> = { Wh: { wh: 1, digits: 0 }, kWh: { wh: 1000, digits: 3 }, MWh: { wh: 1_000_000, digits: 6 } };

/** An energy in the unit of its meter, to the Wh; parts of a Wh where the meter counts in Wh and there are any. */
export function energyText(wh: number, unit: OfflineMeter['unit'], { format }: Pick<Texts, 'format'>): string {
  const { wh: one, digits } = units[unit];
  return `${format.number(wh / one, unit === 'Wh' && !Number.isInteger(wh) ? 2 : digits)}\u202f${unit}`;
}
