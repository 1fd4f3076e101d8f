import { Box, Button } from '@mui/material';
import { useRouteError } from 'react-router';
import { EmptyState } from '../design/States';
import { useTexts } from '../i18n/useTexts';

/** What stands where the frame itself failed to draw. */
export function Crashed() {
  const { t } = useTexts();
  const error = useRouteError();
  return (
    <Box component="main">
      <EmptyState
        icon="warning"
        title={t('error.render')}
        next={error instanceof Error ? error.message : String(error)}
        action={
          <Button variant="contained" href="/">
            {t('error.to_portfolio')}
          </Button>
        }
      />
    </Box>
  );
}
