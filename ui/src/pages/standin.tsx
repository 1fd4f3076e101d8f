import { ThemeProvider } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { vi } from 'vitest';
import { newQueryClient } from '../api/queries';
import { theme } from '../design/theme';

// What tests of pages share: somebody who stands in for the server, and a page with what is around it.

export type Answers = Record<string, (body: unknown) => [status: number, body: unknown]>;

/** Stands in for the server: an answer per method and path. What was asked is in the list, in its order. */
export function standIn(answers: Answers) {
  const asked: { call: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', vi.fn(async (address: string, init: RequestInit) => {
    const body = init.body ? JSON.parse(String(init.body)) : undefined;
    asked.push({ call: `${init.method} ${address}`, body });
    const [status, answer] = answers[`${init.method} ${address.split('?')[0]}`]?.(body) ?? [404, { reason_code: 'NOT_FOUND', params: { what: address } }];
    return new Response(JSON.stringify(answer), { status, headers: { 'Content-Type': 'application/json' } });
  }));
  return asked;
}

/** Shows a page at an address. */
export function mount(page: ReactNode, at = '/') {
  return render(
    <ThemeProvider theme={theme}>
      <QueryClientProvider client={newQueryClient()}>
        <MemoryRouter initialEntries={[at]}>{page}</MemoryRouter>
      </QueryClientProvider>
    </ThemeProvider>,
  );
}
