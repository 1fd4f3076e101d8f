import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get } from './client';

type Schemas = components['schemas'];

export type KPIs = Schemas['KPIs'];
export type KPI = Schemas['KPI'];
export type LoadProfile = Schemas['LoadProfile'];
export type ProfileGroup = Schemas['ProfileGroup'];
export type ProfileSlot = Schemas['ProfileSlot'];
export type DurationCurve = Schemas['DurationCurve'];

/** Local days from the first on, up to the one that is not included. */
export interface Dates {
  from: string;
  to: string;
}

export interface KPIQuery extends Dates {
  interval: KPIs['interval'];
}

export interface ProfileQuery extends Dates {
  series_ref: string;
  period: LoadProfile['period'];
  seasons: boolean;
}

/** Key figures of a site by day or month; what was shown stays until the next is there. */
export function useKPIs(site: string, query: KPIQuery) {
  return useQuery({
    queryKey: ['kpis', site, query],
    queryFn: ({ signal }) => get('/api/sites/{id}/kpis', { id: site, query: { ...query }, signal }),
    placeholderData: keepPreviousData,
  });
}

/** A load profile with its load duration curve; what was shown stays until the next is there. */
export function useLoadProfile(site: string, query: ProfileQuery) {
  return useQuery({
    queryKey: ['load-profile', site, query],
    queryFn: ({ signal }) => get('/api/sites/{id}/load-profile', { id: site, query: { ...query }, signal }),
    placeholderData: keepPreviousData,
  });
}
