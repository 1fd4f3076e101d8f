import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { useStepPlan, type ControlPolicy, type DispatchPlan } from '../../api/plans';
import type { SiteItem } from '../../api/types';
import { Complaint } from '../../control/OrderDialog';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { EmptyState } from '../../design/States';
import { StatusBadge, type Tone } from '../../design/StatusBadge';
import { SureButton } from '../../design/SureButton';
import { useTexts } from '../../i18n/useTexts';
import { ByHand } from './ByHand';
import { spanText } from './tracking';

const tones: Record<DispatchPlan['status'], Tone> = { DRAFT: 'quiet', ACTIVE: 'ok', SUPERSEDED: 'quiet', WITHDRAWN: 'warning', ENDED: 'quiet' };

interface PlanListProps {
  site: SiteItem;
  policies: readonly ControlPolicy[];
  plans: readonly DispatchPlan[];
  chosen: string;
  /** What the reader may: bring plans, have them carried out. */
  may: { plan: boolean; operate: boolean };
  choose: (id: string) => void;
  more: (() => void) | null;
}

/** The plans of a site, newest first, to look at, carry out and withdraw. */
export function PlanList({ site, policies, plans, chosen, may, choose, more }: PlanListProps) {
  const texts = useTexts();
  const { t, word } = texts;
  const step = useStepPlan();
  const [adding, setAdding] = useState(false);
  const zone = site.time_zone;
  const columns: Column<DispatchPlan>[] = [
    {
      id: 'horizon', head: t('plans.col.horizon'), primary: true, cell: (p) => (
        <Button size="small" color={p.id === chosen ? 'primary' : 'inherit'} aria-pressed={p.id === chosen} onClick={() => choose(p.id)} sx={{ textAlign: 'left', px: 0.5 }}>
          {spanText(p.horizon_from, p.horizon_to, zone, texts)}
        </Button>
      ),
    },
    { id: 'policy', head: t('plans.col.policy'), cell: (p) => <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{p.policy_name}</Box> },
    { id: 'maker', head: t('plans.col.maker'), cell: (p) => <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{p.optimizer_version}</Box> },
    { id: 'commands', head: t('plans.col.commands'), align: 'right', cell: (p) => p.commands },
    { id: 'status', head: t('plans.col.status'), cell: (p) => <Box component="span" sx={{ whiteSpace: 'nowrap' }}><StatusBadge tone={tones[p.status]} icon={p.status === 'DRAFT' ? 'clock' : undefined}>{word('plan.status', p.status)}</StatusBadge></Box> },
    {
      id: 'act', head: '', cell: (p) => (
        <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end', '& .MuiButton-root': { whiteSpace: 'nowrap', mr: 0 } }}>
          {may.operate && p.status === 'DRAFT' ? <Button size="small" variant="outlined" disabled={step.isPending} onClick={() => step.mutate({ plan: p.id, step: 'activate' })}>{t('plans.activate')}</Button> : null}
          {may.operate && (p.status === 'DRAFT' || p.status === 'ACTIVE') ? (
            <SureButton label={t('plans.withdraw')} sure={t('plans.withdraw_sure')} busy={step.isPending} act={() => step.mutate({ plan: p.id, step: 'withdraw' })} />
          ) : null}
        </Box>
      ),
    },
  ];
  const usable = may.plan && policies.length > 0;
  return (
    <Panel
      title={t('plans.list')}
      lead={t('plans.list_lead')}
      flush
      actions={usable && !adding ? <Button variant="outlined" onClick={() => setAdding(true)}>{t('plans.by_hand')}</Button> : null}
    >
      {adding ? <ByHand site={site} policies={policies} done={(id) => { setAdding(false); if (id) choose(id); }} /> : null}
      {step.error ? <Box sx={{ p: 2 }}><Complaint problem={step.error} /></Box> : null}
      {plans.length === 0 ? (
        <Box sx={{ pb: 3 }}><EmptyState icon="empty" title={t('plans.none')} next={t('plans.none_next')} /></Box>
      ) : (
        <DataTable label={t('plans.list')} columns={columns} rows={plans} rowKey={(p) => p.id} dense />
      )}
      {more ? <Button onClick={more} sx={{ m: 2, alignSelf: 'center' }}>{t('plans.more')}</Button> : null}
    </Panel>
  );
}
