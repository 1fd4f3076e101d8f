import type { Texts } from '../../i18n/useTexts';
import type { Formatter, Quantity } from '../../lib/format';
import type { Period, Report, Subspan } from '../../api/reports';

/** An energy as it is shown; null where unknown. */
export function energy(format: Formatter, wattHours: number | null): Quantity | null {
  return wattHours === null ? null : format.energy(wattHours);
}

/** A share of the server in hundredths of a percent; rounded down, so that only all of it is 100 %. */
export function share(format: Formatter, basisPoints: number | null): Quantity | null {
  return basisPoints === null ? null : { value: format.number(Math.floor(basisPoints / 10) / 10, basisPoints % 100 === 0 ? 0 : 1), unit: '%' };
}

/** The period of a report in words. */
export function periodText({ t, format }: Pick<Texts, 't' | 'format'>, period: Period, firstDay: string): string {
  const day = format.date(`${firstDay}T12:00:00Z`, 'UTC');
  return period === 'WEEK' ? t('reports.week_of', { day }) : day;
}

/**
 * What a part is called: a day, or an hour. Where the clock changes, the hours say their offset, for
 * two of them have the same name.
 */
export function partText(format: Formatter, report: Pick<Report, 'period' | 'time_zone' | 'parts'>, part: Pick<Subspan, 'from'>): string {
  if (report.period === 'WEEK') return format.date(part.from, report.time_zone).replace(/,? \d{4}$/, '');
  const time = format.time(part.from, report.time_zone);
  return report.parts.length === 24 ? time : `${time} ${offsetOf(part.from, report.time_zone)}`;
}

function offsetOf(at: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(Date.parse(at));
  return parts.find((p) => p.type === 'timeZoneName')?.value.replace('GMT', '') || '+00:00';
}
