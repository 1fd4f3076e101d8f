import { Box } from '@mui/material';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { reasonText } from '../../api/reasons';
import type { EventItem } from '../../api/types';
import { Icon, type IconName } from '../../design/icons';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { useNow } from '../../live/useLiveSite';

const severities: Record<EventItem['severity'], { icon: IconName; ink: string; ground: string }> = {
  INFO: { icon: 'info', ink: 'text.secondary', ground: 'surface.sunken' },
  WARNING: { icon: 'warning', ink: 'warning.main', ground: 'soft.warning' },
  SEVERE: { icon: 'severe', ink: 'error.main', ground: 'soft.severe' },
};

/** One event: how grave, what, where, when, and how long. */
export function EventRow({ event, zone, actions }: { event: EventItem; zone: string; actions?: ReactNode }) {
  const texts = useTexts();
  const { t, word, format } = texts;
  const now = useNow();
  const look = severities[event.severity];
  const where = [event.device || event.asset, event.site_name].filter(Boolean);
  const over = event.cleared_at !== null || event.kind !== 'ALARM';
  return (
    <Box component="li" data-testid="event" sx={{ display: 'grid', gridTemplateColumns: { xs: 'auto 1fr', md: 'auto 1fr auto' }, columnGap: 2, rowGap: 0.5, alignItems: 'center', px: { xs: 2, md: 3 }, py: 1.75, borderTop: 1, borderColor: 'divider' }}>
      <Box sx={{ width: 40, height: 40, borderRadius: '12px', display: 'grid', placeItems: 'center', bgcolor: over && event.severity !== 'SEVERE' ? 'surface.sunken' : look.ground, color: over && event.severity === 'WARNING' ? 'text.secondary' : look.ink }}>
        <Icon name={look.icon} size={22} />
      </Box>
      <Box sx={{ minWidth: 0 }}>
        <Box sx={{ fontWeight: 560 }}>{eventText(event, texts)}</Box>
        <Box sx={{ typography: 'body2', color: 'text.secondary' }}>
          {word('severity', event.severity)} · {word('kind', event.kind)} · {where[0] !== event.site_name ? `${where[0]} · ` : ''}
          <Box component={Link} to={`/sites/${event.site_id}`} sx={{ color: 'primary.main' }}>
            {event.site_name}
          </Box>
        </Box>
        <Handled event={event} zone={zone} />
      </Box>
      <Box className="figures" sx={{ gridColumn: { xs: 2, md: 'auto' }, textAlign: { md: 'right' }, typography: 'body2' }}>
        <Box>{format.dateTime(event.raised_at, zone)}</Box>
        {event.kind === 'ALARM' ? (
          <Box sx={{ color: over ? 'text.secondary' : 'warning.main' }}>{lifeText(event, t, now)}</Box>
        ) : null}
      </Box>
      {actions ? <Box sx={{ gridColumn: { xs: '1 / -1', md: '2 / -1' }, display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', mt: 0.5 }}>{actions}</Box> : null}
    </Box>
  );
}

/** What people have done about an alarm. */
function Handled({ event, zone }: { event: EventItem; zone: string }) {
  const { t, format } = useTexts();
  const said = [
    event.acknowledged_at === null ? '' : t('alarm.acknowledged', { who: event.acknowledged_by }) + (event.acknowledge_note ? `: ${event.acknowledge_note}` : ''),
    event.shelved_until === null || event.cleared_at !== null ? '' : t('alarm.aside_until', { time: format.dateTime(event.shelved_until, zone) }) + (event.shelve_reason ? `: ${event.shelve_reason}` : ''),
  ].filter(Boolean);
  return said.length ? <Box sx={{ typography: 'body2', color: 'text.secondary', overflowWrap: 'anywhere' }}>{said.join(' · ')}</Box> : null;
}

function lifeText(event: EventItem, t: Texts['t'], now: number): string {
  const raised = Date.parse(event.raised_at);
  if (event.cleared_at !== null) return t('events.lasted', { duration: ageText(Date.parse(event.cleared_at) - raised, t) });
  return t('events.open_for', { duration: ageText(now - raised, t) });
}

/** The catalogue's sentence in the reader's language; the server's own where this build does not know the code. */
export function eventText(event: EventItem, { language }: Pick<Texts, 'language'>): string {
  return reasonText(language, event.code, event.params) ?? (language === 'de' ? event.text_de : event.text_en);
}
