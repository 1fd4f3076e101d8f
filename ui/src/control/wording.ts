import type { ControlAsset, ControlRequest } from '../api/types';
import { reasonText } from '../api/reasons';
import type { EnergyKind } from '../design/tokens';
import { isKey, type PlainKey } from '../i18n/translate';
import type { Texts } from '../i18n/useTexts';
import { isIdle, join } from '../lib/format';
import { flowWord, kindOf, shownUnit } from '../lib/wording';

// What was asked and given, in words: a power's direction is said, never its sign.

/** The kind of an asset; a cluster has none of its own and counts as what it is mostly made of. */
export function kindOfAsset(asset: Pick<ControlAsset, 'nature'>): EnergyKind {
  return asset.nature === '' ? 'battery' : kindOf(asset.nature);
}

function act(kind: EnergyKind, watts: number, t: Texts['t']): string {
  const key = `act.${watts > 0 ? 'away' : 'towards'}.${kind}`;
  return isKey(key) ? t(key as PlainKey) : key;
}

/** What a wanted power asks of an asset: "discharge 1.2 kW". */
export function wanted(kind: EnergyKind, watts: number, { t, format }: Pick<Texts, 't' | 'format'>): string {
  if (isIdle(watts)) return t('act.zero');
  return t('act.want', { act: act(kind, watts, t), power: join(format.power(watts)) });
}

/** A power as it is: "discharging 1.2 kW". */
export function flowing(kind: EnergyKind, watts: number, { t, format }: Pick<Texts, 't' | 'format'>): string {
  const word = t(flowWord(kind, watts));
  return isIdle(watts) ? word : `${word} ${join(format.power(watts))}`;
}

// An upper bound of the passive sign bounds drawing from above and producing from below.
function upper(kind: EnergyKind, watts: number, { t, format }: Pick<Texts, 't' | 'format'>): string {
  if (isIdle(watts)) return t('act.not', { act: act(kind, 1, t) });
  const key = watts > 0 ? 'act.most' : 'act.least';
  return t(key, { act: act(kind, watts, t), power: join(format.power(watts)) });
}

function lower(kind: EnergyKind, watts: number, { t, format }: Pick<Texts, 't' | 'format'>): string {
  if (isIdle(watts)) return t('act.not', { act: act(kind, -1, t) });
  const key = watts > 0 ? 'act.least' : 'act.most';
  return t(key, { act: act(kind, watts, t), power: join(format.power(watts)) });
}

/** What a request asks for, as the beginning of a sentence. */
export function asksFor(request: ControlRequest, kind: EnergyKind, texts: Pick<Texts, 't' | 'format'>): string {
  return upperFirst(request.channel === '' ? powerAsk(request, kind, texts) : channelAsk(request, texts));
}

function powerAsk(r: ControlRequest, kind: EnergyKind, texts: Pick<Texts, 't' | 'format'>): string {
  const { t } = texts;
  if (r.value !== undefined) return wanted(kind, r.value, texts);
  if (r.least !== undefined && r.least === r.most) return wanted(kind, r.least, texts);
  const bounds = [r.most === undefined ? '' : upper(kind, r.most, texts), r.least === undefined ? '' : lower(kind, r.least, texts)].filter(Boolean);
  const [one, other] = bounds;
  if (one === undefined) return t('act.any');
  return other === undefined ? one : t('act.and', { one, other });
}

function channelAsk(r: ControlRequest, texts: Pick<Texts, 't' | 'format'>): string {
  const { t } = texts;
  const shown = (v: number) => amount(v, r.unit, texts);
  if (r.value !== undefined) return `${r.channel} ${shown(r.value)}`;
  if (r.least !== undefined && r.most !== undefined) return `${r.channel} ${t('act.from_to', { low: shown(r.least), high: shown(r.most) })}`;
  if (r.least !== undefined) return `${r.channel} ${t('act.at_least', { value: shown(r.least) })}`;
  if (r.most !== undefined) return `${r.channel} ${t('act.at_most', { value: shown(r.most) })}`;
  return `${r.channel} ${t('act.any')}`;
}

/** A value with its unit, its sign kept: for channels whose sign is no direction of a power. */
export function amount(value: number, unit: string, { format }: Pick<Texts, 'format'>): string {
  const shown = shownUnit(unit);
  return join({ value: format.measure(value / shown.divide, shown.unit), unit: shown.unit });
}

/** Why something was asked or cut: the catalogue's sentence, "" where there is none. */
export function because(code: string | undefined, params: Record<string, unknown> | undefined, { language }: Pick<Texts, 'language'>): string {
  if (!code) return '';
  return reasonText(language, code, params ?? {}) ?? code;
}

/** Who asked or bound: the edge's own names in words, a controller by its id. */
export function who(by: string, t: Texts['t'], part: 'asker' | 'binder' = 'asker'): string {
  switch (by) {
    case 'operator':
      return t('control.operator');
    case 'asset':
      return part === 'binder' ? t('control.asset_itself') : t('control.device_says');
    case 'edge':
      return t('control.edge_itself');
    default:
      return by;
  }
}

/** Who set something by hand, by name where one is known. */
export function person(by: string, names: ReadonlyMap<string, string>, t: Texts['t']): string {
  if (by === 'local panel') return t('order.panel');
  const known = names.get(by);
  if (known) return known;
  return /^[0-9a-f-]{36}$/.test(by) ? t('order.person') : by;
}

export function upperFirst(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** A short time from microseconds: "250 µs", "1.2 ms", "3 s". */
export function shortTime(micros: number, { format }: Pick<Texts, 'format'>): string {
  if (micros < 1000) return join({ value: format.number(micros, 0), unit: 'µs' });
  if (micros < 1_000_000) return join({ value: format.number(micros / 1000, micros < 10_000 && micros % 1000 !== 0 ? 1 : 0), unit: 'ms' });
  return join({ value: format.number(micros / 1_000_000, micros % 1_000_000 === 0 ? 0 : 1), unit: 's' });
}
