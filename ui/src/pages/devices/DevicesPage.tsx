import { Box, Button } from '@mui/material';
import { Link as RouterLink, useParams } from 'react-router';
import { withQuery } from '../../api/client';
import { useAssets, useChannels, useDevices, useMe, useSite } from '../../api/queries';
import type { SiteMark } from '../../api/types';
import { LivePill } from '../../design/LivePill';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { SiteState } from '../../design/SiteBadges';
import { EmptyState, Loaded, Loading } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { useLiveSite } from '../../live/useLiveSite';
import { ChannelBoard } from './ChannelBoard';
import { DeviceTable } from './DeviceTable';

/** What is wired at a site: devices and their health, assets, and every channel with its value. */
export default function DevicesPage() {
  const { site: id = '' } = useParams();
  const { t } = useTexts();
  const site = useSite(id);
  useLiveSite(site.error ? null : id);
  return (
    <Page
      title={t('devices.title')}
      lead={site.data ? `${site.data.name} · ${t('devices.lead')}` : t('devices.lead')}
      aside={
        site.data ? (
          <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
            <AddDevice site={id} />
            <SiteState site={site.data} />
            <LivePill zone={site.data.time_zone} />
          </Box>
        ) : null
      }
    >
      <Loaded query={site} heights={[260, 420]}>
        {(data) => <Wired site={data} />}
      </Loaded>
    </Page>
  );
}

/** The way into the provisioning wizard, for who may take it. */
function AddDevice({ site }: { site: string }) {
  const { t } = useTexts();
  if (!useMe().data?.permissions.includes('PROVISION')) return null;
  return (
    <Button component={RouterLink} to={withQuery('/provision', { site, step: 'edge' })} variant="contained">
      {t('provision.open')}
    </Button>
  );
}

function Wired({ site }: { site: SiteMark }) {
  const { t } = useTexts();
  const devices = useDevices(site.id);
  const assets = useAssets(site.id).data;
  const channels = useChannels(site.id).data;
  return (
    <Loaded query={devices} heights={[260, 420]}>
      {(items) =>
        items.length === 0 && !assets?.length ? (
          <Panel>
            <EmptyState icon="devices" title={t('devices.empty')} next={t('devices.empty_next')} action={<AddDevice site={site.id} />} />
          </Panel>
        ) : (
          <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
            <Panel title={t('devices.devices')} flush>
              <DeviceTable devices={items} zone={site.time_zone} />
            </Panel>
            {assets && channels ? <ChannelBoard assets={assets} channels={channels} /> : <Loading heights={[420]} />}
          </Box>
        )
      }
    </Loaded>
  );
}
