import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, request } from './client';

type Schemas = components['schemas'];

export type Edge = Schemas['Edge'];
export type EdgeWithCode = Schemas['EdgeWithCode'];

export interface EdgeFilter {
  site?: string | undefined;
  state?: Edge['state'] | undefined;
}

/** On-site controllers, the newest first, asked for anew every few seconds: when one was seen moves. */
export function useEdges(filter: EdgeFilter) {
  return useInfiniteQuery({
    queryKey: ['edges', 'list', filter],
    queryFn: ({ pageParam, signal }) => get('/api/edges', { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    refetchInterval: 5000,
  });
}

/** One edge, asked for anew as often as somebody waits for it. */
export function useEdge(id: string, every = 5000) {
  return useQuery({
    queryKey: ['edges', id],
    queryFn: ({ signal }) => get('/api/edges/{id}', { id, signal }),
    enabled: id !== '',
    refetchInterval: every,
  });
}

/** A change of edges, after which what is shown of them is asked for anew. */
function useChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: ['edges'] }) });
}

export interface NewEdge {
  site: string;
  name: string;
  /** Makes a request that is sent again one and the same. */
  once: string;
}

export function useAddEdge() {
  return useChange(({ site, name, once }: NewEdge) => request<EdgeWithCode>('POST', `/api/sites/${site}/edges`, { name }, once));
}

export function useNewCode() {
  return useChange((id: string) => request<EdgeWithCode>('POST', `/api/edges/${id}/code`));
}

export function useRenameEdge() {
  return useChange(({ id, ...body }: { id: string; version: number; name: string }) => request<Edge>('PUT', `/api/edges/${id}`, body));
}

export interface KeyRotation {
  id: string;
  reason: string;
  /** An edge that is not reached by then keeps its key. */
  expires_at: string;
  /** Makes a request that is sent again one and the same. */
  once: string;
}

/** Orders an edge to change its key; what came of it is asked for with the edge. */
export function useRotateKey() {
  return useChange(({ id, once, ...body }: KeyRotation) => request<Edge>('POST', `/api/edges/${id}/key-rotation`, body, once));
}

export function useRevokeEdge() {
  return useChange((id: string) => request<Edge>('POST', `/api/edges/${id}/revoke`));
}
