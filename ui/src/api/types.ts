import type { components } from '../gen/api';

// The API's shapes under the interface's names; what they are is said in openapi.json alone.

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type SiteItem = Schemas['Site'];
/** A site as a map and a choice show it. */
export type SiteMark = Schemas['SiteMark'];
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

export type ControlReport = Schemas['ControlReport'];
export type ControlFault = Schemas['FaultReport'];
export type ControlAsset = Schemas['AssetReport'];
export type ControlRequest = Schemas['RequestReport'];
export type ControlCut = Schemas['CutReport'];
export type ControlOverride = Schemas['OverrideReport'];
export type ControllerState = Schemas['ControllerReport'];
export type DriverState = Schemas['DeviceReport'];
export type LimitState = Schemas['LimitReport'];
export type Command = Schemas['Command'];
export type CommandRequest = Schemas['CommandRequest'];

/** What is known of how a site's edge controls; the report is null where it never said anything. */
export type SiteControl = Omit<Schemas['SiteControl'], 'report'> & { report: ControlReport | null };

export interface List<T> {
  items: T[];
}

export interface Page<T> extends List<T> {
  /** Cursor of the next page; empty on the last. */
  next: string;
}
