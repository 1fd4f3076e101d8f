import { Box } from '@mui/material';
import { Panel } from '../../design/Panel';
import { Stat } from '../../design/Stat';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { join } from '../../lib/format';
import { useNow } from '../../live/useLiveSite';
import { useGrid } from './context';
import { outcomeTones } from './look';

/** The microgrid in four figures. */
export function Summary() {
  const { t, tn, format } = useTexts();
  const { now, cycle, breaches, depot } = useGrid();
  const demand = now?.whole.demand_watts ?? null;
  const sums = cycle?.allocation_summary ?? null;
  const note = now?.whole.source_mode === 'FALLBACK_DERIVED' ? t('microgrid.stands_in') : null;
  return (
    <Panel>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(4, 1fr)' }, columnGap: 3, rowGap: 2.5 }}>
        <Stat label={t(demand !== null && demand < 0 ? 'microgrid.stat.fed' : 'microgrid.stat.demand')} icon="grid" kind="grid" quantity={demand === null ? null : format.power(demand)} note={note} />
        <Stat
          label={t('microgrid.stat.given')}
          icon="ev"
          kind="ev"
          quantity={sums && sums.requested_watts !== 0 ? format.power(sums.allocated_watts) : null}
          share={sums && sums.requested_watts > 0 ? sums.allocated_watts / sums.requested_watts : undefined}
          note={sums && sums.requested_watts !== 0 ? t('microgrid.stat.of_asked', { asked: join(format.power(sums.requested_watts)) }) : t('microgrid.nothing_asked')}
        />
        <LastCycle />
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}>
          <Box sx={{ color: 'text.secondary', typography: 'body2' }}>{t('microgrid.stat.breaches')}</Box>
          {breaches.length === 0 ? <StatusBadge tone="ok">{t('microgrid.stat.all_kept')}</StatusBadge> : <StatusBadge tone="severe">{format.number(breaches.length, 0)}</StatusBadge>}
          <Box sx={{ typography: 'caption', color: 'text.secondary', mt: 'auto' }}>
            {tn('microgrid.nodes', depot.nodes.length)} · {t('microgrid.version', { n: depot.microgrid.version })}
          </Box>
        </Box>
      </Box>
    </Panel>
  );
}

function LastCycle() {
  const { t } = useTexts();
  const { cycle, read } = useGrid();
  const now = useNow();
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}>
      <Box sx={{ color: 'text.secondary', typography: 'body2' }}>{t('microgrid.stat.outcome')}</Box>
      {cycle ? (
        <Box component="button" type="button" onClick={() => read(cycle.cycle_id)} sx={{ all: 'unset', cursor: 'pointer', width: 'fit-content', borderRadius: '999px', '&:focus-visible': { outline: '2px solid', outlineColor: 'surface.focus', outlineOffset: 2 } }}>
          <StatusBadge tone={outcomeTones[cycle.outcome] ?? 'quiet'}>{t(`microgrid.outcome.${cycle.outcome}`)}</StatusBadge>
        </Box>
      ) : (
        <StatusBadge tone="quiet">{t('microgrid.stat.no_cycle')}</StatusBadge>
      )}
      <Box sx={{ typography: 'caption', color: 'text.secondary', mt: 'auto' }}>{cycle ? t('time.ago', { age: ageText(now - Date.parse(cycle.started_at), t) }) : null}</Box>
    </Box>
  );
}
