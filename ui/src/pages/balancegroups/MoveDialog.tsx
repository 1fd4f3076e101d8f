import { Box, TextField } from '@mui/material';
import { useRef, useState } from 'react';
import { useMove, type BalanceGroup } from '../../api/balancegroups';
import { newOrderID } from '../../control/acts';
import { useTexts } from '../../i18n/useTexts';
import { FormDialog } from '../admin/FormDialog';
import { GroupSelect } from './GroupFacts';
import { wattHours } from './tree';

interface MoveDialogProps {
  group: BalanceGroup;
  groups: readonly BalanceGroup[];
  onClose: () => void;
}

/** Enters what one group gave another. */
export function MoveDialog({ group, groups, onClose }: MoveDialogProps) {
  const { t } = useTexts();
  const move = useMove();
  const once = useRef(newOrderID());
  const usable = groups.filter((g) => g.archived_at === null);
  const gives = group.kind === 'SOURCE' || group.kind === 'EXTERNAL';
  const other = usable.find((g) => g.id !== group.id)?.id ?? '';
  const [source, setSource] = useState(gives ? group.id : other);
  const [destination, setDestination] = useState(gives ? other : group.id);
  const [wrong, setWrong] = useState<string | null>(null);
  const send = (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const energy = wattHours(text('energy'));
    const missing = text('starts') === '' || text('ends') === '';
    move.reset();
    setWrong(missing ? t('ledger.bad_time') : energy === '' ? t('ledger.bad_energy') : null);
    if (missing || energy === '') return;
    const draft = {
      name: text('name'), source_id: source, destination_id: destination, starts_at: instant(text('starts')), ends_at: instant(text('ends')), energy_wh: energy,
      ...(text('co2') === '' ? {} : { co2_g: Number(text('co2')) }),
    };
    move.mutate({ once: once.current, draft }, { onSuccess: onClose, onError: () => (once.current = newOrderID()) });
  };
  const timed = { type: 'datetime-local', slotProps: { inputLabel: { shrink: true } } } as const;
  return (
    <FormDialog title={t('ledger.move')} lead={t('ledger.move_lead')} submit={t('ledger.move_do')} busy={move.isPending} problem={wrong ?? move.error} maxWidth="sm" onSubmit={send} onClose={onClose}>
      <TextField name="name" required autoFocus label={t('ledger.name')} slotProps={{ htmlInput: { maxLength: 200 } }} />
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 2.5 }}>
        <GroupSelect label={t('ledger.source')} groups={usable} value={source} onChange={setSource} />
        <GroupSelect label={t('ledger.destination')} groups={usable} value={destination} onChange={setDestination} />
        <TextField name="starts" label={t('ledger.starts')} {...timed} />
        <TextField name="ends" label={t('ledger.ends')} {...timed} />
        <TextField name="energy" label={t('ledger.energy')} slotProps={{ htmlInput: { inputMode: 'decimal' } }} />
        <TextField name="co2" type="number" label={t('ledger.co2')} slotProps={{ htmlInput: { min: 0, step: 1 } }} />
      </Box>
    </FormDialog>
  );
}

/** A time of day as it is typed, in UTC. */
function instant(typed: string): string {
  return `${typed.length === 16 ? `${typed}:00` : typed}Z`;
}
