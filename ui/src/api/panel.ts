import type { ControlReport } from './types';
import { send } from './client';

// What the edge's own panel offers. It is no part of the backend's API; what it shows is the same type.

export interface PanelOrder {
  id: string;
  kind: string;
  asset?: string;
  payload?: Record<string, unknown>;
  reason: string;
  expires_at?: string;
}

/** Opens a session at the edge; a wrong password is thrown as Problem. */
export async function logInToPanel(password: string): Promise<void> {
  await send('/api/panel/login', { password });
}

export async function logOutOfPanel(): Promise<void> {
  await send('/api/panel/logout', {});
}

/** How the edge controls now. */
export async function readReport(signal: AbortSignal): Promise<ControlReport> {
  return send<ControlReport>('/api/panel/report', undefined, signal);
}

/** Gives an order; a refusal is thrown as Problem. */
export async function giveToPanel(order: PanelOrder): Promise<void> {
  await send('/api/panel/orders', order);
}
