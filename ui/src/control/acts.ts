import { createContext, useContext } from 'react';

/** An order as a person gives it; power is positive away from the grid. */
export interface Order {
  /** Makes an order that is sent again one and the same. */
  id: string;
  kind: 'OVERRIDE' | 'RELEASE' | 'LIMIT' | 'CLEAR_FAULT' | 'MODE' | 'ENABLE';
  asset?: string;
  payload?: Record<string, unknown>;
  reason: string;
  /** How long it holds, in ms from now; only a set-point by hand and a limit need it. */
  lasts?: number;
}

/** Gives an order; a refusal is thrown as Problem. */
export type Give = (order: Order) => Promise<void>;

/** How orders are given where a report is shown; null where the reader may give none. */
export const GiveContext = createContext<Give | null>(null);

export function useGive(): Give | null {
  return useContext(GiveContext);
}

/** A fresh id for an order: a random UUID, also where the page is not in a secure context. */
export function newOrderID(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
