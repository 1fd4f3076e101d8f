import type { Allocation, Breach, Cycle, DepotMicrogrid, LimitNow, MicrogridNode, MicrogridNow, NodeNow } from '../../api/microgrid';

/** A node with its place in the tree and all that is known of it now. */
export interface Row {
  node: MicrogridNode;
  depth: number;
  /** Ids of the nodes above it, the first level first. */
  path: readonly string[];
  children: number;
  now: NodeNow | undefined;
  /** What the latest cycle gave. */
  given: Allocation | undefined;
  /** The cap of its own in the direction it flows; null where it has none. */
  cap: Cap | null;
  /** What a full bar stands for: the cap that applies, its own or the nearest above; 0 where nothing is known. */
  scale: number;
  breached: boolean;
}

export interface Known {
  depot: DepotMicrogrid;
  now: MicrogridNow | undefined;
  cycle: Cycle | null | undefined;
  breaches: readonly Breach[];
}

/** All nodes, each before what hangs on it, in the order they are shown. */
export function rowsOf({ depot, now, cycle, breaches }: Known): Row[] {
  const below = childrenOf(depot.nodes);
  const standing = new Map((now?.nodes ?? []).map((n) => [n.node_id, n]));
  const given = new Map((cycle?.allocation_summary?.by_node ?? []).map((a) => [a.node_id, a]));
  const breached = new Set(breaches.map((b) => b.node_id));
  const rows: Row[] = [];
  const walk = (parent: string, path: readonly string[], above: number) => {
    for (const node of below.get(parent) ?? []) {
      const at = standing.get(node.node_id);
      const allocation = given.get(node.node_id);
      const cap = capOf(at);
      const applies = cap?.limit_watts ?? above;
      const scale = Math.max(applies, Math.abs(at?.demand_watts ?? 0), Math.abs(allocation?.requested_watts ?? 0));
      const children = below.get(node.node_id)?.length ?? 0;
      rows.push({ node, depth: path.length, path, children, now: at, given: allocation, cap, scale, breached: breached.has(node.node_id) });
      walk(node.node_id, [...path, node.node_id], applies);
    }
  };
  walk('', [], capOf(now?.whole)?.limit_watts ?? 0);
  return rows;
}

/** Nodes by what they hang on; "" is the microgrid. */
export function childrenOf(nodes: readonly MicrogridNode[]): Map<string, MicrogridNode[]> {
  const below = new Map<string, MicrogridNode[]>();
  for (const n of nodes) {
    const siblings = below.get(n.parent_node_id ?? '');
    if (siblings) siblings.push(n);
    else below.set(n.parent_node_id ?? '', [n]);
  }
  return below;
}

/** A cap in the direction in which a node flows, both as magnitudes; the headroom is negative above it. */
export interface Cap {
  limit_watts: number;
  headroom_watts: number | null;
}

/** The tightest cap in the direction in which a node flows. Of one at rest it is that of drawing, else that of feeding in: a roof at night has its cap. */
export function capOf(now: NodeNow | undefined): Cap | null {
  const demand = now?.demand_watts ?? 0;
  const limits = now?.limits ?? [];
  const drawing = limits.flatMap(drawingCap);
  const caps = demand < 0 || (demand === 0 && drawing.length === 0) ? limits.flatMap((l) => feedingCap(l, demand)) : drawing;
  return caps.reduce<Cap | null>((tightest, c) => (tightest === null || c.limit_watts < tightest.limit_watts ? c : tightest), null);
}

function drawingCap(l: LimitNow): Cap[] {
  return l.constraint_type === 'GENERATION_CAP' || l.limit_watts === null ? [] : [{ limit_watts: l.limit_watts, headroom_watts: l.headroom_watts }];
}

function feedingCap(l: LimitNow, demand: number): Cap[] {
  if (l.constraint_type === 'NET_CAP' && l.least_watts !== null) return [{ limit_watts: -l.least_watts, headroom_watts: demand - l.least_watts }];
  return l.constraint_type === 'GENERATION_CAP' && l.limit_watts !== null ? [{ limit_watts: l.limit_watts, headroom_watts: l.headroom_watts }] : [];
}

/** What could still be drawn at a node, and the node that is full then; null where nothing above it has a known cap. */
export function roomAt(row: Row, rows: ReadonlyMap<string, Row>, whole: NodeNow | undefined): { watts: number; node: string | null } | null {
  let least: { watts: number; node: string | null } | null = null;
  const take = (now: NodeNow | undefined, node: string | null) => {
    for (const l of now?.limits ?? []) {
      if (l.constraint_type === 'GENERATION_CAP' || l.headroom_watts === null) continue;
      if (least === null || l.headroom_watts < least.watts) least = { watts: l.headroom_watts, node };
    }
  };
  take(row.now, row.node.node_id);
  for (const id of [...row.path].reverse()) take(rows.get(id)?.now, id);
  take(whole, null);
  return least;
}

/** Whether a leaf was given less than it asked for. */
export function isCut(given: Allocation | undefined): boolean {
  return (given?.bound_by.length ?? 0) > 0;
}

/** Rows that are in sight while some are folded up. */
export function inSight(rows: readonly Row[], folded: ReadonlySet<string>): Row[] {
  return rows.filter((r) => !r.path.some((id) => folded.has(id)));
}

/** What is folded up at first: in a large tree all that lies deep. */
export function foldedAtFirst(rows: readonly Row[]): Set<string> {
  if (rows.length <= 80) return new Set();
  return new Set(rows.filter((r) => r.children > 0 && r.depth >= 1).map((r) => r.node.node_id));
}
