import { ThemeProvider } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { MemoryRouter, Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Edge } from '../../api/edges';
import { newQueryClient } from '../../api/queries';
import { usePreferences } from '../../app/preferences';
import { theme } from '../../design/theme';
import EdgePage from './EdgePage';

const edge: Edge = {
  id: 'e1', site_id: 's1', site_name: 'Plant north', name: 'Cabinet 1', state: 'ENROLLED', version: 1, nkey: 'U1', software: '1.0.0', created_at: '2026-06-01T12:00:00Z',
  enrolled_at: '2026-06-01T12:05:00Z', revoked_at: null, last_seen_at: '2026-06-01T12:06:00Z', code_until: null, key_changing: false,
  configuration_hash: 'aaaaaaaaaaaa1111', configuration_version: 1, newest_version: 2, former_key_until: null, rotation: null,
};
const version = (n: number, more: object) => ({ version: n, hash: `hash ${n}`, comment: `change ${n}`, made_by: 'u1', author: 'Ada', made_at: '2026-06-01T12:00:00Z', command_id: null, answered_at: null, reason_codes: [], params: {}, text_en: '', text_de: '', ...more });
const refused = version(2, { state: 'FAILED', reason_codes: ['CONFIGURATION_REFUSED'], params: { problems: 'site.yaml:2: one\nsite.yaml:3: two' }, text_en: 'refused' });

function show(of: Edge) {
  const bodies: unknown[] = [];
  const answers: Record<string, unknown> = {
    'GET /api/me': { permissions: ['PROVISION'] }, 'GET /api/edges/e1': of,
    'GET /api/edges/e1/configurations': { items: [refused, version(1, { state: 'EXECUTED' })], next: 0 },
    'GET /api/edges/e1/configuration-changes': { from: 1, to: 2, lines: [{ op: 'SAME', old: 1, new: 1, text: 'site:' }, { op: 'REMOVED', old: 2, new: 0, text: 'a' }, { op: 'ADDED', old: 0, new: 2, text: 'b' }] },
    'POST /api/edges/e1/configurations/restore': version(3, { state: 'ISSUED' }),
  };
  vi.stubGlobal('fetch', vi.fn(async (address: string, init: RequestInit) => {
    if (init.body) bodies.push(JSON.parse(String(init.body)));
    const answer = answers[`${init.method} ${address.split('?')[0]}`];
    return new Response(JSON.stringify(answer ?? {}), { status: answer ? 200 : 404, headers: { 'Content-Type': 'application/json' } });
  }));
  render(
    <ThemeProvider theme={theme}>
      <QueryClientProvider client={newQueryClient()}>
        <MemoryRouter initialEntries={['/edges/e1']}>
          <Routes><Route path="/edges/:edge" element={<EdgePage />} /></Routes>
        </MemoryRouter>
      </QueryClientProvider>
    </ThemeProvider>,
  );
  return bodies;
}

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the page of an edge', () => {
  it('says which version runs and lists every problem of one that was refused', async () => {
    show(edge);
    expect(await screen.findByText('version 1, the newest is 2')).toBeTruthy();
    expect(await screen.findByText('site.yaml:2: one')).toBeTruthy();
    expect(screen.getByText('site.yaml:3: two')).toBeTruthy();
    expect(screen.queryByText(/was changed on site/)).toBeNull();
  });
  it('shows what a version changed, in words too', async () => {
    show(edge);
    fireEvent.click(await screen.findByRole('button', { name: 'Changes of version 2' }));
    const changes = await screen.findByTestId('changes');
    expect(changes.textContent).toContain('removed − a');
    expect(changes.textContent).toContain('added + b');
  });
  it('warns of a drift, and replaces it only where somebody says so', async () => {
    const bodies = show({ ...edge, configuration_version: 0 });
    expect(await screen.findByText(/was changed on site and is none of these versions/)).toBeTruthy();
    fireEvent.click(await screen.findByRole('button', { name: 'Go back to version 1' }));
    const dialog = within(screen.getByRole('dialog'));
    fireEvent.click(dialog.getByRole('button', { name: 'Have the edge run it' }));
    expect(dialog.getByRole('alert').textContent).toMatch(/Say why/);
    fireEvent.change(dialog.getByLabelText(/Why/), { target: { value: 'back' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Have the edge run it' }));
    await waitFor(() => expect(bodies).toEqual([{ version: 1, after: 2, comment: 'back', replace_changed_on_site: false }]));
  });
});
