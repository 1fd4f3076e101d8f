import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { meKey } from '../api/queries';
import { useLive } from './store';
import { follow } from './stream';

/** Keeps the live values of a site coming while the page that calls it is shown; null follows none. */
export function useLiveSite(site: string | null): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (site === null) return;
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
  }, [site, queries]);
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
