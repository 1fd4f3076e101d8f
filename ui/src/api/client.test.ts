import { afterEach, describe, expect, it, vi } from 'vitest';
import { translate } from '../i18n/translate';
import type { Texts } from '../i18n/useTexts';
import { get, withQuery } from './client';
import { Problem, problemText } from './problem';

const texts: Pick<Texts, 't' | 'language'> = { language: 'de', t: (key, ...values) => translate('de', key, ...values) };

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: unknown, type = 'application/problem+json') {
  vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type } })));
}

it('writes queries, repeats arrays and leaves out what is not given', () => {
  expect(withQuery('/a', { x: ['1', '2'], y: undefined, z: '', n: 0, b: true })).toBe('/a?x=1&x=2&n=0&b=true');
  expect(withQuery('/a', {})).toBe('/a');
});

describe('a request', () => {
  it('gives the answer', async () => {
    answer(200, { items: [], next: '' }, 'application/json');
    await expect(get('/api/sites')).resolves.toEqual({ items: [], next: '' });
  });
  it('puts the id into the path', async () => {
    answer(200, {}, 'application/json');
    await get('/api/sites/{id}', { id: 'a b' });
    expect(fetch).toHaveBeenCalledWith('/api/sites/a%20b', expect.anything());
  });
  it('throws a refusal with its code, told in the reader’s language', async () => {
    answer(401, { status: 401, detail: 'e-mail or password is wrong', reason_code: 'WRONG_LOGIN' });
    const problem = await get('/api/me').catch((e: unknown) => e);
    expect(problem).toBeInstanceOf(Problem);
    expect(problemText(problem, texts)).toBe('E-Mail oder Passwort ist falsch');
  });
  it('falls back on the server’s words for a code it does not know', async () => {
    answer(418, { status: 418, detail: 'short and stout', reason_code: 'TEAPOT' });
    expect(problemText(await get('/api/me').catch((e: unknown) => e), texts)).toBe('short and stout');
  });
  it('says so when the server is silent', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('failed'))));
    const problem = await get('/api/me').catch((e: unknown) => e);
    expect(problem).toMatchObject({ status: 0 });
    expect(problemText(problem, texts)).toContain('antwortet nicht');
  });
});
