import { ThemeProvider } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Edge } from '../../api/edges';
import { newQueryClient } from '../../api/queries';
import { usePreferences } from '../../app/preferences';
import { theme } from '../../design/theme';
import { formatter } from '../../lib/format';
import { translate } from '../../i18n/translate';
import EdgesPage from './EdgesPage';
import { credentialText, enrolCommand, rotationText } from './words';

const cabinet: Edge = {
  id: 'e1', site_id: 's1', site_name: 'Plant north', name: 'Cabinet 1', state: 'ENROLLED', version: 3, nkey: 'U1', software: '1.0.0', created_at: '2026-06-01T12:00:00Z',
  enrolled_at: '2026-06-01T12:05:00Z', revoked_at: null, last_seen_at: '2026-06-01T12:06:00Z', code_until: null, key_changing: false, configuration_hash: '', configuration_version: 0, newest_version: 0,
  former_key_until: null, rotation: null,
};

const rotation: NonNullable<Edge['rotation']> = {
  command_id: 'k1', state: 'ISSUED', reason: 'the cabinet was open', issued_at: '2026-06-01T12:10:00Z', expires_at: '2026-06-02T12:10:00Z', at: null, reason_codes: [], params: {}, text_en: '', text_de: '',
};

/** Stands in for the server: a status and an answer per method and path. */
function serve(answers: Record<string, [status: number, body: unknown]>) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', vi.fn(async (address: string, init: RequestInit) => {
    const call = `${init.method} ${address.split('?')[0]}`;
    asked.push(call);
    const [status, body] = answers[call] ?? [404, { reason_code: 'NOT_FOUND', params: { what: call } }];
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  }));
  return asked;
}

function show(permissions: string[], edges: Edge[], answers: Record<string, [number, unknown]> = {}) {
  const asked = serve({ 'GET /api/me': [200, { permissions }], 'GET /api/site-map': [200, { items: [], next: '' }], 'GET /api/edges': [200, { items: edges, next: '' }], ...answers });
  render(
    <ThemeProvider theme={theme}>
      <QueryClientProvider client={newQueryClient()}>
        <MemoryRouter><EdgesPage /></MemoryRouter>
      </QueryClientProvider>
    </ThemeProvider>,
  );
  return asked;
}

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the page of edges', () => {
  it('says what to do where there is none', async () => {
    show(['PROVISION'], []);
    expect(await screen.findByText(/it gets a code/)).toBeTruthy();
  });
  it('offers nothing to who may only look', async () => {
    show(['READ'], [cabinet]);
    expect(await screen.findByText('Cabinet 1')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Revoke/ })).toBeNull();
  });
  it('revokes after a confirmation and says why it was refused', async () => {
    const asked = show(['PROVISION'], [cabinet], { 'POST /api/edges/e1/revoke': [403, { reason_code: 'FORBIDDEN', params: { permission: 'PROVISION' } }] });
    fireEvent.click(await screen.findByRole('button', { name: 'Revoke Cabinet 1' }));
    expect(asked).not.toContain('POST /api/edges/e1/revoke');
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Revoke' }));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch(/PROVISION/));
  });
  it('shows a new code inside the command that uses it', async () => {
    const waiting: Edge = { ...cabinet, state: 'PENDING', enrolled_at: null, last_seen_at: null };
    show(['PROVISION'], [waiting], { 'POST /api/edges/e1/code': [200, { edge: waiting, code: '7K3M-9QXT-20VW', expires_at: '2026-06-01T13:00:00Z' }] });
    fireEvent.click(await screen.findByRole('button', { name: 'New code for Cabinet 1' }));
    fireEvent.click(screen.getByRole('button', { name: 'Make the code' }));
    const field = (await screen.findByTestId('enrol-command')) as HTMLTextAreaElement;
    expect(field.value).toBe(enrolCommand(location.origin, '7K3M-9QXT-20VW'));
  });
});

describe('the change of a key', () => {
  it('is ordered with a reason and followed until it is done', async () => {
    const answers: Record<string, [number, unknown]> = { 'POST /api/edges/e1/key-rotation': [200, { ...cabinet, rotation }], 'GET /api/edges/e1': [200, cabinet] };
    const asked = show(['PROVISION'], [cabinet], answers);
    fireEvent.click(await screen.findByRole('button', { name: 'Change key of Cabinet 1' }));
    const dialog = within(screen.getByRole('dialog'));
    fireEvent.click(dialog.getByRole('button', { name: 'Change key' }));
    expect(asked).not.toContain('POST /api/edges/e1/key-rotation');
    fireEvent.change(dialog.getByLabelText(/Why/), { target: { value: 'the cabinet was open' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Change key' }));
    expect(await screen.findByText('Waits for the edge')).toBeTruthy();
    const body = vi.mocked(fetch).mock.calls.find(([address, init]) => String(address).endsWith('/key-rotation') && init?.method === 'POST')?.[1]?.body;
    expect(JSON.parse(String(body))).toMatchObject({ reason: 'the cabinet was open', expires_at: expect.stringMatching(/Z$/) });
    serve({ ...answers, 'GET /api/edges/e1': [200, { ...cabinet, nkey: 'U2', rotation: { ...rotation, state: 'EXECUTED', at: '2026-06-01T12:10:04Z' } }] });
    expect(await screen.findByText('Key changed')).toBeTruthy();
  });
  it('says why it was refused, and offers nothing while one is under way', async () => {
    show(['PROVISION'], [cabinet], { 'POST /api/edges/e1/key-rotation': [404, { reason_code: 'NOT_FOUND', params: { what: 'enrolled edge at this site' } }], 'GET /api/edges/e1': [200, cabinet] });
    fireEvent.click(await screen.findByRole('button', { name: 'Change key of Cabinet 1' }));
    const dialog = within(screen.getByRole('dialog'));
    fireEvent.change(dialog.getByLabelText(/Why/), { target: { value: 'the cabinet was open' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Change key' }));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch(/enrolled edge/));
    cleanup();
    const changing = { ...cabinet, rotation: { ...rotation, state: 'ACCEPTED' as const } };
    show(['PROVISION'], [changing], { 'GET /api/edges/e1': [200, changing] });
    fireEvent.click(await screen.findByRole('button', { name: 'Change key of Cabinet 1' }));
    expect(await screen.findByText('Under way')).toBeTruthy();
    expect(screen.queryByLabelText(/Why/)).toBeNull();
  });
  it.each([
    [{ state: 'EXPIRED' }, /expired/],
    [{ state: 'FAILED', text_en: 'the disk is full' }, /the disk is full/],
    [{ state: 'EXECUTED' }, /new key/],
  ] as const)('tells %o', (change, want) => {
    const t = ((key: never, ...values: never) => translate('en', key, ...(values as []))) as never;
    expect(rotationText({ ...cabinet, rotation: { ...rotation, ...change } } as Edge, { t, format: formatter('en'), language: 'en' })).toMatch(want);
  });
});

describe('what lets an edge in', () => {
  const texts = { t: ((key: never, ...values: never) => translate('en', key, ...(values as []))) as never, format: formatter('en') };
  const now = Date.parse('2026-06-01T12:30:00Z');
  it.each([
    ['an open code', { state: 'PENDING', code_until: '2026-06-01T13:00:00Z' }, /^Code until/],
    ['a code that is over', { state: 'PENDING', code_until: '2026-06-01T12:10:00Z' }, /^No open code/],
    ['its key', {}, /^Its key/],
    ['a key that changes', { key_changing: true }, /^A new key/],
    ['nothing', { state: 'REVOKED' }, /^Nothing/],
  ] as const)('is %s', (_, change, want) => {
    expect(credentialText({ ...cabinet, ...change } as Edge, now, texts)).toMatch(want);
  });
});
