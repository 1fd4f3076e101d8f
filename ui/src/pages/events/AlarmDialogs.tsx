import { Alert, Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, MenuItem, TextField } from '@mui/material';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useHandleAlarm } from '../../api/alarms';
import { problemText } from '../../api/problem';
import type { EventItem } from '../../api/types';
import { useTexts } from '../../i18n/useTexts';
import { eventText } from './EventRow';

interface DialogProps {
  event: EventItem;
  onClose: () => void;
}

/** Says that somebody has seen an alarm, with a note for the others. */
export function AcknowledgeDialog({ event, onClose }: DialogProps) {
  const { t } = useTexts();
  const handle = useHandleAlarm(event.id);
  const [note, setNote] = useState('');
  const submit = () => handle.mutate({ act: 'acknowledge', body: { version: event.version, note } }, { onSuccess: onClose });
  return (
    <ActDialog event={event} onClose={onClose} title={t('alarm.acknowledge')} lead={t('alarm.acknowledge_lead')} submit={submit} busy={handle.isPending} error={handle.error}>
      <TextField autoFocus fullWidth multiline label={t('alarm.note')} value={note} onChange={(e) => setNote(e.target.value)} slotProps={{ htmlInput: { maxLength: 500 } }} />
    </ActDialog>
  );
}

const hours = [1, 4, 24, 72, 168] as const;

/** Puts an alarm aside for a while, for a reason. */
export function ShelveDialog({ event, onClose }: DialogProps) {
  const { t, tn } = useTexts();
  const handle = useHandleAlarm(event.id);
  const [why, setWhy] = useState('');
  const [length, setLength] = useState<number>(4);
  const submit = () => {
    // A minute less than the longest the server takes, so that clocks may differ.
    const until = new Date(Date.now() + length * 3_600_000 - 60_000).toISOString();
    handle.mutate({ act: 'shelve', body: { version: event.version, until, reason: why } }, { onSuccess: onClose });
  };
  return (
    <ActDialog event={event} onClose={onClose} title={t('alarm.shelve')} lead={t('alarm.shelve_lead')} submit={submit} busy={handle.isPending} error={handle.error}>
      <TextField select fullWidth label={t('alarm.shelve_for')} value={length} onChange={(e) => setLength(Number(e.target.value))} sx={{ mb: 2 }}>
        {hours.map((h) => (
          <MenuItem key={h} value={h}>
            {tn('alarm.hours', h)}
          </MenuItem>
        ))}
      </TextField>
      <TextField autoFocus fullWidth required multiline label={t('alarm.reason')} value={why} onChange={(e) => setWhy(e.target.value)} slotProps={{ htmlInput: { maxLength: 500 } }} />
    </ActDialog>
  );
}

interface ActDialogProps extends DialogProps {
  title: string;
  lead: string;
  submit: () => void;
  busy: boolean;
  error: unknown;
  children: ReactNode;
}

function ActDialog({ event, onClose, title, lead, submit, busy, error, children }: ActDialogProps) {
  const texts = useTexts();
  const { t } = texts;
  const onSubmit = (e: FormEvent) => {
    e.preventDefault();
    submit();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-label={title} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <Box component="form" onSubmit={onSubmit}>
        <DialogTitle>{title}</DialogTitle>
        <DialogContent>
          <Box sx={{ fontWeight: 560 }}>{eventText(event, texts)}</Box>
          <Box sx={{ typography: 'body2', color: 'text.secondary', mb: 2.5 }}>{lead}</Box>
          {children}
          {error ? (
            <Alert severity="error" sx={{ mt: 2 }}>
              {problemText(error, texts)}
            </Alert>
          ) : null}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2.5 }}>
          <Button onClick={onClose}>{t('alarm.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={busy}>
            {title}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
