import { Alert, Box, Button } from '@mui/material';
import { useEffect, useMemo, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useDepot, useMicrogridStatus, useNodesNow, useResync, type DepotMicrogrid, type MicrogridNode } from '../../api/microgrid';
import { problemText } from '../../api/problem';
import { useAssets, useMe, useSite, useSites } from '../../api/queries';
import type { SiteMark } from '../../api/types';
import { usePreferences } from '../../app/preferences';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { SiteSelect } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { GridContext, useGrid, type Grid } from './context';
import { CallersPanel } from './CallersPanel';
import { CapacityPanel } from './CapacityPanel';
import { ConflictDialog } from './ConflictDialog';
import { CyclePanel } from './CyclePanel';
import { EditBar } from './EditBar';
import { EnvelopePanel } from './EnvelopePanel';
import { lexiconOf, nodeName } from './explain';
import { NodePanel } from './NodePanel';
import { NodeTools, type EditedPoint } from './NodeTools';
import { PointDialog } from './PointDialog';
import { RebalanceButton } from './RebalanceButton';
import { BreachPanel, PointPanel } from './SidePanels';
import { Summary } from './Summary';
import { TreeView } from './TreeView';
import { rowsOf } from './tree';
import { useDraft } from './useDraft';

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

function Whole({ site, depot }: { site: SiteMark; depot: DepotMicrogrid }) {
  const [search, setSearch] = useSearchParams();
  const [edited, setEdited] = useState<EditedPoint | null>(null);
  const grid = useWhole(site, depot, (name, value) => setSearch((was) => changed(was, name, value), { replace: true }));
  if (depot.nodes.length === 0) return <Empty site={site.id} grid={grid} />;
  return (
    <GridContext.Provider value={grid}>
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
        <Warnings />
        <Summary />
        <EditBar draft={grid.draft} />
        <TreeView selected={search.get('node') ?? ''} actions={<TreeActions />} />
        <EnvelopePanel />
        <Box sx={{ display: 'grid', gap: { xs: 2, md: 3 }, alignItems: 'start', gridTemplateColumns: { xs: 'minmax(0, 1fr)', xl: 'minmax(0, 3fr) minmax(0, 2fr)' } }}>
          <CyclePanel shown={search.get('cycle') ?? ''} />
          <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 }, minWidth: 0 }}>
            <BreachPanel />
            <CapacityPanel />
            <PointPanel edit={setEdited} />
          </Box>
        </Box>
        <CallersPanel />
      </Box>
      <NodePanel id={search.get('node') ?? ''}>{(row) => <NodeTools row={row} edit={setEdited} />}</NodePanel>
      <ConflictDialog draft={grid.draft} />
      {edited ? <PointDialog point={edited.point} node={edited.node} onClose={() => setEdited(null)} /> : null}
    </GridContext.Provider>
  );
}

function changed(search: URLSearchParams, name: string, value: string): URLSearchParams {
  const next = new URLSearchParams(search);
  if (value === '') next.delete(name);
  else next.set(name, value);
  return next;
}

function useWhole(site: SiteMark, depot: DepotMicrogrid, put: (name: string, value: string) => void): Grid {
  const texts = useTexts();
  const id = depot.microgrid.microgrid_id;
  const now = useNodesNow(id).data;
  const status = useMicrogridStatus(id).data;
  const assets = useAssets(site.id).data;
  const me = useMe().data;
  const draft = useDraft(depot);
  const drawn = draft.begun?.nodes;
  const known = useMemo(() => {
    const parts = { depot: drawn ? { ...depot, nodes: shown(drawn) } : depot, now, cycle: status?.latest_cycle, breaches: status?.breaches ?? [] };
    const rows = rowsOf(parts);
    return { ...parts, rows, byID: new Map(rows.map((r) => [r.node.node_id, r])) };
  }, [depot, drawn, now, status]);
  const lexicon = useMemo(() => lexiconOf(texts, known.depot, now), [texts, known.depot, now]);
  const byAsset = useMemo(() => new Map((assets ?? []).map((a) => [a.id, a])), [assets]);
  const may = { operate: me?.permissions.includes('OPERATE') ?? false, configure: me?.permissions.includes('CONFIGURE') ?? false };
  return { ...known, id, zone: site.time_zone, lexicon, assets: byAsset, look: (node) => put('node', node), read: (cycle) => put('cycle', cycle), draft, may };
}

/** Nodes in the order they are shown in, also while it is being changed. */
function shown(nodes: readonly MicrogridNode[]): MicrogridNode[] {
  return [...nodes].sort((a, b) => (a.display_order ?? 0) - (b.display_order ?? 0) || a.node_id.localeCompare(b.node_id));
}

function TreeActions() {
  const { t } = useTexts();
  const { draft, may } = useGrid();
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'flex-start', justifyContent: { sm: 'flex-end' } }}>
      {may.configure && !draft.begun ? (
        <Button variant="outlined" onClick={draft.begin}>
          {t('topology.edit')}
        </Button>
      ) : null}
      <RebalanceButton node={null} />
    </Box>
  );
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
