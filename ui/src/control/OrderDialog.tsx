import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useId, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { problemText } from '../api/problem';
import { Icon } from '../design/icons';
import { useTexts } from '../i18n/useTexts';
import { newOrderID, useGive, type Order } from './acts';

interface OrderDialogProps {
  title: string;
  lead?: string;
  /** What is to be ordered without its reason, or what is wrong with what was entered. */
  compose: () => Omit<Order, 'id' | 'reason'> | string;
  onClose: () => void;
  children?: ReactNode;
}

/** Asks for the reason of an order, gives it, and says in words why it was refused. */
export function OrderDialog({ title, lead, compose, onClose, children }: OrderDialogProps) {
  const { t } = useTexts();
  const heading = useId();
  const { submit, busy, problem } = useOrdering(compose, onClose);
  return (
    <Dialog open onClose={busy ? undefined : onClose} fullWidth maxWidth="xs" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <Box component="form" noValidate onSubmit={submit}>
        <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>
          {title}
        </DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}>
          {lead ? <Box sx={{ color: 'text.secondary' }}>{lead}</Box> : null}
          {children}
          <TextField name="reason" label={t('order.reason')} helperText={t('order.reason_help')} required fullWidth slotProps={{ htmlInput: { maxLength: 200 } }} autoComplete="off" />
          {problem === null ? null : <Complaint problem={problem} />}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 3 }}>
          <Button color="inherit" onClick={onClose} disabled={busy}>
            {t('order.cancel')}
          </Button>
          <Button type="submit" variant="contained" disabled={busy}>
            {t(busy ? 'order.busy' : 'order.give')}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}

/** One clear line about what went wrong. */
export function Complaint({ problem }: { problem: unknown }) {
  const texts = useTexts();
  return (
    <Box role="alert" sx={{ display: 'flex', gap: 1, alignItems: 'flex-start', color: 'error.main', bgcolor: 'soft.severe', px: 1.5, py: 1.25, borderRadius: '10px' }}>
      <Icon name="severe" />
      <span>{typeof problem === 'string' ? problem : problemText(problem, texts)}</span>
    </Box>
  );
}

function useOrdering(compose: OrderDialogProps['compose'], onClose: () => void) {
  const { t } = useTexts();
  const give = useGive();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const id = useRef(newOrderID());

  const send = async (order: Omit<Order, 'id' | 'reason'>, reason: string) => {
    if (give === null) return;
    setBusy(true);
    setProblem(null);
    try {
      await give({ ...order, id: id.current, reason });
      onClose();
    } catch (error) {
      id.current = newOrderID(); // what was refused is not asked again: the next is another order
      setProblem(error);
      setBusy(false);
    }
  };

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '').trim();
    const order = compose();
    if (typeof order === 'string') setProblem(order);
    else if (reason === '') setProblem(t('order.missing_reason'));
    else void send(order, reason);
  };
  return { submit, busy, problem };
}
