import { Box, IconButton } from '@mui/material';
import { useState } from 'react';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { StatusBadge } from '../../design/StatusBadge';
import { radius } from '../../design/tokens';
import { useTexts } from '../../i18n/useTexts';
import { absent, join } from '../../lib/format';
import { useGrid } from './context';
import { nodeName } from './explain';
import { headroomText, iconOfNode, kindOfNode, statusTones } from './look';
import { BarLegend, NodeBar } from './NodeBar';
import { foldedAtFirst, inSight, isCut, type Row } from './tree';

const columns = { md: 'minmax(200px, 5fr) minmax(140px, 6fr) 92px 148px 92px 104px', xl: 'minmax(280px, 5fr) minmax(260px, 7fr) 110px 170px 110px 120px' };

/** All nodes as they hang on each other, each with its bar and its numbers. */
export function TreeView({ actions, selected }: { actions?: React.ReactNode; selected: string }) {
  const { t } = useTexts();
  const { rows } = useGrid();
  const [folded, setFolded] = useState(() => foldedAtFirst(rows));
  const fold = (id: string) =>
    setFolded((was) => {
      const next = new Set(was);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  return (
    <Panel title={t('microgrid.tree')} lead={t('microgrid.tree_lead')} actions={actions} flush>
      <Box sx={{ px: { xs: 2, md: 3 }, pb: 1.5 }}>
        <BarLegend />
      </Box>
      <Box aria-hidden="true" sx={{ display: { xs: 'none', md: 'grid' }, gridTemplateColumns: columns, columnGap: 2, px: 3, py: 1, borderTop: 1, borderColor: 'divider', typography: 'caption', fontWeight: 560, color: 'text.secondary', '& > :nth-of-type(n+3)': { textAlign: 'right' } }}>
        <span>{t('microgrid.node')}</span>
        <span />
        <span>{t('microgrid.demand')}</span>
        <span>{t('microgrid.given')}</span>
        <span>{t('microgrid.cap')}</span>
        <span>{t('microgrid.headroom')}</span>
      </Box>
      <Box component="ul" aria-label={t('microgrid.tree')} data-testid="node-tree" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {inSight(rows, folded).map((row) => (
          <NodeRow key={row.node.node_id} row={row} folded={folded.has(row.node.node_id)} fold={fold} selected={row.node.node_id === selected} />
        ))}
      </Box>
    </Panel>
  );
}

interface NodeRowProps {
  row: Row;
  folded: boolean;
  fold: (id: string) => void;
  selected: boolean;
}

function NodeRow({ row, folded, fold, selected }: NodeRowProps) {
  return (
    <Box
      component="li"
      data-testid="node-row"
      sx={{
        position: 'relative',
        display: 'grid',
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', ...columns },
        columnGap: 2,
        rowGap: 0.5,
        alignItems: 'center',
        minHeight: 56,
        px: { xs: 2, md: 3 },
        py: { xs: 1.25, md: 0.75 },
        borderTop: 1,
        borderColor: 'divider',
        contentVisibility: 'auto',
        containIntrinsicSize: 'auto 56px',
        bgcolor: selected ? 'surface.brandSoft' : 'transparent',
        transition: 'background-color var(--quick) var(--ease)',
        '&:hover': { bgcolor: selected ? 'surface.brandSoft' : 'surface.sunken' },
      }}
    >
      <Name row={row} folded={folded} fold={fold} />
      <NodeBar row={row} />
      <Figures row={row} />
    </Box>
  );
}

function Name({ row, folded, fold }: Omit<NodeRowProps, 'selected'>) {
  const { t, word } = useTexts();
  const { lexicon, assets, look } = useGrid();
  const id = row.node.node_id;
  const name = nodeName(lexicon, id);
  const status = row.node.status ?? 'ACTIVE';
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minWidth: 0, pl: { xs: Math.min(row.depth, 6) * 1.5, md: row.depth * 2.5 } }}>
      {row.children > 0 ? (
        <IconButton size="small" onClick={() => fold(id)} aria-expanded={!folded} aria-label={t(folded ? 'microgrid.expand' : 'microgrid.collapse', { node: name })} sx={{ zIndex: 1, ml: -1, color: 'text.secondary' }}>
          <Icon name={folded ? 'chevronRight' : 'chevronDown'} size={18} />
        </IconButton>
      ) : (
        <Box sx={{ width: 20, flex: 'none' }} />
      )}
      <Icon name={iconOfNode(row.node, assets)} size={22} color={`energy.${kindOfNode(row.node, assets)}`} />
      <Box sx={{ minWidth: 0 }}>
        <Box
          component="button"
          type="button"
          onClick={() => look(id)}
          data-testid="node-link"
          sx={{ all: 'unset', cursor: 'pointer', fontWeight: row.children > 0 ? 620 : 500, overflowWrap: 'anywhere', '&::after': { content: '""', position: 'absolute', inset: 0 }, '&:focus-visible::after': { outline: '2px solid', outlineColor: 'surface.focus', outlineOffset: '-2px', borderRadius: `${radius.small}px` } }}
        >
          {name}
        </Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, empty: { display: 'none' } }}>
          {status === 'ACTIVE' ? null : <StatusBadge tone={statusTones[status] ?? 'quiet'}>{word('microgrid.status', status)}</StatusBadge>}
          {row.breached ? <StatusBadge tone="severe">{t('microgrid.breached')}</StatusBadge> : null}
          {isCut(row.given) ? <StatusBadge tone="warning" icon="cut">{t('microgrid.cut')}</StatusBadge> : null}
        </Box>
      </Box>
    </Box>
  );
}

/** The numbers of a node: cells of the row where there is room, one line on a phone. */
function Figures({ row }: { row: Row }) {
  const texts = useTexts();
  const { t, format } = texts;
  const watts = row.now?.demand_watts ?? null;
  const demand = watts === null ? absent : watts < 0 ? t('microgrid.producing_short', { power: join(format.power(watts)) }) : join(format.power(watts));
  const asked = row.given?.requested_watts ?? 0;
  const given = row.given && asked !== 0 ? t('microgrid.given_of', { given: join(format.power(row.given.allocated_watts)), asked: join(format.power(asked)) }) : absent;
  const cap = row.cap?.limit_watts ?? null;
  const room = row.cap?.headroom_watts ?? null;
  return (
    <Box className="figures" sx={{ display: { xs: 'flex', md: 'contents' }, flexWrap: 'wrap', columnGap: 2, typography: 'body2', pl: { xs: Math.min(row.depth, 6) * 1.5 } }}>
      <Cell label={t('microgrid.demand')} muted={watts === null}>
        {demand}
        {row.now?.source_mode === 'FALLBACK_DERIVED' ? <Box component="span" title={t('microgrid.stands_in')} sx={{ display: 'block', typography: 'caption', color: 'text.secondary' }}>{t('microgrid.stands_in_short')}</Box> : null}
      </Cell>
      <Cell label={t('microgrid.given')} muted={given === absent}>{given}</Cell>
      <Cell label={t('microgrid.cap')} muted={cap === null}>{cap === null ? absent : join(format.power(cap))}</Cell>
      <Cell label={t('microgrid.headroom')} muted={room === null} alarming={room !== null && room < 0}>{row.cap ? headroomText(room, texts) : absent}</Cell>
    </Box>
  );
}

function Cell({ label, muted, alarming = false, children }: { label: string; muted: boolean; alarming?: boolean; children: React.ReactNode }) {
  return (
    <Box sx={{ textAlign: { md: 'right' }, color: alarming ? 'error.main' : muted ? 'text.secondary' : 'text.primary', fontWeight: alarming ? 620 : 500, display: { xs: muted ? 'none' : 'block', md: 'block' } }}>
      <Box component="span" sx={{ display: { md: 'none' }, color: 'text.secondary', fontWeight: 400, mr: 0.5 }}>
        {label}
      </Box>
      {children}
    </Box>
  );
}
