import { Box } from '@mui/material';
import { useTexts } from '../i18n/useTexts';
import { ageText } from '../lib/age';
import type { Judged } from '../live/freshness';
import { Icon, type IconName } from './icons';

const looks: Record<Judged['quality'], { icon: IconName; ink: string }> = {
  GOOD: { icon: 'ok', ink: 'text.secondary' },
  UNCERTAIN: { icon: 'info', ink: 'text.secondary' },
  SUBSTITUTED: { icon: 'info', ink: 'text.secondary' },
  BAD: { icon: 'severe', ink: 'error.main' },
  STALE: { icon: 'clock', ink: 'text.disabled' },
  MISSING: { icon: 'silent', ink: 'text.disabled' },
};

/** The quality of a value in a word; a stale one also says how old it is, unless its age stands beside it. */
export function QualityMark({ judged, short = false }: { judged: Judged; short?: boolean }) {
  const { t, word } = useTexts();
  const look = looks[judged.quality];
  const stale = !short && judged.quality === 'STALE' && judged.age !== null;
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.625, color: look.ink, typography: 'body2' }}>
      <Icon name={look.icon} size={16} />
      {stale ? t('quality.stale_for', { age: ageText(judged.age ?? 0, t) }) : word('quality', judged.quality)}
    </Box>
  );
}
