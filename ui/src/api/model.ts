import { useQuery } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, getWhole } from './client';

type Schemas = components['schemas'];

export type ModelTable = Schemas['ModelTable'];
export type ModelTier = Schemas['ModelTier'];
export type ModelColumn = Schemas['ModelColumn'];
export type ModelRows = Schemas['ModelRows'];
export type SiteReturn = Schemas['SiteReturn'];
export type TelemetryPolicy = Schemas['TelemetryPolicy'];
export type SeenRows = Schemas['SeenRows'];
export type SeenTable = Schemas['SeenTable'];
export type TelemetryStage = Schemas['TelemetryStage'];
export type Domain = ModelTable['domain'];

/** What is kept, counted anew twice a minute. */
export function useModel() {
  return useQuery({ queryKey: ['data-model'], queryFn: ({ signal }) => get('/api/data-model', { signal }), refetchInterval: 30_000 });
}

/** What went through each stage of telemetry since the server started. */
export function useStages() {
  return useQuery({ queryKey: ['data-model', 'stages'], queryFn: ({ signal }) => get('/api/data-model/stages', { signal }), refetchInterval: 10_000 });
}

/** The first rows of a table. */
export function useModelRows(table: string, enabled: boolean) {
  return useQuery({ queryKey: ['data-model', table], queryFn: ({ signal }) => get('/api/data-model/rows', { query: { table }, signal }), enabled });
}

/** Which rows row-level security leaves to a person. */
export function useUserRows(user: string) {
  return useQuery({ queryKey: ['data-model', 'seen', user], queryFn: ({ signal }) => get('/api/users/{id}/rows', { id: user, signal }) });
}

/** How long telemetry is kept; for who administers. */
export function useTelemetryPolicy(enabled: boolean) {
  return useQuery({ queryKey: ['telemetry-policy'], queryFn: ({ signal }) => get('/api/telemetry-policy', { signal }), enabled });
}

export interface ReturnQuestion {
  segment: string;
  market_region: string;
  /** Local days; "" for the year until today. */
  from: string;
  to: string;
}

/** What sites returned on what was invested in them. */
export function useReturns(query: ReturnQuestion) {
  return useQuery({
    queryKey: ['portfolio', 'roi', query],
    queryFn: async ({ signal }) => (await getWhole('/api/portfolio/roi', { query, signal })).items,
  });
}
