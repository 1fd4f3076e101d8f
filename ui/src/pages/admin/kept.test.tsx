import { ThemeProvider } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newQueryClient } from '../../api/queries';
import type { TelemetryPolicyState } from '../../api/retention';
import { usePreferences } from '../../app/preferences';
import { theme } from '../../design/theme';
import { KeptPanel } from './KeptPanel';

const state: TelemetryPolicyState = {
  raw_days: 730, quarter_days: 3660, hour_days: null, day_days: null, samples_per_second: null, channels: null, cycle_days: 90, cycle_kept_days: 366, version: 3, used_channels: 88,
  drops: [{ at: '2026-06-01T12:00:00Z', tier: 'cycles', kept_from: '2026-03-03T00:00:00Z', rows: 8640 }, { at: '2026-06-01T12:00:00Z', tier: 'orders', kept_from: '2026-03-03T00:00:00Z', rows: 2304 }],
};

function show(read: [number, unknown], written: [number, unknown] = [200, state]) {
  const bodies: unknown[] = [];
  vi.stubGlobal('fetch', vi.fn(async (_: string, init: RequestInit) => {
    if (init.method === 'PUT') bodies.push(JSON.parse(String(init.body)));
    const [status, body] = init.method === 'PUT' ? written : read;
    if (init.method === 'PUT' && status === 200) read = written;
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  }));
  render(
    <ThemeProvider theme={theme}>
      <QueryClientProvider client={newQueryClient()}>
        <KeptPanel />
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

describe('how long data is kept', () => {
  it('is changed under the version that was read, and what was removed is listed', async () => {
    const bodies = show([200, state], [200, { ...state, hour_days: 4000, cycle_days: 30, version: 4 }]);
    expect(await screen.findByText('8,640')).toBeTruthy();
    expect(screen.getByText('Orders of balancing')).toBeTruthy();
    expect(screen.getByText('any number; there are 88', { exact: false })).toBeTruthy();
    fireEvent.change(screen.getByLabelText(/in their turn/), { target: { value: '30' } });
    fireEvent.change(screen.getByLabelText(/^Hours/), { target: { value: '4000' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Saved.')).toBeTruthy();
    await waitFor(() => expect((screen.getByLabelText(/in their turn/) as HTMLInputElement).value).toBe('30'));
    expect(screen.getByText('Saved.')).toBeTruthy();
    expect(bodies).toEqual([{ raw_days: 730, quarter_days: 3660, hour_days: 4000, day_days: null, samples_per_second: null, channels: null, cycle_days: 30, cycle_kept_days: 366, version: 3 }]);
  });
  it.each(['', 'x', '1.5'])('is not sent with %j for samples', async (value) => {
    const bodies = show([200, state]);
    fireEvent.change(await screen.findByLabelText(/^Samples \*|^Samples$|^Samples/, { selector: 'input[value="730"]' }), { target: { value } });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByRole('alert').textContent).toMatch(/whole numbers/);
    expect(bodies).toEqual([]);
  });
  it('says why it was refused', async () => {
    show([200, { ...state, drops: [] }], [422, { reason_code: 'INVALID_VALUE', params: { field: 'cycle_kept_days', value: '80', want: '90 to 36525' } }]);
    expect(await screen.findByText('Nothing was removed yet')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toMatch(/90 to 36525/));
  });
});
