import { QueryCache, QueryClient, keepPreviousData, queryOptions, useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { get, getWhole } from './client';
import { Problem } from './problem';
import type { AuditItem, EventItem, SiteControl } from './types';

const seconds = 1000;

/** The key of who is logged in. */
export const meKey = ['me'] as const;

/**
 * The cache of what the server said. A refusal is not asked again; silence is, a few times. Where
 * the session has ended, the question who is logged in is asked anew, and that leads to the login.
 */
export function newQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        const ended = error instanceof Problem && error.status === 401 && query.queryKey[0] !== meKey[0];
        if (ended) void client.invalidateQueries({ queryKey: meKey });
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 10 * seconds,
        retry: (count, error) => count < 3 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
      },
    },
  });
  return client;
}

export function meQuery() {
  return queryOptions({ queryKey: meKey, queryFn: ({ signal }) => get('/api/me', { signal }), staleTime: Infinity });
}

export function siteQuery(site: string) {
  return queryOptions({
    queryKey: ['sites', site],
    queryFn: ({ signal }) => get('/api/sites/{id}', { id: site, signal }),
  });
}

export function assetsQuery(site: string) {
  return queryOptions({
    queryKey: ['sites', site, 'assets'],
    queryFn: ({ signal }) => getWhole('/api/sites/{id}/assets', { id: site, signal }),
  });
}

export function useMe() {
  return useQuery(meQuery());
}

/** So many sites are asked for anew often; more of them more rarely. */
export const fewSites = 200;

/** Every site one may see, with its place and state; who may see none, as who runs the platform, does not ask. */
export function useSites(enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['sites'],
    queryFn: ({ signal }) => get('/api/site-map', { signal }),
    refetchInterval: (query) => ((query.state.data?.items.length ?? 0) > fewSites ? 60 : 5) * seconds,
  });
}

/** How some sites stand now, by their ids. */
export function useStandings(ids: readonly string[]) {
  const parts: string[][] = [];
  for (let i = 0; i < ids.length; i += standingsAtOnce) parts.push(ids.slice(i, i + standingsAtOnce));
  return useQueries({
    queries: parts.map((part) => ({
      queryKey: ['sites', 'standings', part],
      queryFn: ({ signal }: { signal: AbortSignal }) => get('/api/sites', { query: { id: part, limit: standingsAtOnce }, signal }),
      refetchInterval: 5 * seconds,
      placeholderData: keepPreviousData,
    })),
    combine: (answers) => ({ by: new Map(answers.flatMap((a) => a.data?.items ?? []).map((site) => [site.id, site])), error: answers.find((a) => a.error)?.error ?? null }),
  });
}

const standingsAtOnce = 50;

export function useSite(site: string) {
  return useQuery({ ...siteQuery(site), refetchInterval: 15 * seconds });
}

export function useAssets(site: string) {
  return useQuery({
    ...assetsQuery(site),
    refetchInterval: (query) => (query.state.data?.items.length ? 60 : 5) * seconds,
    select: (page) => page.items,
  });
}

export function useDevices(site: string) {
  return useQuery({
    queryKey: ['sites', site, 'devices'],
    queryFn: ({ signal }) => getWhole('/api/sites/{id}/devices', { id: site, signal }),
    refetchInterval: 5 * seconds,
    select: (page) => page.items,
  });
}

export function channelsQuery(site: string) {
  return queryOptions({
    queryKey: ['sites', site, 'channels'],
    queryFn: ({ signal }) => getWhole('/api/sites/{id}/channels', { id: site, signal }),
    staleTime: 60 * seconds,
  });
}

export function useChannels(site: string) {
  return useQuery({ ...channelsQuery(site), select: (page) => page.items });
}

export interface Span {
  from: number;
  to: number;
  bucket: '1m' | '5m' | '15m' | '1h' | '1d';
}

export function useSeries(site: string, channels: readonly string[], span: Span) {
  return useQuery({
    queryKey: ['sites', site, 'series', channels, span],
    queryFn: ({ signal }) =>
      get('/api/sites/{id}/series', {
        id: site,
        query: { channel: [...channels], from: iso(span.from), to: iso(span.to), bucket: span.bucket },
        signal,
      }),
    enabled: channels.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: 20 * seconds,
    select: (answer) => answer.series,
  });
}

/** Stored readings of one channel, page by page, oldest first. */
export function useReadings(site: string, channel: string, span: Pick<Span, 'from' | 'to'>) {
  return useInfiniteQuery({
    queryKey: ['sites', site, 'readings', channel, span.from, span.to],
    queryFn: ({ pageParam, signal }) =>
      get('/api/sites/{id}/readings', { id: site, query: { channel, from: iso(span.from), to: iso(span.to), limit: 200, cursor: pageParam }, signal }),
    enabled: channel !== '',
    placeholderData: keepPreviousData,
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });
}

export function useNetPower(site: string) {
  return useQuery({
    queryKey: ['sites', site, 'net-power'],
    queryFn: ({ signal }) => get('/api/sites/{id}/net-power', { id: site, signal }),
    refetchInterval: 60 * seconds,
  });
}

export function useSummary(site: string, day: string) {
  return useQuery({
    queryKey: ['sites', site, 'summary', day],
    queryFn: ({ signal }) => get('/api/sites/{id}/summary', { id: site, query: { day }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 30 * seconds,
  });
}

/** How a site is controlled, as its edge said last; asking tells the edge that somebody looks. */
export function useControl(site: string) {
  return useQuery({
    queryKey: ['sites', site, 'control'],
    queryFn: async ({ signal }) => (await get('/api/sites/{id}/control', { id: site, signal })) as SiteControl,
    refetchInterval: 2 * seconds,
  });
}

/** What was ordered of a site's edge, newest first. */
export function useCommands(site: string) {
  return useQuery({
    queryKey: ['sites', site, 'commands'],
    queryFn: ({ signal }) => get('/api/commands', { query: { site, limit: 12 }, signal }),
    refetchInterval: 2 * seconds,
    select: (page) => page.items,
  });
}

/** One order for what never changes of it: what it orders, and why. */
export function orderQuery(id: string) {
  return queryOptions({
    queryKey: ['commands', id, 'order'],
    queryFn: ({ signal }) => get('/api/commands/{id}', { id, signal }),
    staleTime: Infinity,
  });
}

/** One order with every answer of its edge. */
export function useCommand(id: string, state: string) {
  return useQuery({
    queryKey: ['commands', id, state],
    queryFn: ({ signal }) => get('/api/commands/{id}', { id, signal }),
    staleTime: Infinity,
  });
}

export interface EventFilter {
  site?: string | undefined;
  kind?: EventItem['kind'] | undefined;
  open?: boolean | undefined;
  limit?: number;
  severity?: EventItem['severity'] | undefined;
  shelved?: 'only' | 'without' | undefined;
}

export function useEvents(filter: EventFilter) {
  return useInfiniteQuery({
    queryKey: ['events', filter],
    queryFn: ({ pageParam, signal }) =>
      get('/api/events', { query: { ...filter, limit: filter.limit ?? 50, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    refetchInterval: 10 * seconds,
  });
}

export interface AuditFilter {
  site?: string | undefined;
  entity?: string | undefined;
  entity_id?: string | undefined;
  action?: AuditItem['action'] | undefined;
}

export function useAudit(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) => get('/api/audit', { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
