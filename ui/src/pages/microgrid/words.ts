import type { MicrogridNode } from '../../api/microgrid';
import type { Texts } from '../../i18n/useTexts';
import type { Lexicon } from './explain';
import { nodeName } from './explain';
import type { Assets } from './look';
import type { Change, Field } from './merge';

/** A field of a node as a person reads it. */
export function valueText(field: Field, value: string, lexicon: Lexicon, assets: Assets): string {
  if (value === '') return field === 'parent' ? lexicon.t('microgrid.whole') : lexicon.t('topology.nothing');
  switch (field) {
    case 'parent':
      return nodeName(lexicon, value);
    case 'type':
      return lexicon.word('microgrid.type', value);
    case 'status':
      return lexicon.word('microgrid.status', value);
    case 'attached':
      return assets.get(value)?.name ?? value.slice(-8);
    default:
      return value;
  }
}

/** A change in words. */
export function changeText(c: Change, lexicon: Lexicon, assets: Assets): string {
  const { t } = lexicon;
  const node = nodeName(lexicon, c.node);
  if (c.kind === 'added' || c.kind === 'removed') return t(`topology.said.${c.kind}`, { node });
  const field = t(`topology.field.${c.kind}`);
  return t('topology.said.field', { node, field, from: valueText(c.kind, c.from, lexicon, assets), to: valueText(c.kind, c.to, lexicon, assets) });
}

/** The same words with the names of further nodes; the last tree that has a node names it. */
export function knowing(lexicon: Lexicon, ...trees: readonly (readonly MicrogridNode[])[]): Lexicon {
  const nodes = new Map(trees.flat().map((n) => [n.node_id, n]));
  return { ...lexicon, nodes };
}

/** Kilowatts as they are typed, in watts; null where nothing was typed, NaN for what is no number. */
export function wattsOf(typed: string): number | null {
  const text = typed.trim().replace(',', '.');
  if (text === '') return null;
  return /^-?\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) : NaN;
}

/** Watts as they stand in a field. */
export function typedWatts(watts: number | null | undefined, { language }: Pick<Texts, 'language'>): string {
  if (watts === null || watts === undefined) return '';
  const text = String(watts / 1000);
  return language === 'de' ? text.replace('.', ',') : text;
}
