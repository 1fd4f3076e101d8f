import { Box, Button, Checkbox, FormControlLabel, IconButton, Skeleton, TextField, useMediaQuery, useTheme } from '@mui/material';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useBalance, useSeal, type BalanceGroup, type Quarter } from '../../api/balancegroups';
import { withQuery } from '../../api/client';
import { newOrderID } from '../../control/acts';
import { DataTable, type Column } from '../../design/DataTable';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useScheme } from '../../design/useScheme';
import { useTexts } from '../../i18n/useTexts';
import { addDays, dayOf, isLocalDate, localDate } from '../../lib/zone';
import { FormDialog } from '../admin/FormDialog';
import { Download } from '../analysis/KPIPanel';
import { balanceOption } from './balanceOption';
import { energyText } from './tree';

const Chart = lazy(() => import('../../design/Chart').then((m) => ({ default: m.Chart })));

interface BalancePanelProps {
  group: BalanceGroup;
  zone: string;
  may: boolean;
}

/** A day of a group in quarter hours, as a chart and a table, with the way to seal it. */
export function BalancePanel({ group, zone, may }: BalancePanelProps) {
  const { t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const today = localDate(Date.now(), zone);
  const asked = search.get('day') ?? '';
  const day = isLocalDate(asked) ? asked : today;
  const go = (to: string) => isLocalDate(to) && setSearch((now) => ({ ...Object.fromEntries(now), day: to }), { replace: true });
  const { from, to } = dayOf(day, zone);
  const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const balance = useBalance(group.id, span.from, span.to);
  const [sealing, seal] = useState(false);
  const posted = balance.data?.some((q) => q.own_wh !== null) ?? false;
  const open = balance.data?.some((q) => !q.sealed) ?? false;
  return (
    <Panel
      title={t('ledger.balance', { name: group.name })}
      lead={t('ledger.balance_lead', { zone })}
      actions={
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
          <IconButton aria-label={t('ledger.day_before')} onClick={() => go(addDays(day, -1))}>
            <Icon name="chevronLeft" />
          </IconButton>
          <TextField type="date" size="small" label={t('ledger.day')} value={day} onChange={(e) => go(e.target.value)} slotProps={{ inputLabel: { shrink: true } }} />
          <IconButton aria-label={t('ledger.day_after')} onClick={() => go(addDays(day, 1))}>
            <Icon name="chevronRight" />
          </IconButton>
          <Download href={withQuery(`/api/balance-groups/${group.id}/balance.csv`, span)} name={t('ledger.csv')} />
        </Box>
      }
    >
      <Loaded query={balance} heights={[280]}>
        {(quarters) => <Quarters quarters={quarters} name={group.name} zone={zone} />}
      </Loaded>
      {may && posted && open && to <= Date.now() ? (
        <Button variant="outlined" color="error" onClick={() => seal(true)} sx={{ mt: 2, alignSelf: 'flex-start' }}>
          {t('ledger.seal')}
        </Button>
      ) : null}
      {sealing ? <SealDialog group={group} span={span} zone={zone} onClose={() => seal(false)} /> : null}
    </Panel>
  );
}

function Quarters({ quarters, name, zone }: { quarters: readonly Quarter[]; name: string; zone: string }) {
  const texts = useTexts();
  const { t, format } = texts;
  const { tokens } = useScheme();
  const narrow = useMediaQuery(useTheme().breakpoints.down('md'));
  const option = useMemo(() => balanceOption(quarters, { zone, texts, tokens, narrow }), [quarters, zone, texts, tokens, narrow]);
  const rows = quarters.filter((q) => q.total_wh !== null);
  if (rows.length === 0) return <EmptyState icon="empty" title={t('ledger.no_balance')} next={t('ledger.no_balance_next')} />;
  const columns: Column<Quarter>[] = [
    { id: 'from', head: t('ledger.from'), primary: true, cell: (q) => <span>{format.time(q.slot_from, zone)}</span> },
    { id: 'own', head: t('ledger.own'), align: 'right', cell: (q) => <span className="figures">{energyText(q.own_wh, texts)}</span> },
    { id: 'children', head: t('ledger.children'), align: 'right', cell: (q) => <span className="figures">{energyText(q.children_wh, texts)}</span> },
    { id: 'total', head: t('ledger.total'), align: 'right', cell: (q) => <span className="figures">{energyText(q.total_wh, texts)}</span> },
    { id: 'status', head: t('ledger.status'), cell: (q) => <Standing quarter={q} /> },
  ];
  return (
    <>
      <Box sx={{ height: 260, display: 'flex' }}>
        <Suspense fallback={<Skeleton variant="rounded" sx={{ flex: 1, height: 'auto' }} />}>
          <Chart option={option} label={t('ledger.chart', { name })} />
        </Suspense>
      </Box>
      <Box sx={{ typography: 'body2', color: 'text.secondary', my: 1.5 }}>{t('ledger.known', { known: quarters.filter((q) => q.total_wh !== null).length, all: quarters.length })}</Box>
      <Box tabIndex={0} role="group" aria-label={t('ledger.balance', { name })} sx={{ maxHeight: 420, overflow: 'auto', mx: { xs: -2, md: -3 } }}>
        <DataTable label={t('ledger.balance', { name })} columns={columns} rows={rows} rowKey={(q) => q.slot_from} dense />
      </Box>
    </>
  );
}

function Standing({ quarter }: { quarter: Quarter }) {
  const { t } = useTexts();
  return (
    <Box sx={{ display: 'flex', gap: 0.75, flexWrap: 'wrap' }}>
      {quarter.status === null ? null : <StatusBadge tone={quarter.status === 'FINAL' ? 'ok' : 'warning'}>{t(`ledger.status.${quarter.status}`)}</StatusBadge>}
      {quarter.sealed ? <StatusBadge tone="brand">{t('ledger.sealed')}</StatusBadge> : null}
    </Box>
  );
}

interface SealDialogProps {
  group: BalanceGroup;
  span: { from: string; to: string };
  zone: string;
  onClose: () => void;
}

function SealDialog({ group, span, zone, onClose }: SealDialogProps) {
  const { t, format } = useTexts();
  const seal = useSeal(group.id);
  const once = useRef(newOrderID());
  const [sure, setSure] = useState(false);
  const send = () => seal.mutate({ once: once.current, draft: { slot_from: span.from, slot_to: span.to } }, { onSuccess: onClose, onError: () => (once.current = newOrderID()) });
  return (
    <FormDialog title={t('ledger.seal_title', { day: format.date(span.from, zone), name: group.name })} submit={t('ledger.seal_do')} busy={seal.isPending} ready={sure} problem={seal.error} maxWidth="sm" onSubmit={send} onClose={onClose}>
      <Box sx={{ display: 'flex', gap: 1, bgcolor: 'soft.severe', color: 'error.main', p: 1.5, borderRadius: '10px' }}>
        <Icon name="severe" />
        <span>{t('ledger.seal_warning')}</span>
      </Box>
      <FormControlLabel control={<Checkbox checked={sure} onChange={(e) => setSure(e.target.checked)} />} label={t('ledger.seal_sure')} />
    </FormDialog>
  );
}
