import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, post, request } from './client';

type Schemas = components['schemas'];

export type ChannelSettings = Schemas['ChannelSettings'];
export type ChannelLimits = Schemas['ChannelLimits'];
export type VirtualChannel = Schemas['VirtualChannel'];
export type VirtualDraft = Schemas['VirtualChannelDraft'];
export type VirtualTrial = Schemas['VirtualChannelTrial'];

/** What people say of channels of a site, of those of which they say something. */
export function useChannelSettings(site: string) {
  return useQuery({
    queryKey: ['channel-settings', site],
    queryFn: ({ signal }) => get('/api/sites/{id}/channel-settings', { id: site, signal }).then((list) => list.items),
  });
}

/** What people say of channels of a site as it is now. */
export async function readChannelSettings(site: string): Promise<readonly ChannelSettings[]> {
  return (await get('/api/sites/{id}/channel-settings', { id: site })).items;
}

/** One virtual channel as it is now. */
export async function readVirtual(id: string): Promise<VirtualChannel> {
  return get('/api/virtual-channels/{id}', { id });
}

/** Channels of a site that are computed from others. */
export function useVirtualChannels(site: string) {
  return useQuery({
    queryKey: ['virtual-channels', site],
    queryFn: ({ signal }) => get('/api/sites/{id}/virtual-channels', { id: site, signal }).then((list) => list.items),
  });
}

/** A change of channels, after which everything about them is asked for anew. */
function useChannelChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  const about = [['channel-settings'], ['virtual-channels'], ['sites']];
  return useMutation({ mutationFn: change, onSettled: () => Promise.all(about.map((queryKey) => queries.invalidateQueries({ queryKey }))) });
}

export function useSayOfChannel(site: string) {
  return useChannelChange((limits: ChannelLimits) => request<ChannelSettings>('PUT', `/api/sites/${site}/channel-settings`, limits));
}

export interface VirtualSave {
  /** Makes a new one that is sent again one and the same. */
  once: string;
  /** The one that is changed, in the version that was read; null for a new one. */
  of: Pick<VirtualChannel, 'id' | 'version'> | null;
  draft: VirtualDraft;
}

export function useSaveVirtual(site: string) {
  return useChannelChange(({ once, of, draft }: VirtualSave) =>
    of === null
      ? request<VirtualChannel>('POST', `/api/sites/${site}/virtual-channels`, draft, once)
      : request<VirtualChannel>('PUT', `/api/virtual-channels/${of.id}`, { ...draft, version: of.version }),
  );
}

export function useArchiveVirtual() {
  return useChannelChange(({ id, version }: Pick<VirtualChannel, 'id' | 'version'>) => request<undefined>('DELETE', `/api/virtual-channels/${id}?version=${version}`));
}

/** What a virtual channel would have given over the last 24 hours; keeps nothing. */
export function useTryVirtual(site: string) {
  return useMutation({ mutationFn: (draft: VirtualDraft) => post<VirtualTrial>(`/api/sites/${site}/virtual-channels/try`, draft) });
}
