import type { ImportFile } from '../../api/places';

/** Files to begin with: each holds the names of the fields and one row as an example. */
export const templates: readonly ImportFile[] = [
  { name: 'org_nodes.csv', content: 'key,kind,name,parent\ngroup,ENTERPRISE,Group,\nhall3,BUILDING,Hall 3,north\n' },
  { name: 'sites.csv', content: 'key,name,time_zone,parent,address,latitude,longitude,segment,market_region\nnorth,Plant north,Europe/Berlin,group,"Musterstraße 1, Berlin",52.52,13.405,commercial,DE\n' },
  { name: 'assets.csv', content: 'site,key,nature,name,max_active_power_watts,capacity_wh\nnorth,battery0,ESS,Battery,50000,100000\nnorth,charger0,EVCS,Charger,22000,\nnorth,grid0,GRID_METER,Grid meter,,\n' },
  { name: 'evses.csv', content: 'site,ocpp_id,asset,connector_types,max_power_watts\nnorth,CP-0001,charger0,IEC_62196_T2,22000\n' },
  { name: 'grid_connections.csv', content: 'site,name,meter,import_capacity_watts,export_capacity_watts,voltage_level\nnorth,Feed A,grid0,250000,135000,MEDIUM\n' },
  { name: 'grid_constraints.csv', content: 'site,connection,type,effective_from,effective_to,value,unit\nnorth,Feed A,EXPORT_LIMIT,2026-01-01T00:00:00+01:00,,70,kW\n' },
  { name: 'energy_contracts.csv', content: 'key,counterparty,contract_type,starts_at,ends_at\nppa-2026,Utility,PPA,2026-01-01T00:00:00+01:00,2031-01-01T00:00:00+01:00\n' },
  { name: 'asset_contract_links.csv', content: 'site,asset,contract,effective_from,effective_to,allocated_watts\nnorth,battery0,ppa-2026,2026-01-01T00:00:00+01:00,,30000\n' },
];

/** The size of a text, in kB. */
export function kilobytes(text: string): number {
  return new Blob([text]).size / 1000;
}
