import { Box, Button, Link } from '@mui/material';
import { useState } from 'react';
import { useContracts, useInventory, type AllocationRecord, type ContractRecord, type Inventory } from '../../api/places';
import { useMe } from '../../api/queries';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { ThingDialog, type Choices } from './ThingDialog';
import { fieldsOf, rowsOf, type Field, type Part, type Thing } from './things';

interface SitePanelsProps {
  site: string;
  may: boolean;
  archived: boolean;
}

interface Editing {
  part: Part;
  thing: Thing | null;
}

/** What people keep of a site: itself, its assets, EVSEs, grid connections with their constraints, and what is promised under contracts. */
export function SitePanels({ site, may, archived }: SitePanelsProps) {
  const inventory = useInventory(site, archived);
  return (
    <Loaded query={inventory} heights={[220, 220, 160]}>
      {(stands) => <Stands site={site} stands={stands} may={may} archived={archived} />}
    </Loaded>
  );
}

function Stands({ site, stands, may, archived }: SitePanelsProps & { stands: Inventory }) {
  const { t } = useTexts();
  const mayPromise = useMe().data?.permissions.includes('CONTRACTS') ?? false;
  const contracts = useContracts(archived).data ?? { contracts: [] as ContractRecord[], allocations: [] as AllocationRecord[] };
  const [editing, edit] = useState<Editing | null>(null);
  const zone = stands.site.time_zone;
  const choices: Choices = {
    asset: stands.assets.map((a) => ({ id: a.id, name: a.name && a.name !== a.key ? `${a.name} (${a.key})` : a.key })),
    connection: stands.grid_connections.map((c, i) => ({ id: c.id, name: c.name || `${t('field.connection_id')} ${i + 1}` })),
    contract: contracts.contracts.map((c) => ({ id: c.id, name: `${c.counterparty} · ${c.contract_type}` })),
  };
  const promised = contracts.allocations.filter((a) => stands.assets.some((asset) => asset.id === a.asset_id)) as unknown as Thing[];
  const shared = { zone, choices, edit };
  return (
    <>
      <Facts thing={stands.site as unknown as Thing} may={may} {...shared} />
      {(['asset', 'evse', 'connection', 'constraint'] as const).map((part) => (
        <Things key={part} part={part} rows={rowsOf(part, stands)} may={may} {...shared} />
      ))}
      <Things part="contract" rows={contracts.contracts as unknown as Thing[]} may={mayPromise} {...shared} />
      <Things part="allocation" rows={promised} may={mayPromise} {...shared} />
      {editing ? (
        <ThingDialog key={editing.thing?.id ?? editing.part} part={editing.part} thing={editing.thing} site={site} zone={zone} choices={choices} title={editing.thing ? t('places.edit_of', { name: nameOf(editing.part, editing.thing, choices) }) : t('places.new_title', { what: t(`places.part.${editing.part}`) })} onClose={() => edit(null)} />
      ) : null}
    </>
  );
}

interface Shared {
  may: boolean;
  zone: string;
  choices: Choices;
  edit: (editing: Editing) => void;
}

/** The site itself, field by field. */
function Facts({ thing, ...shared }: Shared & { thing: Thing }) {
  const { t } = useTexts();
  const show = useShown(shared);
  return (
    <Panel title={t('places.part.site')} actions={shared.may ? <Button size="small" variant="outlined" onClick={() => shared.edit({ part: 'site', thing })}>{t('places.edit')}</Button> : null}>
      <Box component="dl" data-testid="site-facts" sx={{ m: 0, display: 'grid', gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(3, 1fr)', xl: 'repeat(4, 1fr)' }, gap: 2 }}>
        {fieldsOf.site.map((f) => (
          <Box key={f.name} sx={{ minWidth: 0 }}>
            <Box component="dt" sx={{ typography: 'body2', color: 'text.secondary' }}>{t(`field.${f.name}`)}</Box>
            <Box component="dd" className="figures" sx={{ m: 0, overflowWrap: 'anywhere' }}>{show(f, thing[f.name])}</Box>
          </Box>
        ))}
      </Box>
    </Panel>
  );
}

// The fields that a list shows; the rest is in the dialog.
const columnsOf: Record<Exclude<Part, 'site'>, readonly string[]> = {
  asset: ['nature', 'max_active_power_watts', 'capacity_wh', 'manufacturer', 'enabled'],
  evse: ['asset_id', 'connector_types', 'max_power_watts', 'cluster_id'],
  connection: ['meter_asset_id', 'voltage_level', 'import_capacity_watts', 'export_capacity_watts'],
  constraint: ['connection_id', 'value', 'effective_from', 'effective_to'],
  contract: ['contract_type', 'starts_at', 'ends_at'],
  allocation: ['contract_id', 'allocated_watts', 'effective_from', 'effective_to'],
};

interface ThingsProps extends Shared {
  part: Exclude<Part, 'site'>;
  rows: readonly Thing[];
}

function Things({ part, rows, ...shared }: ThingsProps) {
  const { t } = useTexts();
  const show = useShown(shared);
  const name = (thing: Thing) => {
    const text = nameOf(part, thing, shared.choices) || t('places.unknown');
    return (
      <Box>
        {shared.may ? (
          <Link component="button" type="button" onClick={() => shared.edit({ part, thing })} sx={{ fontSize: 'inherit', fontWeight: 560, textAlign: 'left', minHeight: 24 }}>
            {text}
          </Link>
        ) : (
          <Box sx={{ fontWeight: 560 }}>{text}</Box>
        )}
        {thing.archived_at ? <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{t('places.is_archived')}</Box> : null}
      </Box>
    );
  };
  const fields = fieldsOf[part].filter((f) => columnsOf[part].includes(f.name));
  const columns: Column<Thing>[] = [
    { id: 'name', head: t('places.name'), primary: true, cell: name },
    ...fields.map((f): Column<Thing> => ({ id: f.name, head: t(`field.${f.name}`), align: f.kind === 'whole' ? 'right' : 'left', cell: (thing) => show(f, thing[f.name]) })),
  ];
  const add = shared.may ? (
    <Button size="small" variant="outlined" aria-label={`${t('places.add_thing')}: ${t(`places.part.${part}`)}`} onClick={() => shared.edit({ part, thing: null })}>
      {t('places.add_thing')}
    </Button>
  ) : null;
  return (
    <Panel title={t(`places.part.${part}`)} flush actions={add}>
      {rows.length ? <DataTable label={t(`places.part.${part}`)} columns={columns} rows={rows} rowKey={(thing) => thing.id} /> : <Box sx={{ px: 3, pb: 2.5, color: 'text.secondary' }}>{t('places.none')}</Box>}
    </Panel>
  );
}

/** What a thing is called. */
function nameOf(part: Part, thing: Thing, choices: Choices): string {
  const text = (field: string) => String(thing[field] ?? '');
  const of = (kind: keyof Choices, field: string) => choices[kind].find((o) => o.id === thing[field])?.name ?? text(field);
  switch (part) {
    case 'asset':
      return of('asset', 'id');
    case 'evse':
      return text('ocpp_id') || of('asset', 'asset_id');
    case 'connection':
      return of('connection', 'id');
    case 'constraint':
      return text('type');
    case 'contract':
      return text('counterparty');
    case 'allocation':
      return of('asset', 'asset_id');
    case 'site':
      return text('name');
  }
}

/** Shows the value of a field in words; powers and energies in kilo. */
function useShown({ zone, choices }: Pick<Shared, 'zone' | 'choices'>) {
  const { t, format } = useTexts();
  return (field: Field, value: unknown): string => {
    if (value === undefined || value === null || value === '') return field.name === 'effective_to' || field.name === 'ends_at' ? t('places.forever') : t('places.unknown');
    switch (field.kind) {
      case 'flag':
        return t(value ? 'places.yes' : 'places.no');
      case 'list':
        return (value as string[]).join(', ');
      case 'instant':
        return format.date(String(value), zone);
      case 'asset':
      case 'connection':
      case 'contract':
        return choices[field.kind].find((o) => o.id === value)?.name ?? String(value);
      case 'whole':
        if (field.unit === 'W') return join(format.power(Number(value)));
        if (field.unit === 'Wh') return join(format.energy(Number(value)));
        return measured(format.number(Number(value), 0), field.unit);
      case 'decimal':
        return measured(format.number(Number(value), field.unit === '°' ? 4 : 1), field.unit);
      default:
        return String(value);
    }
  };
}

function measured(text: string, unit: string | undefined): string {
  return unit === undefined || unit.includes(',') ? text : `${text}\u202f${unit}`;
}
