import { describe, expect, it } from 'vitest';
import type { MicrogridNode } from '../../api/microgrid';
import { changesBetween, collisionsOf, keyOf, merge, operationsBetween, parentsFor, type Side } from './merge';
import { depot } from './testdata';

const base = depot.nodes;
const set = (id: string, change: Partial<MicrogridNode>, nodes: readonly MicrogridNode[] = base) => nodes.map((n) => (n.node_id === id ? { ...n, ...change } : n));
const without = (...ids: string[]) => base.filter((n) => !ids.includes(n.node_id));
const added = (node_id: string, parent_node_id: string): MicrogridNode => ({ ...base[2]!, node_id, parent_node_id, name: node_id });
const choose = (...pairs: [string, Side][]) => new Map(pairs);
const byID = (nodes: readonly MicrogridNode[], id: string) => nodes.find((n) => n.node_id === id);

describe('two edits of one tree', () => {
  it('that touch different nodes and fields are both kept, and nobody is asked', () => {
    const trees = { base, mine: [...set('c7', { name: 'Seven' }), added('n', 'h')], theirs: set('c7', { status: 'MAINTENANCE' }, without('c9')) };
    expect(collisionsOf(trees)).toEqual([]);
    const merged = merge(trees, new Map());
    expect(byID(merged, 'c7')).toMatchObject({ name: 'Seven', status: 'MAINTENANCE' });
    expect(byID(merged, 'n')?.parent_node_id).toBe('h');
    expect(byID(merged, 'c9')).toBeUndefined();
  });
  it('that say the same are no collision', () => {
    const trees = { base, mine: set('c7', { name: 'Seven' }), theirs: set('c7', { name: 'Seven' }) };
    expect(collisionsOf(trees)).toEqual([]);
  });
  it('that set one field to two values are asked about, and go by the answer', () => {
    const trees = { base, mine: set('c7', { name: 'Mine' }), theirs: set('c7', { name: 'Theirs' }) };
    const [collision] = collisionsOf(trees);
    expect(collision).toEqual({ node: 'c7', kind: 'name', mine: 'Mine', theirs: 'Theirs' });
    expect(byID(merge(trees, choose([keyOf(collision!), 'mine'])), 'c7')?.name).toBe('Mine');
    expect(byID(merge(trees, choose([keyOf(collision!), 'theirs'])), 'c7')?.name).toBe('Theirs');
  });
  it('one of which removes what the other changed are asked about, both ways', () => {
    const theyRemoved = { base, mine: set('c7', { name: 'Seven' }), theirs: without('c7') };
    expect(collisionsOf(theyRemoved)).toEqual([{ node: 'c7', kind: 'removed', mine: 'kept', theirs: 'removed' }]);
    expect(byID(merge(theyRemoved, choose(['c7 removed', 'mine'])), 'c7')?.name).toBe('Seven');
    expect(byID(merge(theyRemoved, choose(['c7 removed', 'theirs'])), 'c7')).toBeUndefined();
    const iRemoved = { base, mine: without('c7'), theirs: set('c7', { name: 'Seven' }) };
    expect(collisionsOf(iRemoved)).toEqual([{ node: 'c7', kind: 'removed', mine: 'removed', theirs: 'kept' }]);
    expect(byID(merge(iRemoved, choose(['c7 removed', 'mine'])), 'c7')).toBeUndefined();
  });
  it('one of which hangs something on what the other removes never leaves it hanging in the air', () => {
    const trees = { base, mine: [...base, added('n', 'h')], theirs: without('h') };
    expect(collisionsOf(trees).map(keyOf)).toEqual(['h removed']);
    expect(merge(trees, choose(['h removed', 'theirs'])).map((n) => n.node_id)).toEqual(['f', 'c7', 'c8', 'c9']);
    expect(merge(trees, choose(['h removed', 'mine'])).map((n) => n.node_id)).toContain('n');
  });
});

describe('an edit', () => {
  it('is sent from the top down and from the bottom up, fields and places apart', () => {
    const after = [...set('c7', { name: 'Seven', parent_node_id: 'n1' }, without('h')), added('n2', 'n1'), added('n1', 'f')];
    expect(operationsBetween(base, after).map((o) => `${o.op} ${o.node.node_id}`)).toEqual(['add n1', 'add n2', 'update c7', 'move c7', 'remove h']);
    const deep = [...base, added('n1', 'f'), added('n2', 'n1')];
    expect(operationsBetween(deep, base).map((o) => `${o.op} ${o.node.node_id}`)).toEqual(['remove n2', 'remove n1']);
  });
  it('is told change by change', () => {
    expect(changesBetween(base, [...set('c7', { status: 'MAINTENANCE' }, without('c9')), added('n', 'f')]).map((c) => [c.node, c.kind, c.from, c.to])).toEqual([
      ['c9', 'removed', '', ''],
      ['c7', 'status', 'ACTIVE', 'MAINTENANCE'],
      ['n', 'added', '', 'n'],
    ]);
  });
  it('that leads nowhere sends nothing', () => expect(operationsBetween(base, set('c7', {}))).toEqual([]));
  it('offers no place below the node itself', () => expect(parentsFor(base, 'f')).toEqual([]));
});

it('any two edits merge to a tree without orphans that has what each alone would have changed', () => {
  let seed = 7;
  const random = (n: number) => ((seed = (seed * 48_271) % 2_147_483_647) % n);
  const edit = (tag: string) => {
    let nodes = [...base];
    for (let i = 0; i < 3; i++) {
      const id = base[1 + random(4)]!.node_id;
      if (random(4) === 0) nodes = nodes.filter((n) => n.node_id !== id && n.parent_node_id !== id);
      else if (random(3) === 0) nodes.push(added(`${tag}${i}`, nodes[random(nodes.length)]!.node_id));
      else nodes = set(id, random(2) ? { name: `${tag}${random(2)}` } : { display_order: random(3) }, nodes);
    }
    return nodes;
  };
  for (let round = 0; round < 500; round++) {
    const trees = { base, mine: edit('m'), theirs: edit('t') };
    for (const side of ['mine', 'theirs'] as const) {
      const collisions = collisionsOf(trees);
      const merged = merge(trees, new Map(collisions.map((c) => [keyOf(c), side])));
      const ids = new Set(merged.map((n) => n.node_id));
      expect(ids.size).toBe(merged.length);
      for (const n of merged) if (n.parent_node_id) expect(ids.has(n.parent_node_id)).toBe(true);
      if (collisions.length === 0) {
        const kinds = (nodes: readonly MicrogridNode[]) => changesBetween(base, nodes).map((c) => `${c.node} ${c.kind} ${c.to}`);
        expect(new Set(kinds(merged))).toEqual(new Set([...kinds(trees.mine), ...kinds(trees.theirs)]));
      }
    }
  }
});
