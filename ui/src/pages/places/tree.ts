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
  const children = new Map<string, string[]>();
  for (const n of nodes) {
    if (!n.parent_id) continue;
    const siblings = children.get(n.parent_id);
    if (siblings) siblings.push(n.id);
    else children.set(n.parent_id, [n.id]);
  }
  const inside = new Set([id]);
  for (const at of inside) for (const child of children.get(at) ?? []) inside.add(child);
  return inside;
}

/** Why a place cannot be put below another. */
export type Refusal = 'itself' | 'there' | 'below' | 'archived' | 'kind' | 'site';

/** Judges where a place can be put: null where it can be, otherwise why not. A target of null is the top. The server decides. */
export function judgeOf(nodes: readonly OrgNode[], node: OrgNode): (target: OrgNode | null) => Refusal | null {
  const own = withBelow(nodes, node.id);
  const inside = node.kind !== 'ENTERPRISE' && node.kind !== 'SITE';
  return (target) => {
    if (target?.id === node.id) return 'itself';
    if ((target?.id ?? null) === node.parent_id) return 'there';
    if (target && own.has(target.id)) return 'below';
    if (target && target.archived_at !== null) return 'archived';
    if (!above[node.kind].includes(target?.kind ?? '')) return 'kind';
    return inside && target?.site_id !== node.site_id ? 'site' : null;
  };
}

/** Where a place can be moved, by name; null is the top and comes first. */
export function targetsOf(nodes: readonly OrgNode[], node: OrgNode): (OrgNode | null)[] {
  const judge = judgeOf(nodes, node);
  const fits = nodes.filter((n) => judge(n) === null).sort((a, b) => a.name.localeCompare(b.name));
  return judge(null) === null ? [null, ...fits] : fits;
}

/** Names from the top down to a place. */
export function pathOf(nodes: readonly OrgNode[], node: OrgNode): string {
  return pathsOf(nodes)(node);
}

/** The same for many places. */
export function pathsOf(nodes: readonly OrgNode[]): (node: OrgNode) => string {
  const byID = new Map(nodes.map((n) => [n.id, n]));
  return (node) => {
    const names: string[] = [];
    for (let at: OrgNode | undefined = node, depth = 0; at && depth < 32; at = byID.get(at.parent_id ?? ''), depth++) names.unshift(at.name);
    return names.join(' › ');
  };
}

/** Whether each word of what somebody looks for occurs in a text. */
export function holds(text: string, sought: string): boolean {
  const low = text.toLocaleLowerCase();
  return sought.toLocaleLowerCase().split(/\s+/).every((word) => low.includes(word));
}

/** The places whose name or key holds what is looked for, with all above them. */
export function found(nodes: readonly OrgNode[], sought: string): OrgNode[] {
  const byID = new Map(nodes.map((n) => [n.id, n]));
  const kept = new Set<string>();
  for (const n of nodes) {
    if (!holds(`${n.name} ${n.key}`, sought)) continue;
    for (let at: OrgNode | undefined = n; at && !kept.has(at.id); at = byID.get(at.parent_id ?? '')) kept.add(at.id);
  }
  return nodes.filter((n) => kept.has(n.id));
}
