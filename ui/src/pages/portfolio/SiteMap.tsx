import { Box, IconButton } from '@mui/material';
import { useMemo, useRef, useState, type PointerEvent } from 'react';
import { Link } from 'react-router';
import type { SiteMark } from '../../api/types';
import { Icon, type IconName } from '../../design/icons';
import { useSize } from '../../design/useSize';
import { useTexts } from '../../i18n/useTexts';
import { clusters, graticule, needOf, pathOf, placed, project, homeOf, viewOf, worstOf, zoomed, type Cluster, type Need, type Outlines, type Size, type View } from './map';
import data from './outlines.json';

const outlines = data as Outlines;
const reach = 40;
const mostNames = 14;

/** The sites on a map, those near each other as one; a press on one leads to it, on several closer. */
export default function SiteMap({ sites }: { sites: readonly SiteMark[] }) {
  const { t, tn } = useTexts();
  const [box, size] = useSize<HTMLDivElement>();
  const points = useMemo(() => placed(sites), [sites]);
  const [chosen, choose] = useState<View | null>(null);
  const view = size ? (chosen ?? homeOf(points.map((p) => p.at), size)) : null;
  const drag = useDrag(view, size, choose);
  const missing = sites.length - points.length;
  return (
    <Box>
      <Box ref={box} role="region" aria-label={t('map.label')} data-testid="site-map" {...drag} sx={{ position: 'relative', overflow: 'hidden', height: { xs: 320, md: 420, xl: 'min(72vh, 900px)' }, border: 1, borderColor: 'divider', borderRadius: '16px', bgcolor: 'surface.sunken', touchAction: 'pan-y', cursor: 'grab' }}>
        {size && view ? (
          <>
            <Ground view={view} size={size} />
            {clusters(points, view, size, reach).map((c) => (
              <Marker key={c.members[0]!.site.id} cluster={c} named={points.length <= mostNames} open={() => choose(viewOf(c.members.map((m) => m.at), size))} />
            ))}
            <Controls zoom={(factor) => choose(zoomed(view, factor))} whole={() => choose(null)} />
          </>
        ) : null}
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', columnGap: 2, mt: 0.75, typography: 'caption', color: 'text.secondary' }}>
        <span>{missing > 0 ? tn('map.unplaced', missing) : null}</span>
        <span>{t('map.source')}</span>
      </Box>
    </Box>
  );
}

/** Land, borders, meridians and parallels. */
function Ground({ view, size }: { view: View; size: Size }) {
  const land = useMemo(() => pathOf(outlines.land, outlines.step, true), []);
  const borders = useMemo(() => pathOf(outlines.borders, outlines.step, false), []);
  const tall = (view.span * size.height) / size.width;
  const line = { fill: 'none', vectorEffect: 'non-scaling-stroke' } as const;
  return (
    <Box component="svg" aria-hidden="true" viewBox={`${view.x - view.span / 2} ${view.y - tall / 2} ${view.span} ${tall}`} preserveAspectRatio="none" sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%' }}>
      <Box component="path" d={gridLines(view)} sx={{ ...line, stroke: 'var(--oh-palette-divider)', strokeWidth: 1 }} />
      <Box component="path" d={land} sx={{ fill: 'var(--oh-palette-background-paper)', stroke: 'var(--oh-palette-surface-lineStrong)', strokeWidth: 1, vectorEffect: 'non-scaling-stroke' }} />
      <Box component="path" d={borders} sx={{ ...line, stroke: 'var(--oh-palette-surface-lineStrong)', strokeWidth: 0.75, strokeDasharray: '4 3' }} />
    </Box>
  );
}

function gridLines(view: View): string {
  const step = graticule(view.span);
  const lines: string[] = [];
  const first = Math.ceil((view.x - view.span / 2) / step) * step;
  for (let lon = first; lon <= view.x + view.span / 2; lon += step) lines.push(`M${lon} -180V180`);
  for (let lat = -80; lat <= 80; lat += Math.max(step, 1)) lines.push(`M-360 ${project(lat, 0).y}H720`);
  return lines.join('');
}

const looks: Record<Need, { ground: string; ink: string; icon: IconName }> = {
  severe: { ground: 'error.main', ink: 'background.paper', icon: 'silent' },
  warning: { ground: 'warning.main', ink: 'background.paper', icon: 'warning' },
  quiet: { ground: 'text.secondary', ink: 'background.paper', icon: 'silent' },
  ok: { ground: 'success.main', ink: 'background.paper', icon: 'ok' },
};

interface MarkerProps {
  cluster: Cluster;
  named: boolean;
  open: () => void;
}

function Marker({ cluster, named, open }: MarkerProps) {
  const { t, tn, word } = useTexts();
  const sites = cluster.members.map((m) => m.site);
  const one = sites.length === 1 ? sites[0]! : null;
  const look = looks[one ? needOf(one) : worstOf(sites)];
  const spot = { position: 'absolute', left: cluster.x, top: cluster.y, transform: 'translate(-50%, -50%)', minWidth: 32, height: 32, px: 0.5, borderRadius: '16px', border: 2, borderColor: 'background.paper', bgcolor: look.ground, color: look.ink, display: 'grid', placeItems: 'center', boxShadow: 'var(--elevation)', font: 'inherit', fontWeight: 620, cursor: 'pointer', textDecoration: 'none', '&:hover, &:focus-visible': { zIndex: 2 } } as const;
  if (!one) {
    const names = sites.slice(0, mostNames).map((s) => s.name).join(', ') + (sites.length > mostNames ? ', …' : '');
    return (
      <Box component="button" type="button" data-testid="cluster" className="figures" title={names} aria-label={`${tn('map.cluster', sites.length)}: ${t('map.open', { sites: names })}`} onClick={open} sx={spot}>
        {sites.length}
      </Box>
    );
  }
  const alarms = one.open_alarms ? `, ${tn('alarms.open', one.open_alarms)}` : '';
  return (
    <>
      <Box component={Link} to={`/sites/${one.id}`} data-testid="map-site" title={one.name} aria-label={`${one.name}: ${word('state', one.state)}${alarms}`} sx={spot}>
        <Icon name={look.icon} size={18} />
      </Box>
      {named ? (
        <Box aria-hidden="true" sx={{ position: 'absolute', left: cluster.x, top: cluster.y + 18, transform: 'translateX(-50%)', whiteSpace: 'nowrap', typography: 'caption', fontWeight: 560, bgcolor: 'background.paper', px: 0.75, borderRadius: '6px', pointerEvents: 'none' }}>
          {one.name}
        </Box>
      ) : null}
    </>
  );
}

function Controls({ zoom, whole }: { zoom: (factor: number) => void; whole: () => void }) {
  const { t } = useTexts();
  const acts = [
    { label: t('map.zoom_in'), sign: '+', act: () => zoom(0.5) },
    { label: t('map.zoom_out'), sign: '−', act: () => zoom(2) },
    { label: t('map.whole'), sign: '⤢', act: whole },
  ];
  return (
    <Box sx={{ position: 'absolute', top: 12, right: 12, display: 'flex', flexDirection: 'column', gap: 0.75, zIndex: 3 }}>
      {acts.map((a) => (
        <IconButton key={a.label} aria-label={a.label} title={a.label} onClick={a.act} sx={{ width: 40, height: 40, borderRadius: '10px', bgcolor: 'background.paper', border: 1, borderColor: 'divider', color: 'text.primary', fontSize: '1.125rem', '&:hover': { bgcolor: 'surface.brandSoft' } }}>
          <span aria-hidden="true">{a.sign}</span>
        </IconButton>
      ))}
    </Box>
  );
}

/** Moves the view with the pointer; a press on a marker or a button stays a press. */
function useDrag(view: View | null, size: Size | null, choose: (view: View) => void) {
  const from = useRef<{ x: number; y: number; view: View } | null>(null);
  return {
    onPointerDown: (e: PointerEvent<HTMLDivElement>) => {
      const pressed = e.target instanceof Element && e.target.closest('a, button');
      from.current = pressed || !view ? null : { x: e.clientX, y: e.clientY, view };
      if (from.current) e.currentTarget.setPointerCapture(e.pointerId);
    },
    onPointerMove: (e: PointerEvent<HTMLDivElement>) => {
      const begun = from.current;
      if (!begun || !size) return;
      const degrees = begun.view.span / size.width;
      choose({ ...begun.view, x: begun.view.x - (e.clientX - begun.x) * degrees, y: begun.view.y - (e.clientY - begun.y) * degrees });
    },
    onPointerUp: () => {
      from.current = null;
    },
    onPointerCancel: () => {
      from.current = null;
    },
  };
}
