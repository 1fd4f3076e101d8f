import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, getWhole, request } from './client';

type Schemas = components['schemas'];

export type ControlPolicy = Schemas['ControlPolicy'];
export type NewControlPolicy = Schemas['NewControlPolicy'];
export type DispatchPlan = Schemas['DispatchPlan'];
export type NewDispatchPlan = Schemas['NewDispatchPlan'];
export type DispatchCommand = Schemas['DispatchCommand'];

const seconds = 1000;

/** Policies for a site and its assets that are in use. */
export function usePolicies(site: string) {
  return useQuery({
    queryKey: ['plans', 'policies', site],
    queryFn: ({ signal }) => getWhole('/api/control-policies', { query: { site }, signal }),
    select: (page) => page.items,
  });
}

/** Plans for a site and its assets, newest first. */
export function usePlans(site: string) {
  return useInfiniteQuery({
    queryKey: ['plans', 'list', site],
    queryFn: ({ pageParam, signal }) => get('/api/dispatch-plans', { query: { site, limit: 20, cursor: pageParam || undefined }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    refetchInterval: 20 * seconds,
  });
}

/** What a plan has assets do, in its order, with what became of it. */
export function usePlanCommands(plan: string) {
  return useQuery({
    queryKey: ['plans', 'commands', plan],
    queryFn: ({ signal }) => getWhole('/api/dispatch-plans/{id}/commands', { id: plan, signal }),
    select: (page) => page.items,
    placeholderData: keepPreviousData,
    refetchInterval: 5 * seconds,
  });
}

function useChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: ['plans'] }) });
}

/** Makes a policy; sent again under the same name it is one. */
export function useMakePolicy() {
  return useChange(({ policy, once }: { policy: NewControlPolicy; once: string }) => request<ControlPolicy>('POST', '/api/control-policies', policy, once));
}

/** Switches a policy on or off, or takes it out of use. */
export function useChangePolicy() {
  return useChange(({ policy, ...what }: { policy: ControlPolicy; enabled: boolean; archived?: boolean }) =>
    request<ControlPolicy>('PUT', `/api/control-policies/${policy.id}`, {
      version: policy.version, name: policy.name, objective: policy.objective, ...(policy.constraints_ref ? { constraints_ref: policy.constraints_ref } : {}), ...what,
    }),
  );
}

/** Brings a plan; sent again under the same name it is one. */
export function useBringPlan() {
  return useChange(({ policy, plan, once }: { policy: string; plan: NewDispatchPlan; once: string }) => request<DispatchPlan>('POST', `/api/control-policies/${policy}/plans`, plan, once));
}

/** Has a plan carried out, or ends it. */
export function useStepPlan() {
  return useChange(({ plan, step }: { plan: string; step: 'activate' | 'withdraw' }) => request<DispatchPlan>('POST', `/api/dispatch-plans/${plan}/${step}`));
}
