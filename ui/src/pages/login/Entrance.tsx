import { Box } from '@mui/material';
import type { ReactNode } from 'react';
import { LanguageChoice, ThemeChoice } from '../../app/AccountMenu';
import { useTexts } from '../../i18n/useTexts';
import { Motif } from './Motif';

/** The frame of the pages in front of the login: the drawing, one form, language and appearance. */
export function Entrance({ children }: { children: ReactNode }) {
  const { t } = useTexts();
  return (
    <Box
      sx={{
        minHeight: '100dvh',
        display: 'grid',
        gridTemplateColumns: { xs: '1fr', lg: 'minmax(0, 7fr) minmax(480px, 5fr)' },
        gridTemplateRows: { xs: 'auto 1fr', lg: '1fr' },
      }}
    >
      <Motif title={t('app.tagline')} caption={t('login.motif')} />
      <Box component="main" sx={{ display: 'flex', flexDirection: 'column', bgcolor: 'background.paper', px: { xs: 3, sm: 6 }, py: 3 }}>
        <Box sx={{ flex: 1, display: 'grid', alignItems: { xs: 'start', sm: 'center' }, justifyItems: 'center', py: 3 }}>{children}</Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, justifyContent: 'center' }}>
          <LanguageChoice />
          <ThemeChoice />
        </Box>
      </Box>
    </Box>
  );
}
