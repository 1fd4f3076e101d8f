import { Box, Button, TextField } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { useTryout } from '../../api/microgrid';
import { Complaint } from '../../control/OrderDialog';
import { useTexts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { useGrid } from './context';
import { againstText } from './explain';
import { Section } from './NodePanel';
import { wattsOf } from './words';

/** Asks whether a leaf could draw so much now; nothing happens. */
export function Tryout({ node }: { node: string }) {
  const { t, format } = useTexts();
  const { id, lexicon } = useGrid();
  const attempt = useTryout(id);
  const [typed, setTyped] = useState('');
  const watts = wattsOf(typed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (watts !== null && !Number.isNaN(watts)) attempt.mutate({ node_id: node, watts });
  };
  const power = attempt.variables ? join(format.power(attempt.variables.watts)) : '';
  return (
    <Section title={t('tryout.title')}>
      <Box component="form" onSubmit={submit} sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
        <TextField size="small" label={t('tryout.watts')} value={typed} onChange={(e) => setTyped(e.target.value)} autoComplete="off" error={Number.isNaN(watts)} slotProps={{ htmlInput: { inputMode: 'decimal' } }} sx={{ width: 160 }} />
        <Button type="submit" variant="outlined" disabled={attempt.isPending || watts === null || Number.isNaN(watts)}>
          {t('tryout.try')}
        </Button>
      </Box>
      <Box role="status" data-testid="tryout" sx={{ mt: 1, color: attempt.data?.allowed ? 'success.main' : 'text.primary' }}>
        {attempt.data && !attempt.isPending ? (attempt.data.allowed ? t('tryout.fits', { power }) : t('tryout.not', { power, why: againstText(node, attempt.data.against, lexicon) })) : null}
      </Box>
      {attempt.error ? <Complaint problem={attempt.error} /> : null}
    </Section>
  );
}
