import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useNetPower, useSummary, type Span } from '../../api/queries';
import type { NetPower, Summary } from '../../api/types';
import { addDays, dayOf, isLocalDate, localDate, type LocalDate } from '../../lib/zone';
import { useNow } from '../../live/useLiveSite';

export const ranges = ['day', '24h', '6h', '1h'] as const;
export type Range = (typeof ranges)[number];

export interface Shown {
  day: LocalDate;
  isToday: boolean;
  range: Range;
  span: Span;
  /** Length of an interval, ms. */
  width: number;
  goTo: (day: LocalDate) => void;
  step: (days: 1 | -1) => void;
  choose: (range: Range) => void;
}

const minute = 60_000;
const buckets = { day: ['15m', 15], '24h': ['15m', 15], '6h': ['5m', 5], '1h': ['1m', 1] } as const;
const hours = { '24h': 24, '6h': 6, '1h': 1 } as const;

/** The day and range on screen; the day stands in the address, so that it can be sent to somebody. */
export function useSpan(site: string, zone: string): Shown {
  const now = useNow(15_000);
  const [search, setSearch] = useSearchParams();
  const [chosen, setChosen] = useState<Range | null>(null);
  const today = localDate(now, zone);
  const asked = search.get('day') ?? '';
  const day = isLocalDate(asked) && asked < today ? asked : today;
  const isToday = day === today;
  const summary = useSummary(site, today).data;
  const power = useNetPower(site).data;
  const range = isToday ? (chosen ?? fittingRange(summary, power, now)) : 'day';
  const end = Math.ceil(now / minute) * minute;
  const goTo = (next: LocalDate) => setSearch(next >= today ? {} : { day: next }, { replace: true });
  const span = useMemo(() => spanOf(range, day, zone, end), [range, day, zone, end]);
  return { day, isToday, range, span, width: buckets[range][1] * minute, goTo, step: (days) => goTo(addDays(day, days)), choose: setChosen };
}

/**
 * The range that shows most: the day once some hours of it are covered, before that the last 24
 * hours, and for a site that has just begun to live the last hour.
 */
export function fittingRange(
  summary: Pick<Summary, 'from' | 'covered_share'> | undefined,
  power: Pick<NetPower, 'buckets'> | undefined,
  now: number,
): Range {
  if (!summary || !power) return 'day';
  const covered = ((now - Date.parse(summary.from)) / (60 * minute)) * summary.covered_share;
  if (covered >= 5) return 'day';
  const known = power.buckets.filter((b) => b.grid_watts !== null).length;
  return known >= 6 ? '24h' : '1h';
}

function spanOf(range: Range, day: LocalDate, zone: string, end: number): Span {
  const bucket = buckets[range][0];
  if (range === 'day') return { ...dayOf(day, zone), bucket };
  const step = buckets[range][1] * minute;
  const to = Math.ceil(end / step) * step;
  return { from: to - hours[range] * 60 * minute, to, bucket };
}
