import { QueryClient, keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get } from './client';
import { Problem } from './problem';
import type {
  AssetItem,
  ChannelItem,
  DeviceItem,
  EventItem,
  Me,
  NetPower,
  Page,
  Series,
  SiteItem,
  Summary,
} from './types';

const seconds = 1000;

/** The cache of what the server said. A refusal is not asked again; silence is, a few times. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10 * seconds,
        retry: (count, error) => count < 3 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
      },
    },
  });
}

export const meKey = ['me'] as const;

export function useMe() {
  return useQuery({ queryKey: meKey, queryFn: ({ signal }) => get<Me>('/api/me', {}, signal), staleTime: Infinity });
}

export function useSites() {
  return useQuery({
    queryKey: ['sites'],
    queryFn: ({ signal }) => get<Page<SiteItem>>('/api/sites', {}, signal),
    refetchInterval: 5 * seconds,
  });
}

export function useSite(site: string) {
  return useQuery({
    queryKey: ['sites', site],
    queryFn: ({ signal }) => get<SiteItem>(`/api/sites/${site}`, {}, signal),
    refetchInterval: 15 * seconds,
  });
}

export function useAssets(site: string) {
  return useQuery({
    queryKey: ['sites', site, 'assets'],
    queryFn: ({ signal }) => get<Page<AssetItem>>(`/api/sites/${site}/assets`, {}, signal),
    refetchInterval: (query) => (query.state.data?.items.length ? 60 : 5) * seconds,
    select: (page) => page.items,
  });
}

export function useDevices(site: string) {
  return useQuery({
    queryKey: ['sites', site, 'devices'],
    queryFn: ({ signal }) => get<Page<DeviceItem>>(`/api/sites/${site}/devices`, {}, signal),
    refetchInterval: 5 * seconds,
    select: (page) => page.items,
  });
}

export function useChannels(site: string) {
  return useQuery({
    queryKey: ['sites', site, 'channels'],
    queryFn: ({ signal }) => get<Page<ChannelItem>>(`/api/sites/${site}/channels`, {}, signal),
    staleTime: 60 * seconds,
    select: (page) => page.items,
  });
}

export interface Span {
  from: number;
  to: number;
  bucket: '1m' | '5m' | '15m' | '1h';
}

export function useSeries(site: string, channels: readonly string[], span: Span) {
  return useQuery({
    queryKey: ['sites', site, 'series', channels, span],
    queryFn: ({ signal }) =>
      get<{ series: Series[] }>(
        `/api/sites/${site}/series`,
        { channel: channels, from: iso(span.from), to: iso(span.to), bucket: span.bucket },
        signal,
      ),
    enabled: channels.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: 20 * seconds,
    select: (answer) => answer.series,
  });
}

export function useNetPower(site: string) {
  return useQuery({
    queryKey: ['sites', site, 'net-power'],
    queryFn: ({ signal }) => get<NetPower>(`/api/sites/${site}/net-power`, {}, signal),
    refetchInterval: 60 * seconds,
  });
}

export function useSummary(site: string, day: string) {
  return useQuery({
    queryKey: ['sites', site, 'summary', day],
    queryFn: ({ signal }) => get<Summary>(`/api/sites/${site}/summary`, { day }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 30 * seconds,
  });
}

export interface EventFilter {
  site?: string | undefined;
  kind?: string | undefined;
  open?: boolean | undefined;
  limit?: number;
}

export function useEvents(filter: EventFilter) {
  return useInfiniteQuery({
    queryKey: ['events', filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page<EventItem>>('/api/events', { ...filter, limit: filter.limit ?? 50, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    refetchInterval: 10 * seconds,
  });
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
