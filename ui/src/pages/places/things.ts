import type { Inventory } from '../../api/places';
import type { Texts } from '../../i18n/useTexts';
import { localDate, startOfDay } from '../../lib/zone';

/** What can be entered of a site and of what stands there. */
export type Part = 'site' | 'asset' | 'evse' | 'connection' | 'constraint' | 'contract' | 'allocation';

/** A thing as the API answers it, its fields by name. */
export type Thing = Record<string, unknown> & { id: string; version: number; archived_at: string | null };

export type FieldKind = 'text' | 'whole' | 'decimal' | 'flag' | 'day' | 'instant' | 'list' | 'choice' | 'asset' | 'connection' | 'contract';

export interface Field {
  name: FieldName;
  kind: FieldKind;
  options?: readonly string[];
  unit?: string;
  required?: boolean;
  /** Said when the thing is made and never again. */
  once?: boolean;
}

type FieldName =
  | 'name' | 'key' | 'time_zone' | 'address' | 'latitude' | 'longitude' | 'segment' | 'market_region' | 'grid_operator_id' | 'capex' | 'capex_currency' | 'commissioned_on'
  | 'nature' | 'asset_type' | 'enabled' | 'parent_asset_id' | 'manufacturer' | 'model' | 'max_apparent_power_va' | 'max_active_power_watts' | 'capacity_wh' | 'peak_limit_watts' | 'soc_min_percent' | 'soc_max_percent'
  | 'asset_id' | 'cluster_id' | 'connector_types' | 'max_power_watts' | 'ocpp_id'
  | 'meter_asset_id' | 'operator_id' | 'voltage_level' | 'import_capacity_watts' | 'export_capacity_watts' | 'curtailment_policy' | 'protection_scheme'
  | 'connection_id' | 'type' | 'value' | 'effective_from' | 'effective_to'
  | 'counterparty' | 'contract_type' | 'settlement_model' | 'starts_at' | 'ends_at' | 'terms_ref' | 'contract_id' | 'allocated_watts';

const connectors = ['IEC_62196_T1', 'IEC_62196_T1_COMBO', 'IEC_62196_T2', 'IEC_62196_T2_COMBO', 'CHADEMO', 'DOMESTIC_F', 'IEC_60309_2_three_32', 'MCS', 'NACS', 'PANTOGRAPH_BOTTOM_UP', 'PANTOGRAPH_TOP_DOWN', 'TESLA_S'];
const natures = ['GRID_METER', 'METER', 'ESS', 'PV', 'INVERTER', 'EVCS', 'LOAD', 'GENERATOR', 'SWITCH', 'GRID_CONNECTION'];

/** The fields of each part, in the order in which they are asked for. */
export const fieldsOf: Record<Part, readonly Field[]> = {
  site: [
    { name: 'name', kind: 'text', required: true }, { name: 'key', kind: 'text' }, { name: 'time_zone', kind: 'text', required: true }, { name: 'address', kind: 'text' },
    { name: 'latitude', kind: 'decimal', unit: '°' }, { name: 'longitude', kind: 'decimal', unit: '°' }, { name: 'segment', kind: 'text' }, { name: 'market_region', kind: 'text' }, { name: 'grid_operator_id', kind: 'text' },
    { name: 'capex', kind: 'whole' }, { name: 'capex_currency', kind: 'text' }, { name: 'commissioned_on', kind: 'day' },
  ],
  asset: [
    { name: 'key', kind: 'text', required: true, once: true }, { name: 'nature', kind: 'choice', options: natures, required: true, once: true }, { name: 'name', kind: 'text' },
    { name: 'asset_type', kind: 'choice', options: ['', 'PV', 'BATTERY', 'EVSE', 'METER', 'INVERTER', 'CONTROLLER', 'LOAD', 'GENERATOR'] }, { name: 'parent_asset_id', kind: 'asset' }, { name: 'manufacturer', kind: 'text' }, { name: 'model', kind: 'text' },
    { name: 'commissioned_on', kind: 'day' }, { name: 'max_active_power_watts', kind: 'whole', unit: 'W' }, { name: 'max_apparent_power_va', kind: 'whole', unit: 'VA' }, { name: 'capacity_wh', kind: 'whole', unit: 'Wh' },
    { name: 'peak_limit_watts', kind: 'whole', unit: 'W' }, { name: 'soc_min_percent', kind: 'decimal', unit: '%' }, { name: 'soc_max_percent', kind: 'decimal', unit: '%' }, { name: 'enabled', kind: 'flag' },
  ],
  evse: [
    { name: 'asset_id', kind: 'asset', required: true }, { name: 'ocpp_id', kind: 'text' }, { name: 'connector_types', kind: 'list', options: connectors, required: true }, { name: 'max_power_watts', kind: 'whole', unit: 'W' }, { name: 'cluster_id', kind: 'text' },
  ],
  connection: [
    { name: 'name', kind: 'text' }, { name: 'meter_asset_id', kind: 'asset' }, { name: 'operator_id', kind: 'text' }, { name: 'voltage_level', kind: 'choice', options: ['', 'LOW', 'MEDIUM', 'HIGH'] },
    { name: 'import_capacity_watts', kind: 'whole', unit: 'W' }, { name: 'export_capacity_watts', kind: 'whole', unit: 'W' }, { name: 'curtailment_policy', kind: 'text' }, { name: 'protection_scheme', kind: 'text' }, { name: 'market_region', kind: 'text' },
  ],
  constraint: [
    { name: 'connection_id', kind: 'connection', required: true, once: true }, { name: 'type', kind: 'choice', options: ['EXPORT_LIMIT', 'REACTIVE_POWER', 'RAMP_RATE'], required: true, once: true },
    { name: 'value', kind: 'whole', required: true, unit: 'W, var, W/s' }, { name: 'effective_from', kind: 'instant', required: true }, { name: 'effective_to', kind: 'instant' },
  ],
  contract: [
    { name: 'counterparty', kind: 'text', required: true }, { name: 'key', kind: 'text' }, { name: 'contract_type', kind: 'choice', options: ['PPA', 'RETAIL', 'FEED_IN', 'FLEXIBILITY'], required: true }, { name: 'settlement_model', kind: 'text' },
    { name: 'starts_at', kind: 'instant', required: true }, { name: 'ends_at', kind: 'instant' }, { name: 'terms_ref', kind: 'text' },
  ],
  allocation: [
    { name: 'asset_id', kind: 'asset', required: true, once: true }, { name: 'contract_id', kind: 'contract', required: true, once: true }, { name: 'allocated_watts', kind: 'whole', unit: 'W', required: true },
    { name: 'effective_from', kind: 'instant', required: true }, { name: 'effective_to', kind: 'instant' },
  ],
};

const collections: Record<Exclude<Part, 'site'>, string> = {
  asset: 'assets', evse: 'evses', connection: 'grid-connections', constraint: 'grid-constraints', contract: 'contracts', allocation: 'allocations',
};

/** Where a thing is made, or with its id changed. */
export function addressOf(part: Part, site: string, id: string | null): string {
  if (part === 'site') return id === null ? '/api/sites' : `/api/sites/${id}`;
  if (id !== null) return `/api/${collections[part]}/${id}`;
  return part === 'contract' ? '/api/contracts' : `/api/sites/${site}/${collections[part]}`;
}

/** What stands in the fields of a form, by field. */
export type Values = Record<string, string>;

/** What a thing says, as it stands in a form; of a new one, what stands there at first. */
export function valuesOf(part: Part, thing: Thing | null, zone: string): Values {
  const values: Values = {};
  for (const f of fieldsOf[part]) values[f.name] = thing ? shown(f, thing[f.name], zone) : (f.kind === 'flag' ? 'true' : f.required && f.kind === 'choice' ? (f.options?.[0] ?? '') : '');
  return values;
}

function shown(field: Field, value: unknown, zone: string): string {
  if (value === undefined || value === null) return '';
  if (field.kind === 'instant') return localDate(Date.parse(String(value)), zone);
  return Array.isArray(value) ? value.join(' ') : String(value);
}

/** Fields that say who a thing is, not what it says. */
const head = ['id', 'site_id', 'archived_at'];

/**
 * The body that says a thing: everything the thing says already, with what was entered in its place, and
 * nothing where it was emptied; or what is wrong with what was entered. Days are those of the site: an
 * instant begins its day, and one that was not touched stays to the second.
 */
export function bodyOf(part: Part, thing: Thing | null, values: Values, zone: string, { t }: Pick<Texts, 't'>): Record<string, unknown> | string {
  const before = valuesOf(part, thing, zone);
  const body: Record<string, unknown> = Object.fromEntries(Object.entries(thing ?? {}).filter(([name]) => !head.includes(name)));
  for (const f of fieldsOf[part]) {
    const text = (values[f.name] ?? '').trim();
    if (thing && text === before[f.name]) continue;
    const value = read(f, text, zone);
    if (Number.isNaN(value)) return t(f.kind === 'whole' ? 'places.not_number' : f.kind === 'instant' ? 'places.not_instant' : 'places.not_decimal', { field: t(`field.${f.name}`), value: text });
    if (value === undefined) delete body[f.name];
    else body[f.name] = value;
  }
  return body;
}

function read(field: Field, text: string, zone: string): unknown {
  if (field.kind === 'flag') return text === 'true';
  if (field.kind === 'list') return text.split(/\s+/).filter(Boolean);
  if (text === '') return undefined;
  if (field.kind === 'whole') return /^-?\d+$/.test(text) ? Number(text) : NaN;
  if (field.kind === 'decimal') return Number(text.replace(',', '.'));
  if (field.kind === 'instant') {
    const at = startOfDay(text, zone);
    return Number.isNaN(at) ? NaN : new Date(at).toISOString();
  }
  return text;
}

/** The rows of a part at a site. */
export function rowsOf(part: Exclude<Part, 'site' | 'contract' | 'allocation'>, inventory: Inventory): Thing[] {
  const list = { asset: inventory.assets, evse: inventory.evses, connection: inventory.grid_connections, constraint: inventory.grid_constraints }[part];
  return list as unknown as Thing[];
}
