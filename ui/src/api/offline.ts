import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, post, request } from './client';

type Schemas = components['schemas'];

export type OfflineMeter = Schemas['OfflineMeter'];
export type OfflineReading = Schemas['OfflineReading'];
export type OfflineReport = Schemas['OfflineReport'];
export type OfflineFile = Schemas['OfflineFile'];
export type NewMeter = Schemas['OfflineMeterFields'];

/** Meters of a site that nobody reads electronically, those out of use too. */
export function useOfflineMeters(site: string) {
  return useQuery({
    queryKey: ['offline', 'meters', site],
    queryFn: ({ signal }) => get('/api/sites/{id}/offline-meters', { id: site, query: { archived: true }, signal }),
    select: (answer) => answer.items,
  });
}

/** Readings of a meter, newest first. */
export function useOfflineReadings(meter: string) {
  return useInfiniteQuery({
    queryKey: ['offline', 'readings', meter],
    queryFn: ({ pageParam, signal }) => get('/api/offline-meters/{id}/readings', { id: meter, query: { limit: 50, cursor: pageParam || undefined }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });
}

// A meter is a device with a channel of its site, and stands in the inventory; its readings go into profiles.
const changed = ['offline', 'sites', 'load-profile', 'places'];

function useChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => Promise.all(changed.map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}

/** Makes a meter; of one name there is one, so that a request sent again makes no second. */
export function useMakeMeter(site: string) {
  return useChange((meter: NewMeter) => post<OfflineMeter>(`/api/sites/${site}/offline-meters`, meter));
}

/** Renames a meter, takes it out of use or brings it back. */
export function useChangeMeter() {
  return useChange(({ meter, name, archived }: { meter: OfflineMeter; name: string; archived: boolean }) =>
    request<OfflineMeter>('PUT', `/api/offline-meters/${meter.id}`, { version: meter.version, name, archived }),
  );
}

/** Brings readings, or says what would become of them. */
export function useBring(meter: string) {
  return useChange((file: OfflineFile) => post<OfflineReport>(`/api/offline-meters/${meter}/readings`, file));
}
