import { Autocomplete, Box, Button, TextField } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { readDevice, readProfiles, type Look, type Spot } from '../api/panel';
import { Complaint } from '../control/OrderDialog';
import { Panel } from '../design/Panel';
import { useTexts } from '../i18n/useTexts';
import { readUnits } from './units';
import { useAsking } from './useAsking';

interface ReaderProps {
  spot: Spot;
  onChange: (spot: Spot) => void;
  onRead: (spot: Spot, look: Look) => void;
}

/** Reads a device once by a profile. */
export function Reader({ spot, onChange, onRead }: ReaderProps) {
  const { t } = useTexts();
  const profiles = useQuery({ queryKey: ['panel', 'profiles'], queryFn: ({ signal }) => readProfiles(signal), staleTime: Infinity }).data ?? [];
  const { busy, problem, ask } = useAsking<Look>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask(() => readDevice(spot), (look) => onRead(spot, look));
  };
  const changeUnit = (text: string) => {
    const [unit] = readUnits(text) ?? [];
    const { unit: _, ...rest } = spot;
    onChange(unit === undefined ? rest : { ...rest, unit });
  };
  return (
    <Panel title={t('commission.read')} lead={t('commission.read_lead')}>
      <Box component="form" noValidate onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <TextField name="read-address" label={t('commission.address')} value={spot.address} onChange={(e) => onChange({ ...spot, address: e.target.value })} required fullWidth autoComplete="off" slotProps={{ htmlInput: { spellCheck: false } }} />
        <Autocomplete
          options={profiles.map((p) => p.id)}
          value={spot.profile || null}
          onChange={(_, profile) => onChange({ ...spot, profile: profile ?? '' })}
          renderInput={(params) => <TextField {...params} label={t('commission.profile')} required />}
        />
        <TextField name="unit" label={t('commission.unit_id')} helperText={t('commission.unit_help')} value={spot.unit ?? ''} onChange={(e) => changeUnit(e.target.value)} fullWidth autoComplete="off" slotProps={{ htmlInput: { inputMode: 'numeric' } }} />
        {problem === null ? null : <Complaint problem={problem} />}
        <Button type="submit" variant="contained" disabled={busy || spot.address === '' || spot.profile === ''}>
          {t(busy ? 'commission.reading' : 'commission.read_now')}
        </Button>
      </Box>
    </Panel>
  );
}
