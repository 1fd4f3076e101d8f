import type { Domain, ModelTable } from '../../api/model';

/** The order in which domains are drawn. */
export const domains: readonly Domain[] = ['IDENTITY', 'REGISTRY', 'OPERATIONS', 'CONTROL', 'MARKET', 'RECORD'];

export interface Group {
  domain: Domain;
  tables: ModelTable[];
}

/** The tables of each domain that has any; within one, those that others refer to come first. */
export function groupsOf(tables: readonly ModelTable[]): Group[] {
  const weight = (name: string) => referring(tables, name).length;
  return domains
    .map((domain) => ({ domain, tables: tables.filter((t) => t.domain === domain).sort((a, b) => weight(b.name) - weight(a.name) || a.name.localeCompare(b.name)) }))
    .filter((g) => g.tables.length > 0);
}

/** The tables that refer to one, by name, each once. */
export function referring(tables: readonly ModelTable[], name: string): string[] {
  return tables.filter((t) => t.name !== name && t.references.some((r) => r.table === name)).map((t) => t.name);
}

/** The tables that one refers to, each once; itself is left out. */
export function referred(table: ModelTable): string[] {
  return [...new Set(table.references.map((r) => r.table))].filter((name) => name !== table.name);
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A curve from one box to another, that leaves and enters at the sides that face each other. */
export function curve(from: Box, to: Box): string {
  const y1 = from.y + from.height / 2;
  const y2 = to.y + to.height / 2;
  const apart = to.x >= from.x + from.width || to.x + to.width <= from.x;
  if (!apart) {
    const x = Math.min(from.x, to.x);
    const out = 14 + Math.min(30, Math.abs(y2 - y1) / 12);
    return `M${from.x} ${y1}C${x - out} ${y1} ${x - out} ${y2} ${to.x} ${y2}`;
  }
  const right = to.x > from.x;
  const x1 = right ? from.x + from.width : from.x;
  const x2 = right ? to.x : to.x + to.width;
  const bend = Math.max(24, Math.abs(x2 - x1) / 2) * (right ? 1 : -1);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
