import { Box, Button, Link } from '@mui/material';
import { useReports, type ReportVersion } from '../../api/reports';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { periodText } from './labels';

interface ReportListProps {
  /** The id of the one on screen. */
  shown: string;
  show: (id: string) => void;
}

/** The versions there are, newest first. */
export function ReportList({ shown, show }: ReportListProps) {
  const { t } = useTexts();
  const reports = useReports();
  const columns = useColumns(shown, show);
  return (
    <Panel title={t('reports.list')} flush>
      <Loaded query={reports} heights={[180]}>
        {(data) => {
          const items = data.pages.flatMap((p) => p.items);
          if (items.length === 0) return <EmptyState icon="reports" title={t('reports.list_empty')} next={t('reports.list_empty_next')} />;
          return <DataTable label={t('reports.list')} columns={columns} rows={items} rowKey={(v) => v.id} />;
        }}
      </Loaded>
      {reports.hasNextPage ? (
        <Button onClick={() => void reports.fetchNextPage()} disabled={reports.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
          {t('reports.more')}
        </Button>
      ) : null}
    </Panel>
  );
}

function useColumns(shown: string, show: (id: string) => void): Column<ReportVersion>[] {
  const texts = useTexts();
  const { t, format } = texts;
  const open = (v: ReportVersion) => (
    <Link component="button" type="button" data-testid="report-link" onClick={() => show(v.id)} aria-current={v.id === shown} aria-label={t('reports.open', { what: `${v.subject_name}, ${periodText(texts, v.period, v.first_day)}, ${t('reports.version', { version: v.version })}` })} sx={{ fontSize: 'inherit', fontWeight: 560, textAlign: 'left', minHeight: 24 }}>
      {v.subject_name}
    </Link>
  );
  return [
    { id: 'about', head: t('reports.col.about'), primary: true, cell: open },
    { id: 'period', head: t('reports.col.period'), cell: (v) => periodText(texts, v.period, v.first_day) },
    { id: 'version', head: t('reports.col.version'), cell: (v) => v.version },
    { id: 'created', head: t('reports.col.created'), cell: (v) => format.dateTime(v.created_at, v.time_zone) },
    { id: 'state', head: t('reports.col.state'), cell: (v) => <VersionState version={v} /> },
  ];
}

/** Whether a version is the newest, and whether its period was over. */
export function VersionState({ version: v }: { version: ReportVersion }) {
  const { t } = useTexts();
  return (
    <Box component="span" sx={{ display: 'inline-flex', flexWrap: 'wrap', gap: 0.75, verticalAlign: 'middle' }}>
      {v.newest ? <StatusBadge tone="ok">{t('reports.newest')}</StatusBadge> : <StatusBadge tone="quiet">{t('reports.replaced')}</StatusBadge>}
      {v.closed ? null : <StatusBadge tone="warning">{t('reports.provisional')}</StatusBadge>}
    </Box>
  );
}
