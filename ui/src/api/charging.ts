import { useInfiniteQuery } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get } from './client';

export type ChargingSession = components['schemas']['ChargingSession'];

/** Which sessions of a site are asked for. */
export interface SessionFilter {
  /** Key of the charger; "" for all. */
  asset: string;
  /** Only those that go on. */
  open: boolean;
}

/** What a filter says in a query. */
export function sessionQuery(site: string, { asset, open }: SessionFilter) {
  return { site, ...(asset ? { asset } : {}), ...(open ? { open: 'only' as const } : {}) };
}

/** Charging sessions of a site, those that began last first. */
export function useChargingSessions(site: string, filter: SessionFilter) {
  return useInfiniteQuery({
    queryKey: ['charging', site, filter],
    queryFn: ({ pageParam, signal }) => get('/api/charging-sessions', { query: { ...sessionQuery(site, filter), limit: 50, cursor: pageParam || undefined }, signal }),
    refetchInterval: 15_000,
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });
}
