import { Box, Button, TextField } from '@mui/material';
import { useState } from 'react';
import { useDisputes, useResolve, type BalanceDispute, type BalanceGroup } from '../../api/balancegroups';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { FormDialog } from '../admin/FormDialog';
import { energyText } from './tree';

interface DisputesPanelProps {
  group: BalanceGroup;
  zone: string;
  may: boolean;
}

/** What came for a group after a seal, and how it was settled. */
export function DisputesPanel({ group, zone, may }: DisputesPanelProps) {
  const texts = useTexts();
  const { t, format } = texts;
  const list = useDisputes(group.id);
  const [shown, show] = useState<BalanceDispute | null>(null);
  const when = (at: string) => `${format.date(at, zone)}, ${format.time(at, zone)}`;
  const columns: Column<BalanceDispute>[] = [
    { id: 'slot', head: t('ledger.from'), primary: true, cell: (d) => <span>{when(d.slot_from)}</span> },
    { id: 'amount', head: t('ledger.amount'), align: 'right', cell: (d) => <span className="figures">{energyText(d.energy_wh, texts)}</span> },
    { id: 'arrived', head: t('ledger.arrived'), cell: (d) => <span>{when(d.noted_at)}</span> },
    {
      id: 'resolution', head: t('ledger.resolution'),
      cell: (d) => d.resolution !== null ? <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{d.resolution}</Box> : may ? <Button size="small" variant="outlined" onClick={() => show(d)}>{t('ledger.resolve')}</Button> : '–',
    },
  ];
  return (
    <Panel title={t('ledger.disputes')} lead={t('ledger.disputes_lead')} flush>
      <Loaded query={list} heights={[120]}>
        {({ pages }) => {
          const rows = pages.flatMap((p) => p.items);
          if (rows.length === 0) return <EmptyState icon="ok" title={t('ledger.no_dispute')} next={t('ledger.no_dispute_next')} />;
          return <DataTable label={t('ledger.disputes')} columns={columns} rows={rows} rowKey={(d) => d.id} />;
        }}
      </Loaded>
      {list.hasNextPage ? (
        <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
          {t('ledger.more')}
        </Button>
      ) : null}
      {shown ? <ResolveDialog dispute={shown} onClose={() => show(null)} /> : null}
    </Panel>
  );
}

function ResolveDialog({ dispute, onClose }: { dispute: BalanceDispute; onClose: () => void }) {
  const { t } = useTexts();
  const resolve = useResolve();
  return (
    <FormDialog
      title={t('ledger.resolve_title')} lead={t('ledger.resolve_lead')} submit={t('ledger.resolve_do')} busy={resolve.isPending} problem={resolve.error} onClose={onClose}
      onSubmit={(form) => resolve.mutate({ dispute, resolution: String(form.get('resolution') ?? '').trim() }, { onSuccess: onClose })}
    >
      <TextField name="resolution" required autoFocus multiline minRows={3} label={t('ledger.resolution')} slotProps={{ htmlInput: { maxLength: 2000 } }} sx={{ mt: 1 }} />
    </FormDialog>
  );
}
