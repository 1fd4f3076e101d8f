import { Box } from '@mui/material';
import { Link } from 'react-router';
import type { SiteItem } from '../api/types';
import { useTexts } from '../i18n/useTexts';
import { StatusBadge, type Tone } from './StatusBadge';

const tones: Record<SiteItem['state'], Tone> = { ONLINE: 'ok', SILENT: 'severe', NEVER_SEEN: 'quiet' };

/** Whether the site's edge is heard, and since when it is not. */
export function SiteState({ site }: { site: SiteItem }) {
  const { t, word, format } = useTexts();
  const since = site.state === 'SILENT' && site.last_seen ? t('state.silent_since', { time: format.dateTime(site.last_seen, site.time_zone) }) : null;
  return (
    <StatusBadge tone={tones[site.state]} icon={site.state === 'ONLINE' ? 'ok' : 'silent'}>
      {word('state', site.state)}
      {since ? `, ${since}` : ''}
    </StatusBadge>
  );
}

/** How many alarms are open, leading to them. */
export function AlarmBadge({ site }: { site: SiteItem }) {
  const { t, tn } = useTexts();
  if (site.open_alarms === 0) return <StatusBadge tone="quiet" icon="events">{t('alarms.none')}</StatusBadge>;
  return (
    <Box component={Link} to={`/events?site=${site.id}`} sx={{ textDecoration: 'none', borderRadius: '999px', position: 'relative', zIndex: 1 }}>
      <StatusBadge tone="warning">{tn('alarms.open', site.open_alarms)}</StatusBadge>
    </Box>
  );
}
