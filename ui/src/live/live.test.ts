import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook } from '@testing-library/react';
import { createElement } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Reading } from '../api/types';
import { judge } from './freshness';
import { merged, useLive } from './store';
import { follow, readingsOf } from './stream';
import { followAhead, useLiveSite } from './useLiveSite';

const reading = (value: number | null, at: string, quality: Reading['quality'] = 'GOOD'): Reading => ({
  deviceId: 'meter0',
  channel: 'ActivePower',
  value,
  unit: 'W',
  timestamp: at,
  quality,
});

describe('the newest reading', () => {
  it('is never replaced by an older one', () => {
    const known = merged(new Map(), [reading(2, '2026-06-01T12:00:01Z')]);
    expect(merged(known, [reading(1, '2026-06-01T12:00:00Z')]).get('meter0.ActivePower')?.value).toBe(2);
  });
  it('keeps the last number behind a STALE mark', () => {
    const known = merged(merged(new Map(), [reading(7, '2026-06-01T12:00:00Z')]), [reading(null, '2026-06-01T12:00:09Z', 'STALE')]);
    const judged = judge(known.get('meter0.ActivePower'), Date.parse('2026-06-01T12:00:10Z'));
    expect(judged).toEqual({ standing: 'stale', value: null, last: 7, quality: 'STALE', age: 10_000 });
  });
  it('is missing where there was none, and never zero', () => {
    expect(judge(undefined, 0)).toMatchObject({ standing: 'missing', value: null, last: null });
  });
  it('of another site is not taken', () => {
    useLive.getState().begin('a');
    useLive.getState().take('b', [reading(1, '2026-06-01T12:00:00Z')], 1);
    expect(useLive.getState().readings.size).toBe(0);
  });
});

it('reads messages and survives what is not one', () => {
  expect(readingsOf('{"readings":[{"deviceId":"a"}]}')).toHaveLength(1);
  expect(readingsOf('{"other":1}')).toEqual([]);
  expect(readingsOf('not json')).toEqual([]);
  expect(readingsOf(undefined)).toEqual([]);
});

describe('the stream', () => {
  const opened: FakeSource[] = [];
  class FakeSource extends EventTarget {
    static readonly CLOSED = 2;
    readyState = 0;
    onopen: (() => void) | null = null;
    onerror: (() => void) | null = null;
    constructor(readonly url: string) {
      super();
      opened.push(this);
    }
    close() {
      this.readyState = 2;
    }
  }
  const handlers = { onReadings: vi.fn(), onEvents: vi.fn(), onOpen: vi.fn(), onBroken: vi.fn() };
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('EventSource', FakeSource);
    opened.length = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('passes readings and events on', () => {
    const stop = follow('s1', handlers);
    opened[0]!.dispatchEvent(new MessageEvent('readings', { data: '{"readings":[{"deviceId":"a"}]}' }));
    opened[0]!.dispatchEvent(new MessageEvent('events', { data: '{}' }));
    expect(handlers.onReadings).toHaveBeenCalledWith([{ deviceId: 'a' }]);
    expect(handlers.onEvents).toHaveBeenCalledOnce();
    stop();
  });
  it('leaves a broken connection to the browser and opens a refused one anew, ever more slowly', () => {
    const stop = follow('s1', handlers);
    opened[0]!.onerror?.();
    vi.advanceTimersByTime(60_000);
    expect(opened).toHaveLength(1);
    const refuse = () => {
      opened.at(-1)!.readyState = 2;
      opened.at(-1)!.onerror?.();
    };
    refuse();
    vi.advanceTimersByTime(1000);
    expect(opened).toHaveLength(2);
    refuse();
    vi.advanceTimersByTime(1999);
    expect(opened).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(opened).toHaveLength(3);
    stop();
  });
  it('opens nothing after it was stopped', () => {
    const stop = follow('s1', handlers);
    opened[0]!.readyState = 2;
    opened[0]!.onerror?.();
    stop();
    vi.advanceTimersByTime(60_000);
    expect(opened).toHaveLength(1);
  });
  it('that is followed ahead is taken over by the page of that site', () => {
    const queries = new QueryClient();
    followAhead('s1', queries);
    expect(opened).toHaveLength(1);
    const shown = show('s1', queries);
    vi.advanceTimersByTime(60_000);
    expect(opened).toHaveLength(1);
    expect(opened[0]!.readyState).toBe(0);
    shown.unmount();
    expect(opened[0]!.readyState).toBe(FakeSource.CLOSED);
  });
  it('that is followed ahead ends with the page of another site', () => {
    const queries = new QueryClient();
    followAhead('s1', queries);
    const shown = show('s2', queries);
    expect(opened.map((s) => [s.url, s.readyState])).toEqual([
      ['/api/sites/s1/stream', FakeSource.CLOSED],
      ['/api/sites/s2/stream', 0],
    ]);
    shown.unmount();
  });
  it('that is followed ahead ends where no page comes', () => {
    followAhead('s1', new QueryClient());
    vi.advanceTimersByTime(20_000);
    expect(opened.map((s) => s.readyState)).toEqual([FakeSource.CLOSED]);
  });
});

function show(site: string, client: QueryClient) {
  return renderHook(() => useLiveSite(site), { wrapper: ({ children }) => createElement(QueryClientProvider, { client }, children) });
}
