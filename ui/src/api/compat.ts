import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get } from './client';
import { Problem } from './problem';

export type CircuitUsage = components['schemas']['CircuitUsage'];
type Page = components['schemas']['CircuitUsagePage'];

/** Who is still called for by circuit in a microgrid; null where the server was built without callers that know circuits. */
export function useCircuitUsage(microgrid: string) {
  return useInfiniteQuery({
    queryKey: ['microgrid', microgrid, 'circuit-usage'],
    queryFn: async ({ pageParam, signal }): Promise<Page | null> => {
      try {
        return await get('/api/circuit/usage', { query: { microgrid_id: microgrid, limit: 10, cursor: pageParam }, signal });
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return null;
        throw error;
      }
    },
    initialPageParam: '',
    getNextPageParam: (last) => last?.next || undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
}
