import { reasons } from '../gen/reasons';
import { fill, type Language } from '../i18n/translate';
import { formatter } from '../lib/format';

type Texts = Readonly<Record<string, { readonly en: string; readonly de: string }>>;

/**
 * The catalogue's text of a code as a sentence in a language; undefined for a code it does not know.
 * A name at its beginning, such as the key of a device, is written as it is.
 */
export function reasonText(language: Language, code: string, params: Record<string, unknown>): string | undefined {
  const entry = Object.hasOwn(reasons, code) ? (reasons as Texts)[code] : undefined;
  if (!entry) return undefined;
  const text = entry[language];
  return fill(text.charAt(0).toLocaleUpperCase(language) + text.slice(1), localized(language, params));
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
