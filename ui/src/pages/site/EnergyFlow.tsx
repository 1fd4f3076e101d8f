import { Box } from '@mui/material';
import { Position, ReactFlow } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useMemo } from 'react';
import type { AssetItem } from '../../api/types';
import { EmptyState } from '../../design/States';
import { useSize, type Size } from '../../design/useSize';
import { useTexts } from '../../i18n/useTexts';
import { judge } from '../../live/freshness';
import { channelKey, useLive } from '../../live/store';
import { useNow } from '../../live/useLiveSite';
import { flowNodes, fullScale, inward, supplies, type FlowNode } from './flow';
import { FlowBar, type FlowBarType } from './FlowBar';
import { FlowEdge, type FlowEdgeType } from './FlowEdge';
import { FlowTile, type FlowTileType } from './FlowTile';
import { isWide, layout, longest } from './layout';

const nodeTypes = { tile: FlowTile, bar: FlowBar };
const edgeTypes = { flow: FlowEdge };

/** The live energy flow of a site: connection, production, storage and load around the busbar. */
export function EnergyFlow({ site, assets }: { site: string; assets: readonly AssetItem[] }) {
  const { t } = useTexts();
  const now = useNow();
  const readings = useLive((s) => s.readings);
  const nodes = useMemo(() => flowNodes(assets, readings, now), [assets, readings, now]);
  const soc = useBatterySOC(assets, now);
  const [box, size] = useSize<HTMLDivElement>();
  if (nodes.length === 0) return <EmptyState icon="site" title={t('site.flow_empty')} next={t('site.flow_empty_next')} />;
  return (
    <Box ref={box} sx={{ flex: 1, minHeight: { xs: 380, md: 330 }, position: 'relative', overflow: 'hidden' }}>
      {size ? <Diagram site={site} nodes={nodes} size={size} soc={soc} /> : null}
    </Box>
  );
}

// With several batteries the tile shows no state of charge: the battery card lists them all.
function useBatterySOC(assets: readonly AssetItem[], now: number): number | null {
  const readings = useLive((s) => s.readings);
  const batteries = assets.filter((a) => a.nature === 'ESS');
  const only = batteries.length === 1 ? batteries[0] : undefined;
  return only ? judge(readings.get(channelKey(only.key, 'SOC')), now).value : null;
}

interface DiagramProps {
  site: string;
  nodes: readonly FlowNode[];
  size: Size;
  soc: number | null;
}

function Diagram({ site, nodes, size, soc }: DiagramProps) {
  const drawn = useMemo(() => draw(site, nodes, size, soc), [site, nodes, size, soc]);
  return (
    <ReactFlow
      nodes={drawn.nodes}
      edges={drawn.edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      defaultViewport={{ x: 0, y: 0, zoom: 1 }}
      minZoom={1}
      maxZoom={1}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      disableKeyboardA11y
      panOnDrag={false}
      panOnScroll={false}
      zoomOnScroll={false}
      zoomOnPinch={false}
      zoomOnDoubleClick={false}
      preventScrolling={false}
      proOptions={{ hideAttribution: true }}
    />
  );
}

/** Below this width of a tile only its name, its figure and what it does have room. */
const tight = 120;

function draw(site: string, flow: readonly FlowNode[], size: Size, soc: number | null) {
  const { places, bar } = layout(flow.map((n) => n.kind), size.width, size.height);
  const scale = fullScale(flow);
  const large = isWide(size.width, longest(flow.map((n) => n.kind)));
  const tiles = flow.map((node): FlowTileType => {
    const place = places.find((p) => p.kind === node.kind)!;
    const asset = node.assets.length === 1 ? `?asset=${encodeURIComponent(node.assets[0]!.key)}` : '';
    return {
      id: node.kind,
      type: 'tile',
      position: { x: place.x, y: place.y },
      ...sized(place),
      handles: [tie(place.width / 2, place.above ? place.height : 0, 'source', place.above ? Position.Bottom : Position.Top)],
      data: { node, to: `/sites/${site}/devices${asset}`, above: place.above, room: large ? 'wide' : place.width < tight ? 'tight' : 'high', soc: node.kind === 'battery' && !large ? soc : null },
    };
  });
  const barNode: FlowBarType = {
    id: 'bar',
    type: 'bar',
    position: { x: bar.x, y: bar.y },
    ...sized(bar),
    handles: places.map((p) => ({ ...tie(p.x + p.width / 2 - bar.x, p.above ? 0 : bar.height, 'target', p.above ? Position.Top : Position.Bottom), id: p.kind })),
    data: { taps: places.map((p) => ({ id: p.kind, x: p.x + p.width / 2 - bar.x, above: p.above })), supplies: supplies(flow) },
  };
  const edges = flow.map((node): FlowEdgeType => ({
    id: node.kind,
    type: 'flow',
    source: node.kind,
    target: 'bar',
    targetHandle: node.kind,
    data: { kind: node.kind, inward: inward(node), strength: Math.abs(node.watts ?? 0) / scale, known: node.standing === 'fresh' },
  }));
  return { nodes: [...tiles, barNode], edges };
}

// Sizes and ties are given, not measured: every second brings new nodes, and React Flow would drop
// the lines of those it has to measure again.
function sized({ width, height }: { width: number; height: number }) {
  return { width, height, measured: { width, height } };
}

function tie(x: number, y: number, type: 'source' | 'target', position: Position) {
  return { type, position, x: x - 0.5, y: y - 0.5, width: 1, height: 1 };
}
