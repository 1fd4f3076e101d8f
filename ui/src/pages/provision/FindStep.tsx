import { Box, Button, TextField } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { askDevice, useAsked, type ProbeFound } from '../../api/provision';
import { newOrderID } from '../../control/acts';
import { Complaint } from '../../control/OrderDialog';
import { Panel } from '../../design/Panel';
import { useTexts } from '../../i18n/useTexts';
import { useAsking } from '../../panel/useAsking';
import { readUnits } from '../../panel/units';
import { StepActions, Waiting } from './StepActions';
import type { Wizard } from './wizard';

/** Has the edge ask an address what is behind it. */
export function FindStep({ wizard }: { wizard: Wizard }) {
  const { t } = useTexts();
  const { chosen } = wizard;
  const { asked, error } = useAsked(chosen.scan);
  const { busy, problem, ask, complain } = useAsking<unknown>();
  const [address, setAddress] = useState(chosen.address);
  const under = busy || asked.under === 'way';
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const units = readUnits(String(new FormData(event.currentTarget).get('units') ?? ''));
    const to = address.trim();
    if (!units) {
      complain(t('commission.bad_units'));
      return;
    }
    const probe = { address: /:\d+$/.test(to) ? to : `${to}:502`, ...(units.length ? { units } : {}) };
    ask(async () => {
      const order = await askDevice(chosen.site, newOrderID(), probe, t('provision.scan_reason'));
      wizard.set({ address: probe.address, scan: order.id, unit: '' });
    });
  };
  return (
    <Panel title={t('commission.find')} lead={t('provision.find_lead')}>
      <Box component="form" noValidate onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <TextField name="address" label={t('commission.address')} helperText={t('commission.address_help')} value={address} onChange={(e) => setAddress(e.target.value)} required autoComplete="off" slotProps={{ htmlInput: { spellCheck: false } }} />
        <TextField name="units" label={t('commission.units')} helperText={t('commission.units_help')} autoComplete="off" />
        <Refused problem={problem ?? error} refused={asked.refused} />
        <Button type="submit" variant={asked.found?.length ? 'outlined' : 'contained'} disabled={under || address.trim() === ''} sx={{ alignSelf: 'flex-start' }}>
          {t('commission.scan')}
        </Button>
      </Box>
      {under ? <Waiting>{t('commission.scanning')}</Waiting> : null}
      {asked.found && !under ? <Findings found={asked.found} onChoose={(unit, profile) => wizard.set({ step: 'profile', unit: String(unit), profile })} /> : null}
      {asked.under === 'end' && !under ? <Unseen onChoose={(unit) => wizard.set({ step: 'profile', unit, profile: '' })} /> : null}
      <StepActions onBack={wizard.back} />
    </Panel>
  );
}

/** What the edge or the backend refused a question with. */
export function Refused({ problem, refused }: { problem: unknown; refused: { en: string; de: string; code: string } | null }) {
  const { language } = useTexts();
  if (problem) return <Complaint problem={problem} />;
  return refused ? <Complaint problem={refused[language] || refused.code} /> : null;
}

function Findings({ found, onChoose }: { found: readonly ProbeFound[]; onChoose: (unit: number, profile: string) => void }) {
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
          <Box component="li" key={f.unit} data-testid="found" sx={{ p: 2, border: 1, borderColor: 'divider', borderRadius: '10px', bgcolor: 'surface.sunken', display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
            <Box sx={{ flex: '1 1 220px', minWidth: 0 }}>
              <Box sx={{ fontWeight: 600 }}>{[f.vendor, f.model].filter(Boolean).join(' ') || t('commission.unit', { n: f.unit })}</Box>
              <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{[t('commission.unit', { n: f.unit }), f.serial, f.version].filter(Boolean).join(' · ')}</Box>
              {f.profiles.length === 0 ? <Box sx={{ typography: 'body2', color: 'warning.main' }}>{t('commission.unknown')}</Box> : null}
            </Box>
            <Button variant="contained" onClick={() => onChoose(f.unit, f.profiles[0] ?? '')}>
              {t('provision.choose_this')}
            </Button>
          </Box>
        ))}
      </Box>
    </Box>
  );
}

/** A device that says nothing of itself can be read by a profile all the same. */
function Unseen({ onChoose }: { onChoose: (unit: string) => void }) {
  const { t } = useTexts();
  const [unit, setUnit] = useState('');
  const [number, ...more] = readUnits(unit) ?? [];
  return (
    <Box component="details" sx={{ mt: 2 }}>
      <Box component="summary" sx={{ cursor: 'pointer', color: 'text.secondary' }}>{t('provision.unseen')}</Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, mt: 1.5, alignItems: 'flex-start' }}>
        <TextField label={t('commission.unit_id')} value={unit} onChange={(e) => setUnit(e.target.value)} autoComplete="off" slotProps={{ htmlInput: { inputMode: 'numeric' } }} />
        <Button variant="outlined" disabled={number === undefined || more.length > 0} onClick={() => onChoose(String(number))} sx={{ minHeight: 56 }}>
          {t('provision.unseen_go')}
        </Button>
      </Box>
    </Box>
  );
}
