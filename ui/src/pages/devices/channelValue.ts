import type { AssetItem, ChannelItem } from '../../api/types';
import type { EnergyKind } from '../../design/tokens';
import type { Texts } from '../../i18n/useTexts';
import { absent, join } from '../../lib/format';
import { channelWord, isDirected, kindOf, shownUnit } from '../../lib/wording';

/** The kind an asset belongs to: what measures the connection is the grid. */
export function kindOfAsset(asset: AssetItem | undefined): EnergyKind {
  return asset?.measures_connection ? 'grid' : kindOf(asset?.nature ?? 'LOAD');
}

/** A channel's value as a person reads it: direction in a word, magnitude with its unit. */
export interface ChannelText {
  word: string | null;
  text: string;
}

/** Writes a channel's value. A power loses its sign to the word; other numbers keep theirs. */
export function channelValue(channel: ChannelItem, asset: AssetItem | undefined, value: number | null, { t, format }: Texts): ChannelText {
  if (value === null) return { word: null, text: absent };
  const word = channelWord(kindOfAsset(asset), channel.name, channel.unit, value);
  const { unit, divide } = shownUnit(channel.unit);
  const number = isDirected(channel.name, channel.unit) ? Math.abs(value) : value;
  if (channel.unit === 'bool' || channel.unit.startsWith('enum:')) return { word: null, text: format.number(value, 0) };
  return { word: word === null ? null : t(word), text: join({ value: format.measure(number / divide, unit), unit }) };
}
