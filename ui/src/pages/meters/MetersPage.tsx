import { Box, Button } from '@mui/material';
import { Fragment } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { useOfflineMeters, type OfflineMeter } from '../../api/offline';
import { useMe, useSite } from '../../api/queries';
import type { SiteItem } from '../../api/types';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { BringForm } from './BringForm';
import { MeterChoice } from './MeterChoice';
import { StoredReadings } from './StoredReadings';

/** Meters that nobody reads electronically: choose one, choose a file or type a reading, see what would become of it, store it. */
export default function MetersPage() {
  const { site: id = '' } = useParams();
  const { t } = useTexts();
  const site = useSite(id);
  return (
    <Page
      title={t('meters.title')}
      lead={site.data ? `${site.data.name} · ${t('meters.lead')}` : t('meters.lead')}
      aside={
        <Button component={Link} to={`/sites/${id}/analysis`} variant="outlined">
          {t('meters.back')}
        </Button>
      }
    >
      <Loaded query={site} heights={[320]}>
        {(data) => <Meters site={data} />}
      </Loaded>
    </Page>
  );
}

function Meters({ site }: { site: SiteItem }) {
  const meters = useOfflineMeters(site.id);
  return (
    <Loaded query={meters} heights={[320]}>
      {(items) => <Steps site={site} meters={items} />}
    </Loaded>
  );
}

function Steps({ site, meters }: { site: SiteItem; meters: readonly OfflineMeter[] }) {
  const { t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const may = useMe().data?.permissions.includes('PLACES') ?? false;
  const chosen = meters.find((m) => m.id === search.get('meter')) ?? meters.find((m) => m.archived_at === null) ?? meters[0];
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
      <Panel title={`1. ${t('meters.step.meter')}`}>
        <MeterChoice site={site} meters={meters} chosen={chosen?.id ?? ''} may={may} choose={(id) => setSearch({ meter: id }, { replace: true })} />
      </Panel>
      {chosen ? (
        <Fragment key={chosen.id}>
          {may && chosen.archived_at === null ? <BringForm site={site} meter={chosen} /> : null}
          <StoredReadings site={site} meter={chosen} />
        </Fragment>
      ) : null}
    </Box>
  );
}
