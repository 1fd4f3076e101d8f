import { ThemeProvider } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newQueryClient } from '../../api/queries';
import { usePreferences } from '../../app/preferences';
import { theme } from '../../design/theme';
import PortfolioPage from './PortfolioPage';

const many = Array.from({ length: 300 }, (_, i) => ({
  id: `site-${i}`, name: `Site ${String(i).padStart(3, '0')}`, address: '', time_zone: 'Europe/Berlin', latitude: null, longitude: null, state: 'ONLINE', open_alarms: i === 299 ? 1 : 0,
}));
const nothing = { grid_watts: null, pv_watts: null, battery_watts: null, load_watts: null, soc_percent: null, at: null };
const today = { import_wh: null, export_wh: null, pv_wh: null, self_sufficiency: null };

/** A server with so many sites; answers the ids that were asked for how they stand. */
function serve(): string[][] {
  const asked: string[][] = [];
  vi.stubGlobal('fetch', (address: string) => {
    const url = new URL(address, 'http://x');
    let body: unknown = { bucket_seconds: 900, unit: 'W', buckets: [] };
    if (url.pathname === '/api/site-map') body = { items: many };
    if (url.pathname === '/api/sites') {
      const ids = url.searchParams.getAll('id');
      asked.push(ids);
      body = { items: many.filter((s) => ids.includes(s.id)).map((s) => ({ ...s, last_seen: null, now: nothing, today })), next: '' };
    }
    return Promise.resolve(new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } }));
  });
  return asked;
}

function show(at = '/') {
  render(
    <ThemeProvider theme={theme}>
      <QueryClientProvider client={newQueryClient()}>
        <MemoryRouter initialEntries={[at]}>
          <PortfolioPage />
        </MemoryRouter>
      </QueryClientProvider>
    </ThemeProvider>,
  );
}

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('asks how sites stand for those on screen alone, those that need a look first, and shows more', async () => {
  const asked = serve();
  show();
  await waitFor(() => expect(screen.getAllByTestId('site-link')).toHaveLength(50));
  expect(screen.getAllByTestId('site-link')[0]!.textContent).toBe('Site 299');
  expect(asked[0]).toHaveLength(50);
  expect(screen.getByTestId('more-sites').textContent).toBe('Show more of 250');
  fireEvent.click(screen.getByTestId('more-sites'));
  await waitFor(() => expect(screen.getAllByTestId('site-link')).toHaveLength(100));
  expect(asked.every((ids) => ids.length <= 50)).toBe(true);
});

it('orders so many by need, also where an address asks for the grid', async () => {
  serve();
  show('/?order=grid');
  await waitFor(() => expect(screen.getAllByTestId('site-link')).toHaveLength(50));
  expect(screen.getAllByTestId('site-link')[0]!.textContent).toBe('Site 299');
});

it('finds any of them by its name', async () => {
  serve();
  show();
  fireEvent.change(await screen.findByRole('searchbox'), { target: { value: '123' } });
  await waitFor(() => expect(screen.getAllByTestId('site-link').map((a) => a.textContent)).toEqual(['Site 123']));
  expect(screen.queryByTestId('more-sites')).toBeNull();
});
