import { Box } from '@mui/material';
import { useParams } from 'react-router';
import { useAssets, useSite } from '../../api/queries';
import type { SiteItem } from '../../api/types';
import { LivePill } from '../../design/LivePill';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { useLiveSite } from '../../live/useLiveSite';
import { Connectors } from './Connectors';
import { Sessions } from './Sessions';

/** The chargers of a site: what they do now, and which vehicles were there. */
export default function ChargingPage() {
  const { site: id = '' } = useParams();
  const { t } = useTexts();
  const site = useSite(id);
  useLiveSite(site.error ? null : id);
  return (
    <Page
      title={t('charging.title')}
      lead={site.data ? `${site.data.name} · ${t('charging.lead')}` : t('charging.lead')}
      aside={site.data ? <LivePill zone={site.data.time_zone} /> : null}
    >
      <Loaded query={site} heights={[200, 360]}>
        {(data) => <Chargers site={data} />}
      </Loaded>
    </Page>
  );
}

function Chargers({ site }: { site: SiteItem }) {
  const { t } = useTexts();
  const assets = useAssets(site.id);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
      <Loaded query={assets} heights={[200]}>
        {(items) => {
          const chargers = items.filter((a) => a.nature === 'EVCS');
          return (
            <>
              <Panel title={t('charging.connectors')} lead={t('charging.connectors_lead')} flush>
                {chargers.length ? <Connectors site={site} chargers={chargers} /> : <EmptyState icon="ev" title={t('charging.no_charger')} next={t('charging.no_charger_next')} />}
              </Panel>
              <Sessions site={site} chargers={chargers} />
            </>
          );
        }}
      </Loaded>
    </Box>
  );
}
