import { Problem } from './problem';

// One small wrapper over fetch: same origin, cookie session, problem documents become Problem.

type Query = Record<string, string | number | boolean | readonly string[] | undefined | null>;

/** A path with its query; undefined and null are left out, arrays repeat the name. */
export function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return call<T>(withQuery(path, query), { method: 'GET', signal: signal ?? null });
}

export async function post<T>(path: string, body?: unknown): Promise<T> {
  return call<T>(path, {
    method: 'POST',
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
}

async function call<T>(path: string, init: RequestInit): Promise<T> {
  const response = await send(path, init);
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, credentials: 'same-origin' });
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
