import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, getWhole, post, request } from './client';

type Schemas = components['schemas'];

export type Tariff = Schemas['Tariff'];
export type TariffListed = Schemas['TariffListed'];
export type TariffVersion = Schemas['TariffVersion'];
export type TariffWindow = Schemas['TariffWindow'];
export type TariffTrial = Schemas['TariffTrial'];
export type ComponentFields = Schemas['TariffComponentFields'];
export type Band = Schemas['TariffBand'];
export type Price = Schemas['TariffPrice'];
export type VersionFields = Schemas['TariffVersionFields'];
export type TariffFields = Pick<Schemas['NewTariff'], 'name' | 'market_region' | 'contract_id'>;

/** Tariffs of a site, or of all for "", those out of use too. */
export function useTariffs(site: string) {
  return useQuery({
    queryKey: ['tariffs', 'list', site],
    queryFn: ({ signal }) => getWhole('/api/tariffs', { query: { site: site || undefined, archived: true }, signal }),
    select: (page) => page.items,
  });
}

/** One tariff with everything. */
export function useTariff(id: string) {
  return useQuery({ queryKey: ['tariffs', 'one', id], queryFn: ({ signal }) => get('/api/tariffs/{id}', { id, signal }) });
}

function useChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: ['tariffs'] }) });
}

export interface TariffSave {
  /** Makes a request that is sent again one and the same. */
  once: string;
  /** The tariff that gets another version; null for a new one at a site. */
  of: Pick<Tariff, 'id'> | null;
  site: string;
  head: TariffFields;
  version: VersionFields;
}

/** Makes a tariff with its first version, or gives one another. */
export function useSaveTariff() {
  return useChange(({ once, of, site, head, version }: TariffSave) =>
    of === null
      ? request<Tariff>('POST', `/api/sites/${site}/tariffs`, { ...head, first: version }, once)
      : request<Tariff>('POST', `/api/tariffs/${of.id}/versions`, version, once),
  );
}

/** Says anew what is beside the versions, takes a tariff out of use or brings it back. */
export function useChangeTariff() {
  return useChange(({ tariff, head, archived }: { tariff: Pick<Tariff, 'id' | 'version'>; head: TariffFields; archived: boolean }) =>
    request<Tariff>('PUT', `/api/tariffs/${tariff.id}`, { version: tariff.version, ...head, archived }),
  );
}

/** Moves the end of a version; null for no end. */
export function useEndVersion() {
  return useChange(({ version, to }: { version: Pick<TariffVersion, 'id' | 'version'>; to: string | null }) =>
    request<Tariff>('PUT', `/api/tariff-versions/${version.id}`, { version: version.version, valid_to: to }),
  );
}

/** What a version would come to; keeps nothing. */
export function useTryTariff(site: string) {
  return useMutation({ mutationFn: (version: VersionFields) => post<TariffTrial>(`/api/sites/${site}/tariff-trials`, version) });
}
