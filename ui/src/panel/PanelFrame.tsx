import { Box } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { Outlet } from 'react-router';
import { logOutOfPanel } from '../api/panel';
import { Problem } from '../api/problem';
import { DisplayMenu } from '../app/AccountMenu';
import { Boundary } from '../app/Boundary';
import { GiveContext } from '../control/acts';
import { AppShell, type Destination } from '../design/AppShell';
import { ErrorState, Loading } from '../design/States';
import { useTexts } from '../i18n/useTexts';
import { PanelLogin } from './PanelLogin';
import { usePanelGive, useReport } from './useReport';

/** Everything of the panel: who has no session sees its login and nothing else. */
export function PanelFrame() {
  const report = useReport();
  const refused = report.error instanceof Problem && report.error.status === 401;
  if (refused) return <PanelLogin />;
  if (report.data) return <Inside site={report.data.site} />;
  return (
    <Box component="main" sx={{ p: 4 }}>
      {report.error ? <ErrorState error={report.error} onRetry={() => void report.refetch()} /> : <Loading heights={[56, 320]} />}
    </Box>
  );
}

function Inside({ site }: { site: string }) {
  const { t } = useTexts();
  const give = usePanelGive();
  const queries = useQueryClient();
  const leave = async () => {
    try {
      await logOutOfPanel();
    } finally {
      await queries.resetQueries();
    }
  };
  const destinations: Destination[] = [
    { to: '/', label: t('nav.control'), icon: 'control', end: true },
    { to: '/commission', label: t('nav.commission'), icon: 'commission' },
  ];
  return (
    <GiveContext.Provider value={give}>
      <AppShell
        destinations={destinations}
        context={
          <Box sx={{ minWidth: 0, lineHeight: 1.25 }}>
            <Box component="span" sx={{ fontWeight: 600, display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{site}</Box>
            <Box component="span" sx={{ typography: 'caption', color: 'text.secondary' }}>{t('panel.name')}</Box>
          </Box>
        }
        controls={<DisplayMenu onLogout={() => void leave()} />}
      >
        <Boundary>
          <Outlet />
        </Boundary>
      </AppShell>
    </GiveContext.Provider>
  );
}
