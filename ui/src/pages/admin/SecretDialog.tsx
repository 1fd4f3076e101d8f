import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { useId } from 'react';
import { CopyField } from '../../design/CopyField';
import { useTexts } from '../../i18n/useTexts';

interface SecretProps {
  title: string;
  lead: string;
  label: string;
  secret: string;
  onClose: () => void;
}

/** Shows a secret once; nothing but the button that says it was kept closes it. */
export function SecretDialog({ title, lead, label, secret, onClose }: SecretProps) {
  const { t } = useTexts();
  const heading = useId();
  return (
    <Dialog open fullWidth maxWidth="sm" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>
        {title}
      </DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Box sx={{ color: 'text.secondary' }}>{lead}</Box>
        <CopyField label={label} text={secret} />
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 3 }}>
        <Button variant="contained" onClick={onClose}>
          {t('copy.kept')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
