import { Button } from '@mui/material';
import { Problem } from '../api/problem';
import { useTexts } from '../i18n/useTexts';

/** The way on where somebody else was faster: what they wrote takes the place of what was typed. Nothing for other problems. */
export function TakeNewest({ problem, take }: { problem: unknown; take: () => void }) {
  const { t } = useTexts();
  if (!(problem instanceof Problem) || problem.code !== 'VERSION_CONFLICT') return null;
  return (
    <Button variant="outlined" onClick={take} sx={{ alignSelf: 'flex-start' }}>
      {t('version.take')}
    </Button>
  );
}
