import { ThemeProvider } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newQueryClient } from '../../api/queries';
import { usePreferences } from '../../app/preferences';
import { theme } from '../../design/theme';
import AccountPage from './AccountPage';

const session = { id: 's1', created_at: '2026-06-01T12:00:00Z', last_seen_at: '2026-06-01T12:00:00Z', expires_at: '2026-06-08T12:00:00Z', remote: '192.0.2.1', agent: 'curl/8.5.0', current: false };

/** Stands in for the server: a current password that is right, and one session elsewhere until it is changed. */
function open() {
  const asked: { call: string; body: unknown }[] = [];
  let changed = false;
  vi.stubGlobal('fetch', vi.fn(async (address: string, init: RequestInit) => {
    const call = `${init.method} ${address}`;
    const body = init.body ? JSON.parse(String(init.body)) : undefined;
    asked.push({ call, body });
    const say = (status: number, answer: unknown) => new Response(JSON.stringify(answer), { status, headers: { 'Content-Type': 'application/json' } });
    switch (call) {
      case 'GET /api/me':
        return say(200, { user: { id: 'u1', email: 'ada@example.org', display_name: 'Ada', language: 'en' }, tenant: { id: 't1', name: 'Plant' }, roles: ['viewer'], permissions: ['READ'] });
      case 'GET /api/login/ways':
        return say(200, { password: true, provider: '', min_password: 12 });
      case 'GET /api/sessions':
        return say(200, { items: [{ ...session, id: 's0', agent: 'Firefox/120.0', current: true }, ...(changed ? [] : [session])] });
      case 'PUT /api/me/password':
        if (body.current !== 'right') return say(403, { reason_code: 'CURRENT_PASSWORD_WRONG', params: {} });
        if (body.new.length < 12) return say(422, { reason_code: 'PASSWORD_TOO_SHORT', params: { min_characters: 12 } });
        changed = true;
        return new Response(null, { status: 204 });
      default:
        return say(404, { reason_code: 'NOT_FOUND', params: { what: call } });
    }
  }));
  render(
    <ThemeProvider theme={theme}>
      <QueryClientProvider client={newQueryClient()}>
        <MemoryRouter>
          <AccountPage />
        </MemoryRouter>
      </QueryClientProvider>
    </ThemeProvider>,
  );
  return asked;
}

function enter(current: string, next: string) {
  fireEvent.change(screen.getByLabelText(/^The password so far/), { target: { value: current } });
  fireEvent.change(screen.getByLabelText(/^New password/), { target: { value: next } });
  fireEvent.click(screen.getByRole('button', { name: 'Change the password' }));
}

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('shows the policy before anything is refused', async () => {
  open();
  expect((await screen.findByTestId('rule-length')).textContent).toContain('At least 12 characters');
});

it('asks nothing before both are entered', () => {
  const asked = open();
  fireEvent.click(screen.getByRole('button', { name: 'Change the password' }));
  expect(screen.getByRole('alert').textContent).toBe('Enter the password so far and a new one.');
  expect(asked.some((a) => a.call.startsWith('PUT'))).toBe(false);
});

it.each([
  ['wrong', 'otter kettle marble', 'current password'],
  ['right', 'short', '12'],
])('shows the refusal of %s and %s by its code', async (current, next, said) => {
  open();
  enter(current, next);
  expect((await screen.findByRole('alert')).textContent).toContain(said);
});

it('changes the password, forgets what was typed, and shows that the other session has ended', async () => {
  const asked = open();
  expect(await screen.findByRole('button', { name: 'End the session of curl' })).toBeTruthy();
  enter('right', 'otter kettle marble');
  expect((await screen.findByRole('status')).textContent).toContain('Your other sessions have ended');
  expect(asked.find((a) => a.call.startsWith('PUT'))?.body).toEqual({ current: 'right', new: 'otter kettle marble' });
  await waitFor(() => expect(screen.queryByRole('button', { name: 'End the session of curl' })).toBeNull());
  for (const label of [/^The password so far/, /^New password/]) expect((screen.getByLabelText(label) as HTMLInputElement).value).toBe('');
});
