import { Box } from '@mui/material';
import { useSearchParams } from 'react-router';
import { useReport, useSubjects } from '../../api/reports';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { ReportList } from './ReportList';
import { ReportView } from './ReportView';
import { RunForm } from './RunForm';

/** Energy reports: run one, read it, and look at the versions there are. The one on screen stands in the address. */
export default function ReportsPage() {
  const { t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const shown = search.get('report') ?? '';
  const show = (id: string) => setSearch({ report: id });
  const subjects = useSubjects();
  return (
    <Page title={t('reports.title')} lead={t('reports.lead')}>
      <Loaded query={subjects} heights={[96, 420]}>
        {(items) =>
          items.length === 0 ? (
            <Panel>
              <EmptyState icon="reports" title={t('reports.nothing')} next={t('reports.nothing_next')} />
            </Panel>
          ) : (
            <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
              <RunForm subjects={items} onRun={show} />
              {shown ? <Shown id={shown} show={show} /> : null}
              <ReportList shown={shown} show={show} />
            </Box>
          )
        }
      </Loaded>
    </Page>
  );
}

function Shown({ id, show }: { id: string; show: (id: string) => void }) {
  const report = useReport(id);
  return (
    <Loaded query={report} heights={[180, 320]}>
      {(full) => <ReportView full={full} show={show} />}
    </Loaded>
  );
}
