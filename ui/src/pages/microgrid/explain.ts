import { reasonText } from '../../api/reasons';
import type { Allocation, Binding, Breach, Cycle, DepotMicrogrid, MicrogridNode, MicrogridNow } from '../../api/microgrid';
import type { Texts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { childrenOf } from './tree';
import { commandOf } from './source';

// What a cycle came to, in words made here from its codes and numbers.

export type SentenceKind = 'plain' | 'cut' | 'breach' | 'note';

export interface Sentence {
  kind: SentenceKind;
  text: string;
  /** The node it is about. */
  node?: string;
}

/** What names and places a sentence can speak of. */
export interface Lexicon extends Pick<Texts, 't' | 'tn' | 'word' | 'format' | 'language'> {
  nodes: ReadonlyMap<string, MicrogridNode>;
  parents: ReadonlySet<string>;
  /** Where a node stands when the tree is read from top to bottom. */
  rank: ReadonlyMap<string, number>;
  /** Where a limit came from, by its id. */
  origins: ReadonlyMap<string, string>;
}

/** The words for a microgrid as it is known now. */
export function lexiconOf(texts: Texts, depot: DepotMicrogrid, now: MicrogridNow | undefined): Lexicon {
  const { word } = texts;
  const origins = new Map<string, string>();
  for (const n of now?.nodes ?? []) for (const l of n.limits) origins.set(l.set_by, word('microgrid.set_by', l.set_by_kind));
  for (const c of depot.circuits) origins.set(c.circuit_id, word('microgrid.set_by', 'CIRCUIT'));
  for (const e of depot.operating_envelopes) origins.set(e.envelope_id, commandOf(e) === '' ? `${word('envelope.type', e.envelope_type)} ${e.source_ref}` : word('envelope.type', e.envelope_type));
  for (const l of depot.node_limits) origins.set(l.node_limit_id, word('microgrid.source', l.source_type));
  const parents = new Set(depot.nodes.map((n) => n.parent_node_id).filter((id) => id !== null && id !== undefined));
  return { ...texts, nodes: new Map(depot.nodes.map((n) => [n.node_id, n])), parents, rank: rankOf(depot), origins };
}

function rankOf(depot: DepotMicrogrid): Map<string, number> {
  const below = childrenOf(depot.nodes);
  const rank = new Map<string, number>();
  const walk = (parent: string) => {
    for (const n of below.get(parent) ?? []) {
      rank.set(n.node_id, rank.size);
      walk(n.node_id);
    }
  };
  walk('');
  return rank;
}

/** A node's name, or its type and the end of its id where it has none. */
export function nodeName(lexicon: Pick<Lexicon, 'nodes' | 'word' | 't'>, id: string | null | undefined): string {
  if (!id) return lexicon.t('microgrid.whole');
  const node = lexicon.nodes.get(id);
  if (node?.name) return node.name;
  return `${node?.node_type ? lexicon.word('microgrid.type', node.node_type) : lexicon.t('microgrid.node')} ${id.slice(-4)}`;
}

/** The cycle in sentences: the outcome, limits that were passed, who got less and why, and what stood in for what. */
export function explainCycle(cycle: Cycle, lexicon: Lexicon): Sentence[] {
  const { t } = lexicon;
  const all: Sentence[] = [{ kind: 'plain', text: outcomeText(cycle, lexicon) }];
  if (!cycle.audit.enforced) all.push({ kind: 'note', text: t('explain.not_enforced') });
  for (const m of cycle.missing_inputs) {
    all.push({ kind: 'breach', text: t('explain.missing', { node: nodeName(lexicon, m.node_id), input: inputText(m.input, lexicon) }), ...(m.node_id ? { node: m.node_id } : {}) });
  }
  for (const b of cycle.breaches) all.push({ kind: 'breach', text: breachText(b, lexicon), ...(b.node_id ? { node: b.node_id } : {}) });
  const place = (a: Allocation) => lexicon.rank.get(a.node_id) ?? Number.MAX_SAFE_INTEGER;
  const leaves = (cycle.allocation_summary?.by_node ?? []).filter((a) => isLeaf(a, lexicon)).sort((a, b) => place(a) - place(b));
  for (const a of leaves.filter((l) => l.bound_by.length > 0)) all.push({ kind: 'cut', text: leafText(a, cycle, lexicon), node: a.node_id });
  all.push(...metText(leaves, lexicon));
  for (const l of cycle.safe_action.leaves) {
    all.push({ kind: 'note', text: t('explain.safe', { node: nodeName(lexicon, l.node_id), power: power(l.watts, lexicon) }), node: l.node_id });
  }
  for (const code of cycle.reason_codes.filter((c) => notices.has(c))) all.push({ kind: 'note', text: `${reasonText(lexicon.language, code, {}) ?? code}.` });
  return all;
}

/** Codes that say what stood in for what; the others are told where they cut. */
const notices: ReadonlySet<string> = new Set([
  'TELEMETRY_STALE_FALLBACK_USED',
  'LEGACY_ALIAS_TRANSLATION_APPLIED',
  'FORECAST_GAP_POLICY_USED',
  'FORECAST_SOURCE_STALE_FALLBACK_USED',
  'FORECAST_SOURCE_STALE_FAIL_SAFE_USED',
]);

/** What the latest cycle did at one node. */
export function explainNode(id: string, cycle: Cycle | null | undefined, lexicon: Lexicon): Sentence[] {
  const { t } = lexicon;
  if (!cycle) return [{ kind: 'plain', text: t('explain.no_cycle') }];
  const own: Sentence[] = cycle.breaches.filter((b) => b.node_id === id).map((b) => ({ kind: 'breach', text: breachText(b, lexicon) }));
  const by = cycle.allocation_summary?.by_node ?? [];
  const at = by.find((a) => a.node_id === id);
  if (!at) return [...own, { kind: 'plain', text: outcomeText(cycle, lexicon) }];
  if (at.bound_by.length > 0) return [...own, { kind: 'cut', text: leafText(at, cycle, lexicon) }];
  if (isLeaf(at, lexicon)) {
    const text = at.requested_watts === 0 ? t('explain.not_asked') : t('explain.met', { node: nodeName(lexicon, id), asked: power(at.requested_watts, lexicon) });
    return [...own, { kind: 'plain', text }];
  }
  const cut = by.filter((a) => a.bound_by.some((b) => b.node_id === id));
  if (cut.length === 0) return [...own, { kind: 'plain', text: t('explain.binds_nobody') }];
  return [...own, { kind: 'cut', text: t('explain.binds', { n: cut.length, names: cut.slice(0, 5).map((a) => nodeName(lexicon, a.node_id)).join(', ') + (cut.length > 5 ? ' …' : '') }) }];
}

export function inputText(input: string, { word }: Pick<Lexicon, 'word'>): string {
  return input.split('|').map((one) => word('microgrid.input', one)).join(', ');
}

function outcomeText(cycle: Cycle, lexicon: Lexicon): string {
  const { t } = lexicon;
  const sums = cycle.allocation_summary;
  if (cycle.outcome === 'REJECTED' || !sums) return t('explain.REJECTED');
  if (sums.requested_watts === 0 && sums.by_node.every((a) => a.requested_watts === 0)) return t('explain.nothing');
  return t(`explain.${cycle.outcome}`, { given: power(sums.allocated_watts, lexicon), asked: power(sums.requested_watts, lexicon) });
}

/** A breach in a sentence. */
export function breachText(b: Breach, lexicon: Lexicon): string {
  const { t, word } = lexicon;
  const parts = { demand: power(b.effective_demand_watts, lexicon), cap: word('microgrid.cap_of', b.constraint_type), limit: power(b.resolved_limit_watts, lexicon) };
  const said = b.node_id ? t('explain.breach', { ...parts, node: nodeName(lexicon, b.node_id), origin: originText(b.constraint_ref, lexicon) }) : t('explain.breach_whole', parts);
  return b.source_mode === 'MEASURED' ? said : `${said} ${t('explain.breach_fallback')}`;
}

function leafText(a: Allocation, cycle: Cycle, lexicon: Lexicon): string {
  const { t } = lexicon;
  const whys = a.bound_by.map((b) => bindingText(b, a, cycle, lexicon));
  const why = [...new Set(whys)].reduce((one, other) => t('explain.and', { one, other }));
  const names = { node: nodeName(lexicon, a.node_id), asked: power(a.requested_watts, lexicon), why };
  return a.allocated_watts === 0 ? t('explain.nothing_for', names) : t('explain.leaf', { ...names, given: power(a.allocated_watts, lexicon) });
}

/** What stands in the way of a power at a node, as the end of a sentence. */
export function againstText(node: string, against: readonly Binding[], lexicon: Lexicon): string {
  const { t, word } = lexicon;
  const whys = against.map((b) => {
    if (!b.constraint_type) return reasonText(lexicon.language, b.reason_code, { node: nodeName(lexicon, b.node_id) }) ?? b.reason_code;
    const parts = { cap: word('microgrid.cap_of', b.constraint_type), limit: power(b.limit_watts, lexicon), origin: originText(b.constraint_ref, lexicon) };
    if (b.node_id === node) return t('explain.own_cap', parts);
    return b.node_id ? t('explain.at_cap', { ...parts, node: nodeName(lexicon, b.node_id) }) : t('explain.whole_cap', parts);
  });
  return whys.reduce((one, other) => t('explain.and', { one, other }));
}

function bindingText(b: Binding, a: Allocation, cycle: Cycle, lexicon: Lexicon): string {
  const { t, language } = lexicon;
  switch (b.reason_code) {
    case 'MINIMUM_NOT_REACHED':
      return t('explain.minimum', { limit: power(b.limit_watts, lexicon) });
    case 'LEAF_MAXIMUM':
      return t('explain.maximum', { limit: power(b.limit_watts, lexicon) });
    case 'LEAF_UNAVAILABLE':
      return b.node_id && b.node_id !== a.node_id ? t('explain.unavailable_at', { node: nodeName(lexicon, b.node_id) }) : t('explain.unavailable');
    case 'TELEMETRY_STALE_FALLBACK_USED':
      return t('explain.lost', { node: nodeName(lexicon, b.node_id) });
    case 'LEAF_HELD':
      return t('explain.held');
  }
  if (!b.constraint_type) return reasonText(language, b.reason_code, { node: nodeName(lexicon, b.node_id) }) ?? b.reason_code;
  return capText(b, a, cycle, lexicon);
}

function capText(b: Binding, a: Allocation, cycle: Cycle, lexicon: Lexicon): string {
  const { t, word } = lexicon;
  const parts = { cap: word('microgrid.cap_of', b.constraint_type ?? ''), limit: power(b.limit_watts, lexicon) };
  if (b.node_id === a.node_id) return t('explain.own_cap', { ...parts, origin: originText(b.constraint_ref, lexicon) });
  const what = b.node_id ? t('explain.at_cap', { ...parts, node: nodeName(lexicon, b.node_id), origin: originText(b.constraint_ref, lexicon) }) : t('explain.whole_cap', parts);
  const why = shares(b, a, cycle, lexicon);
  if (b.reason_code === 'ANCESTOR_CAP_EXCEEDED' && a.requested_watts > b.limit_watts) why.push(t('explain.alone'));
  return why.length === 0 ? what : t('explain.because', { what, why: why.reduce((one, other) => t('explain.and', { one, other })) });
}

/** Who has the rest of a cap of consumption: others below it, and demand that nobody steers. */
function shares(b: Binding, a: Allocation, cycle: Cycle, lexicon: Lexicon): string[] {
  if (b.constraint_type === 'GENERATION_CAP' || a.requested_watts < 0) return [];
  const { t } = lexicon;
  const others = (cycle.allocation_summary?.by_node ?? []).filter((o) => o.node_id !== a.node_id && o.allocated_watts > 0 && isLeaf(o, lexicon) && isBelow(o.node_id, b.node_id, lexicon));
  const sum = others.reduce((all, o) => all + o.allocated_watts, 0);
  const rest = b.limit_watts - sum - a.allocated_watts;
  const out: string[] = [];
  if (others.length === 1) out.push(t('explain.other', { power: power(sum, lexicon) }));
  if (others.length > 1) out.push(t('explain.others', { power: power(sum, lexicon), n: others.length }));
  if (a.bound_by.every((o) => o.reason_code !== 'MINIMUM_NOT_REACHED') && b.constraint_type === 'CONSUMPTION_CAP' && rest >= 50) out.push(t('explain.uncontrolled', { power: power(rest, lexicon) }));
  return out;
}

function isBelow(id: string, top: string | null, { nodes }: Lexicon): boolean {
  if (top === null) return true;
  let at: string | null | undefined = id;
  for (let steps = 0; at && steps <= nodes.size; steps++) {
    if (at === top) return true;
    at = nodes.get(at)?.parent_node_id;
  }
  return false;
}

function isLeaf(a: Allocation, { parents }: Lexicon): boolean {
  return !parents.has(a.node_id);
}

function metText(leaves: readonly Allocation[], lexicon: Lexicon): Sentence[] {
  const met = leaves.filter((a) => a.bound_by.length === 0 && a.requested_watts !== 0);
  const [only] = met;
  if (!only) return [];
  if (met.length > 1) return [{ kind: 'plain', text: lexicon.tn('explain.met_some', met.length) }];
  return [{ kind: 'plain', text: lexicon.t('explain.met', { node: nodeName(lexicon, only.node_id), asked: power(only.requested_watts, lexicon) }), node: only.node_id }];
}

function originText(ref: string | null | undefined, { t, origins }: Lexicon): string {
  if (!ref) return t('microgrid.set_by.POLICY');
  return origins.get(ref) ?? t('explain.retired');
}

function power(watts: number, { format }: Pick<Lexicon, 'format'>): string {
  return join(format.power(watts));
}
