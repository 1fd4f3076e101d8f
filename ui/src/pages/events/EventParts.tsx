import { Box } from '@mui/material';
import { Link } from 'react-router';
import { useMe } from '../../api/queries';
import { useTexts } from '../../i18n/useTexts';

export type EventPart = 'log' | 'rules' | 'notifications';

const addresses: Record<EventPart, string> = { log: '/events', rules: '/events/rules', notifications: '/events/notifications' };

/** The parts of the events area: what happened, what raises alarms, who is told of them. */
export function EventParts({ shown }: { shown: EventPart }) {
  const { t } = useTexts();
  const told = useMe().data?.permissions.includes('ALERTING') ?? false;
  const parts = (Object.keys(addresses) as EventPart[]).filter((p) => p !== 'notifications' || told || shown === p);
  return (
    <Box component="nav" aria-label={t('events.parts')} sx={{ display: 'flex', gap: { xs: 2, sm: 3 }, overflowX: 'auto', borderBottom: 1, borderColor: 'divider', mb: { xs: 2, md: 3 } }}>
      {parts.map((p) => (
        <Box
          key={p}
          component={Link}
          to={addresses[p]}
          aria-current={p === shown ? 'page' : undefined}
          sx={{ py: 1.25, fontWeight: 560, whiteSpace: 'nowrap', textDecoration: 'none', color: p === shown ? 'primary.main' : 'text.secondary', borderBottom: 3, borderColor: p === shown ? 'primary.main' : 'transparent', '&:hover': { color: 'primary.main' } }}
        >
          {t(`events.part.${p}`)}
        </Box>
      ))}
    </Box>
  );
}
