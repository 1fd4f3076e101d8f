import { Box, Button, IconButton, MenuItem, TextField } from '@mui/material';
import { useCallback, useState } from 'react';
import { useCycle, useCycles, type Cycle, type Outcome } from '../../api/microgrid';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { filterChoice } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { useGrid } from './context';
import { Execution } from './Execution';
import { explainCycle, nodeName } from './explain';
import { outcomeTones } from './look';
import { Sentences } from './Sentences';

const outcomes: readonly Outcome[] = ['APPLIED', 'CURTAILED', 'REJECTED'];

/** The history of balancing, and the one that is read in words. */
export function CyclePanel({ shown }: { shown: string }) {
  const { t } = useTexts();
  const { id } = useGrid();
  const [outcome, setOutcome] = useState<Outcome | ''>('');
  const cycles = useCycles(id, outcome || undefined);
  return (
    <Panel title={t('microgrid.cycles')} lead={t('microgrid.cycles_lead')} actions={<OutcomeSelect value={outcome} onChange={setOutcome} />} flush>
      {shown ? <Explanation id={shown} /> : null}
      <Loaded query={cycles} heights={[220]}>
        {(data) => {
          const items = data.pages.flatMap((p) => p.result.cycles);
          if (items.length === 0) return <EmptyState icon="microgrid" title={t('microgrid.cycles_none')} next={t('microgrid.cycles_none_next')} />;
          return (
            <Box component="ul" aria-label={t('microgrid.cycles')} sx={{ listStyle: 'none', m: 0, p: 0, borderTop: 1, borderColor: 'divider' }}>
              {items.map((c) => (
                <CycleRow key={c.cycle_id} cycle={c} shown={c.cycle_id === shown} />
              ))}
            </Box>
          );
        }}
      </Loaded>
      {cycles.hasNextPage ? (
        <Button onClick={() => void cycles.fetchNextPage()} disabled={cycles.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
          {t('microgrid.show_more')}
        </Button>
      ) : null}
    </Panel>
  );
}

function OutcomeSelect({ value, onChange }: { value: Outcome | ''; onChange: (value: Outcome | '') => void }) {
  const { t } = useTexts();
  return (
    <TextField {...filterChoice} label={t('microgrid.outcome')} value={value} onChange={(e) => onChange(e.target.value as Outcome | '')}>
      <MenuItem value="">{t('microgrid.cycles_all')}</MenuItem>
      {outcomes.map((o) => (
        <MenuItem key={o} value={o}>
          {t(`microgrid.outcome.${o}`)}
        </MenuItem>
      ))}
    </TextField>
  );
}

function CycleRow({ cycle, shown }: { cycle: Cycle; shown: boolean }) {
  const { t, word, format } = useTexts();
  const { zone, lexicon, read } = useGrid();
  const time = format.dateTime(cycle.started_at, zone);
  return (
    <Box component="li" sx={{ borderBottom: 1, borderColor: 'divider', '&:last-child': { border: 0 }, bgcolor: shown ? 'surface.brandSoft' : 'transparent' }}>
      <Box
        component="button"
        type="button"
        data-testid="cycle-link"
        aria-pressed={shown}
        onClick={() => read(shown ? '' : cycle.cycle_id)}
        sx={{ all: 'unset', boxSizing: 'border-box', width: '100%', cursor: 'pointer', display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 2, rowGap: 0.5, px: { xs: 2, md: 3 }, py: 1.25, minHeight: 48, '&:hover': { bgcolor: 'surface.sunken' }, '&:focus-visible': { outline: '2px solid', outlineColor: 'surface.focus', outlineOffset: '-2px' } }}
      >
        <Box className="figures" sx={{ fontWeight: 560, minWidth: 130 }}>{time}</Box>
        <StatusBadge tone={outcomeTones[cycle.outcome] ?? 'quiet'}>{t(`microgrid.outcome.${cycle.outcome}`)}</StatusBadge>
        {cycle.breaches.length > 0 ? <StatusBadge tone="severe">{t('microgrid.breached')}</StatusBadge> : null}
        <Box sx={{ typography: 'body2', color: 'text.secondary', flex: 1, textAlign: 'right' }}>
          {word('microgrid.asked_by', cycle.audit.source)}
          {cycle.node_id ? `, ${t('microgrid.scope', { node: nodeName(lexicon, cycle.node_id) })}` : ''}
        </Box>
      </Box>
    </Box>
  );
}

function Explanation({ id }: { id: string }) {
  const { t } = useTexts();
  const { id: microgrid, read } = useGrid();
  const cycle = useCycle(microgrid, id);
  // It is opened from elsewhere on the page too.
  const seen = useCallback((box: HTMLElement | null) => box?.scrollIntoView?.({ block: 'nearest' }), []);
  return (
    <Box ref={seen} data-testid="explanation" sx={{ scrollMarginTop: 96, position: 'relative', px: { xs: 2, md: 3 }, py: 2, borderTop: 1, borderColor: 'divider', bgcolor: 'surface.sunken' }}>
      <IconButton aria-label={t('microgrid.close')} onClick={() => read('')} sx={{ position: 'absolute', top: 8, right: 8 }}>
        <Icon name="close" size={18} />
      </IconButton>
      <Loaded query={cycle} heights={[140]}>{(c) => <Explained cycle={c} />}</Loaded>
    </Box>
  );
}

function Explained({ cycle }: { cycle: Cycle }) {
  const { t, word, format } = useTexts();
  const { zone, lexicon } = useGrid();
  const { audit } = cycle;
  const facts: [string, string][] = [
    [t('microgrid.asked'), word('microgrid.asked_by', audit.source)],
    [t('microgrid.ran_on'), t('microgrid.ran_on_version', { n: cycle.topology_version })],
    [t('microgrid.policy'), audit.policy_version === 0 ? t('microgrid.policy_default') : t('microgrid.policy_version', { n: audit.policy_version })],
    [t('microgrid.fresh_for'), t('microgrid.seconds', { n: audit.thresholds.freshness_seconds })],
    [t('microgrid.correlation'), audit.correlation_id],
  ];
  return (
    <>
      <Box component="h3" sx={{ typography: 'h3', m: 0, mb: 1.5, pr: 5 }}>
        {t('microgrid.cycle_of', { time: `${format.date(cycle.started_at, zone)}, ${format.timeSeconds(cycle.started_at, zone)}` })}
        {cycle.node_id ? ` · ${t('microgrid.scope', { node: nodeName(lexicon, cycle.node_id) })}` : ''}
      </Box>
      <Sentences sentences={explainCycle(cycle, lexicon)} />
      <Execution cycle={cycle.cycle_id} />
      <Box component="dl" sx={{ m: 0, mt: 2, display: 'flex', flexWrap: 'wrap', columnGap: 3, rowGap: 0.5, typography: 'caption' }}>
        {facts.map(([name, value]) => (
          <Box key={name} sx={{ display: 'flex', gap: 0.75, minWidth: 0 }}>
            <Box component="dt" sx={{ color: 'text.secondary' }}>{name}</Box>
            <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>{value}</Box>
          </Box>
        ))}
      </Box>
    </>
  );
}
