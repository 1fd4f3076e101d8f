import { describe, expect, test } from 'vitest';
import { changesOf, nameOf } from './changes';

describe('what an entry tells', () => {
  test('of a change only the fields that differ, in the order of names', () => {
    const before = { tenant_id: 1, name: 'House', time_zone: 'UTC', address: 'here' };
    const after = { tenant_id: 1, name: 'Home', time_zone: 'UTC', address: null };
    expect(changesOf({ before, after })).toEqual([
      { field: 'address', before: 'here', after: undefined },
      { field: 'name', before: 'House', after: 'Home' },
    ]);
  });
  test('of a new row what it holds, and nothing of what it does not', () => {
    expect(changesOf({ before: null, after: { id: 'a', site_id: 4, meter: null, payload: { watts: 5 } } })).toEqual([
      { field: 'id', before: undefined, after: 'a' },
      { field: 'payload', before: undefined, after: '{"watts":5}' },
    ]);
  });
  test('zero and false are values', () => {
    expect(changesOf({ before: { n: 1, on: true }, after: { n: 0, on: false } })).toEqual([
      { field: 'n', before: '1', after: '0' },
      { field: 'on', before: 'true', after: 'false' },
    ]);
  });
  test('the name of the row as it is now, or as it was', () => {
    expect(nameOf({ before: { name: 'House' }, after: { name: 'Home' } })).toBe('Home');
    expect(nameOf({ before: { display_name: 'Ada' }, after: null })).toBe('Ada');
    expect(nameOf({ before: null, after: { id: 'x' } })).toBe('');
  });
});
