import { Box, IconButton } from '@mui/material';
import { useState } from 'react';
import { useCapacities, type Capacity, type Circuit } from '../../api/microgrid';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { ShareBar } from '../../design/Stat';
import { Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { useGrid } from './context';

/** What each feeder may carry now, what set it, and what made it change. */
export function CapacityPanel() {
  const { t } = useTexts();
  const { depot } = useGrid();
  const feeders = depot.circuits.filter((c) => c.node_id !== null);
  if (feeders.length === 0) return null;
  return (
    <Panel title={t('capacity.title')} lead={t('capacity.lead')}>
      <Box component="ul" data-testid="capacities" sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', flexDirection: 'column', gap: 2 }}>
        {feeders.map((c) => (
          <Feeder key={c.circuit_id} circuit={c} />
        ))}
      </Box>
    </Panel>
  );
}

function Feeder({ circuit: c }: { circuit: Circuit }) {
  const { t, format } = useTexts();
  const { lexicon } = useGrid();
  const [open, setOpen] = useState(false);
  const say = (watts: number) => join(format.power(watts));
  const by = c.capacity_set_by === c.circuit_id ? t('capacity.default') : (lexicon.origins.get(c.capacity_set_by) ?? t('explain.envelope'));
  return (
    <Box component="li">
      <Box className="figures" sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Box sx={{ flex: 1, fontWeight: 620 }}>{c.name}</Box>
        <Box sx={{ fontWeight: 560 }}>{t('capacity.of', { now: say(c.effective_capacity_watts), usual: say(c.default_capacity_watts) })}</Box>
        <IconButton size="small" aria-expanded={open} aria-label={t(open ? 'capacity.hide' : 'capacity.show', { feeder: c.name })} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'chevronDown' : 'chevronRight'} size={18} />
        </IconButton>
      </Box>
      <ShareBar share={c.default_capacity_watts > 0 ? c.effective_capacity_watts / c.default_capacity_watts : null} kind="grid" />
      <Box sx={{ typography: 'body2', color: 'text.secondary' }}>
        {t('capacity.set_by', { what: by })} · {t(`capacity.gap.${c.gap_policy}`)}
      </Box>
      <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{c.shown ? <Change capacity={c.shown} /> : t('capacity.never')}</Box>
      {open ? <History circuit={c} /> : null}
    </Box>
  );
}

function Change({ capacity: c }: { capacity: Capacity }) {
  const { t, format } = useTexts();
  const { zone } = useGrid();
  return <>{t('capacity.last', { power: join(format.power(c.effective_capacity_watts)), time: format.dateTime(c.at, zone), trigger: t(`capacity.trigger.${c.projection_trigger}`) })}</>;
}

function History({ circuit: c }: { circuit: Circuit }) {
  const { t } = useTexts();
  const { depot } = useGrid();
  const changes = useCapacities(depot.microgrid.depot_id, c.circuit_id);
  return (
    <Loaded query={changes} heights={[60]}>
      {(items) => (
        <Box component="ul" aria-label={t('capacity.history', { feeder: c.name })} sx={{ m: 0, mt: 1, pl: 2.5, typography: 'body2' }}>
          {items.length === 0 ? <li>{t('capacity.never')}</li> : null}
          {items.map((i) => (
            <li key={i.at}>
              <Change capacity={i} />
            </li>
          ))}
        </Box>
      )}
    </Loaded>
  );
}
