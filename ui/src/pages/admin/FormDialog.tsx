import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, type DialogProps } from '@mui/material';
import { useId, type FormEvent, type ReactNode } from 'react';
import { Complaint } from '../../control/OrderDialog';
import { useTexts } from '../../i18n/useTexts';

interface FormDialogProps {
  title: string;
  lead?: string;
  submit: string;
  busy: boolean;
  /** What the server said no with, or what is wrong with what was entered; null while all is well. */
  problem: unknown;
  onSubmit: (form: FormData) => void;
  onClose: () => void;
  /** Whether there is something to send; where there is not, it can still be closed. */
  ready?: boolean;
  maxWidth?: DialogProps['maxWidth'];
  /** What helps against the problem. */
  remedy?: ReactNode;
  children?: ReactNode;
}

/** A few fields, the way to send them, and in words why they were refused. */
export function FormDialog({ title, lead, submit, busy, problem, onSubmit, onClose, ready = true, maxWidth = 'xs', remedy, children }: FormDialogProps) {
  const { t } = useTexts();
  const heading = useId();
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    <Dialog open onClose={busy ? undefined : onClose} fullWidth maxWidth={maxWidth} aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <Box component="form" noValidate onSubmit={send} sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}>
        <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>
          {title}
        </DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, '& > *': { flexShrink: 0 } }}>
          {lead ? <Box sx={{ color: 'text.secondary', mb: 0.5 }}>{lead}</Box> : null}
          {children}
          {problem === null || problem === '' ? null : <Complaint problem={problem} />}
          {remedy}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 3 }}>
          <Button color="inherit" onClick={onClose} disabled={busy}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" variant="contained" disabled={busy || !ready}>
            {busy ? t('dialog.busy') : submit}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
