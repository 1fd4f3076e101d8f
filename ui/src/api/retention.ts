import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, request } from './client';

export type TelemetryPolicy = components['schemas']['TelemetryPolicy'];
export type TelemetryPolicyState = components['schemas']['TelemetryPolicyState'];
export type TelemetryDrop = components['schemas']['TelemetryDrop'];

/** How long the tenant's telemetry and balancing cycles are kept, and what was removed lately. */
export function useTelemetryPolicy() {
  return useQuery({ queryKey: ['telemetry-policy'], queryFn: ({ signal }) => get('/api/telemetry-policy', { signal }) });
}

export function useSetTelemetryPolicy() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: TelemetryPolicy) => request<TelemetryPolicyState>('PUT', '/api/telemetry-policy', body),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['telemetry-policy'] }),
  });
}
