import { create } from 'zustand';
import type { Reading } from '../api/types';

/** How the live connection of a site is doing. */
export type Connection =
  | { state: 'connecting' }
  | { state: 'live' }
  /** The connection broke at `since` (epoch ms) and is being made again. */
  | { state: 'reconnecting'; since: number };

/** The newest reading of a channel, with the last number it had: a stale one comes without. */
export interface Known extends Reading {
  lastValue: number | null;
  lastAt: string;
}

interface LiveState {
  site: string | null;
  connection: Connection;
  /** When the last value came in, epoch ms of this browser. */
  heard: number | null;
  readings: ReadonlyMap<string, Known>;
  begin: (site: string) => void;
  take: (site: string, readings: readonly Reading[], now: number) => void;
  connected: (site: string) => void;
  broken: (site: string, now: number) => void;
}

/** The key of a channel: asset and name, as the API writes it. */
export function channelKey(asset: string, name: string): string {
  return `${asset}.${name}`;
}

/** Latest value per channel of the site on screen. An older value never replaces a newer one. */
export const useLive = create<LiveState>()((set, get) => ({
  site: null,
  connection: { state: 'connecting' },
  heard: null,
  readings: new Map(),
  begin: (site) => {
    if (get().site === site) return;
    set({ site, connection: { state: 'connecting' }, heard: null, readings: new Map() });
  },
  take: (site, readings, now) => {
    if (get().site !== site || readings.length === 0) return;
    set({ readings: merged(get().readings, readings), heard: now, connection: { state: 'live' } });
  },
  connected: (site) => {
    if (get().site === site) set({ connection: { state: 'live' } });
  },
  broken: (site, now) => {
    if (get().site !== site || get().connection.state === 'reconnecting') return;
    set({ connection: { state: 'reconnecting', since: now } });
  },
}));

/** The newest reading of each channel out of what was known and what came in. */
export function merged(known: ReadonlyMap<string, Known>, fresh: readonly Reading[]): Map<string, Known> {
  const next = new Map(known);
  for (const reading of fresh) {
    const key = channelKey(reading.deviceId, reading.channel);
    const before = next.get(key);
    if (before && Date.parse(before.timestamp) > Date.parse(reading.timestamp)) continue;
    next.set(key, { ...reading, ...lastOf(reading, before) });
  }
  return next;
}

function lastOf(reading: Reading, before: Known | undefined): Pick<Known, 'lastValue' | 'lastAt'> {
  if (typeof reading.value === 'number') return { lastValue: reading.value, lastAt: reading.timestamp };
  return before ? { lastValue: before.lastValue, lastAt: before.lastAt } : { lastValue: null, lastAt: reading.timestamp };
}
