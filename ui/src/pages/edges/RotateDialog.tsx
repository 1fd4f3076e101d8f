import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, MenuItem, TextField } from '@mui/material';
import { useId, useRef, useState, type ReactNode } from 'react';
import { useEdge, useRotateKey, type Edge } from '../../api/edges';
import { newOrderID } from '../../control/acts';
import { CopyField } from '../../design/CopyField';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { FormDialog } from '../admin/FormDialog';
import { hereTime } from '../admin/words';
import { changingKey, rotationText, rotationTones } from './words';

const hour = 3_600_000;
const waits = [1, 24, 168] as const;

/** Changes an edge's key from afar, and shows what comes of it; or says how it is changed on site. */
export function RotateDialog({ edge, onClose }: { edge: Edge; onClose: () => void }) {
  const { t } = useTexts();
  const current = useEdge(edge.id, 2000).data ?? edge;
  const rotate = useRotateKey();
  const once = useRef(newOrderID());
  const [missing, setMissing] = useState('');
  const title = t('edges.rotate_title', { name: edge.name });
  const ordered = rotate.data ? (current.rotation?.command_id === rotate.data.rotation?.command_id ? current : rotate.data) : current;
  if (rotate.data || changingKey(current)) return <Rotating title={title} edge={ordered} onClose={onClose} />;
  const submit = (form: FormData) => {
    const reason = String(form.get('reason') ?? '').trim();
    setMissing(reason === '' ? t('configuration.missing') : '');
    const expires = new Date(Date.now() + Number(form.get('wait') ?? 24) * hour).toISOString();
    if (reason !== '') rotate.mutate({ id: edge.id, reason, expires_at: expires, once: once.current }, { onError: () => (once.current = newOrderID()) });
  };
  return (
    <FormDialog maxWidth="sm" title={title} lead={t('edges.rotate_lead')} submit={t('edges.rotate')} busy={rotate.isPending} problem={missing || rotate.error} onSubmit={submit} onClose={onClose}>
      <TextField name="reason" label={t('order.reason')} required autoComplete="off" slotProps={{ htmlInput: { maxLength: 200 } }} sx={{ mt: 1 }} />
      <TextField select name="wait" label={t('edges.rotate_wait')} helperText={t('edges.rotate_wait_help')} defaultValue={24}>
        {waits.map((w) => (
          <MenuItem key={w} value={w}>
            {t(`edges.rotate_wait.${w}`)}
          </MenuItem>
        ))}
      </TextField>
      <Box>
        <Box sx={{ color: 'text.secondary', mb: 1 }}>{t('edges.rotate_here')}</Box>
        <CopyField label={t('edges.run_there')} text="ohmstead edge rotate-key" testID="rotate-command" />
      </Box>
    </FormDialog>
  );
}

/** What has come of an order by now. */
function Rotating({ title, edge, onClose }: { title: string; edge: Edge; onClose: () => void }) {
  const { t } = useTexts();
  const heading = useId();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>
        {title}
      </DialogTitle>
      <DialogContent>
        <Box role="status">
          <RotationState edge={edge} />
        </Box>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 3 }}>
        <Button variant="contained" onClick={onClose}>
          {t('person.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** The newest order to change an edge's key: how far it has come and, where it was not done, why. */
export function RotationState({ edge }: { edge: Edge }): ReactNode {
  const texts = useTexts();
  const { t, format } = texts;
  const r = edge.rotation;
  if (r === null) return null;
  return (
    <Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
        <StatusBadge tone={rotationTones[r.state]}>{t(`edges.rotation.${r.state}`)}</StatusBadge>
        <span>{hereTime(format, r.at ?? r.issued_at)}</span>
      </Box>
      <Box sx={{ color: 'text.secondary', mt: 0.5 }}>{rotationText(edge, texts)}</Box>
    </Box>
  );
}
