import { Box } from '@mui/material';
import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { Link } from 'react-router';
import { Figure } from '../../design/Figure';
import { EnergyIcon, Icon } from '../../design/icons';
import { radius } from '../../design/tokens';
import { useTexts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { join } from '../../lib/format';
import { flowWord } from '../../lib/wording';
import type { FlowNode } from './flow';

export type FlowTileType = Node<{ node: FlowNode; to: string; above: boolean; room: Room; soc: number | null }, 'tile'>;

/** A tile has its figure beside its name, below it, or below it with nothing else. */
export type Room = 'wide' | 'high' | 'tight';

/** A node of the flow: what it is, how much, and what it does in a word. */
export function FlowTile({ data }: NodeProps<FlowTileType>) {
  const { node, to, above, room } = data;
  const large = room === 'wide';
  const tight = room === 'tight';
  const { format } = useTexts();
  const fresh = node.standing === 'fresh';
  const shown = fresh ? node.watts : node.lastWatts;
  return (
    <>
      <Box component={Link} to={to} data-testid={`flow-${node.kind}`} sx={tileStyle(node.kind, fresh, room)}>
        <Symbol kind={node.kind} fresh={fresh} room={room} />
        <Box sx={{ gridArea: 'name', minWidth: 0 }}>
          <Name node={node} soc={tight ? null : data.soc} alone={tight} />
          {large ? <Doing node={node} /> : null}
        </Box>
        <Box sx={{ gridArea: 'figure', alignSelf: 'center' }}>
          <Figure quantity={shown === null ? null : format.power(shown)} size={large ? 'hero' : tight ? 'title' : 'figure'} muted={!fresh} />
        </Box>
        {large ? null : (
          <Box sx={{ gridArea: 'doing' }}>
            <Doing node={node} />
          </Box>
        )}
      </Box>
      <Handle type="source" position={above ? Position.Bottom : Position.Top} isConnectable={false} style={{ opacity: 0, pointerEvents: 'none' }} />
    </>
  );
}

function tileStyle(kind: FlowNode['kind'], fresh: boolean, room: Room) {
  const large = room === 'wide';
  return {
    width: '100%',
    height: '100%',
    display: 'grid',
    alignContent: 'center',
    alignItems: 'center',
    columnGap: large ? 1.75 : room === 'tight' ? 0.5 : 1,
    gridTemplateColumns: large ? 'auto 1fr auto' : 'auto 1fr',
    gridTemplateAreas: large ? '"symbol name figure"' : '"symbol name" "figure figure" "doing doing"',
    rowGap: 0.5,
    px: large ? 2 : room === 'tight' ? 1 : 1.5,
    textDecoration: 'none',
    color: 'text.primary',
    bgcolor: 'background.paper',
    border: 1.5,
    borderStyle: fresh ? 'solid' : 'dashed',
    borderColor: fresh ? `energy.${kind}` : 'surface.lineStrong',
    borderRadius: `${radius.large}px`,
    transition: 'background-color var(--quick) var(--ease)',
    pointerEvents: 'all',
    '&:hover': { bgcolor: 'surface.sunken' },
  } as const;
}

function Symbol({ kind, fresh, room }: { kind: FlowNode['kind']; fresh: boolean; room: Room }) {
  const large = room === 'wide';
  const small = room === 'tight' ? 16 : 22;
  const tint = { position: 'absolute', inset: 0, borderRadius: '12px', bgcolor: fresh ? `energy.${kind}` : 'surface.stale', opacity: 0.14 } as const;
  return (
    <Box sx={{ gridArea: 'symbol', position: 'relative', width: large ? 46 : small + 2, height: large ? 46 : small + 2, display: 'grid', placeItems: 'center' }}>
      {large ? <Box sx={tint} /> : null}
      <EnergyIcon kind={kind} size={large ? 26 : small} muted={!fresh} />
    </Box>
  );
}

function Name({ node, soc, alone }: { node: FlowNode; soc: number | null; alone: boolean }) {
  const { t, tn, format } = useTexts();
  const beside = alone ? null : node.assets.length > 1 ? tn('site.assets', node.assets.length) : node.computed ? t('site.computed') : null;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', columnGap: 1, lineHeight: 1.3 }}>
      <Box component="span" sx={{ ...(alone ? { typography: 'body2' } : {}), fontWeight: 600 }}>
        {t(`kind.${node.kind}`)}
      </Box>
      {beside ? <Box component="span" sx={{ typography: 'caption', color: 'text.secondary' }}>{beside}</Box> : null}
      {soc === null ? null : (
        <Box component="span" className="figures" sx={{ typography: 'body2', color: 'text.secondary', ml: 'auto' }}>
          {join(format.percent(Math.round(soc)))}
        </Box>
      )}
    </Box>
  );
}

function Doing({ node }: { node: FlowNode }) {
  const { t } = useTexts();
  const fresh = node.standing === 'fresh';
  const text = fresh
    ? t(flowWord(node.kind, node.watts))
    : node.age === null
      ? t('quality.MISSING')
      : t('quality.stale_for', { age: ageText(node.age, t) });
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5, typography: 'body2', color: fresh ? 'text.secondary' : 'text.disabled' }}>
      {fresh ? null : <Icon name="clock" size={16} />}
      <Box component="span" sx={{ lineHeight: 1.25 }}>{text}</Box>
    </Box>
  );
}
