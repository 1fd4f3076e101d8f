import { ThemeProvider } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { MemoryRouter, Route, Routes } from 'react-router';
import { vi } from 'vitest';
import { newQueryClient } from '../../api/queries';
import { theme } from '../../design/theme';
import MicrogridPage from './MicrogridPage';
import MicrogridsPage from './MicrogridsPage';
import { cycle, depot, execution, now } from './testdata';

// The page as a test shows it, with somebody who stands in for the server.

export type Answer = [status: number, body: unknown];
export type Answers = Record<string, (body: unknown) => Answer>;
export interface Asked {
  call: string;
  body: unknown;
  key: string | null;
}

export const ok = (result: unknown): Answer => [200, { microgrid_id: 'm', timestamp: '2026-06-01T12:00:05Z', result }];
const site = { id: 's', name: 'Depot west', time_zone: 'UTC', state: 'ONLINE', open_alarms: 0, now: {} };

export function base(permissions: readonly string[]): Answers {
  return {
    'GET /api/me': () => [200, { user: { id: 'u' }, permissions }],
    'GET /api/site-map': () => [200, { items: [site], next: '' }],
    'GET /api/sites/s': () => [200, site],
    'GET /api/sites/s/assets': () => [200, { items: [], next: '' }],
    'GET /api/depot/s/microgrid': () => ok(depot),
    'GET /api/microgrid/m/now': () => ok(now),
    'GET /api/microgrid/m/status': () => ok({ latest_cycle: cycle, breaches: [], control_points: [] }),
    'GET /api/microgrid/m/cycles': () => ok({ cycles: [{ ...cycle, allocation_summary: null }], next: '' }),
    'GET /api/microgrid/m/cycles/y': () => ok(cycle),
    'GET /api/microgrid/m/cycles/y/execution': () => ok(execution),
  };
}

/** Stands in for the server: an answer per method and path; status 0 is silence. */
export function serve(answers: Answers): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', vi.fn(async (address: string, init: RequestInit) => {
    const call = `${init.method} ${address.split('?')[0]}`;
    const body = init.body ? JSON.parse(String(init.body)) : undefined;
    asked.push({ call, body, key: new Headers(init.headers).get('Idempotency-Key') });
    const [status, answer] = answers[call]?.(body) ?? [404, { reason_code: 'NOT_FOUND', params: { what: call } }];
    if (status === 0) throw new TypeError('no answer');
    return new Response(JSON.stringify(answer), { status, headers: { 'Content-Type': 'application/json' } });
  }));
  return asked;
}

export function show(at = '/sites/s/microgrid') {
  return render(
    <ThemeProvider theme={theme}>
      <QueryClientProvider client={newQueryClient()}>
        <MemoryRouter initialEntries={[at]}>
          <Routes>
            <Route path="/sites/:site/microgrid" element={<MicrogridPage />} />
            <Route path="/microgrids" element={<MicrogridsPage />} />
          </Routes>
        </MemoryRouter>
      </QueryClientProvider>
    </ThemeProvider>,
  );
}

/** Text without the narrow space before a unit. */
export const plain = (text: string | null | undefined) => (text ?? '').replaceAll('\u202f', ' ');
