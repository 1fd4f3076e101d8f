import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useId, useRef, useState } from 'react';
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

/** A text with a button that copies it. Where a browser forbids that, as it does without TLS, the text is marked. */
function CopyField({ label, text }: { label: string; text: string }) {
  const { t } = useTexts();
  const field = useRef<HTMLInputElement>(null);
  const [done, setDone] = useState<'copied' | 'by_hand' | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone('copied');
    } catch {
      field.current?.select();
      setDone('by_hand');
    }
  };
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'flex-start', pt: 1 }}>
      <TextField label={label} value={text} inputRef={field} onFocus={(e) => e.target.select()} slotProps={{ htmlInput: { readOnly: true, 'data-testid': 'secret', style: { fontFamily: 'monospace' } } }} sx={{ flex: '1 1 240px' }} />
      <Button variant="outlined" onClick={() => void copy()} sx={{ minHeight: 56 }}>
        {t('copy.copy')}
      </Button>
      <Box role="status" sx={{ flex: '1 1 100%', minHeight: 24, color: 'text.secondary', typography: 'body2' }}>
        {done ? t(`copy.${done}`) : null}
      </Box>
    </Box>
  );
}
