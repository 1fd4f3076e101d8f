import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, getWhole, request } from './client';

type Schemas = components['schemas'];

export type BalanceGroup = Schemas['BalanceGroup'];
export type GroupDraft = Schemas['BalanceGroupFields'];
export type Quarter = Schemas['BalanceQuarter'];
export type EnergyTransaction = Schemas['EnergyTransaction'];
export type MoveDraft = Schemas['EnergyTransactionFields'];
export type BalanceSeal = Schemas['BalanceSeal'];
export type BalanceDispute = Schemas['BalanceDispute'];

export const groupKinds: readonly GroupDraft['kind'][] = ['SOURCE', 'CONSUMER', 'STORAGE', 'AGGREGATE', 'EXTERNAL'];

const root = 'balance-groups';

/** All groups, those that are archived too. */
export function useBalanceGroups() {
  return useQuery({
    queryKey: [root, 'list'],
    queryFn: ({ signal }) => getWhole('/api/balance-groups', { query: { archived: true }, signal }),
    select: (answer) => answer.items,
  });
}

/** A group's quarter hours in a period. */
export function useBalance(group: string, from: string, to: string) {
  return useQuery({
    queryKey: [root, 'balance', group, from, to],
    queryFn: ({ signal }) => get('/api/balance-groups/{id}/balance', { id: group, query: { from, to }, signal }),
    select: (answer) => answer.quarters,
  });
}

/** Transactions in which a group gives or receives, those that begin last first. */
export function useTransactions(group: string) {
  return useInfiniteQuery({
    queryKey: [root, 'transactions', group],
    queryFn: ({ pageParam, signal }) => get('/api/energy-transactions', { query: { group, limit: 20, cursor: pageParam || undefined }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });
}

/** Cases of a group, those that came last first. */
export function useDisputes(group: string) {
  return useInfiniteQuery({
    queryKey: [root, 'disputes', group],
    queryFn: ({ pageParam, signal }) => get('/api/balance-disputes', { query: { group, limit: 20, cursor: pageParam || undefined }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });
}

function useChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: [root] }) });
}

interface Once<D> {
  /** Makes a request that is sent again one and the same. */
  once: string;
  draft: D;
}

export function useMakeGroup() {
  return useChange(({ once, draft }: Once<GroupDraft>) => request<BalanceGroup>('POST', '/api/balance-groups', draft, once));
}

/** Renames, ends, archives a group or brings it back, under the version that was read. */
export function useChangeGroup(group: BalanceGroup) {
  return useChange((next: { name: string; valid_to?: string | undefined; archived: boolean }) =>
    request<BalanceGroup>('PUT', `/api/balance-groups/${group.id}`, { version: group.version, site_id: group.site_id, asset_id: group.asset_id, ...next }),
  );
}

/** Has a group settle to another from a quarter hour to come. */
export function useSettle(group: string) {
  return useChange((rule: Schemas['SettlementRuleFields']) => request<Schemas['SettlementRule']>('POST', `/api/balance-groups/${group}/rules`, rule));
}

export function useMove() {
  return useChange(({ once, draft }: Once<MoveDraft>) => request<EnergyTransaction>('POST', '/api/energy-transactions', draft, once));
}

export function useFinalise() {
  return useChange((id: string) => request<EnergyTransaction>('POST', `/api/energy-transactions/${id}/finalise`));
}

/** Takes a transaction back; once, however often it is asked. */
export function useReverse() {
  return useChange((id: string) => request<EnergyTransaction>('POST', `/api/energy-transactions/${id}/reverse`, {}, `reverse ${id}`));
}

export function useSeal(group: string) {
  return useChange(({ once, draft }: Once<Schemas['SealFields']>) => request<BalanceSeal>('POST', `/api/balance-groups/${group}/seals`, draft, once));
}

export function useResolve() {
  return useChange(({ dispute, resolution }: { dispute: BalanceDispute; resolution: string }) =>
    request<BalanceDispute>('POST', `/api/balance-disputes/${dispute.id}/resolve`, { version: dispute.version, resolution }),
  );
}
