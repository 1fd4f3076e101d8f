import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { useFinalise, useReverse, useTransactions, type BalanceGroup, type EnergyTransaction } from '../../api/balancegroups';
import { Complaint } from '../../control/OrderDialog';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { SureButton } from '../../design/SureButton';
import { useTexts } from '../../i18n/useTexts';
import { MoveDialog } from './MoveDialog';
import { energyText, periodText } from './tree';

interface TransactionsPanelProps {
  group: BalanceGroup;
  groups: readonly BalanceGroup[];
  zone: string;
  may: boolean;
}

/** What a group gave and received, with the ways to enter, finalise and take back. */
export function TransactionsPanel({ group, groups, zone, may }: TransactionsPanelProps) {
  const { t } = useTexts();
  const list = useTransactions(group.id);
  const [moving, move] = useState(false);
  const button = may && group.archived_at === null && groups.length > 1 ? (
    <Button variant="contained" onClick={() => move(true)}>
      {t('ledger.move')}
    </Button>
  ) : null;
  return (
    <Panel title={t('ledger.transactions')} lead={t('ledger.transactions_lead', { name: group.name })} flush actions={button}>
      <Loaded query={list} heights={[180]}>
        {({ pages }) => {
          const rows = pages.flatMap((p) => p.items);
          if (rows.length === 0) return <EmptyState icon="empty" title={t('ledger.no_transaction')} next={t(may ? 'ledger.no_transaction_next' : 'ledger.no_transaction_reader')} />;
          return <Transactions rows={rows} groups={groups} zone={zone} may={may} />;
        }}
      </Loaded>
      {list.hasNextPage ? (
        <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
          {t('ledger.more')}
        </Button>
      ) : null}
      {moving ? <MoveDialog group={group} groups={groups} onClose={() => move(false)} /> : null}
    </Panel>
  );
}

function Transactions({ rows, groups, zone, may }: { rows: readonly EnergyTransaction[] } & Omit<TransactionsPanelProps, 'group'>) {
  const texts = useTexts();
  const { t, tn } = texts;
  const name = (id: string) => groups.find((g) => g.id === id)?.name ?? id;
  const state = (x: EnergyTransaction) => (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75 }}>
      <StatusBadge tone={x.status === 'FINAL' ? 'ok' : 'warning'}>{t(`ledger.status.${x.status}`)}</StatusBadge>
      {x.reverses_id ? <StatusBadge tone="quiet">{t('ledger.reversal')}</StatusBadge> : null}
      {x.reversed_by_id ? <StatusBadge tone="quiet">{t('ledger.reversed')}</StatusBadge> : null}
      {x.disputed_quarters ? <StatusBadge tone="severe">{tn('ledger.disputed', x.disputed_quarters)}</StatusBadge> : null}
    </Box>
  );
  const columns: Column<EnergyTransaction>[] = [
    { id: 'name', head: t('ledger.name'), primary: true, width: '18%', cell: (x) => <Box component="span" sx={{ fontWeight: 560, overflowWrap: 'anywhere' }}>{x.name}</Box> },
    { id: 'between', head: t('ledger.between'), cell: (x) => <span>{`${name(x.source_id)} → ${name(x.destination_id)}`}</span> },
    { id: 'period', head: t('ledger.period'), cell: (x) => <span>{periodText(x.starts_at, x.ends_at, zone, texts)}</span> },
    { id: 'amount', head: t('ledger.amount'), align: 'right', cell: (x) => <Box component="span" className="figures" sx={{ whiteSpace: 'nowrap' }}>{energyText(x.energy_wh, texts)}</Box> },
    { id: 'state', head: t('ledger.status'), cell: state },
    ...(may ? [{ id: 'acts', head: '', align: 'right' as const, cell: (x: EnergyTransaction) => <Acts transaction={x} /> }] : []),
  ];
  return <DataTable label={t('ledger.transactions')} columns={columns} rows={rows} rowKey={(x) => x.id} />;
}

function Acts({ transaction }: { transaction: EnergyTransaction }) {
  const { t } = useTexts();
  const finalise = useFinalise();
  const reverse = useReverse();
  const problem = finalise.error ?? reverse.error;
  return (
    <Box sx={{ display: 'flex', flexWrap: { xs: 'wrap', lg: 'nowrap' }, gap: 0.5, justifyContent: 'flex-end', '& button': { mr: 0, whiteSpace: 'nowrap' } }}>
      {transaction.status === 'FINAL' ? null : <SureButton label={t('ledger.finalise')} sure={t('ledger.finalise_sure')} act={() => finalise.mutate(transaction.id)} busy={finalise.isPending} />}
      {transaction.reverses_id || transaction.reversed_by_id ? null : <SureButton label={t('ledger.reverse')} sure={t('ledger.reverse_sure')} act={() => reverse.mutate(transaction.id)} busy={reverse.isPending} />}
      {problem ? <Complaint problem={problem} /> : null}
    </Box>
  );
}
