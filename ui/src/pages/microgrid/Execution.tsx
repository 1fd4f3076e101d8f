import { Box } from '@mui/material';
import { useExecution, type LeafExecution } from '../../api/microgrid';
import { DataTable, type Column } from '../../design/DataTable';
import { Loaded } from '../../design/States';
import { StatusBadge, type Tone } from '../../design/StatusBadge';
import { reasonText } from '../../api/reasons';
import { useTexts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { useGrid } from './context';
import { nodeName } from './explain';

/** How far a leaf has come with what it was given. */
type Progress = 'CONFIRMED' | 'UNDONE' | 'ENDED' | 'ORDERED' | 'WAITING';

const tones: Record<Progress, Tone> = { CONFIRMED: 'ok', UNDONE: 'warning', ENDED: 'quiet', ORDERED: 'brand', WAITING: 'quiet' };

/** A leaf that was given something else keeps what was known of it until then: that it kept to it, or why it could not. */
export function progressOf(l: LeafExecution): Progress {
  if (l.confirmed_watts !== null) return 'CONFIRMED';
  if (l.reason_code !== '') return 'UNDONE';
  if (l.ended_at !== null) return 'ENDED';
  return l.ordered_watts === l.asked_watts ? 'ORDERED' : 'WAITING';
}

/** What became of what a cycle gave to leaves: what each was given, what it keeps to, and why not. */
export function Execution({ cycle }: { cycle: string }) {
  const { t } = useTexts();
  const { id } = useGrid();
  const execution = useExecution(id, cycle);
  return (
    <Box data-testid="execution" sx={{ mt: 2.5 }}>
      <Box component="h4" sx={{ typography: 'body1', fontWeight: 620, m: 0, mb: 1 }}>{t('execution.title')}</Box>
      <Loaded query={execution} heights={[80]}>
        {(e) => {
          if (!e.enforced) return <Box sx={{ color: 'text.secondary' }}>{t('execution.disabled')}</Box>;
          if (e.leaves.length === 0) return <Box sx={{ color: 'text.secondary' }}>{t('execution.none')}</Box>;
          return <Leaves leaves={e.leaves} />;
        }}
      </Loaded>
    </Box>
  );
}

function Leaves({ leaves }: { leaves: readonly LeafExecution[] }) {
  const { t, format, language } = useTexts();
  const { zone, lexicon } = useGrid();
  const say = (watts: number | null) => (watts === null ? '–' : join(format.power(watts)));
  const why = (l: LeafExecution) => {
    const named = typeof l.params.node === 'string' ? { ...l.params, node: nodeName(lexicon, l.params.node) } : l.params;
    return reasonText(language, l.reason_code, named) ?? (language === 'de' ? l.text_de : l.text_en);
  };
  const note = (l: LeafExecution) => {
    const progress = progressOf(l);
    if (progress === 'UNDONE') return why(l);
    if (progress !== 'CONFIRMED') return t(`execution.note.${progress}`);
    if (!l.confirmed_at) return '';
    const time = format.dateTime(l.confirmed_at, zone);
    return l.ended_at ? t('execution.until', { time, end: format.dateTime(l.ended_at, zone) }) : t('execution.since', { time });
  };
  const columns: Column<LeafExecution>[] = [
    { id: 'leaf', head: t('execution.leaf'), cell: (l) => nodeName(lexicon, l.node_id), primary: true },
    { id: 'asked', head: t('execution.asked'), cell: (l) => say(l.asked_watts), align: 'right' },
    { id: 'ordered', head: t('execution.ordered'), cell: (l) => say(l.ordered_watts), align: 'right' },
    { id: 'confirmed', head: t('execution.confirmed'), cell: (l) => say(l.confirmed_watts), align: 'right' },
    { id: 'state', head: t('execution.state'), cell: (l) => <StatusBadge tone={tones[progressOf(l)]}>{t(`execution.progress.${progressOf(l)}`)}</StatusBadge> },
    { id: 'note', head: t('execution.why'), cell: note },
  ];
  return <DataTable label={t('execution.title')} columns={columns} rows={[...leaves].sort((a, b) => rank(lexicon.rank, a) - rank(lexicon.rank, b))} rowKey={(l) => l.node_id} dense />;
}

const rank = (ranks: ReadonlyMap<string, number>, l: LeafExecution) => ranks.get(l.node_id) ?? Number.MAX_SAFE_INTEGER;
