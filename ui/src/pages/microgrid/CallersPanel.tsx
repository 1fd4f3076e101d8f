import { Box, Button } from '@mui/material';
import { useCircuitUsage, type CircuitUsage } from '../../api/compat';
import { reasonText } from '../../api/reasons';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge, type Tone } from '../../design/StatusBadge';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { useGrid } from './context';

const tones: Record<CircuitUsage['last_outcome'], Tone> = { APPLIED: 'ok', TRANSLATED: 'ok', CURTAILED: 'warning', REJECTED: 'severe', FAILED: 'severe', SKIPPED: 'severe' };

/** Who still calls by circuit, as long as the server serves those callers at all. */
export function CallersPanel() {
  const { t, format } = useTexts();
  const { id, zone } = useGrid();
  const columns = useColumns();
  const usage = useCircuitUsage(id);
  const first = usage.data?.pages[0];
  if (first === undefined && !usage.error || first === null) return null;
  const from = first ? format.date(first.from, zone) : '';
  return (
    <Panel title={t('callers.title')} lead={first ? t('callers.lead', { from }) : undefined} flush>
      <Loaded query={usage} heights={[120]}>
        {({ pages }) => {
          const rows = pages.flatMap((p) => p?.items ?? []);
          if (rows.length === 0) return <EmptyState icon="ok" title={t('callers.none')} next={t('callers.none_next', { from })} />;
          return <DataTable label={t('callers.title')} columns={columns} rows={rows} rowKey={(u) => `${u.circuit_id} ${u.path}`} />;
        }}
      </Loaded>
      {usage.hasNextPage ? (
        <Button onClick={() => void usage.fetchNextPage()} disabled={usage.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
          {t('microgrid.show_more')}
        </Button>
      ) : null}
    </Panel>
  );
}

function nameOf(u: CircuitUsage, { t }: Texts): string {
  return u.circuit_name || t('callers.gone', { id: u.circuit_id.slice(-8) });
}

function useColumns(): Column<CircuitUsage>[] {
  const texts = useTexts();
  const { t, format } = texts;
  const { zone } = useGrid();
  return [
    { id: 'circuit', head: t('callers.circuit'), primary: true, cell: (u) => <Box sx={{ fontWeight: 560 }}>{nameOf(u, texts)}</Box> },
    { id: 'path', head: t('callers.path'), cell: (u) => t(`callers.path.${u.path}`) },
    { id: 'calls', head: t('callers.calls'), align: 'right', cell: (u) => <Counted usage={u} /> },
    { id: 'last', head: t('callers.last'), cell: (u) => t('callers.by', { time: format.dateTime(u.last_at, zone), who: u.last_actor_name || u.last_actor }) },
    { id: 'outcome', head: t('callers.outcome'), cell: (u) => <Outcome usage={u} /> },
  ];
}

function Counted({ usage: u }: { usage: CircuitUsage }) {
  const { t, format } = useTexts();
  return (
    <>
      {format.number(u.calls, 0)}
      {u.failed_calls > 0 ? <Box sx={{ typography: 'body2', color: 'error.main' }}>{t('callers.failed', { n: format.number(u.failed_calls, 0) })}</Box> : null}
    </>
  );
}

/** A code in words; "" for one whose text speaks of nodes and powers: those are read in the cycle. */
function codeText(code: string, { word, language }: Texts): string {
  const own = word('callers.code', code);
  if (own !== code) return own;
  const text = reasonText(language, code, {}) ?? '';
  return text.includes('{') ? '' : `${text}.`;
}

function Outcome({ usage: u }: { usage: CircuitUsage }) {
  const texts = useTexts();
  const { t } = texts;
  const { read } = useGrid();
  const { last_cycle_id: cycle, last_reason_code: code } = u;
  const why = code ? codeText(code, texts) : '';
  return (
    <>
      <StatusBadge tone={tones[u.last_outcome]}>{t(`callers.outcome.${u.last_outcome}`)}</StatusBadge>
      {why ? <Box sx={{ typography: 'body2', color: 'text.secondary', maxWidth: 460 }}>{why}</Box> : null}
      {cycle ? (
        <Button size="small" aria-label={t('callers.read', { circuit: nameOf(u, texts) })} onClick={() => read(cycle)}>
          {t('callers.read_short')}
        </Button>
      ) : null}
    </>
  );
}
