import { Box, Button, Link, MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router';
import { useEdges, type Edge, type EdgeFilter } from '../../api/edges';
import { useMe, useSites } from '../../api/queries';
import { DataTable, type Column } from '../../design/DataTable';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { filterChoice, SiteSelect } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { absent } from '../../lib/format';
import { useNow } from '../../live/useLiveSite';
import { EdgeDialog, type EdgeAct } from './EdgeDialogs';
import { credentialText, edgeTones, quietAfter, seenText, standingOf } from './words';

const states = ['PENDING', 'ENROLLED', 'REVOKED'] as const;

/** The on-site controllers of all sites: state, when each was seen, what admits it, and the ways to change that. */
export default function EdgesPage() {
  const { t } = useTexts();
  const [filter, setFilter] = useState<EdgeFilter>({});
  const [act, setAct] = useState<EdgeAct | null>(null);
  const may = useMe().data?.permissions.includes('PROVISION') ?? false;
  const edges = useEdges(filter);
  const columns = useColumns(may ? setAct : null);
  const narrowed = Boolean(filter.site || filter.state);
  const add = may ? (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      <Button component={RouterLink} to="/provision" variant="outlined">
        {t('provision.open')}
      </Button>
      <Button variant="contained" onClick={() => setAct({ what: 'add' })}>
        {t('edges.add')}
      </Button>
    </Box>
  ) : null;
  return (
    <Page title={t('edges.title')} lead={t('edges.lead')} aside={add}>
      <Panel title={t('edges.list')} flush>
        <FilterBar filter={filter} change={(next) => setFilter({ ...filter, ...next })} />
        <Loaded query={edges} heights={[240]}>
          {(data) => {
            const items = data.pages.flatMap((p) => p.items);
            if (items.length === 0) return <EmptyState icon="devices" title={t(narrowed ? 'edges.none_filter' : 'edges.none')} next={t(narrowed ? 'edges.none_filter_next' : 'edges.none_next')} />;
            return <DataTable label={t('edges.list')} columns={columns} rows={items} rowKey={(e) => e.id} />;
          }}
        </Loaded>
        {edges.hasNextPage ? (
          <Button onClick={() => void edges.fetchNextPage()} disabled={edges.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
            {t('admin.more')}
          </Button>
        ) : null}
      </Panel>
      {act ? <EdgeDialog act={act} onClose={() => setAct(null)} /> : null}
    </Page>
  );
}

function FilterBar({ filter, change }: { filter: EdgeFilter; change: (next: EdgeFilter) => void }) {
  const { t } = useTexts();
  const sites = useSites().data?.items ?? [];
  return (
    <Box role="group" aria-label={t('admin.filter')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, px: { xs: 2, md: 3 }, pb: 2, pt: 1 }}>
      <SiteSelect sites={sites} value={filter.site ?? ''} onChange={(site) => change({ site: site || undefined })} />
      <TextField {...filterChoice} label={t('edges.col.state')} value={filter.state ?? ''} onChange={(e) => change({ state: (e.target.value || undefined) as EdgeFilter['state'] })}>
        <MenuItem value="">{t('edges.all_states')}</MenuItem>
        {states.map((s) => (
          <MenuItem key={s} value={s}>
            {t(`edges.state.${s}`)}
          </MenuItem>
        ))}
      </TextField>
    </Box>
  );
}

function useColumns(act: ((act: EdgeAct) => void) | null): Column<Edge>[] {
  const texts = useTexts();
  const { t } = texts;
  const now = useNow();
  const site = (e: Edge) => (
    <Link component={RouterLink} to={`/sites/${e.site_id}/devices`} color="inherit">
      {e.site_name}
    </Link>
  );
  const columns: Column<Edge>[] = [
    { id: 'name', head: t('edges.col.name'), primary: true, cell: (e) => <Link component={RouterLink} to={`/edges/${e.id}`} color="inherit" data-testid="edge" sx={{ fontWeight: 600 }}>{e.name}</Link> },
    { id: 'site', head: t('edges.col.site'), cell: site },
    { id: 'state', head: t('edges.col.state'), cell: (e) => <StatusBadge tone={edgeTones[e.state]}>{t(`edges.state.${e.state}`)}</StatusBadge> },
    { id: 'seen', head: t('edges.col.seen'), cell: (e) => <Seen edge={e} now={now} /> },
    { id: 'software', head: t('edges.col.software'), cell: (e) => e.software || absent },
    { id: 'configuration', head: t('configuration.col'), cell: (e) => standingOf(e, texts).text },
    { id: 'credential', head: t('edges.col.credential'), cell: (e) => credentialText(e, now, texts) },
  ];
  if (act) columns.push({ id: 'act', head: <span className="visually-hidden">{t('edges.acts')}</span>, align: 'right', cell: (e) => <Acts edge={e} act={act} /> });
  return columns;
}

function Seen({ edge, now }: { edge: Edge; now: number }) {
  const texts = useTexts();
  const text = seenText(edge.last_seen_at, now, texts);
  const quiet = edge.state === 'ENROLLED' && (edge.last_seen_at === null || now - Date.parse(edge.last_seen_at) > quietAfter);
  return quiet ? <StatusBadge tone="warning" icon="silent">{text}</StatusBadge> : <span>{text}</span>;
}

function Acts({ edge, act }: { edge: Edge; act: (act: EdgeAct) => void }) {
  const { t } = useTexts();
  const ways: EdgeAct['what'][] = edge.state === 'ENROLLED' ? ['rename', 'rotate', 'revoke'] : edge.state === 'PENDING' ? ['code', 'rename', 'revoke'] : ['code', 'rename'];
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5, justifyContent: 'flex-end' }}>
      {ways.map((what) =>
        what === 'add' ? null : (
          <Button key={what} size="small" color="inherit" sx={{ px: 1, minWidth: 0 }} aria-label={t(`edges.${what}_of`, { name: edge.name })} onClick={() => act({ what, edge })}>
            {t(`edges.${what}`)}
          </Button>
        ),
      )}
    </Box>
  );
}
