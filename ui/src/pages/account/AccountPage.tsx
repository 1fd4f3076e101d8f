import { Box } from '@mui/material';
import { useMe } from '../../api/queries';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { useTexts } from '../../i18n/useTexts';
import { OwnSessions } from '../admin/SessionsOf';
import { PasswordForm } from './PasswordForm';

/** One's own account: the password, and where one is logged in. */
export default function AccountPage() {
  const { t } = useTexts();
  const me = useMe().data;
  return (
    <Page title={t('own.title')} lead={t('own.lead', { email: me?.user.email ?? '', tenant: me?.tenant.name ?? '' })}>
      <Box sx={{ display: 'grid', gap: { xs: 2, md: 3 }, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' }, alignItems: 'start', maxWidth: 1200 }}>
        <Panel title={t('own.password')} lead={t('own.password_lead')}>
          <PasswordForm email={me?.user.email ?? ''} />
        </Panel>
        <Panel title={t('person.sessions')} lead={t('own.sessions_lead')}>
          <OwnSessions />
        </Panel>
      </Box>
    </Page>
  );
}
