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

export type FlowTileType = Node<{ node: FlowNode; to: string; above: boolean; large: boolean; soc: number | null }, 'tile'>;

/** A node of the flow: what it is, how much, and what it does in a word. */
export function FlowTile({ data }: NodeProps<FlowTileType>) {
  const { node, to, above, large } = data;
  const { format } = useTexts();
  const fresh = node.standing === 'fresh';
  const shown = fresh ? node.watts : node.lastWatts;
  return (
    <>
      <Box component={Link} to={to} data-testid={`flow-${node.kind}`} sx={tileStyle(node.kind, fresh, large)}>
        <Symbol kind={node.kind} fresh={fresh} large={large} />
        <Box sx={{ gridArea: 'name', minWidth: 0 }}>
          <Name node={node} soc={data.soc} />
          {large ? <Doing node={node} /> : null}
        </Box>
        <Box sx={{ gridArea: 'figure', alignSelf: 'center' }}>
          <Figure quantity={shown === null ? null : format.power(shown)} size={large ? 'hero' : 'figure'} muted={!fresh} />
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

function tileStyle(kind: FlowNode['kind'], fresh: boolean, large: boolean) {
  return {
    width: '100%',
    height: '100%',
    display: 'grid',
    alignContent: 'center',
    alignItems: 'center',
    columnGap: large ? 1.75 : 1,
    gridTemplateColumns: large ? 'auto 1fr auto' : 'auto 1fr',
    gridTemplateAreas: large ? '"symbol name figure"' : '"symbol name" "figure figure" "doing doing"',
    rowGap: 0.5,
    px: large ? 2 : 1.5,
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

function Symbol({ kind, fresh, large }: { kind: FlowNode['kind']; fresh: boolean; large: boolean }) {
  const tint = { position: 'absolute', inset: 0, borderRadius: '12px', bgcolor: fresh ? `energy.${kind}` : 'surface.stale', opacity: 0.14 } as const;
  return (
    <Box sx={{ gridArea: 'symbol', position: 'relative', width: large ? 46 : 24, height: large ? 46 : 24, display: 'grid', placeItems: 'center' }}>
      {large ? <Box sx={tint} /> : null}
      <EnergyIcon kind={kind} size={large ? 26 : 22} muted={!fresh} />
    </Box>
  );
}

function Name({ node, soc }: { node: FlowNode; soc: number | null }) {
  const { t, tn, format } = useTexts();
  const beside = node.assets.length > 1 ? tn('site.assets', node.assets.length) : node.computed ? t('site.computed') : null;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', columnGap: 1, lineHeight: 1.3 }}>
      <Box component="span" sx={{ fontWeight: 600 }}>
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
