import { Box, Button, MenuItem, TextField } from '@mui/material';
import { useDeferredValue, useState } from 'react';
import { useChangeTenant, useTenants, type Tenant, type TenantFilter } from '../../api/platform';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { filterChoice } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { FormDialog } from './FormDialog';
import { MakeTenantDialog } from './MakeTenantDialog';
import { hereTime } from './words';

const statuses = ['ACTIVE', 'SUSPENDED'] as const;

/** The tenants of the platform: made, suspended and let go on. */
export function TenantsPanel() {
  const { t } = useTexts();
  const [filter, setFilter] = useState<TenantFilter>({});
  const [making, make] = useState(false);
  const [turning, turn] = useState<Tenant | null>(null);
  const tenants = useTenants(useDeferredValue(filter));
  const columns = useColumns(turn);
  return (
    <Panel
      title={t('admin.tenants')}
      lead={t('tenants.lead')}
      flush
      actions={
        <Button variant="contained" onClick={() => make(true)}>
          {t('tenants.make')}
        </Button>
      }
    >
      <FilterBar filter={filter} change={(next) => setFilter({ ...filter, ...next })} />
      <Loaded query={tenants} heights={[240]}>
        {(data) => {
          const items = data.pages.flatMap((p) => p.items);
          if (items.length === 0) return <EmptyState icon="empty" title={t('tenants.none')} next={t('tenants.none_next')} />;
          return <DataTable label={t('admin.tenants')} columns={columns} rows={items} rowKey={(row) => row.id} />;
        }}
      </Loaded>
      {tenants.hasNextPage ? (
        <Button onClick={() => void tenants.fetchNextPage()} disabled={tenants.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
          {t('admin.more')}
        </Button>
      ) : null}
      {making ? <MakeTenantDialog onClose={() => make(false)} /> : null}
      {turning ? <TurnDialog tenant={turning} onClose={() => turn(null)} /> : null}
    </Panel>
  );
}

function FilterBar({ filter, change }: { filter: TenantFilter; change: (next: TenantFilter) => void }) {
  const { t } = useTexts();
  return (
    <Box role="group" aria-label={t('admin.filter')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, px: { xs: 2, md: 3 }, pb: 2 }}>
      <TextField size="small" type="search" label={t('admin.search_key')} value={filter.text ?? ''} onChange={(e) => change({ text: e.target.value })} sx={{ flex: { xs: '1 1 100%', sm: 'none' }, minWidth: 220 }} slotProps={{ inputLabel: { shrink: true } }} />
      <TextField {...filterChoice} label={t('admin.status')} value={filter.status ?? ''} onChange={(e) => change({ status: (e.target.value || undefined) as TenantFilter['status'] })}>
        <MenuItem value="">{t('admin.all_status')}</MenuItem>
        {statuses.map((s) => (
          <MenuItem key={s} value={s}>
            {t(`tenant.${s}`)}
          </MenuItem>
        ))}
      </TextField>
    </Box>
  );
}

function useColumns(turn: (tenant: Tenant) => void): Column<Tenant>[] {
  const { t, format } = useTexts();
  const act = (row: Tenant) =>
    row.plan === 'PLATFORM' ? null : (
      <Button size="small" color="inherit" aria-label={t(row.status === 'ACTIVE' ? 'tenants.suspend_of' : 'tenants.resume_of', { name: row.name })} onClick={() => turn(row)}>
        {t(row.status === 'ACTIVE' ? 'tenants.suspend' : 'tenants.resume')}
      </Button>
    );
  return [
    { id: 'name', head: t('admin.col.name'), primary: true, cell: (row) => <Box sx={{ fontWeight: 560 }}>{row.name}</Box> },
    { id: 'region', head: t('tenants.col.region'), cell: (row) => row.compliance_region },
    { id: 'created', head: t('tenants.col.created'), cell: (row) => hereTime(format, row.created_at) },
    { id: 'status', head: t('admin.col.status'), cell: (row) => <StatusBadge tone={row.status === 'ACTIVE' ? 'ok' : 'warning'}>{t(`tenant.${row.status}`)}</StatusBadge> },
    { id: 'why', head: t('tenants.col.why'), cell: (row) => row.why },
    { id: 'act', head: <span className="visually-hidden">{t('tenants.suspend')}</span>, align: 'right', cell: act },
  ];
}

function TurnDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const { t } = useTexts();
  const act = tenant.status === 'ACTIVE' ? 'suspend' : 'resume';
  const change = useChangeTenant(tenant.id, act);
  const submit = (form: FormData) => change.mutate({ version: tenant.version, why: String(form.get('why') ?? '').trim() }, { onSuccess: onClose });
  return (
    <FormDialog title={t(`tenants.${act}_of`, { name: tenant.name })} lead={t(`tenants.${act}_lead`)} submit={t(`tenants.${act}`)} busy={change.isPending} problem={change.error} onSubmit={submit} onClose={onClose}>
      <TextField name="why" label={t('tenants.why')} helperText={t('tenants.why_help')} required fullWidth autoFocus autoComplete="off" slotProps={{ htmlInput: { maxLength: 200 } }} />
    </FormDialog>
  );
}
