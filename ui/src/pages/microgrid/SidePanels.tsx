import { Box, Button, Link } from '@mui/material';
import type { ControlPoint } from '../../api/microgrid';
import { DataTable, type Column } from '../../design/DataTable';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { EmptyState } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { useNow } from '../../live/useLiveSite';
import { useGrid } from './context';
import { breachText, nodeName } from './explain';
import type { EditedPoint } from './NodeTools';
import { Sentences } from './Sentences';

/** Limits that demand passes, from the cycle that found it until the first that does not. */
export function BreachPanel() {
  const { t, format } = useTexts();
  const { breaches, lexicon, zone } = useGrid();
  if (breaches.length === 0) {
    return (
      <Panel title={t('microgrid.breaches')}>
        <Box sx={{ color: 'success.main', fontWeight: 560, display: 'flex', gap: 1, alignItems: 'center' }}>
          <Icon name="ok" />
          {t('microgrid.breaches_none')}
        </Box>
      </Panel>
    );
  }
  const since = (at: string) => t('microgrid.breach.since', { time: format.dateTime(at, zone) });
  return (
    <Panel title={t('microgrid.breaches')}>
      <Box data-testid="breaches">
        <Sentences sentences={breaches.map((b) => ({ kind: 'breach', text: `${breachText(b, lexicon)} (${since(b.detected_at)})`, ...(b.node_id ? { node: b.node_id } : {}) }))} />
      </Box>
    </Panel>
  );
}

/** Capabilities with the age of their last report. */
export function PointPanel({ edit }: { edit: (point: EditedPoint) => void }) {
  const { t } = useTexts();
  const { depot, may } = useGrid();
  const columns = usePointColumns(may.configure ? edit : null);
  const actions = may.configure ? <Button size="small" variant="outlined" onClick={() => edit({ point: null, node: null })}>{t('point.add')}</Button> : null;
  return (
    <Panel title={t('microgrid.points')} lead={t('microgrid.points_lead')} actions={actions} flush>
      {depot.control_points.length === 0 ? (
        <EmptyState icon="control" title={t('microgrid.points_none')} next={t('microgrid.points_none_next')} />
      ) : (
        <DataTable label={t('microgrid.points')} columns={columns} rows={depot.control_points} rowKey={(p) => p.control_point_id} />
      )}
    </Panel>
  );
}

function usePointColumns(edit: ((point: EditedPoint) => void) | null): Column<ControlPoint>[] {
  const { t } = useTexts();
  const { lexicon } = useGrid();
  return [
    {
      id: 'capability',
      head: t('microgrid.point.capability'),
      primary: true,
      cell: (p) => (
        <>
          <PointName point={p} edit={edit} />
          {p.description ? <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{p.description}</Box> : null}
        </>
      ),
    },
    { id: 'at', head: t('microgrid.point.at'), cell: (p) => nodeName(lexicon, p.node_id) },
    {
      id: 'state',
      head: t('microgrid.point.state'),
      cell: (p) => (
        <Box sx={{ display: 'inline-flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
          <StatusBadge tone={p.state === 'enabled' ? 'ok' : 'quiet'}>{t(`microgrid.point.${p.state}`)}</StatusBadge>
          <Box component="span" sx={{ typography: 'body2', color: 'text.secondary' }}>{t(`microgrid.point.${p.control_source}`)}</Box>
        </Box>
      ),
    },
    { id: 'reported', head: t('microgrid.point.reported'), cell: (p) => <Freshness point={p} /> },
  ];
}

function PointName({ point, edit }: { point: ControlPoint; edit: ((point: EditedPoint) => void) | null }) {
  const { t } = useTexts();
  const name = t(`microgrid.point.${point.capability_type}`);
  if (!edit) return <Box sx={{ fontWeight: 560 }}>{name}</Box>;
  return (
    <Link component="button" type="button" onClick={() => edit({ point, node: point.node_id })} aria-label={t('point.edit', { what: name })} sx={{ fontWeight: 560 }}>
      {name}
    </Link>
  );
}

function Freshness({ point: { status } }: { point: ControlPoint }) {
  const { t } = useTexts();
  const now = useNow();
  if (!status) return <Box component="span" sx={{ color: 'text.secondary' }}>{t('microgrid.point.silent')}</Box>;
  const age = now - Date.parse(status.last_observed_at);
  return <>{t('microgrid.point.ago', { status: status.latest_operational_status, age: ageText(age, t) })}</>;
}
