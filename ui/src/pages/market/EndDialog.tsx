import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useId, useState, type FormEvent } from 'react';
import { useEndVersion, type TariffVersion } from '../../api/tariffs';
import { Complaint } from '../../control/OrderDialog';
import { useTexts } from '../../i18n/useTexts';
import { localDate } from '../../lib/zone';
import { dayStart } from './form';

/** Moves the end of a version. */
export function EndDialog({ version, onClose }: { version: TariffVersion; onClose: () => void }) {
  const { t } = useTexts();
  const heading = useId();
  const end = useEndVersion();
  const zone = version.clock === 'UTC' ? 'UTC' : version.time_zone;
  const [day, setDay] = useState(version.valid_to ? localDate(Date.parse(version.valid_to), zone) : '');
  const set = (to: string | null) => end.mutate({ version, to }, { onSuccess: onClose });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (day) set(dayStart(day, zone));
  };
  return (
    <Dialog open onClose={end.isPending ? undefined : onClose} fullWidth maxWidth="xs" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <Box component="form" noValidate onSubmit={submit}>
        <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>
          {t('tariffs.end_title')}
        </DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}>
          <Box sx={{ color: 'text.secondary' }}>{t('tariffs.end_lead')}</Box>
          <TextField type="date" label={t('tariffs.end_on')} value={day} onChange={(e) => setDay(e.target.value)} slotProps={{ inputLabel: { shrink: true } }} />
          {end.error ? <Complaint problem={end.error} /> : null}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 3, flexWrap: 'wrap', rowGap: 1 }}>
          {version.valid_to ? (
            <Button color="inherit" disabled={end.isPending} onClick={() => set(null)}>
              {t('tariffs.end_none')}
            </Button>
          ) : null}
          <Button color="inherit" onClick={onClose} disabled={end.isPending}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" variant="contained" disabled={end.isPending || day === ''}>
            {t(end.isPending ? 'dialog.busy' : 'tariffs.end')}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
