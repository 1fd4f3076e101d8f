import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, request } from './client';

type Schemas = components['schemas'];

export type DepotMicrogrid = Schemas['DepotMicrogrid'];
export type MicrogridNode = Schemas['MicrogridNode'];
export type NodeLimit = Schemas['NodeLimitView'];
export type LimitRequest = Schemas['NodeLimitRequest'];
export type Circuit = Schemas['CircuitView'];
export type ActiveEnvelope = Schemas['EnvelopeWithBlocks'];
export type Envelope = Schemas['EnvelopeView'];
export type Capacity = Schemas['CapacityView'];
export type ControlPoint = Schemas['ControlPointView'];
export type MicrogridNow = Schemas['MicrogridNow'];
export type NodeNow = Schemas['NodeNowView'];
export type LimitNow = Schemas['LimitNowView'];
export type Cycle = Schemas['CycleView'];
export type Allocation = Schemas['NodeAllocation'];
export type Binding = Schemas['BindingView'];
export type Breach = Schemas['BreachView'];
export type LeafExecution = Schemas['LeafExecution'];
export type Outcome = Cycle['outcome'];
export type ConstraintType = LimitNow['constraint_type'];

const seconds = 1000;

/** The microgrid of a site: tree, limits, control points and circuits. */
export function useDepot(site: string) {
  return useQuery({
    queryKey: ['microgrid', 'depot', site],
    queryFn: ({ signal }) => get('/api/depot/{depot_id}/microgrid', { at: { depot_id: site }, signal }),
    select: (answer) => answer.result,
    refetchInterval: 10 * seconds,
  });
}

/** Every node as it stands now. */
export function useNodesNow(microgrid: string) {
  return useQuery({
    queryKey: ['microgrid', microgrid, 'now'],
    queryFn: ({ signal }) => get('/api/microgrid/{microgrid_id}/now', { at: { microgrid_id: microgrid }, signal }),
    select: (answer) => answer.result,
    refetchInterval: 3 * seconds,
    enabled: microgrid !== '',
  });
}

/** The latest cycle, the breaches that last, and what control points say. */
export function useMicrogridStatus(microgrid: string) {
  return useQuery({
    queryKey: ['microgrid', microgrid, 'status'],
    queryFn: ({ signal }) => get('/api/microgrid/{microgrid_id}/status', { at: { microgrid_id: microgrid }, signal }),
    select: (answer) => answer.result,
    refetchInterval: 5 * seconds,
    enabled: microgrid !== '',
  });
}

/** Cycles without who got what, newest first. */
export function useCycles(microgrid: string, outcome: Outcome | undefined) {
  return useInfiniteQuery({
    queryKey: ['microgrid', microgrid, 'cycles', outcome],
    queryFn: ({ pageParam, signal }) =>
      get('/api/microgrid/{microgrid_id}/cycles', { at: { microgrid_id: microgrid }, query: { outcome, limit: 12, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.result.next || undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 10 * seconds,
  });
}

/** One cycle with who got what; "" asks for none. A cycle never changes. */
export function useCycle(microgrid: string, cycle: string) {
  return useQuery({
    queryKey: ['microgrid', microgrid, 'cycle', cycle],
    queryFn: ({ signal }) => get('/api/microgrid/{microgrid_id}/cycles/{cycle_id}', { at: { microgrid_id: microgrid, cycle_id: cycle }, signal }),
    select: (answer): Cycle => answer.result,
    enabled: cycle !== '',
    staleTime: Infinity,
  });
}

/** What became of what a cycle gave to leaves; it goes on until each of them has been given something else. */
export function useExecution(microgrid: string, cycle: string) {
  return useQuery({
    queryKey: ['microgrid', microgrid, 'cycle', cycle, 'execution'],
    queryFn: ({ signal }) => get('/api/microgrid/{microgrid_id}/cycles/{cycle_id}/execution', { at: { microgrid_id: microgrid, cycle_id: cycle }, signal }),
    select: (answer) => answer.result,
    refetchInterval: ({ state }) => (hasEnded(state.data?.result.leaves ?? []) ? false : 3 * seconds),
  });
}

/** Whether nothing more can become of what leaves were given. */
function hasEnded(leaves: readonly LeafExecution[]): boolean {
  return leaves.length > 0 && leaves.every((l) => l.ended_at !== null);
}

/** Envelopes whatever became of them, the newest first. */
export function useEnvelopes(microgrid: string) {
  return useQuery({
    queryKey: ['microgrid', microgrid, 'envelopes'],
    queryFn: ({ signal }) => get('/api/microgrid/{microgrid_id}/operating-envelopes', { at: { microgrid_id: microgrid }, query: { limit: 12 }, signal }),
    select: (answer) => answer.result.operating_envelopes,
    refetchInterval: 15 * seconds,
  });
}

/** What a circuit was shown that it may carry, the newest first. */
export function useCapacities(site: string, circuit: string) {
  return useQuery({
    queryKey: ['microgrid', 'depot', site, 'capacity', circuit],
    queryFn: ({ signal }) => get('/api/depot/{depot_id}/circuits/{circuit_id}/effective-capacity', { at: { depot_id: site, circuit_id: circuit }, query: { limit: 20 }, signal }),
    select: (answer) => answer.result.capacities,
    refetchInterval: 15 * seconds,
  });
}

export interface RebalanceAsk {
  /** Makes a request that is sent again one and the same. */
  once: string;
  /** Only what hangs on this node may be given anything new; null is all. */
  node: string | null;
}

/** Runs one cycle; what is shown of the microgrid is asked for anew, also where the cycle was refused: it is kept too. */
export function useRebalance(microgrid: string) {
  return useMicrogridChange(microgrid, async ({ once, node }: RebalanceAsk) => {
    const answer = await request<Schemas['ReplyCycleView']>('POST', `/api/microgrid/${microgrid}/rebalance`, node === null ? {} : { node_id: node }, once);
    return answer.result;
  });
}

/** Makes the feeders' nodes of a site anew. */
export function useResync(site: string, microgrid: string) {
  return useMicrogridChange<void, unknown>(microgrid, () => request('POST', `/api/depot/${site}/microgrid/resync`));
}

/** A change of a microgrid, after which everything shown of it is asked for anew. */
export function useMicrogridChange<I, O>(microgrid: string, change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: ['microgrid', 'depot'] }), queries.invalidateQueries({ queryKey: ['microgrid', microgrid] })]),
  });
}

/** The tree as it is now, for who was overtaken. */
export async function currentTopology(microgrid: string): Promise<Schemas['TopologyView']> {
  const answer = await get('/api/microgrid/{microgrid_id}/topology', { at: { microgrid_id: microgrid } });
  return answer.result;
}

/** Changes the tree under the version that was read. */
export function useSaveTopology(microgrid: string) {
  return useMicrogridChange(microgrid, async (edit: Schemas['TopologyEdit']) => {
    const answer = await request<Schemas['ReplyTopologyView']>('POST', `/api/microgrid/${microgrid}/topology`, edit);
    return answer.result;
  });
}

/** Sets limits, one after the other. */
export function useSaveLimits(microgrid: string) {
  return useMicrogridChange(microgrid, async (limits: readonly LimitRequest[]) => {
    for (const limit of limits) await request('POST', `/api/microgrid/${microgrid}/node-limits`, limit);
  });
}

export interface PointChange {
  id: string;
  body: Schemas['ControlPointRequest'];
}

export function useSavePoint(microgrid: string) {
  return useMicrogridChange(microgrid, ({ id, body }: PointChange) => request('POST', `/api/microgrid/${microgrid}/control-points/${id}`, body));
}

/** Holds a power at a leaf against every limit, without doing anything. */
export function useTryout(microgrid: string) {
  return useMutation({
    mutationFn: async (action: Schemas['CandidateAction']) => {
      const answer = await request<Schemas['ReplyCandidateVerdict']>('POST', `/api/microgrid/${microgrid}/resources/dry-run`, { actions: [action] });
      return answer.result;
    },
  });
}
