import { Box, Button, Step, StepLabel, Stepper, useMediaQuery, useTheme } from '@mui/material';
import { Link as RouterLink } from 'react-router';
import { useMe } from '../../api/queries';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { EmptyState } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { AssetStep } from './AssetStep';
import { EdgeStep } from './EdgeStep';
import { FindStep } from './FindStep';
import { ProfileStep } from './ProfileStep';
import { ServiceStep } from './ServiceStep';
import { SiteStep } from './SiteStep';
import { TestStep } from './TestStep';
import { steps, useWizard, type Wizard } from './wizard';

/** Brings a device into service, step by step: site, edge, device, profile, test, asset, configuration. */
export default function ProvisionPage() {
  const { t } = useTexts();
  const wizard = useWizard();
  const me = useMe().data;
  const may = me?.permissions.includes('PROVISION') ?? false;
  const { chosen } = wizard;
  const leave = chosen.site === '' ? '/edges' : `/sites/${chosen.site}/devices`;
  const aside = (
    <Button component={RouterLink} to={leave} color="inherit">
      {t(chosen.step === 'service' ? 'provision.leave' : 'provision.cancel')}
    </Button>
  );
  return (
    <Page title={t('provision.title')} lead={t('provision.lead')} aside={aside}>
      {me && !may ? (
        <Panel>
          <EmptyState icon="warning" title={t('provision.forbidden')} next={t('provision.forbidden_next')} />
        </Panel>
      ) : (
        <>
          <Progress at={steps.indexOf(chosen.step)} />
          <Box sx={{ maxWidth: chosen.step === 'test' || chosen.step === 'service' ? 1400 : 860, mx: 'auto' }}>
            <Shown wizard={wizard} />
          </Box>
        </>
      )}
    </Page>
  );
}

function Shown({ wizard }: { wizard: Wizard }) {
  switch (wizard.chosen.step) {
    case 'site':
      return <SiteStep wizard={wizard} />;
    case 'edge':
      return <EdgeStep wizard={wizard} />;
    case 'find':
      return <FindStep wizard={wizard} />;
    case 'profile':
      return <ProfileStep wizard={wizard} />;
    case 'test':
      return <TestStep wizard={wizard} />;
    case 'asset':
      return <AssetStep wizard={wizard} />;
    case 'service':
      return <ServiceStep wizard={wizard} />;
  }
}

function Progress({ at }: { at: number }) {
  const { t } = useTexts();
  const theme = useTheme();
  const narrow = useMediaQuery(theme.breakpoints.down('md'), { noSsr: true });
  const shown = steps[at] ?? 'site';
  if (narrow) {
    return (
      <Box role="status" sx={{ mb: 2, color: 'text.secondary' }}>
        {t('provision.step_of', { n: at + 1, all: steps.length, step: t(`provision.step.${shown}`) })}
      </Box>
    );
  }
  return (
    <Stepper activeStep={at} sx={{ mb: 3 }} aria-label={t('provision.steps')}>
      {steps.map((step) => (
        <Step key={step}>
          <StepLabel>{t(`provision.step.${step}`)}</StepLabel>
        </Step>
      ))}
    </Stepper>
  );
}
