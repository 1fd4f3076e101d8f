import type { Language } from '../i18n/translate';

/** A number and its unit, kept apart so that a page can set them in different sizes. */
export interface Quantity {
  value: string;
  unit: string;
}

export const absent = '–';

const locales: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

export interface Formatter {
  /** The magnitude of a power; direction is said in words, never by a sign. */
  power: (watts: number) => Quantity;
  energy: (wattHours: number) => Quantity;
  /** A share 0…1 as percent. */
  share: (share: number) => Quantity;
  percent: (percent: number) => Quantity;
  number: (value: number, decimals: number) => string;
  /** A number with as many decimals as its unit is measured in, else as its size makes readable. */
  measure: (value: number, unit: string) => string;
  time: (at: Instant, zone: string) => string;
  timeSeconds: (at: Instant, zone: string) => string;
  date: (at: Instant, zone: string) => string;
  /** Day and month. */
  day: (at: Instant, zone: string) => string;
  /** Day, month and year. */
  fullDay: (at: Instant, zone: string) => string;
  dateTime: (at: Instant, zone: string) => string;
}

/** An instant as Date, epoch milliseconds or RFC 3339 text. */
export type Instant = Date | number | string;

/** Whether a power is shown as 0.00 kW: then there is no direction to speak of. */
export function isIdle(watts: number): boolean {
  return Math.abs(watts) < 5;
}

/** Joins value and unit with a narrow no-break space, as SI writes it. */
export function join(q: Quantity): string {
  return q.unit === '' ? q.value : `${q.value}\u202f${q.unit}`;
}

const made = new Map<Language, Formatter>();

/** The formats of a language. */
export function formatter(language: Language): Formatter {
  const known = made.get(language);
  if (known) return known;
  const fresh = makeFormatter(locales[language]);
  made.set(language, fresh);
  return fresh;
}

function makeFormatter(locale: string): Formatter {
  const numbers = new Map<number, Intl.NumberFormat>();
  const number = (value: number, decimals: number): string => {
    let f = numbers.get(decimals);
    if (!f) {
      f = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
      numbers.set(decimals, f);
    }
    return f.format(value === 0 ? 0 : value).replace('-', '\u2212');
  };
  const when = dates(locale);
  return {
    number,
    power: (watts) => scaled(Math.abs(watts), ['kW', 'MW'], number),
    energy: (wattHours) => scaled(Math.abs(wattHours), ['kWh', 'MWh'], number),
    share: (share) => ({ value: number(share * 100, 0), unit: '%' }),
    percent: (percent) => ({ value: number(percent, percent < 10 && percent % 1 !== 0 ? 1 : 0), unit: '%' }),
    measure: (value, unit) => number(value, measured[unit] ?? decimalsFor(Math.abs(value))),
    time: when({ hour: '2-digit', minute: '2-digit', hour12: false }),
    timeSeconds: when({ hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }),
    date: when({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
    day: when({ day: 'numeric', month: 'short' }),
    fullDay: when({ day: 'numeric', month: 'short', year: 'numeric' }),
    dateTime: when({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false }),
  };
}

// Base values are W and Wh; views show kW and kWh, and MW and MWh from 10,000 kW on.
function scaled(base: number, units: [string, string], number: Formatter['number']): Quantity {
  const kilo = base / 1000;
  if (kilo < 9999.5) return { value: number(kilo, decimalsFor(kilo)), unit: units[0] };
  const mega = kilo / 1000;
  return { value: number(mega, decimalsFor(mega)), unit: units[1] };
}

const measured: Readonly<Record<string, number>> = { Hz: 3, V: 1, '°C': 1, '%': 1, kWh: 2 };

function decimalsFor(magnitude: number): number {
  if (magnitude < 9.995) return 2;
  return magnitude < 99.95 ? 1 : 0;
}

function dates(locale: string) {
  return (options: Intl.DateTimeFormatOptions) => {
    const byZone = new Map<string, Intl.DateTimeFormat>();
    return (at: Instant, zone: string): string => {
      let f = byZone.get(zone);
      if (!f) {
        f = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
        byZone.set(zone, f);
      }
      return f.format(new Date(at));
    };
  };
}
