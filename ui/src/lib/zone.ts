// Local days of a site. A day has 23, 24 or 25 hours; only the zone's own rules know which.

/** A calendar date as YYYY-MM-DD. */
export type LocalDate = string;

const hour = 3_600_000;

const partsByZone = new Map<string, Intl.DateTimeFormat>();

function parts(zone: string): Intl.DateTimeFormat {
  let f = partsByZone.get(zone);
  if (!f) {
    f = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    partsByZone.set(zone, f);
  }
  return f;
}

/** What the zone's wall clock shows at an instant, as if it were UTC, in epoch milliseconds. */
function wall(at: number, zone: string): number {
  const p: Record<string, string> = {};
  for (const part of parts(zone).formatToParts(at)) p[part.type] = part.value;
  return Date.UTC(+p.year!, +p.month! - 1, +p.day!, +p.hour!, +p.minute!, +p.second!);
}

/** The date in the zone at an instant. */
export function localDate(at: number, zone: string): LocalDate {
  return new Date(wall(at, zone)).toISOString().slice(0, 10);
}

/** The date so many days after another. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 24 * hour).toISOString().slice(0, 10);
}

/** Whether a text is a calendar date. */
export function isLocalDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/**
 * The first instant of a local date, in epoch milliseconds. Where a zone skips midnight for summer
 * time, it is the first instant that exists.
 */
export function startOfDay(date: LocalDate, zone: string): number {
  const want = Date.parse(`${date}T00:00:00Z`);
  let at = want;
  for (let i = 0; i < 3; i++) at += want - wall(at, zone);
  if (localDate(at, zone) < date) at += hour;
  return at;
}

/** The half-open interval [from, to) of a local date, in epoch milliseconds. */
export function dayOf(date: LocalDate, zone: string): { from: number; to: number } {
  return { from: startOfDay(date, zone), to: startOfDay(addDays(date, 1), zone) };
}

/** Instants in [from, to] at which the zone's wall clock shows a multiple of so many minutes. */
export function ticks(from: number, to: number, zone: string, minutes: number): number[] {
  const step = Math.min(minutes, 60) * 60_000;
  const found: number[] = [];
  for (let at = Math.ceil(from / (15 * 60_000)) * 15 * 60_000; at <= to; at += Math.min(step, 15 * 60_000)) {
    const minuteOfDay = (wall(at, zone) % (24 * hour)) / 60_000;
    if (minuteOfDay % minutes === 0) found.push(at);
  }
  return found;
}

/** The instant at which the zone's wall clock shows a text such as 2026-06-01T12:30, in epoch milliseconds; NaN for no such text. */
export function instantOf(text: string, zone: string): number {
  const want = Date.parse(`${text}Z`);
  let at = want;
  for (let i = 0; i < 3 && !Number.isNaN(at); i++) at += want - wall(at, zone);
  return at;
}
