import { ThemeProvider } from '@mui/material/styles';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventItem } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { theme } from '../../design/theme';
import { AlarmActions } from './AlarmActions';

const alarm: EventItem = {
  id: 'a1',
  site_id: 's1',
  site_name: 'House',
  kind: 'ALARM',
  severity: 'WARNING',
  code: 'STALE_DATA',
  text_en: '',
  text_de: '',
  params: { device: 'battery0', age_seconds: 12 },
  asset: '',
  device: 'battery0',
  raised_at: '2026-06-01T12:00:00Z',
  ordinal: 0,
  acknowledged_at: null,
  acknowledged_by: '',
  acknowledge_note: '',
  shelved_until: null,
  shelved_by: '',
  shelve_reason: '',
  cleared_at: null,
  cleared_reason: '',
  version: 3,
};

interface Call {
  path: string;
  body: Record<string, unknown> | undefined;
}

/** Answers requests by their path, and keeps what was sent. */
function serve(answers: Record<string, { status?: number; body: unknown }>): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) => {
    const path = new URL(String(input instanceof Request ? input.url : input), 'http://localhost').pathname;
    const raw = init?.body;
    calls.push({ path, body: typeof raw === 'string' ? (JSON.parse(raw) as Record<string, unknown>) : undefined });
    const answer = answers[path] ?? { status: 404, body: {} };
    return Promise.resolve(new Response(JSON.stringify(answer.body), { status: answer.status ?? 200, headers: { 'Content-Type': 'application/json' } }));
  });
  return calls;
}

function show(event: EventItem, permissions: string[]) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  client.setQueryData(['me'], { permissions });
  return render(
    <QueryClientProvider client={client}>
      <ThemeProvider theme={theme}>
        <MemoryRouter>
          <AlarmActions event={event} zone="Europe/Berlin" />
        </MemoryRouter>
      </ThemeProvider>
    </QueryClientProvider>,
  );
}

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('an alarm', () => {
  it('is acknowledged with a note, under the version that was read', async () => {
    const calls = serve({ '/api/alarms/a1/acknowledge': { body: alarm } });
    show(alarm, ['READ', 'OPERATE']);
    fireEvent.click(screen.getByRole('button', { name: 'Acknowledge' }));
    fireEvent.change(screen.getByLabelText('Note for the others'), { target: { value: 'on it' } });
    fireEvent.submit(screen.getByRole('dialog').querySelector('form')!);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls[0]).toEqual({ path: '/api/alarms/a1/acknowledge', body: { version: 3, note: 'on it' } });
  });
  it('is put aside for hours, with a reason; a refusal is told in words', async () => {
    const calls = serve({ '/api/alarms/a1/shelve': { status: 409, body: { status: 409, reason_code: 'ALARM_OVER', params: {} } } });
    show(alarm, ['OPERATE']);
    fireEvent.click(screen.getByRole('button', { name: 'Put aside' }));
    fireEvent.change(screen.getByLabelText(/Reason/), { target: { value: 'repair' } });
    fireEvent.submit(screen.getByRole('dialog').querySelector('form')!);
    expect((await screen.findByRole('alert')).textContent).toContain('The alarm is over');
    const until = Date.parse(String(calls[0]!.body!.until)) - Date.now();
    expect(calls[0]!.body!.reason).toBe('repair');
    expect(until).toBeGreaterThan(3.9 * 3_600_000);
    expect(until).toBeLessThanOrEqual(4 * 3_600_000);
  });
  it('that is put aside is taken back', async () => {
    const calls = serve({ '/api/alarms/a1/unshelve': { body: alarm } });
    show({ ...alarm, shelved_until: new Date(Date.now() + 60_000).toISOString() }, ['OPERATE']);
    expect(screen.queryByRole('button', { name: 'Put aside' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Take back' }));
    await waitFor(() => expect(calls[0]).toEqual({ path: '/api/alarms/a1/unshelve', body: { version: 3 } }));
  });
  it('is for a viewer to read: its life, step by step', async () => {
    const step = { alarm: 'a1', at: '2026-06-01T12:05:00Z', change: 'ACKNOWLEDGED', actor: 'Ada', note: 'on it', until: null };
    serve({ '/api/alarms/a1/history': { body: { items: [step, { ...step, change: 'RAISED', actor: '', note: '' }] } } });
    show(alarm, ['READ']);
    expect(screen.queryByRole('button', { name: 'Acknowledge' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'History' }));
    expect(await screen.findByText('Acknowledged')).toBeTruthy();
    expect(screen.getByText('Ada · on it')).toBeTruthy();
    expect(screen.getByText('Raised')).toBeTruthy();
    expect(screen.getByRole('button', { name: /STALE_DATA/ })).toBeTruthy();
  });
});
