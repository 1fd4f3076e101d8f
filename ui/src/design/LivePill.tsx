import { Box } from '@mui/material';
import { keyframes } from '@emotion/react';
import { useTexts } from '../i18n/useTexts';
import { useLive } from '../live/store';
import { useNow } from '../live/useLiveSite';
import { StatusBadge } from './StatusBadge';

/** Values come every cycle; so long without any is worth saying, in milliseconds. */
const quietAfter = 15_000;

const pulse = keyframes({ '0%': { opacity: 1 }, '50%': { opacity: 0.35 }, '100%': { opacity: 1 } });

/** Whether what is on screen is live, being reconnected, or has gone quiet, and since when. */
export function LivePill({ zone }: { zone: string }) {
  const { t, format } = useTexts();
  const connection = useLive((s) => s.connection);
  const heard = useLive((s) => s.heard);
  const now = useNow();
  return (
    <Box component="span" role="status" aria-label={t('live.region')} data-testid="live">
      {connection.state === 'reconnecting' ? (
        <StatusBadge tone="warning" icon="silent">{t('live.reconnecting', { time: format.timeSeconds(connection.since, zone) })}</StatusBadge>
      ) : heard === null ? (
        <StatusBadge tone="quiet" icon="clock">{t('live.connecting')}</StatusBadge>
      ) : now - heard > quietAfter ? (
        <StatusBadge tone="warning" icon="clock">{t('live.quiet', { time: format.timeSeconds(heard, zone) })}</StatusBadge>
      ) : (
        <StatusBadge tone="ok" icon={null}>
          <Box component="span" aria-hidden="true" sx={{ width: 8, height: 8, borderRadius: '50%', bgcolor: 'currentColor', animation: `${pulse} 2s ease-in-out infinite` }} />
          {t('live.live')}
        </StatusBadge>
      )}
    </Box>
  );
}
