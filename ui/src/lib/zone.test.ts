import { describe, expect, it } from 'vitest';
import { addDays, dayOf, isLocalDate, localDate, startOfDay, ticks } from './zone';

const hours = (day: string, zone: string) => {
  const { from, to } = dayOf(day, zone);
  return (to - from) / 3_600_000;
};

describe('a local day', () => {
  it.each([
    ['2026-06-15', 'Europe/Berlin', 24],
    ['2026-03-29', 'Europe/Berlin', 23],
    ['2026-10-25', 'Europe/Berlin', 25],
    ['2026-06-15', 'UTC', 24],
    ['2026-03-08', 'America/New_York', 23],
    ['2026-06-15', 'Asia/Kathmandu', 24],
    ['2026-09-06', 'America/Santiago', 23],
  ])('%s in %s has %d hours', (day, zone, want) => {
    expect(hours(day, zone)).toBe(want);
  });
  it('begins at local midnight', () => {
    expect(new Date(startOfDay('2026-06-15', 'Europe/Berlin')).toISOString()).toBe('2026-06-14T22:00:00.000Z');
    expect(new Date(startOfDay('2026-06-15', 'Asia/Kathmandu')).toISOString()).toBe('2026-06-14T18:15:00.000Z');
  });
  it('is found from an instant', () => {
    expect(localDate(Date.parse('2026-06-14T22:30:00Z'), 'Europe/Berlin')).toBe('2026-06-15');
    expect(localDate(Date.parse('2026-06-14T22:30:00Z'), 'UTC')).toBe('2026-06-14');
  });
});

it('counts days over months and leap years', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
});

it('knows a date from other text', () => {
  expect(isLocalDate('2026-06-15')).toBe(true);
  expect(isLocalDate('2026-13-15')).toBe(false);
  expect(isLocalDate('today')).toBe(false);
});

it('puts ticks on the local clock, also over the change of time', () => {
  const { from, to } = dayOf('2026-10-25', 'Europe/Berlin');
  const show = (at: number) => new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' }).format(at);
  expect(ticks(from, to, 'Europe/Berlin', 360).map(show)).toEqual(['00:00', '06:00', '12:00', '18:00', '00:00']);
});
