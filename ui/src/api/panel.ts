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

export interface PanelProfile {
  id: string;
  vendor: string;
  models: string[];
  natures: string[];
  port: number;
  unit: number;
}

export interface FoundDevice {
  unit: number;
  vendor: string;
  model: string;
  version: string;
  serial: string;
  models: number[];
  profiles: string[];
}

/** A channel of a device that was read once; null where it gives no value. */
export interface BenchValue {
  nature: string;
  channel: string;
  unit: string;
  quality: string;
  value: number | null;
}

export interface Look {
  vendor: string;
  model: string;
  version: string;
  serial: string;
  variant: string;
  values: BenchValue[];
  writable: string[];
  snippet: string;
}

export interface Tried {
  before: BenchValue;
  applied: BenchValue;
  after: BenchValue;
}

/** A device as somebody who commissions it names it; without a unit it is the profile's. */
export interface Spot {
  address: string;
  unit?: number;
  profile: string;
}

export async function readProfiles(signal: AbortSignal): Promise<PanelProfile[]> {
  return (await send<{ items: PanelProfile[] }>('/api/panel/profiles', undefined, signal)).items;
}

/** Asks the units behind an address what they are; none asks the usual ones. */
export async function scan(address: string, units: number[]): Promise<FoundDevice[]> {
  return (await send<{ items: FoundDevice[] }>('/api/panel/scan', { address, units })).items;
}

export async function readDevice(spot: Spot): Promise<Look> {
  return send<Look>('/api/panel/read', spot);
}

/** A set-point to try: in the channel's unit and our sign. */
export interface Attempt {
  channel: string;
  value: number;
  seconds: number;
  reason: string;
}

/** Writes a set-point, holds it and undoes it. */
export async function tryDevice(spot: Spot, attempt: Attempt): Promise<Tried> {
  return send<Tried>('/api/panel/try', { ...spot, ...attempt });
}
