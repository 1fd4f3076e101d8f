import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, issueCommand, request } from './client';
import type { Attempt, BenchValue, Tried } from './panel';
import type { Command } from './types';

type Schemas = components['schemas'];

export type EdgeConfiguration = Schemas['EdgeConfiguration'];
export type DeviceDraft = Schemas['DeviceDraft'];

/** What a scan met at an address, with the profiles that recognise it, the most particular first. */
export interface ProbeFound {
  unit: number;
  vendor: string;
  model: string;
  version: string;
  serial: string;
  profiles: string[];
}

/** What a device says by a profile. */
export interface ProbeRead {
  vendor: string;
  model: string;
  version: string;
  serial: string;
  variant?: string;
  values: BenchValue[];
  writable: string[];
}

interface ProbeResult {
  found?: ProbeFound[];
  read?: ProbeRead;
  tried?: Tried;
}

/** A question to a device on site. */
export interface Probe {
  address: string;
  units?: number[];
  profile?: string;
  unit?: number;
}

const minute = 60_000;
const final = ['EXECUTED', 'REJECTED', 'FAILED', 'EXPIRED'];

/** Orders a question; its id is the way to what comes of it. */
export async function askDevice(site: string, id: string, probe: Probe, reason: string): Promise<Command> {
  return issueCommand(id, { site_id: site, kind: 'SCAN', payload: probe, reason, expires_at: soon(3) });
}

function soon(minutes: number): string {
  return new Date(Date.now() + minutes * minute).toISOString();
}

/** What came of a question so far. */
export interface Asked {
  under: 'nothing' | 'way' | 'end';
  found: ProbeFound[] | null;
  read: ProbeRead | null;
  /** What the edge refused it with. */
  refused: { en: string; de: string; code: string } | null;
}

/** Follows a question until its end; "" follows nothing. */
export function useAsked(id: string): { asked: Asked; error: unknown } {
  const query = useQuery({
    queryKey: ['probe', id],
    queryFn: ({ signal }) => get('/api/commands/{id}', { id, signal }),
    enabled: id !== '',
    refetchInterval: (q) => (q.state.data && final.includes(q.state.data.state) ? false : 800),
  });
  return { asked: askedOf(id, query.data), error: query.error };
}

/** What a command that asks a device says so far. */
export function askedOf(id: string, command: Command | undefined): Asked {
  if (id === '') return { under: 'nothing', found: null, read: null, refused: null };
  if (!command || !final.includes(command.state)) return { under: 'way', found: null, read: null, refused: null };
  const last = command.acks.at(-1);
  if (command.state === 'EXECUTED') {
    const result = (last?.result ?? {}) as ProbeResult;
    return { under: 'end', found: result.read ? null : (result.found ?? []), read: result.read ?? null, refused: null };
  }
  return { under: 'end', found: null, read: null, refused: { en: last?.text_en ?? '', de: last?.text_de ?? '', code: last?.reason_codes[0] ?? command.state } };
}

/** Tries a set-point on site and waits until it was undone; a refusal is thrown in the reader's language. */
export async function tryOnSite(site: string, id: string, probe: Probe, attempt: Attempt, language: 'en' | 'de'): Promise<Tried> {
  const { reason, ...rest } = attempt;
  const payload = { ...probe, ...rest };
  let command = await issueCommand(id, { site_id: site, kind: 'TEST_WRITE', payload, reason, expires_at: soon(2) });
  while (!final.includes(command.state)) {
    await new Promise((resolve) => setTimeout(resolve, 800));
    command = await get('/api/commands/{id}', { id: command.id });
  }
  const last = command.acks.at(-1);
  const tried = ((last?.result ?? {}) as ProbeResult).tried;
  if (command.state !== 'EXECUTED' || !tried) throw new Error((language === 'de' ? last?.text_de : last?.text_en) || last?.reason_codes[0] || command.state);
  return tried;
}

/** Versions of an edge's site file, the newest first; asked often while one is under way. */
export function useConfigurations(edge: string) {
  return useQuery({
    queryKey: ['edges', edge, 'configurations'],
    queryFn: ({ signal }) => get('/api/edges/{id}/configurations', { id: edge, query: { limit: 100 }, signal }),
    enabled: edge !== '',
    refetchInterval: (q) => (q.state.data?.items.some((v) => v.state === 'ISSUED' || v.state === 'ACCEPTED') ? 1000 : 10_000),
    select: (page) => page.items,
  });
}

/** A change of what edges and sites are, after which both are asked for anew. */
function useChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ['edges'] }), queries.invalidateQueries({ queryKey: ['sites'] })]),
  });
}

export function useAddDevice(edge: string) {
  return useChange((body: DeviceDraft) => request<EdgeConfiguration>('POST', `/api/edges/${edge}/devices`, body));
}

export interface NewSite {
  once: string;
  name: string;
  time_zone: string;
}

export function useMakeSite() {
  return useChange(({ once, ...body }: NewSite) => request<Schemas['SiteRecord']>('POST', '/api/sites', body, once));
}

/** One version with its text; -1 is the newest that stands, which another answer of the edge may change, so it is always asked anew. */
export function useConfiguration(edge: string, version: number | null) {
  return useQuery({
    queryKey: ['edges', edge, 'configuration', version],
    queryFn: ({ signal }) => get('/api/edges/{id}/configuration', { id: edge, query: { version: version ?? -1 }, signal }),
    enabled: version !== null,
    staleTime: 0,
    gcTime: 0,
  });
}

/** What differs between two versions, line by line. */
export function useSiteFileChanges(edge: string, from: number, to: number) {
  return useQuery({
    queryKey: ['edges', edge, 'changes', from, to],
    queryFn: ({ signal }) => get('/api/edges/{id}/configuration-changes', { id: edge, query: { from, to }, signal }),
    staleTime: Infinity,
  });
}

export function useConfigure(edge: string) {
  return useChange((body: Schemas['SiteFileDraft']) => request<EdgeConfiguration>('POST', `/api/edges/${edge}/configurations`, body));
}

export function useRestore(edge: string) {
  return useChange((body: Schemas['Restoration']) => request<EdgeConfiguration>('POST', `/api/edges/${edge}/configurations/restore`, body));
}
