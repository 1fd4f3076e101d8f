import type { Span } from '../../api/queries';

/** How many channels stand in one view: more lines than these cannot be told apart. */
export const mostChannels = 8;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The lengths of time to choose from, each with the interval whose count a screen can show. */
export const ranges = {
  '1h': { length: hour, bucket: '1m', width: minute },
  '6h': { length: 6 * hour, bucket: '5m', width: 5 * minute },
  '24h': { length: day, bucket: '15m', width: 15 * minute },
  '7d': { length: 7 * day, bucket: '1h', width: hour },
  '30d': { length: 30 * day, bucket: '1h', width: hour },
  '1y': { length: 365 * day, bucket: '1d', width: day },
} as const;

export type Range = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as Range[];

/** What the page shows, as its address says it. */
export interface View {
  channels: string[];
  range: Range;
  /** End of the time shown, ms; null follows the present. */
  to: number | null;
}

/** The view of an address. What it does not know it leaves out, so that an old link still opens. */
export function viewOf(search: URLSearchParams): View {
  const range = search.get('range') ?? '';
  const to = Date.parse(search.get('to') ?? '');
  return {
    channels: [...new Set(search.getAll('channel'))].slice(0, mostChannels),
    range: isRange(range) ? range : '24h',
    to: Number.isNaN(to) ? null : to,
  };
}

/** The address of a view. */
export function addressOf(view: View): URLSearchParams {
  const search = new URLSearchParams(view.channels.map((c) => ['channel', c]));
  if (view.range !== '24h') search.set('range', view.range);
  if (view.to !== null) search.set('to', new Date(view.to).toISOString());
  return search;
}

function isRange(text: string): text is Range {
  return Object.hasOwn(ranges, text);
}

/** The view with a channel added, or taken away where it is there. A full view stays as it is. */
export function toggled(view: View, channel: string): View {
  if (view.channels.includes(channel)) return { ...view, channels: view.channels.filter((c) => c !== channel) };
  return view.channels.length < mostChannels ? { ...view, channels: [...view.channels, channel] } : view;
}

/** The span of a view, its end on a whole interval at or after what is asked for. */
export function spanOf(view: View, now: number): Span {
  const { length, bucket, width } = ranges[view.range];
  const to = Math.ceil(Math.min(view.to ?? now, now) / width) * width;
  return { from: to - length, to, bucket };
}

/** The view one length of time earlier or later; what would reach the present follows it. */
export function moved(view: View, steps: 1 | -1, now: number): View {
  const { length } = ranges[view.range];
  const to = spanOf(view, now).to + steps * length;
  return { ...view, to: to >= now ? null : to };
}
