import { describe, expect, it } from 'vitest';
import { reasonText } from '../api/reasons';
import { reasons } from '../gen/reasons';
import { de } from './de';
import { en } from './en';
import { fill, isKey, translate, translateCount } from './translate';

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

describe('the dictionaries', () => {
  const keys = Object.keys(en) as (keyof typeof en)[];
  it('have the same keys', () => {
    expect(Object.keys(de).sort()).toEqual([...keys].sort());
  });
  it('have a text for every key, with the same names in both languages', () => {
    for (const key of keys) {
      expect(en[key].trim(), key).not.toBe('');
      expect(de[key].trim(), key).not.toBe('');
      expect(names(de[key]), key).toEqual(names(en[key]));
    }
  });
  it('have both forms of every counted text', () => {
    for (const key of keys.filter((k) => k.endsWith('.one'))) {
      expect(keys).toContain(key.replace(/\.one$/, '.other'));
    }
  });
});

describe('the catalogue of reasons', () => {
  it('has the same names in both languages', () => {
    for (const [code, text] of Object.entries(reasons)) expect(names(text.de), code).toEqual(names(text.en));
  });
  it('is filled in and localized', () => {
    const params = { device: 'battery0', age_seconds: 12 };
    expect(reasonText('en', 'STALE_DATA', params)).toBe('battery0 has sent nothing fresh for 12 s');
    expect(reasonText('de', 'STALE_DATA', params)).toBe('battery0 hat seit 12 s nichts Aktuelles gesendet');
    expect(reasonText('de', 'PEAK_LIMIT', { limit_watts: 12500.5 })).toContain('12.500,5 W');
  });
  it('begins in upper case, but for a name', () => {
    expect(reasonText('en', 'WRONG_LOGIN', {})).toBe('E-mail or password is wrong');
    expect(reasonText('en', 'DEVICE_CONNECTED', { device: 'battery' })).toBe('battery answers');
  });
  it('knows nothing of a code of another version', () => {
    expect(reasonText('en', 'NO_SUCH_CODE', {})).toBeUndefined();
    expect(reasonText('en', 'toString', {})).toBeUndefined();
  });
});

it('fills in names and leaves unknown ones in sight', () => {
  expect(fill('{a} of {b}', { a: 1 })).toBe('1 of {b}');
  expect(translate('de', 'events.lasted', { duration: '5 min' })).toBe('dauerte 5 min');
});

it('counts as the language does', () => {
  expect(translateCount('en', 'alarms.open', 1)).toBe('1 open alarm');
  expect(translateCount('en', 'alarms.open', 0)).toBe('0 open alarms');
  expect(translateCount('de', 'alarms.open', 1200)).toBe('1.200 offene Alarme');
});

it('knows its keys', () => {
  expect(isKey('nav.site')).toBe(true);
  expect(isKey('toString')).toBe(false);
});
