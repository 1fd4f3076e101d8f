import type { TariffWindow } from '../../api/tariffs';

export const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
export type Weekday = (typeof weekdays)[number];

/** A part of a day with one rate, in minutes since midnight. */
export interface Segment {
  from: number;
  to: number;
  window: TariffWindow;
}

/** Minutes since midnight of a time of day; 24:00 is 1440. */
export function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

/** What a week of a month looks like: the parts of each weekday, in order. */
export function weekOf(windows: readonly TariffWindow[], month: number, holiday: boolean): Record<Weekday, Segment[]> {
  const told = windows.some((w) => w.holiday);
  const here = windows.filter((w) => w.months.includes(month) && w.holiday === (holiday && told));
  const of = (day: Weekday) =>
    here
      .filter((w) => w.weekdays.includes(day))
      .map((window) => ({ from: minutesOf(window.from), to: minutesOf(window.to), window }))
      .sort((a, b) => a.from - b.from);
  return Object.fromEntries(weekdays.map((day) => [day, of(day)])) as Record<Weekday, Segment[]>;
}

/** The rates for import that there are, each once, the lowest first. */
export function ratesOf(windows: readonly TariffWindow[]): string[] {
  const all = new Set(windows.flatMap((w) => (w.buy_rate === null ? [] : [w.buy_rate])));
  return [...all].sort((a, b) => Number(a) - Number(b));
}

/** Where a rate stands between the lowest, 0, and the highest, 1; the middle where there is but one. */
export function heatOf(rate: string, rates: readonly string[]): number {
  const low = Number(rates[0]);
  const high = Number(rates.at(-1));
  return high === low ? 0.5 : (Number(rate) - low) / (high - low);
}
