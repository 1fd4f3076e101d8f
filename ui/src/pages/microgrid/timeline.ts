import type { ActiveEnvelope } from '../../api/microgrid';

const hour = 3_600_000;

/** What the timeline shows: two hours back and a day ahead. */
export interface Span {
  from: number;
  to: number;
}

export function spanAround(now: number): Span {
  const from = Math.floor(now / hour) * hour - 2 * hour;
  return { from, to: from + 26 * hour };
}

/** A block as it is drawn: from and to as shares of the span, and the limit it enforces. */
export interface Bar {
  key: string;
  left: number;
  width: number;
  from: number;
  to: number;
  watts: number | null;
}

/** The blocks of an envelope that lie in the span. A block without a bound from above has no watts. */
export function barsOf(envelope: Pick<ActiveEnvelope, 'blocks'>, span: Span): Bar[] {
  const length = span.to - span.from;
  return envelope.blocks.flatMap((b) => {
    const from = Math.max(span.from, Date.parse(b.block_from));
    const to = Math.min(span.to, Date.parse(b.block_to));
    if (to <= from) return [];
    return [{ key: b.block_from, left: (from - span.from) / length, width: (to - from) / length, from: Date.parse(b.block_from), to: Date.parse(b.block_to), watts: b.max_limit_watts ?? b.target_watts }];
  });
}

/** How strongly a block is drawn, 0.25 to 1: the less it allows beside the loosest block, the stronger. */
export function strength(watts: number | null, loosest: number): number {
  if (watts === null || loosest <= 0) return 0.25;
  return 1 - 0.75 * Math.min(1, Math.max(0, watts / loosest));
}

/** Every sixth hour of the span, as instants and shares. */
export function ticksOf(span: Span): { at: number; left: number }[] {
  const out = [];
  for (let at = Math.ceil(span.from / (6 * hour)) * 6 * hour; at < span.to; at += 6 * hour) out.push({ at, left: (at - span.from) / (span.to - span.from) });
  return out;
}
