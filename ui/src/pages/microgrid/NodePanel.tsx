import { Box, Drawer, IconButton } from '@mui/material';
import type { ReactNode } from 'react';
import { Icon } from '../../design/icons';
import { Stat } from '../../design/Stat';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { join } from '../../lib/format';
import { useNow } from '../../live/useLiveSite';
import { useGrid } from './context';
import { explainNode, nodeName } from './explain';
import { headroomText, iconOfNode, kindOfNode, limitText, statusTones } from './look';
import { NodeBar } from './NodeBar';
import { RebalanceButton } from './RebalanceButton';
import { Sentences } from './Sentences';
import { roomAt, type Row } from './tree';

/** One node beside the page: what it draws and may draw, why, and what stands above it. */
export function NodePanel({ id, children }: { id: string; children?: (row: Row) => ReactNode }) {
  const { byID, look, lexicon } = useGrid();
  const row = byID.get(id);
  return (
    <Drawer
      anchor="right"
      open={row !== undefined}
      onClose={() => look('')}
      slotProps={{ paper: { 'aria-label': nodeName(lexicon, id), sx: { width: 'min(480px, 100vw)', backgroundImage: 'none', borderLeft: 1, borderColor: 'divider' } } }}
    >
      {row ? <Inside row={row}>{children?.(row)}</Inside> : null}
    </Drawer>
  );
}

function Inside({ row, children }: { row: Row; children?: ReactNode }) {
  const { t } = useTexts();
  const { cycle, lexicon } = useGrid();
  const id = row.node.node_id;
  return (
    <Box data-testid="node-panel" sx={{ p: { xs: 2, sm: 3 }, display: 'flex', flexDirection: 'column', gap: 3 }}>
      <Heading row={row} />
      <NodeBar row={row} tall />
      <Figures row={row} />
      <Section title={t('explain.title')}>
        <Sentences sentences={explainNode(id, cycle, lexicon)} />
        <Room row={row} />
      </Section>
      <Limits row={row} />
      <Above row={row} />
      {children}
      {row.children > 0 ? <RebalanceButton key={id} node={id} /> : null}
    </Box>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box component="section" aria-label={title}>
      <Box component="h3" sx={{ typography: 'h3', m: 0, mb: 1 }}>
        {title}
      </Box>
      {children}
    </Box>
  );
}

function Heading({ row }: { row: Row }) {
  const { t, word } = useTexts();
  const { lexicon, assets, look } = useGrid();
  const status = row.node.status ?? 'ACTIVE';
  const asset = row.node.attached_asset_id ? assets.get(row.node.attached_asset_id) : undefined;
  return (
    <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 1.5 }}>
      <Box sx={{ width: 44, height: 44, flex: 'none', borderRadius: '12px', bgcolor: 'surface.sunken', display: 'grid', placeItems: 'center' }}>
        <Icon name={iconOfNode(row.node, assets)} size={26} color={`energy.${kindOfNode(row.node, assets)}`} />
      </Box>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Box component="h2" sx={{ typography: 'h1', m: 0, overflowWrap: 'anywhere' }}>
          {nodeName(lexicon, row.node.node_id)}
        </Box>
        <Box sx={{ color: 'text.secondary', typography: 'body2' }}>
          {word('microgrid.type', row.node.node_type ?? '')}
          {asset ? ` · ${asset.name}` : ''}
        </Box>
        {status === 'ACTIVE' ? null : <StatusBadge tone={statusTones[status] ?? 'quiet'}>{word('microgrid.status', status)}</StatusBadge>}
      </Box>
      <IconButton aria-label={t('microgrid.close')} onClick={() => look('')}>
        <Icon name="close" />
      </IconButton>
    </Box>
  );
}

function Figures({ row }: { row: Row }) {
  const texts = useTexts();
  const { t, format } = texts;
  const watts = row.now?.demand_watts ?? null;
  const given = row.given && row.given.requested_watts !== 0 ? row.given : null;
  const room = row.cap?.headroom_watts ?? null;
  const note = given ? t('microgrid.stat.of_asked', { asked: join(format.power(given.requested_watts)) }) : t('microgrid.nothing_asked');
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', columnGap: 2, rowGap: 2 }}>
      <Stat label={t('microgrid.demand')} quantity={watts === null ? null : format.power(watts)} note={<Measured row={row} />} />
      <Stat label={t('microgrid.given')} quantity={given ? format.power(given.allocated_watts) : null} note={note} />
      <Stat label={t('microgrid.cap')} quantity={row.cap ? format.power(row.cap.limit_watts ?? 0) : null} note={row.cap ? null : t('microgrid.no_cap')} />
      <Stat label={t('microgrid.headroom')} quantity={room !== null && room >= 0 ? format.power(room) : null} note={room !== null && room < 0 ? headroomText(room, texts) : null} />
    </Box>
  );
}

/** Whether the demand was measured, and when. */
function Measured({ row }: { row: Row }) {
  const { t } = useTexts();
  const now = useNow();
  const at = row.now?.observed_at;
  const age = at ? t('microgrid.measured_ago', { age: ageText(now - Date.parse(at), t) }) : t('microgrid.never_measured');
  const known = row.now?.source_mode === 'FALLBACK_DERIVED' ? t('microgrid.stands_in') : age;
  return <>{(row.now?.demand_watts ?? 0) < 0 ? `${t('microgrid.fed_in')}, ${known}` : known}</>;
}

function Room({ row }: { row: Row }) {
  const { t, format } = useTexts();
  const { byID, now, lexicon } = useGrid();
  const room = roomAt(row, byID, now?.whole);
  if (!room) return null;
  const node = nodeName(lexicon, room.node);
  return (
    <Box sx={{ mt: 1.25, color: 'text.secondary', typography: 'body2' }}>
      {room.watts > 0 ? t('microgrid.room_above', { power: join(format.power(room.watts)), node }) : t('microgrid.room_none', { node })}
    </Box>
  );
}

function Limits({ row }: { row: Row }) {
  const texts = useTexts();
  const { t, word } = texts;
  const { lexicon, depot } = useGrid();
  const limits = row.now?.limits ?? [];
  const circuit = depot.circuits.find((c) => c.node_id === row.node.node_id);
  return (
    <Section title={t('microgrid.limits')}>
      {limits.length === 0 ? <Box sx={{ color: 'text.secondary' }}>{t('microgrid.limits_none')}</Box> : null}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {limits.map((l) => (
          <Line key={l.constraint_type} left={limitText(l, texts)} right={lexicon.origins.get(l.set_by) ?? word('microgrid.set_by', l.set_by_kind)} note={`${t('microgrid.headroom')} ${headroomText(l.headroom_watts, texts)}`} alarming={(l.headroom_watts ?? 0) < 0} />
        ))}
      </Box>
      {circuit ? <Capacity circuit={circuit} /> : null}
    </Section>
  );
}

function Capacity({ circuit: c }: { circuit: { effective_capacity_watts: number; default_capacity_watts: number; fail_safe_capacity_watts: number } }) {
  const { t, format } = useTexts();
  const say = (watts: number) => join(format.power(watts));
  return (
    <Box sx={{ mt: 1, typography: 'body2', color: 'text.secondary' }}>
      {t('microgrid.capacity')}: {t('microgrid.capacity_default', { now: say(c.effective_capacity_watts), usual: say(c.default_capacity_watts), safe: say(c.fail_safe_capacity_watts) })}
    </Box>
  );
}

function Line({ left, right, note, alarming = false }: { left: ReactNode; right: ReactNode; note?: ReactNode; alarming?: boolean }) {
  return (
    <Box component="li" className="figures" sx={{ py: 0.75, borderBottom: 1, borderColor: 'divider' }}>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 2 }}>
        <Box sx={{ fontWeight: 560 }}>{left}</Box>
        <Box sx={{ color: 'text.secondary', textAlign: 'right' }}>{right}</Box>
      </Box>
      {note ? <Box sx={{ typography: 'body2', color: alarming ? 'error.main' : 'text.secondary' }}>{note}</Box> : null}
    </Box>
  );
}

function Above({ row }: { row: Row }) {
  const { t } = useTexts();
  const { byID, look, lexicon } = useGrid();
  const above = [...row.path].reverse().flatMap((id) => byID.get(id) ?? []);
  return (
    <Section title={t('microgrid.path')}>
      {above.length === 0 ? <Box sx={{ color: 'text.secondary' }}>{t('microgrid.path_none')}</Box> : null}
      {above.map((r) => (
        <Box key={r.node.node_id} sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 3fr)', gap: 1.5, alignItems: 'center' }}>
          <Box component="button" type="button" onClick={() => look(r.node.node_id)} sx={{ all: 'unset', cursor: 'pointer', py: 0.75, color: 'primary.main', fontWeight: 560, '&:focus-visible': { outline: '2px solid', outlineColor: 'surface.focus' } }}>
            {nodeName(lexicon, r.node.node_id)}
          </Box>
          <NodeBar row={r} />
        </Box>
      ))}
    </Section>
  );
}
