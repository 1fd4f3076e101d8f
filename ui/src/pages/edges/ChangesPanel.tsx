import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, MenuItem, TextField } from '@mui/material';
import { useId, useState } from 'react';
import { useSiteFileChanges } from '../../api/provision';
import { Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';

interface ChangesPanelProps {
  edge: string;
  to: number;
  onClose: () => void;
}

/** What a version changed against an earlier one, line by line: removed and added are marked by sign, word and colour. */
export function ChangesPanel({ edge, to, onClose }: ChangesPanelProps) {
  const { t } = useTexts();
  const heading = useId();
  const [from, setFrom] = useState(to - 1);
  const changes = useSiteFileChanges(edge, from, to);
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>
        {t('configuration.changes_of', { version: to })}
      </DialogTitle>
      <DialogContent>
        <TextField select size="small" label={t('configuration.against')} value={from} onChange={(e) => setFrom(Number(e.target.value))} sx={{ mt: 1, mb: 2, minWidth: 200 }}>
          {Array.from({ length: to }, (_, i) => to - 1 - i).map((n) => (
            <MenuItem key={n} value={n}>{n === 0 ? t('configuration.first') : t('configuration.version', { version: n })}</MenuItem>
          ))}
        </TextField>
        <Loaded query={changes} heights={[200]}>
          {({ lines }) => (
            <Box component="pre" tabIndex={0} data-testid="changes" aria-label={t('configuration.changes')} sx={{ m: 0, py: 1, bgcolor: 'surface.sunken', borderRadius: '10px', overflowX: 'auto', typography: 'body2', fontFamily: 'ui-monospace, monospace' }}>
              {lines.map((l) => (
                <Box key={`${l.op} ${l.old} ${l.new}`} component="div" sx={{ px: 2, minWidth: 'max-content', ...looks[l.op] }}>
                  {l.op === 'SAME' ? null : <span className="visually-hidden">{t(`configuration.${l.op}`)} </span>}
                  {signs[l.op]} {l.text}
                </Box>
              ))}
            </Box>
          )}
        </Loaded>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 3 }}>
        <Button variant="contained" onClick={onClose}>
          {t('person.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

const signs = { SAME: ' ', ADDED: '+', REMOVED: '−' } as const;

const looks = { SAME: {}, ADDED: { bgcolor: 'soft.ok', color: 'success.main' }, REMOVED: { bgcolor: 'soft.severe', color: 'error.main' } } as const;
