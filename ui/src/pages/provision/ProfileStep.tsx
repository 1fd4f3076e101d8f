import { Autocomplete, Box, Button, FormControlLabel, Radio, RadioGroup, TextField } from '@mui/material';
import { useState } from 'react';
import { askDevice, useAsked } from '../../api/provision';
import { newOrderID } from '../../control/acts';
import { Complaint } from '../../control/OrderDialog';
import { Panel } from '../../design/Panel';
import { StatusBadge } from '../../design/StatusBadge';
import { profiles } from '../../gen/profiles';
import { useTexts } from '../../i18n/useTexts';
import { useAsking } from '../../panel/useAsking';
import { StepActions } from './StepActions';
import { profileOf, whySuggested } from './suggest';
import type { Wizard } from './wizard';

/** By which profile the device is read: those that recognise it, the most particular first, or any other. */
export function ProfileStep({ wizard }: { wizard: Wizard }) {
  const { t } = useTexts();
  const { chosen } = wizard;
  const { asked } = useAsked(chosen.scan);
  const found = asked.found?.find((f) => String(f.unit) === chosen.unit);
  const suggested = found?.profiles ?? [];
  const [picked, setPicked] = useState<string | null>(null);
  const profile = picked ?? (chosen.profile || suggested[0] || '');
  const { busy, problem, ask } = useAsking<unknown>();
  const next = () =>
    ask(async () => {
      const order = await askDevice(chosen.site, newOrderID(), { address: chosen.address, profile, unit: Number(chosen.unit) }, t('provision.read_reason'));
      wizard.set({ step: 'test', profile, look: order.id });
    });
  return (
    <Panel title={t('provision.step.profile')} lead={t('provision.profile_lead', { device: [found?.vendor, found?.model].filter(Boolean).join(' ') || t('commission.unit', { n: chosen.unit }) })}>
      {suggested.length === 0 ? <Box sx={{ color: 'text.secondary', mb: 2 }}>{t('provision.profile_none')}</Box> : <Suggestions ids={suggested} vendor={found?.vendor ?? ''} value={profile} onChange={setPicked} />}
      <Autocomplete
        options={profiles.map((p) => p.id as string)}
        value={suggested.includes(profile) ? null : profile || null}
        onChange={(_, id) => setPicked(id ?? suggested[0] ?? '')}
        getOptionLabel={(id) => `${profileOf(id)?.vendor ?? ''} · ${id}`}
        renderInput={(params) => <TextField {...params} label={t(suggested.length === 0 ? 'commission.profile' : 'provision.profile_other')} />}
      />
      {suggested.includes(profile) || profile === '' ? null : <Facts id={profile} />}
      {problem ? <Box sx={{ mt: 2 }}><Complaint problem={problem} /></Box> : null}
      <StepActions onBack={wizard.back}>
        <Button variant="contained" disabled={busy || profile === ''} onClick={next}>
          {t('provision.read_device')}
        </Button>
      </StepActions>
    </Panel>
  );
}

interface SuggestionsProps {
  ids: readonly string[];
  vendor: string;
  value: string;
  onChange: (id: string) => void;
}

function Suggestions({ ids, vendor, value, onChange }: SuggestionsProps) {
  const { t } = useTexts();
  return (
    <RadioGroup aria-label={t('provision.step.profile')} value={ids.includes(value) ? value : ''} onChange={(_, id) => onChange(id)} sx={{ gap: 1.5, mb: 2 }}>
      {ids.map((id, rank) => (
        <Box key={id} data-testid="suggestion" sx={{ border: 1, borderColor: id === value ? 'primary.main' : 'divider', borderRadius: '10px', px: 2, py: 1.5, bgcolor: 'surface.sunken' }}>
          <FormControlLabel
            value={id}
            control={<Radio />}
            label={
              <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
                <Box component="span" sx={{ fontWeight: 600 }}>{id}</Box>
                {rank === 0 ? <StatusBadge tone="brand" icon={null}>{t('provision.best')}</StatusBadge> : null}
              </Box>
            }
          />
          <Box sx={{ pl: 4 }}>
            <Box>{t(whySuggested(profileOf(id), vendor))}</Box>
            <Facts id={id} />
          </Box>
        </Box>
      ))}
    </RadioGroup>
  );
}

/** What a profile is for and what it can set. */
function Facts({ id }: { id: string }) {
  const { t } = useTexts();
  const profile = profileOf(id);
  if (!profile) return null;
  const sets = profile.sets.length === 0 ? t('provision.sets_nothing') : t('provision.sets', { channels: profile.sets.join(', ') });
  return (
    <Box sx={{ typography: 'body2', color: 'text.secondary', mt: 0.5 }}>
      <div>{profile.vendor}: {profile.models.join(', ')}</div>
      <div>{t('provision.reads_as', { natures: profile.natures.join(', ') })} · {sets}</div>
    </Box>
  );
}
