import { describe, expect, it } from 'vitest';
import type { ModelTable } from '../../api/model';
import { formatter } from '../../lib/format';
import { curve, groupsOf, referred, referring } from './graph';
import { sizeText } from './size';

function table(name: string, domain: ModelTable['domain'], ...to: string[]): ModelTable {
  return { name, domain, entity: '', view: false, about: '', tier: 'RELATIONAL', columns: [], references: to.map((t) => ({ table: t, columns: ['tenant_id'] })), rows: 1, more: false, bytes: 1, newest: null };
}

const tables = [table('assets', 'REGISTRY', 'sites', 'assets', 'sites'), table('sites', 'REGISTRY', 'tenants'), table('tenants', 'IDENTITY'), table('reports', 'RECORD', 'sites')];

describe('the graph of entities', () => {
  it('has each domain once, what others refer to first, and none that is empty', () => {
    expect(groupsOf(tables).map((g) => [g.domain, g.tables.map((t) => t.name)])).toEqual([
      ['IDENTITY', ['tenants']],
      ['REGISTRY', ['sites', 'assets']],
      ['RECORD', ['reports']],
    ]);
  });
  it('names each reference once, and none to itself', () => {
    expect(referred(tables[0]!)).toEqual(['sites']);
    expect(referring(tables, 'sites')).toEqual(['assets', 'reports']);
  });
  it('draws a curve between the sides that face each other', () => {
    const at = (x: number) => ({ x, y: 0, width: 10, height: 10 });
    expect(curve(at(0), at(100))).toMatch(/^M10 5C.* 100 5$/);
    expect(curve(at(100), at(0))).toMatch(/^M100 5C.* 10 5$/);
  });
});

it('sizes are told in the unit that fits', () => {
  const format = formatter('en');
  expect(sizeText(format, 0)).toBe('0\u202fB');
  expect(sizeText(format, 1536)).toBe('1.5\u202fKiB');
  expect(sizeText(format, 300 * 1024 * 1024)).toBe('300\u202fMiB');
});
