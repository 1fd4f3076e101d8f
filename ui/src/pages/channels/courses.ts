import type { Bucket, ChannelItem, Series } from '../../api/types';
import { channelKey } from '../../live/store';

/** The course of one channel in the time shown. */
export interface Course {
  channel: string;
  unit: string;
  buckets: readonly Bucket[];
}

/** Courses that share a unit and therefore an axis. */
export interface Group {
  unit: string;
  courses: Course[];
}

/**
 * The courses of a view by their units, in the order in which units were first chosen. What was
 * chosen since the series were asked for is not among them yet.
 */
export function groupsOf(chosen: readonly string[], series: readonly Series[]): Group[] {
  const found = new Map(series.map((s) => [s.channel, s]));
  const groups = new Map<string, Group>();
  for (const channel of chosen) {
    const { unit, buckets } = found.get(channel) ?? {};
    if (unit === undefined || buckets === undefined) continue;
    const group = groups.get(unit) ?? { unit, courses: [] };
    group.courses.push({ channel, unit, buckets });
    groups.set(unit, group);
  }
  return [...groups.values()];
}

/** The channels that a site has, and those that only an old address names. */
export function sorted(chosen: readonly string[], channels: readonly ChannelItem[]): { known: string[]; strange: string[] } {
  const there = new Set(channels.map((c) => channelKey(c.asset, c.name)));
  return { known: chosen.filter((c) => there.has(c)), strange: chosen.filter((c) => !there.has(c)) };
}

/** Whether any interval of a course has a value. */
export function hasValues(course: Course): boolean {
  return course.buckets.some((b) => b.mean !== null);
}

/** Whether a course is a counter's, and the energy of any of its intervals is known. */
export function counts(course: Course): boolean {
  return course.buckets.some((b) => b.energy_wh !== null);
}

/** What is said of a course in figures: extremes of the time shown and the share of it that is covered. */
export interface Extremes {
  min: number | null;
  max: number | null;
  /** The time-weighted mean of what is covered. */
  mean: number | null;
  /** 0 to 1. */
  covered: number;
}

/** The figures of a course over intervals of so many ms, those that have begun by now. */
export function extremesOf(course: Course, width: number, now: number): Extremes {
  const begun = course.buckets.filter((b) => Date.parse(b.from) < now);
  const known = begun.filter((b) => b.mean !== null);
  const seconds = known.reduce((sum, b) => sum + b.covered_seconds, 0);
  const possible = begun.reduce((sum, b) => sum + Math.min(width, now - Date.parse(b.from)) / 1000, 0);
  return {
    min: known.reduce<number | null>((least, b) => lesser(least, b.min), null),
    max: known.reduce<number | null>((most, b) => greater(most, b.max), null),
    mean: seconds > 0 ? known.reduce((sum, b) => sum + (b.mean ?? 0) * b.covered_seconds, 0) / seconds : null,
    covered: possible > 0 ? Math.min(1, seconds / possible) : 0,
  };
}

function lesser(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

function greater(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
