import { useMemo } from 'react';
import { usePreferences } from '../app/preferences';
import { formatter, type Formatter } from '../lib/format';
import { isKey, translate, translateCount, type Language, type Params, type PluralKey } from './translate';
import type { Key } from './en';

export interface Texts {
  language: Language;
  t: <K extends Key>(key: K, ...values: Params<K>) => string;
  /** A counted text. */
  tn: (base: PluralKey, n: number) => string;
  /** The text of an enum value of the API, or the value itself where this version has no word for it. */
  word: (group: string, value: string) => string;
  format: Formatter;
}

/** Texts and number formats in the chosen language. */
export function useTexts(): Texts {
  const language = usePreferences((s) => s.language);
  return useMemo(
    () => ({
      language,
      t: (key, ...values) => translate(language, key, ...values),
      tn: (base, n) => translateCount(language, base, n),
      word: (group, value) => {
        const key = `${group}.${value}`;
        return isKey(key) ? (translate as (l: Language, k: Key) => string)(language, key) : value;
      },
      format: formatter(language),
    }),
    [language],
  );
}
