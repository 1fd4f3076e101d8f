import { Box } from '@mui/material';
import { useEffect } from 'react';
import { useParams } from 'react-router';
import { useAssets, useSite } from '../../api/queries';
import type { AssetItem, SiteItem } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { LivePill } from '../../design/LivePill';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { AlarmBadge, SiteState } from '../../design/SiteBadges';
import { Loaded, Loading } from '../../design/States';
import { shell } from '../../design/tokens';
import { useDrawn } from '../../design/useDrawn';
import { useTexts } from '../../i18n/useTexts';
import { useLive } from '../../live/store';
import { useLiveSite, useNow } from '../../live/useLiveSite';
import { BatteryPanel } from './BatteryPanel';
import { EnergyFlow } from './EnergyFlow';
import { KeyFigures } from './KeyFigures';
import { PowerPanel } from './PowerPanel';
import { useSpan } from './useSpan';

/** One site: what flows now, what the day was like, how the battery stands. */
export default function SitePage() {
  const { site: id = '' } = useParams();
  const { t } = useTexts();
  const site = useSite(id);
  const assets = useAssets(id);
  useLiveSite(site.error ? null : id);
  const visit = usePreferences((s) => s.visitSite);
  const found = site.data?.id;
  useEffect(() => {
    if (found) visit(found);
  }, [found, visit]);
  return (
    <Page
      title={site.data?.name ?? t('site.title')}
      lead={site.data ? <Place site={site.data} /> : null}
      aside={site.data ? <Badges site={site.data} /> : null}
    >
      <Loaded query={site} heights={[420, 320]}>
        {(data) => (
          <Loaded query={assets} heights={[420, 320]}>
            {(items) => <Dashboard site={data} assets={items} />}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

function Place({ site }: { site: SiteItem }) {
  const { t, format } = useTexts();
  const now = useNow();
  return (
    <Box component="span" className="figures" sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2 }}>
      {site.address ? <span>{site.address}</span> : null}
      <span>{t('site.time', { time: format.timeSeconds(now, site.time_zone) })}</span>
    </Box>
  );
}

function Badges({ site }: { site: SiteItem }) {
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
      <AlarmBadge site={site} />
      <SiteState site={site} />
      <LivePill zone={site.time_zone} />
    </Box>
  );
}

function Dashboard({ site, assets }: { site: SiteItem; assets: readonly AssetItem[] }) {
  const { t } = useTexts();
  const shown = useSpan(site.id, site.time_zone);
  const drawn = useDrawn(useLive((s) => s.readings.size > 0));
  const batteries = assets.filter((a) => a.nature === 'ESS' && a.enabled);
  const parts = { site: site.id, zone: site.time_zone, shown };
  const areas = batteries.length
    ? { xs: '"flow" "kpis" "chart" "battery"', lg: '"flow battery" "chart kpis"' }
    : { xs: '"flow" "kpis" "chart"', lg: '"flow flow" "chart kpis"' };
  return (
    <Box
      sx={{
        display: 'grid',
        gap: { xs: 2, md: 3 },
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 2fr) minmax(340px, 1fr)' },
        gridTemplateAreas: areas,
        gridTemplateRows: { lg: 'minmax(400px, auto) minmax(420px, 1fr)' },
        minHeight: { lg: `calc(100dvh - ${shell.topBar}px - 148px)` },
      }}
    >
      <Box sx={{ gridArea: 'flow', display: 'grid' }}>
        <Panel title={t('site.flow')}>
          <EnergyFlow site={site.id} assets={assets} />
        </Panel>
      </Box>
      {batteries.length ? (
        <Box sx={{ gridArea: 'battery', minWidth: 0 }}>
          {drawn ? <BatteryPanel {...parts} batteries={batteries} /> : <Loading heights={[320]} />}
        </Box>
      ) : null}
      <Box sx={{ gridArea: 'chart', minWidth: 0, display: 'grid' }}>
        {drawn ? <PowerPanel {...parts} assets={assets} /> : <Loading heights={[420]} />}
      </Box>
      <Box sx={{ gridArea: 'kpis', minWidth: 0 }}>
        {drawn ? <KeyFigures {...parts} /> : <Loading heights={[320]} />}
      </Box>
    </Box>
  );
}
