import { Box, Button, MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { useChangeGroup, useSettle, type BalanceGroup } from '../../api/balancegroups';
import { Complaint } from '../../control/OrderDialog';
import { Panel } from '../../design/Panel';
import { useTexts } from '../../i18n/useTexts';
import { addDays, localDate } from '../../lib/zone';
import { FormDialog } from '../admin/FormDialog';
import { branches } from './tree';

interface GroupFactsProps {
  group: BalanceGroup;
  groups: readonly BalanceGroup[];
  may: boolean;
}

/** What a group is, and the ways to settle it elsewhere and to archive it. */
export function GroupFacts({ group, groups, may }: GroupFactsProps) {
  const { t, format } = useTexts();
  const change = useChangeGroup(group);
  const [settling, settle] = useState(false);
  const superior = groups.find((g) => g.id === group.superior_id)?.name ?? t('ledger.no_superior');
  const archived = group.archived_at !== null;
  const facts = [
    t(`ledger.kind.${group.kind}`), t('ledger.since', { at: format.date(group.valid_from, 'UTC') }),
    ...(group.valid_to ? [t('ledger.until', { at: format.date(group.valid_to, 'UTC') })] : []), `${t('ledger.superior')}: ${superior}`, ...(archived ? [t('ledger.archived')] : []),
  ];
  return (
    <Panel title={group.name} lead={facts.join(' · ')}>
      {may ? (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
          <Button variant="outlined" disabled={archived} onClick={() => settle(true)}>
            {t('ledger.settle')}
          </Button>
          <Button color="inherit" disabled={change.isPending} onClick={() => change.mutate({ name: group.name, valid_to: group.valid_to ?? undefined, archived: !archived })}>
            {t(archived ? 'ledger.restore' : 'ledger.archive')}
          </Button>
        </Box>
      ) : null}
      {change.error ? <Complaint problem={change.error} /> : null}
      {settling ? <SettleDialog group={group} groups={groups} onClose={() => settle(false)} /> : null}
    </Panel>
  );
}

function SettleDialog({ group, groups, onClose }: Omit<GroupFactsProps, 'may'> & { onClose: () => void }) {
  const { t } = useTexts();
  const settle = useSettle(group.id);
  const tomorrow = addDays(localDate(Date.now(), 'UTC'), 1);
  const [superior, setSuperior] = useState(group.superior_id ?? '');
  const send = (form: FormData) => {
    const from = String(form.get('from') ?? '');
    settle.mutate({ valid_from: `${from || tomorrow}T00:00:00Z`, ...(superior ? { superior_id: superior } : {}) }, { onSuccess: onClose });
  };
  return (
    <FormDialog title={t('ledger.settle')} lead={t('ledger.settle_lead')} submit={t('ledger.settle_do')} busy={settle.isPending} problem={settle.error} onSubmit={send} onClose={onClose}>
      <GroupSelect label={t('ledger.superior')} none={t('ledger.no_superior')} groups={groups.filter((g) => g.id !== group.id && g.archived_at === null)} value={superior} onChange={setSuperior} />
      <TextField type="date" name="from" label={t('ledger.settle_from')} defaultValue={tomorrow} slotProps={{ inputLabel: { shrink: true } }} />
    </FormDialog>
  );
}

interface GroupSelectProps {
  label: string;
  /** What choosing none is called; without it one has to be chosen. */
  none?: string;
  groups: readonly BalanceGroup[];
  value: string;
  onChange: (id: string) => void;
}

/** One of the groups, in the order of their tree. */
export function GroupSelect({ label, none, groups, value, onChange }: GroupSelectProps) {
  return (
    <TextField select label={label} value={groups.some((g) => g.id === value) ? value : ''} onChange={(e) => onChange(e.target.value)} slotProps={{ select: { displayEmpty: none !== undefined }, inputLabel: none === undefined ? {} : { shrink: true } }}>
      {none === undefined ? null : <MenuItem value="">{none}</MenuItem>}
      {branches(groups).map(({ group, depth }) => (
        <MenuItem key={group.id} value={group.id} sx={{ pl: 2 + depth * 2 }}>
          {group.name}
        </MenuItem>
      ))}
    </TextField>
  );
}
