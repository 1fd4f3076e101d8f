import { Box, Button, Link } from '@mui/material';
import { useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Link as RouterLink } from 'react-router';
import { useConfigurations, type EdgeConfiguration } from '../../api/provision';
import { useAssets, useChannels, useSite } from '../../api/queries';
import { Panel } from '../../design/Panel';
import { ErrorState, Loading } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { useLiveSite } from '../../live/useLiveSite';
import { AssetPanel } from '../devices/AssetPanel';
import { StepActions, Waiting } from './StepActions';
import type { Wizard } from './wizard';

/** The edge takes the configuration over; then what was made, with its live values. */
export function ServiceStep({ wizard }: { wizard: Wizard }) {
  const { t } = useTexts();
  const { chosen } = wizard;
  const configurations = useConfigurations(chosen.edge);
  const version = configurations.data?.find((v) => String(v.version) === chosen.version);
  if (!version) return configurations.error ? <ErrorState error={configurations.error} /> : <Loading heights={[240]} />;
  const done = version.state === 'EXECUTED';
  const failed = ['REJECTED', 'FAILED', 'EXPIRED', 'NOT_SENT'].includes(version.state);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 3 }}>
      <Panel title={t(done ? 'provision.done' : failed ? 'provision.failed' : 'provision.step.service')} lead={t('provision.version_is', { version: version.version })}>
        {!done && !failed ? <Waiting>{t(version.state === 'ACCEPTED' ? 'provision.taking_over' : 'provision.on_its_way')}</Waiting> : null}
        {failed ? <Problems version={version} /> : null}
        {done ? <Made wizard={wizard} /> : null}
        {failed ? <StepActions onBack={wizard.back} /> : null}
      </Panel>
      {done ? <LiveAssets site={chosen.site} keys={chosen.assets.split(' ')} /> : null}
    </Box>
  );
}

/** Why an edge does not run a version: every problem in a line of its own. */
export function Problems({ version }: { version: EdgeConfiguration }) {
  const { t, language } = useTexts();
  const problems = String(version.params.problems ?? '').split('\n').filter(Boolean);
  const text = (language === 'de' ? version.text_de : version.text_en) || t('configuration.not_sent');
  if (problems.length === 0) return <Box role="alert">{text}</Box>;
  return (
    <Box role="alert">
      <Box sx={{ mb: 1 }}>{t('configuration.refused')}</Box>
      <Box component="ul" sx={{ m: 0, pl: 2.5, fontFamily: 'ui-monospace, monospace', typography: 'body2', overflowWrap: 'anywhere' }}>
        {problems.map((p) => (
          <li key={p}>{p}</li>
        ))}
      </Box>
    </Box>
  );
}

function Made({ wizard }: { wizard: Wizard }) {
  const { t } = useTexts();
  const { chosen } = wizard;
  const site = useSite(chosen.site).data;
  const another = () => wizard.set({ step: 'find', address: '', scan: '', unit: '', profile: '', look: '', version: '', assets: '' });
  return (
    <Box>
      <StatusBadge tone="ok">{t('provision.runs')}</StatusBadge>
      <Box component="ul" sx={{ pl: 2.5, my: 2 }}>
        <li>{t('provision.made_assets', { assets: chosen.assets.split(' ').join(', '), profile: chosen.profile, address: chosen.address })}</li>
        <li>
          <Link component={RouterLink} to={`/sites/${chosen.site}/devices`}>{t('provision.to_devices', { site: site?.name ?? '' })}</Link>
        </li>
        <li>
          <Link component={RouterLink} to={`/sites/${chosen.site}`}>{t('provision.to_site')}</Link>
        </li>
        <li>
          <Link component={RouterLink} to="/edges">{t('provision.to_edges')}</Link>
        </li>
      </Box>
      <Button variant="outlined" onClick={another}>
        {t('provision.another')}
      </Button>
    </Box>
  );
}

function LiveAssets({ site, keys }: { site: string; keys: readonly string[] }) {
  const { t } = useTexts();
  const queries = useQueryClient();
  useLiveSite(site);
  const assets = useAssets(site).data?.filter((a) => keys.includes(a.key) && a.device !== null) ?? [];
  const channels = useChannels(site).data ?? [];
  const here = assets.length === keys.length && keys.every((key) => channels.some((c) => c.asset === key));
  useEffect(() => {
    if (here) return undefined;
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: ['sites', site] }), 1500);
    return () => clearInterval(timer);
  }, [here, queries, site]);
  if (!here) return <Waiting>{t('provision.first_values')}</Waiting>;
  return (
    <>
      {assets.map((asset) => (
        <AssetPanel key={asset.key} asset={asset} channels={channels.filter((c) => c.asset === asset.key)} />
      ))}
    </>
  );
}
