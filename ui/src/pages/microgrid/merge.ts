import type { MicrogridNode } from '../../api/microgrid';
import type { components } from '../../gen/api';
import { childrenOf } from './tree';

// Two people change one tree: what does not collide is merged, what does is asked.

type Operation = components['schemas']['TopologyOperation'];

/** What of a node can be changed; what is attached counts as one. */
export type Field = 'parent' | 'name' | 'type' | 'attached' | 'status' | 'order';
export const fields: readonly Field[] = ['parent', 'name', 'type', 'attached', 'status', 'order'];

export interface Change {
  node: string;
  kind: 'added' | 'removed' | Field;
  /** Before and after, as the field has them; "" where there is none. */
  from: string;
  to: string;
}

export type Side = 'mine' | 'theirs';

/** Something that both changed in ways that cannot both be. */
export interface Collision {
  node: string;
  /** A field both set, or a node that one side removed while the other still needs it. */
  kind: Field | 'removed';
  mine: string;
  theirs: string;
}

type Nodes = readonly MicrogridNode[];
type ByID = ReadonlyMap<string, MicrogridNode>;

/** A field of a node as text. */
export function valueOf(node: MicrogridNode, field: Field): string {
  switch (field) {
    case 'parent':
      return node.parent_node_id ?? '';
    case 'name':
      return node.name ?? '';
    case 'type':
      return node.node_type ?? '';
    case 'attached':
      return node.attached_asset_id ?? '';
    case 'status':
      return node.status ?? 'ACTIVE';
    case 'order':
      return String(node.display_order ?? 0);
  }
}

function take(into: MicrogridNode, from: MicrogridNode, field: Field): MicrogridNode {
  const none = null as never; // the API takes null here, its description does not say so
  switch (field) {
    case 'parent':
      return { ...into, parent_node_id: from.parent_node_id ?? none };
    case 'name':
      return { ...into, name: from.name ?? '' };
    case 'type':
      return { ...into, node_type: from.node_type! };
    case 'attached':
      return { ...into, attached_asset_type: from.attached_asset_type ?? none, attached_asset_id: from.attached_asset_id ?? none };
    case 'status':
      return { ...into, status: from.status ?? 'ACTIVE' };
    case 'order':
      return { ...into, display_order: from.display_order ?? 0 };
  }
}

const byID = (nodes: Nodes): Map<string, MicrogridNode> => new Map(nodes.map((n) => [n.node_id, n]));

/** What leads from one tree to another. */
export function changesBetween(before: Nodes, after: Nodes): Change[] {
  const was = byID(before);
  const is = byID(after);
  const out: Change[] = [];
  for (const n of before) if (!is.has(n.node_id)) out.push({ node: n.node_id, kind: 'removed', from: valueOf(n, 'name'), to: '' });
  for (const n of after) {
    const old = was.get(n.node_id);
    if (!old) out.push({ node: n.node_id, kind: 'added', from: '', to: valueOf(n, 'name') });
    else for (const f of fields) if (valueOf(old, f) !== valueOf(n, f)) out.push({ node: n.node_id, kind: f, from: valueOf(old, f), to: valueOf(n, f) });
  }
  return out;
}

export interface Trees {
  /** What both began with. */
  base: Nodes;
  mine: Nodes;
  theirs: Nodes;
}

/** What cannot be merged without asking. */
export function collisionsOf({ base, mine, theirs }: Trees): Collision[] {
  const [b, m, t] = [byID(base), byID(mine), byID(theirs)];
  const out: Collision[] = [];
  for (const [id, old] of b) {
    const [ours, other] = [m.get(id), t.get(id)];
    if (ours && other) out.push(...fieldCollisions(old, ours, other));
    else if (ours && needs(ours, old, mine)) out.push({ node: id, kind: 'removed', mine: 'kept', theirs: 'removed' });
    else if (other && needs(other, old, theirs)) out.push({ node: id, kind: 'removed', mine: 'removed', theirs: 'kept' });
  }
  return out;
}

function fieldCollisions(old: MicrogridNode, ours: MicrogridNode, other: MicrogridNode): Collision[] {
  return fields.flatMap((kind) => {
    const [was, mine, theirs] = [valueOf(old, kind), valueOf(ours, kind), valueOf(other, kind)];
    return mine !== was && theirs !== was && mine !== theirs ? [{ node: old.node_id, kind, mine, theirs }] : [];
  });
}

/** Whether one side changed a node, or has something hanging on it. */
function needs(now: MicrogridNode, was: MicrogridNode, tree: Nodes): boolean {
  return fields.some((f) => valueOf(now, f) !== valueOf(was, f)) || tree.some((n) => n.parent_node_id === now.node_id);
}

/** The key under which a collision is decided. */
export const keyOf = (c: Pick<Collision, 'node' | 'kind'>): string => `${c.node} ${c.kind}`;

/** The tree with both sides' changes; choices say whose holds where they collide. */
export function merge(trees: Trees, choices: ReadonlyMap<string, Side>): MicrogridNode[] {
  const [b, m, t] = [byID(trees.base), byID(trees.mine), byID(trees.theirs)];
  const whose = (node: string, kind: Collision['kind']) => choices.get(keyOf({ node, kind })) ?? 'theirs';
  const out: MicrogridNode[] = [];
  for (const id of new Set([...t.keys(), ...m.keys()])) {
    const [old, ours, other] = [b.get(id), m.get(id), t.get(id)];
    if (!old) out.push((ours ?? other)!);
    else if (ours && other) out.push(mergedNode(old, ours, other, (field) => whose(id, field)));
    else if (ours && needs(ours, old, trees.mine) && whose(id, 'removed') === 'mine') out.push(ours);
    else if (other && needs(other, old, trees.theirs) && whose(id, 'removed') === 'theirs') out.push(other);
  }
  return withoutOrphans(out);
}

function mergedNode(old: MicrogridNode, ours: MicrogridNode, other: MicrogridNode, whose: (field: Field) => Side): MicrogridNode {
  return fields.reduce((node, f) => {
    const [was, mine, theirs] = [valueOf(old, f), valueOf(ours, f), valueOf(other, f)];
    if (mine === was || mine === theirs) return node;
    return theirs === was || whose(f) === 'mine' ? take(node, ours, f) : node;
  }, other);
}

/** What hung on a node that is gone is gone with it. */
function withoutOrphans(nodes: MicrogridNode[]): MicrogridNode[] {
  const there = new Set(nodes.map((n) => n.node_id));
  const kept = nodes.filter((n) => !n.parent_node_id || there.has(n.parent_node_id));
  return kept.length === nodes.length ? kept : withoutOrphans(kept);
}

/** Operations that lead from one tree to another: what is added from the top, what is removed from the bottom. */
export function operationsBetween(before: Nodes, after: Nodes): Operation[] {
  const was: ByID = byID(before);
  const is: ByID = byID(after);
  const out: Operation[] = [];
  for (const n of fromTheTop(after)) if (!was.has(n.node_id)) out.push({ op: 'add', node: bare(n) });
  for (const n of after) {
    const old = was.get(n.node_id);
    if (!old) continue;
    if (fields.some((f) => f !== 'parent' && valueOf(old, f) !== valueOf(n, f))) out.push({ op: 'update', node: bare(n) });
    if (valueOf(old, 'parent') !== valueOf(n, 'parent')) out.push({ op: 'move', node: bare(n) });
  }
  for (const n of fromTheTop(before).reverse()) if (!is.has(n.node_id)) out.push({ op: 'remove', node: bare(n) });
  return out;
}

/** A node as it is sent: without what is null. */
function bare(node: MicrogridNode): MicrogridNode {
  return Object.fromEntries(Object.entries(node).filter(([, v]) => v !== null)) as unknown as MicrogridNode;
}

function fromTheTop(nodes: Nodes): MicrogridNode[] {
  const below = childrenOf(nodes);
  const out: MicrogridNode[] = [];
  const walk = (parent: string) => {
    for (const n of below.get(parent) ?? []) {
      out.push(n);
      walk(n.node_id);
    }
  };
  walk('');
  return out;
}

/** Nodes that may be above another: all but itself and what hangs on it. */
export function parentsFor(nodes: Nodes, id: string): MicrogridNode[] {
  const below = childrenOf(nodes);
  const under = new Set<string>();
  const walk = (at: string) => {
    under.add(at);
    for (const n of below.get(at) ?? []) walk(n.node_id);
  };
  walk(id);
  return fromTheTop(nodes).filter((n) => !under.has(n.node_id));
}
