import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, request } from './client';

type Schemas = components['schemas'];

export type Tenant = Schemas['TenantRecord'];
export type MadeTenant = Schemas['MadeTenant'];

export interface TenantFilter {
  text?: string;
  status?: Tenant['status'] | undefined;
}

/** The tenants there are, by name. */
export function useTenants(filter: TenantFilter) {
  return useInfiniteQuery({
    queryKey: ['tenants', filter],
    queryFn: ({ pageParam, signal }) => get('/api/platform/tenants', { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });
}

export function useMakeTenant() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ once, body }: { once: string; body: Schemas['NewTenant'] }) => request<MadeTenant>('POST', '/api/platform/tenants', body, once),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tenants'] }),
  });
}

/** Suspends a tenant, or lets it go on. */
export function useChangeTenant(id: string, act: 'suspend' | 'resume') {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['TenantChange']) => request<Tenant>('POST', `/api/platform/tenants/${id}/${act}`, body),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tenants'] }),
  });
}
