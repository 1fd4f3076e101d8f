import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { meKey } from '../api/queries';
import { useLive } from './store';
import { follow } from './stream';

/** Keeps the live values of a site coming while the page that calls it is shown; null follows none. */
export function useLiveSite(site: string | null): void {
  const queries = useQueryClient();
  useEffect(() => (site === null ? undefined : (takeAhead(site) ?? start(site, queries))), [site, queries]);
}

function start(site: string, queries: QueryClient): () => void {
  const live = useLive.getState();
  live.begin(site);
  return follow(site, {
    onReadings: (readings) => live.take(site, readings, Date.now()),
    onOpen: () => live.connected(site),
    onBroken: () => {
      live.broken(site, Date.now());
      void queries.invalidateQueries({ queryKey: meKey });
    },
    onEvents: () => {
      void queries.invalidateQueries({ queryKey: ['events'] });
      void queries.invalidateQueries({ queryKey: ['sites', site], exact: true });
    },
  });
}

/** A site that is followed already though no page has asked yet. */
interface Ahead {
  site: string;
  stop: () => void;
  timer: ReturnType<typeof setTimeout>;
}

let ahead: Ahead | null = null;

const longestAhead = 20_000;

/** Follows a site before its page is there, which then takes over; where none comes, it ends. */
export function followAhead(site: string, queries: QueryClient): void {
  endAhead();
  ahead = { site, stop: start(site, queries), timer: setTimeout(endAhead, longestAhead) };
}

function takeAhead(site: string): (() => void) | null {
  if (ahead?.site !== site) {
    endAhead();
    return null;
  }
  const { stop, timer } = ahead;
  clearTimeout(timer);
  ahead = null;
  return stop;
}

function endAhead(): void {
  if (!ahead) return;
  clearTimeout(ahead.timer);
  ahead.stop();
  ahead = null;
}

/** The browser's clock, anew every second (or as often as asked), for ages on screen. */
export function useNow(every = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
