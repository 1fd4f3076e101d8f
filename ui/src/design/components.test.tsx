import { ThemeProvider } from '@mui/material/styles';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../api/problem';
import type { EventItem } from '../api/types';
import { usePreferences } from '../app/preferences';
import { useLive } from '../live/store';
import { EventRow } from '../pages/events/EventRow';
import { LivePill } from './LivePill';
import { QualityMark } from './QualityMark';
import { EmptyState, ErrorState } from './States';
import { Stat } from './Stat';
import { theme } from './theme';

function show(node: ReactNode) {
  return render(
    <ThemeProvider theme={theme}>
      <MemoryRouter>{node}</MemoryRouter>
    </ThemeProvider>,
  );
}

beforeEach(() => usePreferences.setState({ language: 'en' }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('a key figure', () => {
  it('shows number, unit and what it means', () => {
    show(<Stat label="Imported" quantity={{ value: '412', unit: 'kWh' }} note="since midnight" />);
    expect(screen.getByText('412')).toBeTruthy();
    expect(screen.getByText('kWh')).toBeTruthy();
    expect(screen.getByText('since midnight')).toBeTruthy();
  });
  it('shows a dash, not a zero, for what is unknown', () => {
    const { container } = show(<Stat label="Imported" quantity={null} />);
    expect(container.textContent).toBe('Imported–');
  });
});

describe('the quality of a value', () => {
  it('says how old a stale value is', () => {
    show(<QualityMark judged={{ standing: 'stale', value: null, last: 5, quality: 'STALE', age: 12_000 }} />);
    expect(screen.getByText('stale, last value 12 s ago')).toBeTruthy();
  });
  it('speaks German', () => {
    usePreferences.setState({ language: 'de' });
    show(<QualityMark judged={{ standing: 'missing', value: null, last: null, quality: 'MISSING', age: null }} />);
    expect(screen.getByText('noch kein Wert')).toBeTruthy();
  });
});

describe('the live connection', () => {
  const at = Date.parse('2026-06-01T12:00:00Z');
  const connection = (state: object) => useLive.setState({ site: 's', connection: { state: 'live' }, heard: at, ...state });
  beforeEach(() => {
    vi.useFakeTimers({ now: at, toFake: ['Date', 'setInterval', 'clearInterval'] });
  });
  it.each([
    [{}, 'Live'],
    [{ heard: null, connection: { state: 'connecting' } }, 'Connecting'],
    [{ connection: { state: 'reconnecting', since: at - 5000 } }, 'Reconnecting since 13:59:55'],
    [{ heard: at - 20_000 }, 'No new values since 13:59:40'],
  ])('in state %o is called %s', (state, want) => {
    connection(state);
    show(<LivePill zone="Europe/Berlin" />);
    expect(screen.getByRole('status').textContent).toBe(want);
  });
});

describe('an event', () => {
  const event: EventItem = {
    id: 'e1',
    site_id: 's1',
    site_name: 'House',
    kind: 'ALARM',
    severity: 'WARNING',
    code: 'STALE_DATA',
    text_en: 'server text',
    text_de: 'Servertext',
    params: { device: 'battery0', age_seconds: 12 },
    asset: '',
    device: 'battery0',
    raised_at: '2026-06-01T12:00:00Z',
    acknowledged_at: null,
    acknowledged_by: '',
    acknowledge_note: '',
    shelved_until: null,
    shelved_by: '',
    shelve_reason: '',
    cleared_reason: '',
    ordinal: 0,
    version: 1,
    cleared_at: '2026-06-01T12:00:42Z',
  };
  it('is told from the catalogue in the reader’s language, at the site’s time', () => {
    usePreferences.setState({ language: 'de' });
    show(<EventRow event={event} zone="Europe/Berlin" />);
    expect(screen.getByText('battery0 hat seit 12 s nichts Aktuelles gesendet')).toBeTruthy();
    expect(screen.getByText(/14:00/)).toBeTruthy();
    expect(screen.getByText('dauerte 42 s')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'House' }).getAttribute('href')).toBe('/sites/s1');
  });
  it('is told in the server’s words where the code is of another version', () => {
    show(<EventRow event={{ ...event, code: 'NEW_CODE' }} zone="UTC" />);
    expect(screen.getByText('server text')).toBeTruthy();
  });
});

describe('what stands where there is nothing', () => {
  it('says what to do next', () => {
    show(<EmptyState title="No site yet" next="Start an edge." />);
    expect(screen.getByText('Start an edge.')).toBeTruthy();
  });
  it('tells a problem and offers to try again', () => {
    const retry = vi.fn();
    show(<ErrorState error={new Problem(404, { reason_code: 'NOT_FOUND', params: { what: 'site' }, request_id: 'r7' })} onRetry={retry} />);
    expect(screen.getByRole('alert').textContent).toContain('There is no such site');
    expect(screen.getByText('Request r7')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledOnce();
  });
});
