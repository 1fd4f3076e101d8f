import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { useEnvelopes, type ActiveEnvelope, type Envelope } from '../../api/microgrid';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { EmptyState } from '../../design/States';
import { StatusBadge, type Tone } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { useNow } from '../../live/useLiveSite';
import { useGrid } from './context';
import { nodeName } from './explain';
import { WithdrawDialog } from './OverrideDialog';
import { useReasons } from './overrides';
import { commandOf, envelopeName } from './source';
import { barsOf, spanAround, strength, ticksOf, type Span } from './timeline';

type Reasons = ReadonlyMap<string, string>;

const tones: Record<Envelope['status'], Tone> = { PENDING: 'brand', ACTIVE: 'ok', EXPIRED: 'quiet', WITHDRAWN: 'quiet', REJECTED: 'severe' };

/** What bounds nodes for a time: blocks along the day, and what became of the newest submissions. */
export function EnvelopePanel() {
  const { t } = useTexts();
  const { id, depot } = useGrid();
  const newest = useEnvelopes(id).data ?? [];
  const active = depot.operating_envelopes;
  const reasons = useReasons([...active, ...newest]);
  const columns = useColumns(reasons);
  return (
    <Panel title={t('envelope.title')} lead={t('envelope.lead')} flush>
      {active.length === 0 ? <EmptyState icon="clock" title={t('envelope.none')} next={t('envelope.none_next')} /> : <Timeline envelopes={active} reasons={reasons} />}
      {newest.length > 0 ? (
        <Box component="section" aria-label={t('envelope.newest')} sx={{ borderTop: 1, borderColor: 'divider', pt: 2 }}>
          <Box component="h3" sx={{ typography: 'h3', m: 0, px: { xs: 2, md: 3 } }}>{t('envelope.newest')}</Box>
          <DataTable label={t('envelope.newest')} columns={columns} rows={newest} rowKey={(e) => e.envelope_id} dense />
        </Box>
      ) : null}
    </Panel>
  );
}

function useColumns(reasons: Reasons): Column<Envelope>[] {
  const { t, word, format } = useTexts();
  const { lexicon, zone } = useGrid();
  return [
    { id: 'type', head: t('envelope.col.type'), primary: true, cell: (e) => [word('envelope.type', e.envelope_type), envelopeName(e, reasons)].filter(Boolean).join(' · ') },
    { id: 'status', head: t('envelope.col.status'), cell: (e) => <StatusBadge tone={tones[e.status]}>{`${t(`envelope.status.${e.status}`)}${e.rejected_rule ? `: ${e.rejected_rule}` : ''}`}</StatusBadge> },
    { id: 'node', head: t('envelope.col.node'), cell: (e) => `${nodeName(lexicon, e.node_id)}, ${word('microgrid.kind', e.constraint_type)}` },
    { id: 'window', head: t('envelope.col.window'), cell: (e) => `${format.dateTime(e.effective_from, zone)} – ${format.dateTime(e.effective_to, zone)}` },
  ];
}

function Timeline({ envelopes, reasons }: { envelopes: readonly ActiveEnvelope[]; reasons: Reasons }) {
  const { t, format } = useTexts();
  const { zone } = useGrid();
  const now = useNow(30_000);
  const span = spanAround(now);
  const loosest = Math.max(0, ...envelopes.flatMap((e) => barsOf(e, span).map((b) => b.watts ?? 0)));
  const at = `${((now - span.from) / (span.to - span.from)) * 100}%`;
  return (
    <Box data-testid="timeline" tabIndex={0} role="group" aria-label={t('envelope.title')} sx={{ overflowX: 'auto', px: { xs: 2, md: 3 }, pb: 2 }}>
      <Box sx={{ minWidth: 640, display: 'grid', gridTemplateColumns: '180px minmax(0, 1fr)', columnGap: 2, rowGap: 1, alignItems: 'center' }}>
        <span />
        <Box aria-hidden="true" sx={{ position: 'relative', height: 18, typography: 'caption', color: 'text.secondary' }}>
          {ticksOf(span).map((tick) => (
            <Box key={tick.at} sx={{ position: 'absolute', left: `${tick.left * 100}%` }}>{format.time(tick.at, zone)}</Box>
          ))}
        </Box>
        {envelopes.map((e) => (
          <Line key={e.envelope_id} envelope={e} name={envelopeName(e, reasons)} span={span} loosest={loosest} now={at} />
        ))}
      </Box>
    </Box>
  );
}

interface LineProps {
  envelope: ActiveEnvelope;
  name: string;
  span: Span;
  loosest: number;
  /** Where now is. */
  now: string;
}

function Line({ envelope: e, name, span, loosest, now }: LineProps) {
  const { t, word, format } = useTexts();
  const { lexicon, zone, look, may } = useGrid();
  const [ending, setEnding] = useState(false);
  const command = commandOf(e);
  const bars = barsOf(e, span);
  const say = (watts: number | null) => (watts === null ? t('envelope.no_block') : join(format.power(watts)));
  const told = bars.map((b) => t('envelope.block', { from: format.time(b.from, zone), to: format.time(b.to, zone), limit: say(b.watts) }));
  const node = nodeName(lexicon, e.node_id);
  const alt = t('envelope.line_alt', { type: word('envelope.type', e.envelope_type), name, node, blocks: told.join('; ') || t('envelope.no_block') });
  return (
    <>
      <Box sx={{ minWidth: 0 }}>
        <Box component="button" type="button" onClick={() => look(e.node_id ?? '')} sx={{ all: 'unset', cursor: 'pointer', fontWeight: 560, '&:focus-visible': { outline: '2px solid', outlineColor: 'surface.focus' } }}>{node}</Box>
        <Box sx={{ typography: 'caption', color: 'text.secondary', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
          {[word('envelope.type', e.envelope_type), name].filter(Boolean).join(' · ')}
        </Box>
        {command !== '' && may.operate ? (
          <Button size="small" sx={{ px: 0, minWidth: 0 }} onClick={() => setEnding(true)} aria-label={t('envelope.override.withdraw_of', { node })}>
            {t('envelope.override.withdraw')}
          </Button>
        ) : null}
        {ending ? <WithdrawDialog command={command} node={e.node_id ?? ''} onClose={() => setEnding(false)} /> : null}
      </Box>
      <Box role="img" aria-label={alt} sx={{ position: 'relative', height: 34, bgcolor: 'surface.sunken', borderRadius: '8px', overflow: 'hidden' }}>
        {bars.map((b, i) => (
          <Box key={b.key} title={told[i]} sx={{ position: 'absolute', top: 0, bottom: 0, left: `${b.left * 100}%`, width: `calc(${b.width * 100}% - 1px)` }}>
            <Box sx={{ position: 'absolute', inset: 0, bgcolor: 'primary.main', opacity: strength(b.watts, loosest) * 0.55 }} />
            <Box className="figures" sx={{ position: 'absolute', inset: 0, display: 'grid', placeItems: 'center', typography: 'caption', fontWeight: 560, color: 'text.primary', overflow: 'hidden', whiteSpace: 'nowrap' }}>{b.width > 0.05 ? say(b.watts) : null}</Box>
          </Box>
        ))}
        <Box sx={{ position: 'absolute', top: 0, bottom: 0, left: now, width: 2, bgcolor: 'error.main' }} />
      </Box>
    </>
  );
}
