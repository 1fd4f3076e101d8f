import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '../gen/api';
import { get, post, request } from './client';

type Schemas = components['schemas'];

export type Member = Schemas['Member'];
export type RoleBinding = Schemas['RoleBinding'];
/** A role that can be given. */
export type Role = Schemas['RoleGrant']['role'];
export type PlaceRef = Schemas['PlaceRef'];
export type PasswordLink = Schemas['PasswordLink'];
export type LoginSession = Schemas['LoginSession'];
export type APIKey = Schemas['APIKey'];
export type LinkHolder = Schemas['LinkHolder'];

export type RoleTable = Schemas['RoleTable'];
export type RoleGrants = Schemas['RoleGrants'];
export type PermissionText = Schemas['PermissionText'];

/** Roles and permissions, and which role grants what; they change with the server's version alone. */
export function useRoles() {
  return useQuery({ queryKey: ['roles'], queryFn: ({ signal }) => get('/api/roles', { signal }), staleTime: 10 * 60_000 });
}

/** The roles that can be given, the mightiest first, each with what it is for; none until they are known. */
export function useGivenRoles(): (RoleGrants & { role: Role })[] {
  return (useRoles().data?.items ?? []).filter((r): r is RoleGrants & { role: Role } => r.given);
}

export interface PeopleFilter {
  text?: string;
  status?: Member['status'] | undefined;
  role?: Role | undefined;
}

/** People of the tenant, by name. */
export function usePeople(filter: PeopleFilter) {
  return useInfiniteQuery({
    queryKey: ['people', 'list', filter],
    queryFn: ({ pageParam, signal }) => get('/api/users', { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });
}

export function usePerson(id: string) {
  return useQuery({ queryKey: ['people', id], queryFn: ({ signal }) => get('/api/users/{id}', { id, signal }) });
}

/** Where roles can be given, and whether on the whole tenant. */
export function usePlaces() {
  return useQuery({ queryKey: ['people', 'places'], queryFn: ({ signal }) => get('/api/users/places', { signal }), staleTime: 60_000 });
}

export function useSessionsOf(user: string) {
  return useQuery({ queryKey: ['people', user, 'sessions'], queryFn: ({ signal }) => get('/api/users/{id}/sessions', { id: user, signal }), select: (answer) => answer.items });
}

/** Where one is logged in oneself. */
export function useOwnSessions() {
  return useQuery({ queryKey: ['people', 'own', 'sessions'], queryFn: ({ signal }) => get('/api/sessions', { signal }), select: (answer) => answer.items });
}

/** Sets one's own password; every other session of one's own ends. */
export function useChangePassword() {
  return useChange((body: Schemas['PasswordChange']) => request<undefined>('PUT', '/api/me/password', body), 'people');
}

export interface KeyFilter {
  text?: string;
  state?: 'ACTIVE' | 'EXPIRED' | 'REVOKED' | undefined;
}

/** API keys, newest first. */
export function useKeys(filter: KeyFilter) {
  return useInfiniteQuery({
    queryKey: ['keys', filter],
    queryFn: ({ pageParam, signal }) => get('/api/keys', { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  });
}

/** A change of people or keys, after which what is shown is asked for anew. */
function useChange<I, O>(change: (input: I) => Promise<O>, what: 'people' | 'keys') {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: [what] }) });
}

export interface Invite {
  /** Makes a request that is sent again one and the same. */
  once: string;
  body: Schemas['Invitation'];
}

export function useInvite() {
  return useChange(({ once, body }: Invite) => request<Schemas['Invited']>('POST', '/api/users', body, once), 'people');
}

export function useChangePerson(id: string) {
  return useChange((body: Schemas['MemberChange']) => request<Member>('PUT', `/api/users/${id}`, body), 'people');
}

export function useRelink(id: string) {
  return useChange<void, PasswordLink>(() => request<PasswordLink>('POST', `/api/users/${id}/link`), 'people');
}

export function useUnlink(id: string) {
  return useChange<void, Member>(() => request<Member>('DELETE', `/api/users/${id}/link`), 'people');
}

export function useGiveRole(id: string) {
  return useChange((body: Schemas['RoleGrant']) => request<Member>('POST', `/api/users/${id}/roles`, body), 'people');
}

export function useTakeRole(id: string) {
  return useChange((binding: string) => request<Member>('DELETE', `/api/users/${id}/roles/${binding}`), 'people');
}

export function useEndSession() {
  return useChange((session: string) => request<undefined>('DELETE', `/api/sessions/${session}`), 'people');
}

export interface NewKey {
  once: string;
  body: Schemas['APIKeyRequest'];
}

export function useMakeKey() {
  return useChange(({ once, body }: NewKey) => request<Schemas['NewAPIKey']>('POST', '/api/keys', body, once), 'keys');
}

export function useRevokeKey() {
  return useChange((id: string) => request<APIKey>('DELETE', `/api/keys/${id}`), 'keys');
}

/** How one can log in: the identity provider's name, "" without one. */
export function useLoginWays() {
  return useQuery({ queryKey: ['login-ways'], queryFn: ({ signal }) => get('/api/login/ways', { signal }), staleTime: Infinity });
}

/** Begins a login by the identity provider and is where the browser goes to; with a link's token, to be linked by it. */
export async function beginLogin(link: string): Promise<string> {
  const body = link === '' ? {} : { link_token: link };
  return (await post<Schemas['Begun']>('/api/login/provider', body)).address;
}

/** Whose password a link sets. */
export function useLink(token: string) {
  return useQuery({ queryKey: ['link', token], queryFn: () => post<LinkHolder>('/api/links/look', { token }), enabled: token !== '', staleTime: Infinity });
}

export async function acceptLink(body: Schemas['NewPassword']): Promise<LinkHolder> {
  return post<LinkHolder>('/api/links/accept', body);
}
