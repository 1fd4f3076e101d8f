import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { useId } from 'react';
import type { EdgeWithCode } from '../../api/edges';
import { CopyField } from '../../design/CopyField';
import { useTexts } from '../../i18n/useTexts';
import { hereTime } from '../admin/words';
import { enrolCommand } from './words';

/** Shows a code once, inside the command that uses it. */
export function CodeDialog({ made, onClose }: { made: EdgeWithCode; onClose: () => void }) {
  const { t } = useTexts();
  const heading = useId();
  return (
    <Dialog open fullWidth maxWidth="sm" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>
        {t('edges.code_title', { name: made.edge.name })}
      </DialogTitle>
      <DialogContent>
        <CodeToRun made={made} />
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 3 }}>
        <Button variant="contained" onClick={onClose}>
          {t('copy.kept')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** The commands that bring an edge in, with its code, and until when the code holds. */
export function CodeToRun({ made }: { made: EdgeWithCode }) {
  const { t, format } = useTexts();
  return (
    <Box>
      <Box sx={{ color: 'text.secondary', mb: 1 }}>{t('edges.code_lead', { time: hereTime(format, made.expires_at) })}</Box>
      <CopyField label={t('edges.run_first')} text={enrolCommand(location.origin, made.code)} testID="enrol-command" multiline />
      <CopyField label={t('edges.run_then')} text="ohmstead edge" testID="run-command" />
      {location.protocol === 'https:' ? <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{t('edges.own_ca')}</Box> : null}
    </Box>
  );
}
