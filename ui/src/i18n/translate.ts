import { de } from './de';
import { en, type Dictionary, type Key } from './en';

export type Language = 'en' | 'de';
export const languages: readonly Language[] = ['en', 'de'];

const dictionaries: Record<Language, Dictionary> = { en, de };

type Names<S extends string> = S extends `${string}{${infer N}}${infer R}` ? N | Names<R> : never;
/** What the text of a key needs to be filled in: nothing, or a value per {name}. */
export type Params<K extends Key> = [Names<(typeof en)[K]>] extends [never]
  ? []
  : [values: Record<Names<(typeof en)[K]>, string | number>];

/** Keys whose text needs nothing filled in. */
export type PlainKey = { [K in Key]: [Names<(typeof en)[K]>] extends [never] ? K : never }[Key];

type PluralBase<K extends Key> = K extends `${infer B}.one` ? B : never;
/** Keys that have a form for one and a form for more. */
export type PluralKey = PluralBase<Key>;

/** The text of a key with its names filled in. */
export function translate<K extends Key>(language: Language, key: K, ...values: Params<K>): string {
  return fill(dictionaries[language][key], values[0] ?? {});
}

interface Counting {
  rules: Intl.PluralRules;
  numbers: Intl.NumberFormat;
}

// Made once: making them takes longer than drawing a page.
const countings = new Map<Language, Counting>();

function counting(language: Language): Counting {
  const known = countings.get(language);
  if (known) return known;
  const fresh = { rules: new Intl.PluralRules(language), numbers: new Intl.NumberFormat(language) };
  countings.set(language, fresh);
  return fresh;
}

/** The form of a counted text that the language's plural rules choose for n. */
export function translateCount(language: Language, base: PluralKey, n: number): string {
  const { rules, numbers } = counting(language);
  const form = rules.select(n) === 'one' ? 'one' : 'other';
  return fill(dictionaries[language][`${base}.${form}`], { n: numbers.format(n) });
}

/** Puts values in the place of {name}; a name without a value stays visible, so that it is noticed. */
export function fill(text: string, values: Record<string, unknown>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** Whether a string from outside (an enum of the API) names a text. */
export function isKey(key: string): key is Key {
  return Object.hasOwn(en, key);
}
