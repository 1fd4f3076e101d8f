import type { components } from '../gen/api';

// The API's shapes under the interface's names; what they are is said in openapi.json alone.

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type SiteItem = Schemas['Site'];
export type SiteState = SiteItem['state'];
export type SiteNow = Schemas['SiteNow'];
export type AssetItem = Schemas['Asset'];
export type DeviceItem = Schemas['Device'];
export type ChannelItem = Schemas['Channel'];
export type Reading = Schemas['Reading'];
export type Quality = Reading['quality'];
export type Series = Schemas['Series'];
export type Bucket = Schemas['Bucket'];
export type NetPower = Schemas['NetPower'];
export type Summary = Schemas['Summary'];
export type EventItem = Schemas['Event'];
export type AuditItem = Schemas['AuditEntry'];

export interface List<T> {
  items: T[];
}

export interface Page<T> extends List<T> {
  /** Cursor of the next page; empty on the last. */
  next: string;
}
