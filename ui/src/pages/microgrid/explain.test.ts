import { describe, expect, it } from 'vitest';
import type { Binding, Cycle } from '../../api/microgrid';
import { isKey, translate, translateCount, type Language } from '../../i18n/translate';
import type { Texts } from '../../i18n/useTexts';
import { formatter } from '../../lib/format';
import { breachText, explainCycle, explainNode, lexiconOf } from './explain';
import { allocation, cycle, depot, now } from './testdata';
import { capOf, rowsOf, roomAt } from './tree';

function texts(language: Language): Texts {
  const t = ((key: never, ...values: never) => (translate as (...all: unknown[]) => string)(language, key, ...(values as unknown[]))) as Texts['t'];
  return { language, t, tn: (base, n) => translateCount(language, base, n), word: (group, value) => (isKey(`${group}.${value}`) ? t(`${group}.${value}` as never) : value), format: formatter(language) };
}

const plain = (text: string) => text.replaceAll('\u202f', ' ');
const said = (c: Cycle, language: Language = 'en') => explainCycle(c, lexiconOf(texts(language), depot, now)).map((s) => plain(s.text));

/** The cycle with one charger cut by these. */
function cutBy(...bound_by: Binding[]): Cycle {
  return { ...cycle, allocation_summary: { requested_watts: 11_000, allocated_watts: 0, by_node: [allocation('c7', 11_000, 0, bound_by)] } };
}

describe('a cycle in words', () => {
  it('says who got less, which cap it was, who set it, and who has the rest, from top to bottom of the tree', () => {
    expect(said(cycle)).toEqual([
      '11.0 kW of 19.0 kW was given out.',
      'Charger 7 got 4.10 kW of 11.0 kW: Feeder B is at its consumption cap of 20.0 kW (set by hand), because 6.90 kW of it went to 2 others below it, and 9.00 kW is taken by demand that nobody steers.',
      'Charger 8 got 5.00 kW of 6.10 kW: Feeder B is at its consumption cap of 20.0 kW (set by hand), because 6.00 kW of it went to 2 others below it, and 9.00 kW is taken by demand that nobody steers.',
      'Connector c9 got all of the 1.90 kW it asked for.',
    ]);
  });
  it('says it in German', () => {
    expect(said(cycle, 'de')[1]).toBe('Charger 7 bekam 4,10 kW von 11,0 kW: Feeder B ist an der Bezugsgrenze von 20,0 kW (von Hand gesetzt), denn 6,90 kW davon gingen an 2 andere darunter, und 9,00 kW zieht Bedarf, den niemand steuert.');
  });
  it.each<[string, Binding, string]>([
    ['a cap on itself', { node_id: 'c7', constraint_type: 'CONSUMPTION_CAP', constraint_ref: 'gone', reason_code: 'NODE_CAP_EXCEEDED', limit_watts: 0 }, 'it is at its own consumption cap of 0.00 kW (a limit that holds no more)'],
    ['one branch alone', { node_id: 'f', constraint_type: 'NET_CAP', constraint_ref: 'l', reason_code: 'ANCESTOR_CAP_EXCEEDED', limit_watts: 5_000 }, 'Feeder B is at its cap of the net power of 5.00 kW (set by hand), because it alone asked for more than that'],
    ['a minimum that does not fit', { node_id: 'c7', reason_code: 'MINIMUM_NOT_REACHED', limit_watts: 4_140 }, 'what was left is less than the 4.14 kW it needs at least'],
    ['a node above that is out of service', { node_id: 'f', reason_code: 'LEAF_UNAVAILABLE', limit_watts: 0 }, 'Feeder B is out of service'],
    ['a lost measurement', { node_id: 'h', reason_code: 'TELEMETRY_STALE_FALLBACK_USED', limit_watts: 0 }, 'the measurement at Hall was lost, and losing a measurement raises nobody'],
    ['the microgrid as a whole', { node_id: null as unknown as string, constraint_type: 'CONSUMPTION_CAP', reason_code: 'AGGREGATE_CAP_EXCEEDED', limit_watts: 0 }, 'the whole microgrid is at its consumption cap of 0.00 kW (balancing policy)'],
    ['a scope that leaves it out', { node_id: 'c7', reason_code: 'LEAF_HELD', limit_watts: 0 }, 'it was left as it was: this cycle may not move it'],
  ])('%s', (_, binding, why) => {
    expect(said(cutBy(binding))).toContain(`Charger 7 got nothing of 11.0 kW: ${why}.`);
  });
  it('that was refused names what is missing and what goes to fail-safe', () => {
    const refused: Cycle = { ...cycle, outcome: 'REJECTED', allocation_summary: null as never, reason_codes: ['TELEMETRY_UNAVAILABLE'], missing_inputs: [{ node_id: 'h', input: 'telemetry|rated_watts' }], safe_action: { taken: 'LEAVES_TO_FAIL_SAFE', leaves: [{ node_id: 'c7', watts: 1_400 }] } };
    expect(said(refused)).toEqual(['Nothing was computed.', 'The demand of Hall was unknown (no reading, no rating).', 'Charger 7 goes to its fail-safe power of 1.40 kW.']);
  });
  it('that met nobody, met everybody, or is not carried out says so', () => {
    expect(said({ ...cycle, outcome: 'APPLIED', allocation_summary: { requested_watts: 0, allocated_watts: 0, by_node: [allocation('c7', 0, 0)] } })).toEqual(['Nobody asked for anything, so nothing was given out.']);
    const met = said({ ...cycle, outcome: 'APPLIED', audit: { ...cycle.audit, enforced: false }, allocation_summary: { requested_watts: 4_000, allocated_watts: 4_000, by_node: [allocation('c7', 3_000, 3_000), allocation('c8', 1_000, 1_000)] } });
    expect(met).toEqual(['Every request was met: 4.00 kW of 4.00 kW.', 'Control is disabled: nothing of this is carried out.', '2 others got all they asked for.']);
  });
  it('tells a breach with its cap and that it was not measured', () => {
    const lexicon = lexiconOf(texts('en'), depot, now);
    const breach = { breach_id: 'b', microgrid_id: 'm', node_id: 'f', constraint_ref: 'l', constraint_type: 'CONSUMPTION_CAP', reason_code: 'NODE_CAP_EXCEEDED', effective_demand_watts: 21_000, resolved_limit_watts: 20_000, source_mode: 'FALLBACK_DERIVED', detected_at: cycle.started_at } as const;
    expect(plain(breachText(breach, lexicon))).toBe('Feeder B draws 21.0 kW, more than its consumption cap of 20.0 kW (set by hand). The demand was not measured: a fallback stood in for it.');
    expect(plain(explainNode('f', { ...cycle, breaches: [breach] }, lexicon)[1]!.text)).toBe('It cut 2 below it in the last cycle: Charger 7, Charger 8.');
  });
  it('tells an envelope from a limit that holds no more', () => {
    const under = { ...now, nodes: now.nodes.map((n) => ({ ...n, limits: n.limits.map((l) => ({ ...l, set_by: 'e', set_by_kind: 'ENVELOPE' as const })) })) };
    const text = explainCycle(cutBy({ node_id: 'f', constraint_type: 'CONSUMPTION_CAP', constraint_ref: 'e', reason_code: 'AGGREGATE_CAP_EXCEEDED', limit_watts: 30 }), lexiconOf(texts('en'), depot, under))[1]!.text;
    expect(text).toContain('(operating envelope)');
  });
});

describe('the tree', () => {
  const rows = rowsOf({ depot, now, cycle, breaches: [] });
  it('lists each node before what hangs on it, with the cap that its bar is drawn against', () => {
    expect(rows.map((r) => [r.node.node_id, r.depth, r.children, r.scale])).toEqual([['f', 0, 4, 20_000], ['h', 1, 0, 20_000], ['c7', 1, 0, 20_000], ['c8', 1, 0, 20_000], ['c9', 1, 0, 20_000]]);
  });
  it('finds what fills up first above a node', () => {
    const byID = new Map(rows.map((r) => [r.node.node_id, r]));
    expect(roomAt(byID.get('c7')!, byID, now.whole)).toEqual({ watts: 4_000, node: 'f' });
  });
  it('takes the cap of the direction in which a node flows', () => {
    const limit = (constraint_type: 'NET_CAP' | 'GENERATION_CAP' | 'CONSUMPTION_CAP', limit_watts: number) => ({ constraint_type, limit_watts, least_watts: null, set_by: '', set_by_kind: 'NODE_LIMIT' as const, reason_codes: [], headroom_watts: 0 });
    const limits = [limit('CONSUMPTION_CAP', 9), limit('NET_CAP', 7), limit('GENERATION_CAP', 3)];
    expect(capOf({ ...now.nodes[0]!, demand_watts: 1, limits })?.limit_watts).toBe(7);
    expect(capOf({ ...now.nodes[0]!, demand_watts: -1, limits })?.limit_watts).toBe(3);
    expect(capOf({ ...now.nodes[0]!, demand_watts: 0, limits })?.limit_watts).toBe(7);
    expect(capOf({ ...now.nodes[0]!, demand_watts: 0, limits: [limit('GENERATION_CAP', 3)] })?.limit_watts).toBe(3);
    expect(capOf({ ...now.nodes[0]!, demand_watts: -4, limits: [{ ...limit('NET_CAP', 7), least_watts: -10 }] })).toEqual({ limit_watts: 10, headroom_watts: 6 });
  });
});
