import { Box } from '@mui/material';
import { StatusBadge } from '../design/StatusBadge';
import { Page } from '../design/Page';
import { Loading } from '../design/States';
import { ControlView } from '../control/ControlView';
import { useTexts } from '../i18n/useTexts';
import { useNow } from '../live/useLiveSite';
import { useReport } from './useReport';

/** Values come every second; so long without any is worth saying, in milliseconds. */
const quietAfter = 5_000;

/** How this edge controls now. */
export function PanelPage() {
  const { t, format } = useTexts();
  const report = useReport();
  const now = useNow();
  if (!report.data) return <Loading heights={[160, 420]} />;
  const fetched = report.dataUpdatedAt;
  const quiet = now - fetched > quietAfter;
  const edgeNow = Date.parse(report.data.at) + Math.max(0, now - fetched);
  return (
    <Page
      title={t('control.title')}
      lead={t('control.lead')}
      aside={
        <Box role="status" data-testid="panel-live">
          {quiet ? (
            <StatusBadge tone="warning" icon="silent">{t('panel.offline', { time: format.timeSeconds(fetched, report.data.time_zone) })}</StatusBadge>
          ) : (
            <StatusBadge tone="ok">{`${t('live.live')} · ${format.timeSeconds(edgeNow, report.data.time_zone)}`}</StatusBadge>
          )}
        </Box>
      }
    >
      <ControlView report={report.data} now={edgeNow} />
      <Box sx={{ mt: 3, typography: 'caption', color: 'text.secondary' }}>
        {t('panel.software')}: {report.data.software}
      </Box>
    </Page>
  );
}
