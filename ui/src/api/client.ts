import type { components, paths } from '../gen/api';
import { Problem } from './problem';

// One small wrapper over fetch: same origin, cookie session, problem documents become Problem.
// Paths, queries and answers are checked against the generated types.

type Answer<O> = O extends { responses: { 200: { content: { 'application/json': infer T } } } } ? T : never;
/** Paths that answer a GET with JSON. */
type GetPath = { [P in keyof paths]: paths[P] extends { get: infer O } ? ([Answer<O>] extends [never] ? never : P) : never }[keyof paths];
type Get<P extends GetPath> = paths[P] extends { get: infer O } ? O : never;
type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? Q : never;

export interface GetOptions<P extends GetPath> {
  /** Replaces {id} in the path. */
  id?: string;
  /** Replaces other names in the path. */
  at?: Readonly<Record<string, string>>;
  query?: QueryOf<Get<P>>;
  signal?: AbortSignal;
}

/** Reads one resource; refusals and silence are thrown as Problem. */
export async function get<P extends GetPath>(path: P, options: GetOptions<P> = {}): Promise<Answer<Get<P>>> {
  const named: Readonly<Record<string, string>> = { id: options.id ?? '', ...options.at };
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? ''));
  const query = (options.query ?? {}) as Record<string, unknown>;
  return call(withQuery(address, query), { method: 'GET', signal: options.signal ?? null });
}

interface Listed {
  items: unknown[];
  next: string;
}

/** Paths that answer a list page by page. */
type ListPath = { [P in GetPath]: Answer<Get<P>> extends Listed ? P : never }[GetPath];

/** Reads a whole list, page after page. */
export async function getWhole<P extends ListPath>(path: P, options: GetOptions<P> = {}): Promise<Answer<Get<P>>> {
  const items: unknown[] = [];
  for (let cursor = ''; ; ) {
    const query = { limit: 1000, ...(options.query as object | undefined), cursor } as QueryOf<Get<P>>;
    const page = await get(path, { ...options, query });
    items.push(...(page as Listed).items);
    cursor = (page as Listed).next;
    if (!cursor) return { ...(page as Listed), items } as Answer<Get<P>>;
  }
}

/** A path with its query; undefined, null and "" are left out, arrays repeat the name. */
export function withQuery(path: string, query: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(name, String(one));
    }
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Sends one resource and reads the answer. */
export async function post<T>(address: string, body: unknown): Promise<T> {
  return call(address, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

/** Changes one resource and reads the answer; sent again under the same name it is one and the same. */
export async function request<T>(method: 'POST' | 'PUT' | 'DELETE', address: string, body?: unknown, once?: string): Promise<T> {
  const headers = { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...(once === undefined ? {} : { 'Idempotency-Key': once }) };
  return call(address, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

/** Opens a session; the server keeps it in a cookie this code cannot read. */
export async function logIn(email: string, password: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  await call('/api/login', { method: 'POST', headers, body: JSON.stringify({ email, password }) });
}

/** Ends the session; answers where a browser that came by the identity provider logs out there too, "" for nowhere. */
export async function logOut(): Promise<string> {
  const out = await call<components['schemas']['LoggedOut']>('/api/logout', { method: 'POST' });
  return out.provider_address;
}

/** Gives an order to a site's edge; one that is sent again under the same id is one and the same. */
export async function issueCommand(id: string, command: components['schemas']['CommandRequest']): Promise<components['schemas']['Command']> {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': id };
  return call('/api/commands', { method: 'POST', headers, body: JSON.stringify(command) });
}

/** Asks an address that is not in the API description: reads it, or sends it what is given. */
export async function send<T = undefined>(address: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  if (body === undefined) return call(address, { method: 'GET', signal: signal ?? null });
  return call(address, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal: signal ?? null });
}

async function call<T>(address: string, init: RequestInit): Promise<T> {
  const response = await reach(address, init);
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, credentials: 'same-origin' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, {});
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const isJSON = /json/.test(response.headers.get('Content-Type') ?? '');
  const document = isJSON ? ((await response.json().catch(() => ({}))) as object) : { title: response.statusText };
  return new Problem(response.status, document);
}
