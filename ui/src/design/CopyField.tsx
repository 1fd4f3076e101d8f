import { Box, Button, TextField } from '@mui/material';
import { useRef, useState } from 'react';
import { useTexts } from '../i18n/useTexts';

interface CopyFieldProps {
  label: string;
  text: string;
  /** What a test finds the field by. */
  testID?: string;
  multiline?: boolean;
}

/** A text with a button that copies it. Where a browser forbids that, as it does without TLS, the text is marked. */
export function CopyField({ label, text, testID = 'secret', multiline = false }: CopyFieldProps) {
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
      <TextField label={label} value={text} inputRef={field} multiline={multiline} onFocus={(e) => e.target.select()} slotProps={{ htmlInput: { readOnly: true, 'data-testid': testID, style: { fontFamily: 'monospace' } } }} sx={{ flex: '1 1 240px' }} />
      <Button variant="outlined" onClick={() => void copy()} sx={{ minHeight: 56 }}>
        {t('copy.copy')}
      </Button>
      <Box role="status" sx={{ flex: '1 1 100%', minHeight: 24, color: 'text.secondary', typography: 'body2' }}>
        {done ? t(`copy.${done}`) : null}
      </Box>
    </Box>
  );
}
