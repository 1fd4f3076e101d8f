import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import type { Texts } from '../i18n/useTexts';
import { get, request } from './client';
import { reasonText } from './reasons';

type Schemas = components['schemas'];

export type NotificationChannel = Schemas['NotificationChannel'];
export type ChannelDraft = Schemas['NotificationChannelDraft'];
export type NotificationRoute = Schemas['NotificationRoute'];
export type Delivery = Schemas['NotificationDelivery'];

/** Why the last attempt at a delivery failed, in the user's language; "" where it did not. */
export function deliveryTrouble({ reason_code: code, params }: Pick<Delivery, 'reason_code' | 'params'>, { language }: Pick<Texts, 'language'>): string {
  return code ? (reasonText(language, code, params) ?? code) : '';
}

/** Where alarms are told, by name. */
export function useNotificationChannels() {
  return useQuery({ queryKey: ['notifications', 'channels'], queryFn: ({ signal }) => get('/api/notification-channels', { signal }), select: (answer) => answer.items });
}

/** The channel as it is now; undefined where it was removed. */
export async function readChannel(id: string): Promise<NotificationChannel | undefined> {
  return (await get('/api/notification-channels')).items.find((c) => c.id === id);
}

export interface DeliveryFilter {
  channel?: string | undefined;
  state?: Delivery['state'] | undefined;
}

/** What was sent, waits or was given up, newest first. */
export function useDeliveries(filter: DeliveryFilter) {
  return useInfiniteQuery({
    queryKey: ['notifications', 'deliveries', filter],
    queryFn: ({ pageParam, signal }) => get('/api/notification-deliveries', { query: { ...filter, limit: 30, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    refetchInterval: 5_000,
  });
}

/** A change of channels or deliveries, after which both are asked for anew. */
function useChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: ['notifications'] }) });
}

export interface ChannelSave {
  /** Makes a new channel that is sent again one and the same. */
  once: string;
  /** The channel that is changed, in the version that was read; null for a new one. */
  of: Pick<NotificationChannel, 'id' | 'version'> | null;
  draft: ChannelDraft;
}

export function useSaveChannel() {
  return useChange(({ once, of, draft }: ChannelSave) =>
    of === null
      ? request<NotificationChannel>('POST', '/api/notification-channels', draft, once)
      : request<NotificationChannel>('PUT', `/api/notification-channels/${of.id}`, { ...draft, version: of.version }),
  );
}

export function useRemoveChannel() {
  return useChange(({ id, version }: Pick<NotificationChannel, 'id' | 'version'>) => request<undefined>('DELETE', `/api/notification-channels/${id}?version=${version}`));
}

/** Sends a message at once, and once, and says how it fared. */
export function useTestChannel() {
  return useChange((id: string) => request<Delivery>('POST', `/api/notification-channels/${id}/test`));
}

/** Tries again what was given up. */
export function useRetryDelivery() {
  return useChange((id: string) => request<Delivery>('POST', `/api/notification-deliveries/${id}/retry`));
}
