import { reasons } from '../gen/reasons';
import { fill, type Language } from '../i18n/translate';
import { formatter } from '../lib/format';

type Texts = Readonly<Record<string, { readonly en: string; readonly de: string }>>;

/** The catalogue's text of a code in a language, filled in; undefined for a code it does not know. */
export function reasonText(language: Language, code: string, params: Record<string, unknown>): string | undefined {
  const entry = Object.hasOwn(reasons, code) ? (reasons as Texts)[code] : undefined;
  if (!entry) return undefined;
  return fill(entry[language], localized(language, params));
}

function localized(language: Language, params: Record<string, unknown>): Record<string, unknown> {
  const format = formatter(language);
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'number' ? format.number(value, Number.isInteger(value) ? 0 : 1) : value,
    ]),
  );
}
