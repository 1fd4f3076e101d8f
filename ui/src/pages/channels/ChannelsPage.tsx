import { Alert, Box } from '@mui/material';
import { useParams, useSearchParams } from 'react-router';
import { useAssets, useChannels, useMe, useSite } from '../../api/queries';
import type { ChannelItem, SiteMark } from '../../api/types';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded, Loading } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { useNow } from '../../live/useLiveSite';
import { ChannelPicker } from './ChannelPicker';
import { CoursePanel } from './CoursePanel';
import { sorted } from './courses';
import { ReadingsPanel } from './ReadingsPanel';
import { UpkeepPanels } from './UpkeepPanels';
import { addressOf, spanOf, toggled, viewOf, type View } from './view';

/** Any channels of a site over any time: what is chosen stands in the address, so that it can be sent to somebody. */
export default function ChannelsPage() {
  const { site: id = '' } = useParams();
  const { t } = useTexts();
  const site = useSite(id);
  return (
    <Page title={t('channels.title')} lead={site.data ? `${site.data.name} · ${t('channels.lead')}` : t('channels.lead')}>
      <Loaded query={site} heights={[420]}>
        {(data) => <Explorer site={data} />}
      </Loaded>
    </Page>
  );
}

// On a phone what is shown comes before what is set up.
const areas = {
  display: 'grid',
  gap: { xs: 2, md: 3 },
  alignItems: 'start',
  gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: '320px minmax(0, 1fr)' },
  gridTemplateRows: { lg: 'auto 1fr' },
  gridTemplateAreas: { xs: '"pick" "chosen" "upkeep"', lg: '"pick chosen" "upkeep chosen"' },
} as const;

function Explorer({ site }: { site: SiteMark }) {
  const { t } = useTexts();
  const assets = useAssets(site.id).data;
  const channels = useChannels(site.id);
  const [search, setSearch] = useSearchParams();
  const view = viewOf(search);
  const show = (next: View) => setSearch(addressOf(next), { replace: true, flushSync: true });
  if (!assets) return <Loading heights={[420]} />;
  return (
    <Loaded query={channels} heights={[420]}>
      {(items) =>
        items.length === 0 ? (
          <Panel>
            <EmptyState icon="devices" title={t('channels.none')} next={t('devices.empty_next')} />
          </Panel>
        ) : (
          <Box sx={areas}>
            <Panel title={t('channels.all')} sx={{ gridArea: 'pick' }}>
              <ChannelPicker assets={assets} channels={items} chosen={view.channels} toggle={(c) => show(toggled(view, c))} />
            </Panel>
            <Box sx={{ gridArea: 'upkeep', display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 }, minWidth: 0 }}>
              <UpkeepPanels site={site.id} channels={items} />
            </Box>
            <Chosen site={site} channels={items} view={view} show={show} />
          </Box>
        )
      }
    </Loaded>
  );
}

interface ChosenProps {
  site: SiteMark;
  channels: readonly ChannelItem[];
  view: View;
  show: (view: View) => void;
}

function Chosen({ site, channels, view, show }: ChosenProps) {
  const { t } = useTexts();
  const mayExport = useMe().data?.permissions.includes('REPORT') ?? false;
  const { known, strange } = sorted(view.channels, channels);
  const shown = { ...view, channels: known };
  return (
    <Box sx={{ gridArea: 'chosen', display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 }, minWidth: 0 }}>
      {strange.length > 0 ? (
        <Alert severity="warning" onClose={() => show(shown)}>
          {t('channels.strange', { channels: strange.join(', ') })}
        </Alert>
      ) : null}
      {known.length === 0 ? (
        <Panel>
          <EmptyState icon="search" title={t('channels.pick')} next={t('channels.pick_next')} />
        </Panel>
      ) : (
        <>
          <CoursePanel site={site.id} zone={site.time_zone} view={shown} show={show} mayExport={mayExport} />
          <LastReadings site={site} view={shown} />
        </>
      )}
    </Box>
  );
}

const hour = 3_600_000;

// Readings come by the second: the last hour of the time shown is what a person can look through.
function LastReadings({ site, view }: { site: SiteMark; view: View }) {
  const { to } = spanOf(view, useNow(60_000));
  return <ReadingsPanel site={site.id} zone={site.time_zone} chosen={view.channels} span={{ from: to - hour, to, bucket: '1m' }} />;
}
