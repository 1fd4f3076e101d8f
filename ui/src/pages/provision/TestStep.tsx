import { Box, Button } from '@mui/material';
import { askDevice, tryOnSite, useAsked, type ProbeRead } from '../../api/provision';
import { newOrderID } from '../../control/acts';
import { Panel } from '../../design/Panel';
import { useTexts } from '../../i18n/useTexts';
import { LookValues } from '../../panel/LookPanel';
import { Trial } from '../../panel/Trial';
import { useAsking } from '../../panel/useAsking';
import { Refused } from './FindStep';
import { StepActions, Waiting } from './StepActions';
import { naturesOf } from './suggest';
import type { Wizard } from './wizard';

/** What the device says by the profile, as often as asked, and what it makes of a set-point. */
export function TestStep({ wizard }: { wizard: Wizard }) {
  const { t, language } = useTexts();
  const { chosen } = wizard;
  const { asked, error } = useAsked(chosen.look);
  const { busy, problem, ask } = useAsking<unknown>();
  const probe = { address: chosen.address, profile: chosen.profile, unit: Number(chosen.unit) };
  const again = () =>
    ask(async () => {
      const order = await askDevice(chosen.site, newOrderID(), probe, t('provision.read_reason'));
      wizard.set({ look: order.id });
    });
  const under = busy || asked.under === 'way';
  const refused = problem ?? error ?? asked.refused;
  const reread = (
    <Button variant="outlined" onClick={again} disabled={under}>
      {t('provision.read_again')}
    </Button>
  );
  return (
    <Box sx={{ display: 'grid', gap: 3, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: asked.read?.writable.length ? 'minmax(0, 3fr) minmax(0, 2fr)' : 'minmax(0, 1fr)' }, alignItems: 'start' }}>
      <Box sx={{ minWidth: 0 }}>
        {under ? <Panel title={t('provision.step.test')}><Waiting>{t('provision.reading_device', { profile: chosen.profile })}</Waiting></Panel> : null}
        {!under && refused ? (
          <Panel title={t('provision.step.test')} actions={reread}>
            <Refused problem={problem ?? error} refused={asked.refused} />
          </Panel>
        ) : null}
        {!under && asked.read ? <LookValues look={asked.read} actions={reread} /> : null}
        <StepActions onBack={wizard.back}>
          <Next read={under ? null : asked.read} onNext={() => wizard.set({ step: 'asset' })} />
        </StepActions>
      </Box>
      {asked.read?.writable.length ? (
        <Trial look={asked.read} confirm={t('provision.try_confirm')} attempt={(a) => tryOnSite(chosen.site, newOrderID(), probe, a, language)} />
      ) : null}
    </Box>
  );
}

function Next({ read, onNext }: { read: ProbeRead | null; onNext: () => void }) {
  const { t } = useTexts();
  const nothing = read !== null && naturesOf(read).length === 0;
  return (
    <Box sx={{ textAlign: 'right' }}>
      <Button variant="contained" disabled={read === null || nothing} onClick={onNext}>
        {t('provision.values_right')}
      </Button>
      {nothing ? <Box role="status" sx={{ mt: 1, color: 'warning.main' }}>{t('provision.no_power')}</Box> : null}
    </Box>
  );
}
