import { Button } from '@mui/material';
import { Link } from 'react-router';
import { Page } from '../design/Page';
import { EmptyState } from '../design/States';
import { useTexts } from '../i18n/useTexts';

/** What stands at an address that leads nowhere. */
export function NotFound() {
  const { t } = useTexts();
  return (
    <Page title={t('error.not_found')} heading="404">
      <EmptyState
        icon="search"
        title={t('error.not_found')}
        next={t('error.not_found_next')}
        action={
          <Button variant="contained" component={Link} to="/">
            {t('error.to_portfolio')}
          </Button>
        }
      />
    </Page>
  );
}
