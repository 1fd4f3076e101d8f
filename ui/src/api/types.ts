// The API's shapes, by the words of the interface.

export interface Me {
  user: { id: string; email: string; display_name: string; language: string };
  tenant: { id: string; name: string };
  roles: string[];
  expires_at: string;
}

export type SiteState = 'ONLINE' | 'SILENT' | 'NEVER_SEEN';

export interface SiteNow {
  grid_watts: number | null;
  pv_watts: number | null;
  battery_watts: number | null;
  load_watts: number | null;
  soc_percent: number | null;
  at: string | null;
}

export interface SiteItem {
  id: string;
  name: string;
  time_zone: string;
  address: string;
  latitude: number | null;
  longitude: number | null;
  state: SiteState;
  last_seen: string | null;
  open_alarms: number;
  now: SiteNow;
  today: { import_wh: number | null; export_wh: number | null; pv_wh: number | null; self_sufficiency: number | null };
}

export interface AssetItem {
  id: string;
  key: string;
  name: string;
  nature: string;
  device: string;
  enabled: boolean;
  measures_connection: boolean;
  max_apparent_power_va: number | null;
  max_active_power_watts: number | null;
  capacity_wh: number | null;
  peak_limit_watts: number | null;
  soc_min_percent: number | null;
  soc_max_percent: number | null;
}

export interface DeviceItem {
  id: string;
  key: string;
  vendor: string;
  model: string;
  protocol: string;
  profile: string;
  address: string;
  state: string;
  health: 'OK' | 'STALE' | 'SILENT';
  last_value_at: string | null;
  channels: number;
  stale_channels: number;
}

export interface ChannelItem {
  id: string;
  asset: string;
  name: string;
  unit: string;
  kind: string;
}

export type Quality = 'GOOD' | 'UNCERTAIN' | 'BAD' | 'STALE' | 'SUBSTITUTED';

export interface Reading {
  deviceId: string;
  channel: string;
  value?: number | null;
  unit: string;
  timestamp: string;
  quality: Quality;
}

export interface Bucket {
  from: string;
  mean: number | null;
  min: number | null;
  max: number | null;
  last: number | null;
  quality: string;
  covered_seconds: number;
}

export interface Series {
  channel: string;
  unit: string;
  buckets: Bucket[];
}

export interface NetPower {
  bucket_seconds: number;
  unit: string;
  buckets: { from: string; grid_watts: number | null; quality: string; covered_seconds: number }[];
  reason_code?: string;
}

export interface Summary {
  import_wh: number | null;
  export_wh: number | null;
  pv_wh: number | null;
  charged_wh: number | null;
  discharged_wh: number | null;
  load_wh: number | null;
  self_consumption: number | null;
  self_sufficiency: number | null;
  peak_import_watts: number | null;
  peak_import_from: string | null;
  covered_share: number | null;
}

export interface EventItem {
  id: string;
  site_id: string;
  site_name: string;
  kind: 'ALARM' | 'FAULT' | 'OPERATOR_ACTION' | 'STATE_TRANSITION' | 'DOMAIN';
  severity: 'INFO' | 'WARNING' | 'SEVERE';
  code: string;
  text_en: string;
  text_de: string;
  params: Record<string, unknown>;
  asset: string;
  device: string;
  raised_at: string;
  acknowledged_at: string | null;
  cleared_at: string | null;
}

export interface Page<T> {
  items: T[];
  next?: string | null;
}
