import { Box, Button, TextField } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { scan, type FoundDevice, type Spot } from '../api/panel';
import { Complaint } from '../control/OrderDialog';
import { Panel } from '../design/Panel';
import { useTexts } from '../i18n/useTexts';
import { readUnits } from './units';
import { useAsking } from './useAsking';

/** Asks an address which devices are behind it and which profiles know them. */
export function Finder({ onChoose }: { onChoose: (spot: Spot) => void }) {
  const { t } = useTexts();
  const [address, setAddress] = useState('');
  const { busy, problem, answer, ask, complain } = useAsking<FoundDevice[]>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const units = readUnits(String(new FormData(event.currentTarget).get('units') ?? ''));
    if (units === null) complain(t('commission.bad_units'));
    else ask(() => scan(address.trim(), units));
  };
  return (
    <Panel title={t('commission.find')} lead={t('commission.find_lead')}>
      <Box component="form" noValidate onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <TextField name="address" label={t('commission.address')} helperText={t('commission.address_help')} value={address} onChange={(e) => setAddress(e.target.value)} required fullWidth autoComplete="off" slotProps={{ htmlInput: { spellCheck: false } }} />
        <TextField name="units" label={t('commission.units')} helperText={t('commission.units_help')} fullWidth autoComplete="off" />
        {problem === null ? null : <Complaint problem={problem} />}
        <Button type="submit" variant="contained" disabled={busy || address.trim() === ''}>
          {t(busy ? 'commission.scanning' : 'commission.scan')}
        </Button>
      </Box>
      {answer && !busy ? <Findings found={answer} address={address.trim()} onChoose={onChoose} /> : null}
    </Panel>
  );
}

function Findings({ found, address, onChoose }: { found: readonly FoundDevice[]; address: string; onChoose: (spot: Spot) => void }) {
  const { t, tn } = useTexts();
  if (found.length === 0) {
    return (
      <Box role="status" sx={{ mt: 2, color: 'text.secondary' }}>
        <Box sx={{ fontWeight: 600, color: 'text.primary' }}>{t('commission.none')}</Box>
        {t('commission.none_next')}
      </Box>
    );
  }
  return (
    <Box sx={{ mt: 2 }}>
      <Box role="status" sx={{ fontWeight: 600, mb: 1 }}>{tn('commission.found', found.length)}</Box>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        {found.map((f) => (
          <Box component="li" key={f.unit} data-testid="found" sx={{ p: 1.5, border: 1, borderColor: 'divider', borderRadius: '10px', bgcolor: 'surface.sunken' }}>
            <Box sx={{ fontWeight: 600 }}>{[f.vendor, f.model].filter(Boolean).join(' ') || t('commission.unit', { n: f.unit })}</Box>
            <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{[t('commission.unit', { n: f.unit }), f.serial, f.version].filter(Boolean).join(' · ')}</Box>
            <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 1 }}>
              {f.profiles.length === 0 ? <Box sx={{ typography: 'body2', color: 'warning.main' }}>{t('commission.unknown')}</Box> : null}
              {f.profiles.map((profile) => (
                <Button key={profile} size="small" variant="outlined" sx={{ minHeight: 34 }} onClick={() => onChoose({ address, unit: f.unit, profile })}>
                  {t('commission.use', { profile })}
                </Button>
              ))}
            </Box>
          </Box>
        ))}
      </Box>
    </Box>
  );
}
