import type { NodeKind, OrgNode } from '../../api/places';

/** A place with those directly below it, by name. */
export interface Branch {
  node: OrgNode;
  below: Branch[];
}

/** The tree of places; a place whose parent is out of sight stands at the top. */
export function treeOf(nodes: readonly OrgNode[]): Branch[] {
  const branches = new Map(nodes.map((node) => [node.id, { node, below: [] as Branch[] }]));
  const top: Branch[] = [];
  for (const branch of branches.values()) (branches.get(branch.node.parent_id ?? '')?.below ?? top).push(branch);
  const sort = (list: Branch[]) => list.sort((a, b) => a.node.name.localeCompare(b.node.name));
  for (const branch of branches.values()) sort(branch.below);
  return sort(top);
}

// The kinds that may lie directly above one of a kind; "" is the top of the tree. The server decides.
const above: Record<NodeKind, readonly (NodeKind | '')[]> = {
  ENTERPRISE: ['', 'ENTERPRISE'],
  SITE: ['', 'ENTERPRISE'],
  BUILDING: ['SITE'],
  FLOOR: ['BUILDING'],
  SPACE: ['SITE', 'BUILDING', 'FLOOR', 'SPACE'],
  EQUIPMENT: ['SITE', 'BUILDING', 'FLOOR', 'SPACE', 'EQUIPMENT'],
};

export const nodeKinds = Object.keys(above) as NodeKind[];

/** What can be made below a place, or with null at the top. */
export function kindsBelow(parent: OrgNode | null): NodeKind[] {
  return nodeKinds.filter((kind) => above[kind].includes(parent?.kind ?? ''));
}

/** The place and everything below it. */
export function withBelow(nodes: readonly OrgNode[], id: string): Set<string> {
  const inside = new Set([id]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const n of nodes) {
      if (n.parent_id && inside.has(n.parent_id) && !inside.has(n.id)) {
        inside.add(n.id);
        grown = true;
      }
    }
  }
  return inside;
}

/** Where a place can be moved: to what may be above its kind, not below itself, and out of no site. null is the top. */
export function targetsOf(nodes: readonly OrgNode[], node: OrgNode): (OrgNode | null)[] {
  const own = withBelow(nodes, node.id);
  const inside = node.kind !== 'ENTERPRISE' && node.kind !== 'SITE';
  const fits = nodes.filter((n) => above[node.kind].includes(n.kind) && !own.has(n.id) && n.id !== node.parent_id && n.archived_at === null && (!inside || n.site_id === node.site_id));
  const top = above[node.kind].includes('') && node.parent_id ? [null] : [];
  return [...top, ...fits.sort((a, b) => a.name.localeCompare(b.name))];
}

/** Names from the top down to a place. */
export function pathOf(nodes: readonly OrgNode[], node: OrgNode): string {
  const byID = new Map(nodes.map((n) => [n.id, n]));
  const names: string[] = [];
  for (let at: OrgNode | undefined = node, depth = 0; at && depth < 32; at = byID.get(at.parent_id ?? ''), depth++) names.unshift(at.name);
  return names.join(' › ');
}
