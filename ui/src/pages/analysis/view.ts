import type { LoadProfile, KPIs } from '../../api/analysis';
import { addDays, isLocalDate } from '../../lib/zone';

export const flows = ['LOAD', 'IMPORT', 'EXPORT', 'PV', 'CHARGED', 'DISCHARGED'] as const;
export const periods = ['15m', '1h', '1d'] as const;
export const spans = ['30', '90', '365'] as const;

/** What the page shows, as its address says it: the last day is included. */
export interface View {
  first: string;
  last: string;
  interval: KPIs['interval'];
  of: string;
  period: LoadProfile['period'];
  seasons: boolean;
}

/** The view of an address. What it does not know it leaves out: then it is the last thirty days, of which today is one. */
export function viewOf(search: URLSearchParams, today: string): View {
  const date = (name: string, otherwise: string) => {
    const text = search.get(name) ?? '';
    return isLocalDate(text) ? text : otherwise;
  };
  return {
    first: date('first', addDays(today, -29)),
    last: date('last', today),
    interval: search.get('interval') === 'MONTH' ? 'MONTH' : 'DAY',
    of: search.get('of') ?? 'LOAD',
    period: periods.find((p) => p === search.get('period')) ?? '15m',
    seasons: search.get('seasons') === 'true',
  };
}

/** The address of a view. */
export function addressOf(view: View): Record<string, string> {
  return { ...view, seasons: String(view.seasons) };
}

/** How many days a view is of; below 1 where they are in the wrong order. */
export function daysOf(view: Pick<View, 'first' | 'last'>): number {
  return Math.round((Date.parse(`${view.last}T00:00:00Z`) - Date.parse(`${view.first}T00:00:00Z`)) / 86_400_000) + 1;
}
