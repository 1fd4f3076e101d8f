import type { AllocationRecord } from '../../api/places';

/** What of an asset is promised between two instants: the watts of each allocation that holds, in the order in which they were given. */
export interface Step {
  from: number;
  /** The first instant of the next step; of the last one, the end of the drawing. */
  to: number;
  parts: { id: string; watts: number }[];
  watts: number;
}

/** The allocations that count, those that begin earlier first: what is archived promises nothing. */
export function inForce(allocations: readonly AllocationRecord[]): AllocationRecord[] {
  return allocations.filter((a) => a.archived_at === null).toSorted((a, b) => a.effective_from.localeCompare(b.effective_from) || a.id.localeCompare(b.id));
}

/** The time that allocations are drawn over: a tenth more than they span, at least a year around now. */
export function spanOf(allocations: readonly AllocationRecord[], now: number): { from: number; to: number } {
  const half = 183 * 86_400_000;
  const instants = allocations.flatMap((a) => [Date.parse(a.effective_from), ...(a.effective_to ? [Date.parse(a.effective_to)] : [])]);
  const first = Math.min(now - half, ...instants);
  const last = Math.max(now + half, ...instants);
  const more = (last - first) / 20;
  return { from: first - more, to: last + more };
}

/** The steps of a time in which what is promised stays the same, without holes; a step in which nothing is has no parts. */
export function stepsOf(allocations: readonly AllocationRecord[], span: { from: number; to: number }): Step[] {
  const periods = allocations.map((a) => ({ id: a.id, watts: a.allocated_watts, from: Date.parse(a.effective_from), to: a.effective_to ? Date.parse(a.effective_to) : Infinity }));
  const inside = periods.flatMap((p) => [p.from, p.to]).filter((at) => at > span.from && at < span.to);
  const edges = [span.from, ...new Set(inside.toSorted((a, b) => a - b)), span.to];
  return edges.slice(0, -1).map((from, i) => {
    const parts = periods.filter((p) => p.from <= from && p.to > from).map(({ id, watts }) => ({ id, watts }));
    return { from, to: edges[i + 1]!, parts, watts: parts.reduce((sum, p) => sum + p.watts, 0) };
  });
}
