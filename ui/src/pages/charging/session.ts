import type { ChargingSession } from '../../api/charging';
import type { Span } from '../../api/queries';
import type { Texts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { absent, join } from '../../lib/format';

/** Energy of a session, from exact Wh; what is not known is not zero. */
export function energyText(wattHours: string | null, { format }: Texts): string {
  return wattHours === null ? absent : join(format.energy(Number(wattHours)));
}

/** How long a session has lasted by now. */
export function durationText(s: ChargingSession, now: number, { t }: Texts): string {
  const end = s.ended_at === null ? now : Date.parse(s.ended_at);
  return ageText(end - Date.parse(s.started_at), t);
}

const minute = 60_000;

/** The time of a session, in whole buckets, with a little before and behind it. */
export function spanOf(s: ChargingSession, now: number): Span & { width: number } {
  const from = Date.parse(s.started_at);
  const to = s.ended_at === null ? now : Date.parse(s.ended_at);
  const hours = (to - from) / (60 * minute);
  const [bucket, width] = hours <= 6 ? (['1m', minute] as const) : hours <= 36 ? (['5m', 5 * minute] as const) : hours <= 240 ? (['15m', 15 * minute] as const) : (['1h', 60 * minute] as const);
  const edge = 2 * width;
  return { from: Math.floor((from - edge) / width) * width, to: Math.ceil((to + edge) / width) * width, bucket, width };
}
