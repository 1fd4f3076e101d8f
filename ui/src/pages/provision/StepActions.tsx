import { Box, Button } from '@mui/material';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/useTexts';

interface StepActionsProps {
  onBack?: (() => void) | undefined;
  children?: ReactNode;
}

/** The way back at the left, the ways on at the right. */
export function StepActions({ onBack, children }: StepActionsProps) {
  const { t } = useTexts();
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: 1.5, mt: 3 }}>
      {onBack ? (
        <Button color="inherit" onClick={onBack}>
          {t('provision.back')}
        </Button>
      ) : (
        <span />
      )}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>{children}</Box>
    </Box>
  );
}

/** Something that takes a while, said as it is. */
export function Waiting({ children }: { children: ReactNode }) {
  return (
    <Box role="status" sx={{ display: 'flex', alignItems: 'center', gap: 1.5, py: 2 }}>
      <Box
        aria-hidden
        sx={{
          width: 18, height: 18, flex: 'none', borderRadius: '50%', border: 2, borderColor: 'divider', borderTopColor: 'primary.main',
          animation: 'turn 1s linear infinite', '@keyframes turn': { to: { transform: 'rotate(360deg)' } }, '@media (prefers-reduced-motion: reduce)': { animation: 'none' },
        }}
      />
      <span>{children}</span>
    </Box>
  );
}
