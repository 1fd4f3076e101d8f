import { Alert, Box, Button } from '@mui/material';
import { useEffect, useMemo } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useDepot, useMicrogridStatus, useNodesNow, useResync, type DepotMicrogrid } from '../../api/microgrid';
import { problemText } from '../../api/problem';
import { useAssets, useMe, useSite, useSites } from '../../api/queries';
import type { SiteItem } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { SiteSelect } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { GridContext, useGrid, type Grid } from './context';
import { CyclePanel } from './CyclePanel';
import { lexiconOf, nodeName } from './explain';
import { NodePanel } from './NodePanel';
import { RebalanceButton } from './RebalanceButton';
import { BreachPanel, PointPanel } from './SidePanels';
import { Summary } from './Summary';
import { TreeView } from './TreeView';
import { rowsOf } from './tree';

/** The microgrid of a site: what each node draws and may draw, who was given what, and why. */
export default function MicrogridPage() {
  const { site: id = '' } = useParams();
  const { t } = useTexts();
  const site = useSite(id);
  const depot = useDepot(id);
  const visit = usePreferences((s) => s.visitSite);
  const found = site.data?.id;
  useEffect(() => {
    if (found) visit(found);
  }, [found, visit]);
  return (
    <Page title={t('microgrid.title')} lead={site.data ? `${site.data.name} · ${t('microgrid.lead')}` : t('microgrid.lead')} aside={<Elsewhere site={id} />}>
      <Loaded query={site} heights={[110, 420]}>
        {(data) => <Loaded query={depot} heights={[110, 420]}>{(tree) => <Whole key={tree.microgrid.microgrid_id} site={data} depot={tree} />}</Loaded>}
      </Loaded>
    </Page>
  );
}

/** The other microgrids, where there are any. */
function Elsewhere({ site }: { site: string }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const sites = useSites().data?.items ?? [];
  if (sites.length < 2) return null;
  return (
    <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
      <SiteSelect sites={sites} value={site} onChange={(to) => void navigate(to ? `/sites/${to}/microgrid` : '/microgrids')} />
      <Button onClick={() => void navigate('/microgrids')}>{t('microgrid.all')}</Button>
    </Box>
  );
}

function Whole({ site, depot }: { site: SiteItem; depot: DepotMicrogrid }) {
  const { t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const grid = useWhole(site, depot, (name, value) => setSearch((was) => changed(was, name, value), { replace: true }));
  if (depot.nodes.length === 0) return <Empty site={site.id} grid={grid} />;
  return (
    <GridContext.Provider value={grid}>
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
        <Warnings />
        <Summary />
        <TreeView selected={search.get('node') ?? ''} actions={<RebalanceButton node={null} />} />
        <Box sx={{ display: 'grid', gap: { xs: 2, md: 3 }, alignItems: 'start', gridTemplateColumns: { xs: 'minmax(0, 1fr)', xl: 'minmax(0, 3fr) minmax(0, 2fr)' } }}>
          <CyclePanel shown={search.get('cycle') ?? ''} />
          <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 }, minWidth: 0 }}>
            <BreachPanel />
            <PointPanel />
          </Box>
        </Box>
      </Box>
      <NodePanel id={search.get('node') ?? ''} />
      <span className="visually-hidden">{t('microgrid.version', { n: depot.microgrid.version })}</span>
    </GridContext.Provider>
  );
}

function changed(search: URLSearchParams, name: string, value: string): URLSearchParams {
  const next = new URLSearchParams(search);
  if (value === '') next.delete(name);
  else next.set(name, value);
  return next;
}

function useWhole(site: SiteItem, depot: DepotMicrogrid, put: (name: string, value: string) => void): Grid {
  const texts = useTexts();
  const id = depot.microgrid.microgrid_id;
  const now = useNodesNow(id).data;
  const status = useMicrogridStatus(id).data;
  const assets = useAssets(site.id).data;
  const me = useMe().data;
  const known = useMemo(() => {
    const parts = { depot, now, cycle: status?.latest_cycle, breaches: status?.breaches ?? [] };
    const rows = rowsOf(parts);
    return { ...parts, rows, byID: new Map(rows.map((r) => [r.node.node_id, r])) };
  }, [depot, now, status]);
  const lexicon = useMemo(() => lexiconOf(texts, depot, now), [texts, depot, now]);
  const byAsset = useMemo(() => new Map((assets ?? []).map((a) => [a.id, a])), [assets]);
  const may = { operate: me?.permissions.includes('OPERATE') ?? false, configure: me?.permissions.includes('CONFIGURE') ?? false };
  return { ...known, id, zone: site.time_zone, lexicon, assets: byAsset, look: (node) => put('node', node), read: (cycle) => put('cycle', cycle), may };
}

/** What a person must know before anything else. */
function Warnings() {
  const { t } = useTexts();
  const { now, cycle, lexicon } = useGrid();
  const missing = [...new Set((now?.missing_inputs ?? []).map((m) => nodeName(lexicon, m.node_id)))];
  return (
    <>
      {missing.length > 0 ? (
        <Alert severity="warning">
          <Box sx={{ fontWeight: 600 }}>{t('microgrid.rejected_now')}</Box>
          {t('microgrid.rejected_now_next', { nodes: missing.slice(0, 6).join(', ') + (missing.length > 6 ? ' …' : '') })}
        </Alert>
      ) : null}
      {cycle && !cycle.audit.enforced ? <Alert severity="info">{t('microgrid.disabled')}</Alert> : null}
    </>
  );
}

function Empty({ site, grid }: { site: string; grid: Grid }) {
  const texts = useTexts();
  const { t } = texts;
  const resync = useResync(site, grid.id);
  const action = grid.may.configure ? (
    <Button variant="contained" onClick={() => resync.mutate()} disabled={resync.isPending || grid.depot.circuits.length === 0}>
      {t('microgrid.resync')}
    </Button>
  ) : null;
  return (
    <Panel>
      <EmptyState icon="microgrid" title={t('microgrid.empty')} next={t('microgrid.empty_next')} action={action} />
      {resync.error ? <Alert severity="error">{problemText(resync.error, texts)}</Alert> : null}
    </Panel>
  );
}
