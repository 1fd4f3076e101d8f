import { Box, Button } from '@mui/material';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEndSession, useOwnSessions, useSessionsOf, type LoginSession } from '../../api/people';
import { Complaint } from '../../control/OrderDialog';
import { Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { Part } from './PersonDialog';
import { hereTime } from './words';

/** Where somebody is logged in, each with the way to end it. */
export function SessionsOf({ user }: { user: string }) {
  const { t } = useTexts();
  return (
    <Part title={t('person.sessions')}>
      <Sessions sessions={useSessionsOf(user)} />
    </Part>
  );
}

/** Where one is logged in oneself, each with the way to end it. */
export function OwnSessions() {
  return <Sessions sessions={useOwnSessions()} />;
}

function Sessions({ sessions }: { sessions: UseQueryResult<LoginSession[]> }) {
  const { t } = useTexts();
  const end = useEndSession();
  return (
    <>
      <Loaded query={sessions} heights={[56]}>
        {(items) => (
          <Box component="ul" data-testid="sessions" sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {items.map((s) => (
              <SessionRow key={s.id} session={s} onEnd={() => end.mutate(s.id)} />
            ))}
            {items.length === 0 ? <Box component="li" sx={{ color: 'text.secondary' }}>{t('person.no_session')}</Box> : null}
          </Box>
        )}
      </Loaded>
      {end.error ? <Complaint problem={end.error} /> : null}
    </>
  );
}

function SessionRow({ session: s, onEnd }: { session: LoginSession; onEnd: () => void }) {
  const { t, format } = useTexts();
  const program = programName(s.agent) || t('person.unknown_program');
  return (
    <Box component="li" sx={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center', gap: 2, py: 0.75, borderTop: 1, borderColor: 'divider' }}>
      <Box sx={{ minWidth: 0 }}>
        <Box title={s.agent} sx={{ overflowWrap: 'anywhere' }}>
          {program}
          {s.remote ? ` · ${s.remote}` : ''}
          {s.current ? ` (${t('person.this_one')})` : ''}
        </Box>
        <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{t('person.since', { time: hereTime(format, s.created_at), seen: hereTime(format, s.last_seen_at) })}</Box>
      </Box>
      {s.current ? null : (
        <Button size="small" color="inherit" aria-label={t('person.end_of', { program })} onClick={onEnd}>
          {t('person.end')}
        </Button>
      )}
    </Box>
  );
}

/** How a program calls itself, made short: the browser's name, or the first word. */
export function programName(agent: string): string {
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\/[\d.]+/.exec(agent)?.[1];
  const known: Record<string, string> = { Edg: 'Edge', OPR: 'Opera' };
  if (browser) return known[browser] ?? browser;
  return agent.split(/[\s/]/)[0] ?? '';
}
