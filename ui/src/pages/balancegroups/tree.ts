import type { BalanceGroup } from '../../api/balancegroups';
import type { Texts } from '../../i18n/useTexts';
import { absent } from '../../lib/format';

export interface Branch {
  group: BalanceGroup;
  depth: number;
}

/** Groups as lines of their tree: each below its superior, by name. A group whose superior is not among them is a root. */
export function branches(groups: readonly BalanceGroup[]): Branch[] {
  const known = new Set(groups.map((g) => g.id));
  const below = new Map<string, BalanceGroup[]>();
  for (const g of groups) {
    const above = g.superior_id && known.has(g.superior_id) ? g.superior_id : '';
    below.set(above, [...(below.get(above) ?? []), g]);
  }
  const lines: Branch[] = [];
  const walk = (above: string, depth: number) => {
    for (const group of (below.get(above) ?? []).toSorted((a, b) => a.name.localeCompare(b.name))) {
      lines.push({ group, depth });
      walk(group.id, depth + 1);
    }
  };
  walk('', 0);
  return lines;
}

/** An amount in kWh to the Wh, to 0.01 Wh where there are parts of one. */
export function energyText(wh: string | null, { format }: Pick<Texts, 'format'>): string {
  if (wh === null) return absent;
  return `${format.number(Number(wh) / 1000, wh.endsWith('.00') ? 3 : 5)}\u202fkWh`;
}

/** A period; its end without the day where that is the one it begins on. */
export function periodText(from: string, to: string, zone: string, { format }: Pick<Texts, 'format'>): string {
  const [first, last] = [format.date(from, zone), format.date(to, zone)];
  return `${first}, ${format.time(from, zone)} – ${first === last ? '' : `${last}, `}${format.time(to, zone)}`;
}

/** An amount in kWh as the Wh the server takes, to 0.01; "" for anything else, and for what is not more than 0. */
export function wattHours(kilowattHours: string): string {
  const text = kilowattHours.trim().replace(',', '.');
  if (!/^\d{1,9}(\.\d{1,5})?$/.test(text)) return '';
  const [whole = '', fraction = ''] = text.split('.');
  const digits = fraction.padEnd(5, '0');
  const wh = `${whole}${digits.slice(0, 3)}`.replace(/^0+(?=\d)/, '');
  return Number(text) > 0 ? `${wh}.${digits.slice(3)}` : '';
}
