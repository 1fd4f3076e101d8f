import type { BenchValue } from '../api/panel';
import type { Texts } from '../i18n/useTexts';
import { amount } from '../control/wording';
import { join } from '../lib/format';
import { channelWord, isDirected, kindOf, shownUnit } from '../lib/wording';

/** A value as a person reads it: a power's direction in a word, never its sign. */
export function benchText(v: BenchValue, { t, format }: Pick<Texts, 't' | 'format'>): string {
  if (v.value === null) return t('commission.no_value');
  if (v.unit === 'bool' || v.unit.startsWith('enum:')) return format.number(v.value, 0);
  const channel = v.channel.replace(/Applied$/, '');
  if (!isDirected(channel, v.unit)) return amount(v.value, v.unit, { format });
  const word = channelWord(kindOf(v.nature), channel, v.unit, v.value);
  const { unit, divide } = shownUnit(v.unit);
  return `${word === null ? '' : `${t(word)} `}${join({ value: format.measure(Math.abs(v.value) / divide, unit), unit })}`;
}
