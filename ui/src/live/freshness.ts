import type { Quality } from '../api/types';
import type { Known } from './store';

/** What a reading is worth now. */
export type Standing = 'fresh' | 'stale' | 'missing';

/**
 * How long a value stands without being repeated, in milliseconds: an edge repeats an unchanged
 * value at least once a minute, and two minutes cover one lost repetition.
 */
export const longestSilence = 120_000;

export interface Judged {
  standing: Standing;
  /** The value while it is fresh; null otherwise: unknown is not zero. */
  value: number | null;
  /** The last value known, also when it is no longer fresh. */
  last: number | null;
  quality: Quality | 'MISSING';
  /** Age of the last value in milliseconds; null without one. */
  age: number | null;
}

const usable: ReadonlySet<Quality> = new Set(['GOOD', 'UNCERTAIN', 'SUBSTITUTED']);

/** Judges a reading at a time. */
export function judge(reading: Known | undefined, now: number): Judged {
  if (!reading) return { standing: 'missing', value: null, last: null, quality: 'MISSING', age: null };
  const age = Math.max(0, now - Date.parse(reading.lastAt));
  const late = age > longestSilence;
  const fresh = usable.has(reading.quality) && !late && reading.value !== null;
  return {
    standing: fresh ? 'fresh' : 'stale',
    value: fresh ? reading.lastValue : null,
    last: reading.lastValue,
    quality: usable.has(reading.quality) && !fresh ? 'STALE' : reading.quality,
    age,
  };
}
