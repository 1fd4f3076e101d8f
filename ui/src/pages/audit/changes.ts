import type { AuditItem } from '../../api/types';

/** One field of a row that an entry is about; undefined where the row or the field was not there. */
export interface Change {
  field: string;
  before: string | undefined;
  after: string | undefined;
}

/** Keys of the database that tell a reader nothing. */
const internal = new Set(['tenant_id', 'site_id', 'channel_id']);

/** What changed, field by field in the order of names: for a change only what differs, else the whole row. */
export function changesOf(entry: Pick<AuditItem, 'before' | 'after'>): Change[] {
  const before = rowOf(entry.before);
  const after = rowOf(entry.after);
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter((f) => !internal.has(f)).sort();
  return fields
    .map((field) => ({ field, before: shown(before, field), after: shown(after, field) }))
    .filter((c) => c.before !== c.after);
}

type Row = Record<string, unknown>;

function rowOf(value: unknown): Row | undefined {
  return typeof value === 'object' && value !== null ? (value as Row) : undefined;
}

function shown(row: Row | undefined, field: string): string | undefined {
  const value = row?.[field];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What the row is called, where it has a name. */
export function nameOf(entry: Pick<AuditItem, 'before' | 'after'>): string {
  const row = rowOf(entry.after) ?? rowOf(entry.before) ?? {};
  for (const field of ['name', 'display_name', 'email', 'key', 'kind', 'role']) {
    const value = row[field];
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}
