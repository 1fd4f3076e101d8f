import { Alert, Box, Button, TextField } from '@mui/material';
import { Link, useParams, useSearchParams } from 'react-router';
import { useMe, useSite } from '../../api/queries';
import type { SiteItem } from '../../api/types';
import { Choice } from '../../design/Choice';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { addDays, localDate } from '../../lib/zone';
import { KPIPanel } from './KPIPanel';
import { ProfilePanel } from './ProfilePanel';
import { addressOf, daysOf, spans, viewOf, type View } from './view';

/** What a site's measurements come to: key figures by day or month, the mean day, the load duration curve. What is shown stands in the address. */
export default function AnalysisPage() {
  const { site: id = '' } = useParams();
  const { t } = useTexts();
  const site = useSite(id);
  return (
    <Page
      title={t('analysis.title')}
      lead={site.data ? `${site.data.name} · ${t('analysis.lead')}` : t('analysis.lead')}
      aside={
        <Button component={Link} to={`/sites/${id}/meters`} variant="outlined">
          {t('meters.title')}
        </Button>
      }
    >
      <Loaded query={site} heights={[96, 420, 420]}>
        {(data) => <Analysis site={data} />}
      </Loaded>
    </Page>
  );
}

function Analysis({ site }: { site: SiteItem }) {
  const { t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const mayExport = useMe().data?.permissions.includes('REPORT') ?? false;
  const today = localDate(Date.now(), site.time_zone);
  const view = viewOf(search, today);
  const show = (next: Partial<View>) => setSearch(addressOf({ ...view, ...next }), { replace: true });
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
      <Panel title={t('analysis.dates')}>
        <DatesForm view={view} today={today} show={show} />
      </Panel>
      {daysOf(view) < 1 ? (
        <Alert severity="warning">{t('analysis.order')}</Alert>
      ) : (
        <>
          <KPIPanel site={site} view={view} show={show} mayExport={mayExport} />
          <ProfilePanel site={site} view={view} show={show} mayExport={mayExport} />
        </>
      )}
    </Box>
  );
}

export interface PartProps {
  site: SiteItem;
  view: View;
  show: (next: Partial<View>) => void;
  /** Whether the reader may take the numbers as a file. */
  mayExport: boolean;
}

function DatesForm({ view, today, show }: Pick<PartProps, 'view' | 'show'> & { today: string }) {
  const { t } = useTexts();
  const length = String(daysOf(view));
  const span = view.last === today ? (spans.find((s) => s === length) ?? '') : '';
  const day = (of: 'first' | 'last') => (
    <TextField
      type="date"
      size="small"
      required
      label={t(`analysis.${of}`)}
      value={view[of]}
      onChange={(e) => {
        if (e.target.value) show({ [of]: e.target.value });
      }}
      slotProps={{ inputLabel: { shrink: true }, htmlInput: { max: today } }}
      sx={{ minWidth: 160, flex: { xs: '1 1 140px', sm: 'none' } }}
    />
  );
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
      <Choice
        label={t('analysis.span')}
        value={span}
        options={spans.map((value) => ({ value: value as string, label: t(`analysis.span.${value}`) }))}
        onChange={(value) => show({ first: addDays(today, 1 - Number(value)), last: today })}
      />
      {day('first')}
      {day('last')}
    </Box>
  );
}
