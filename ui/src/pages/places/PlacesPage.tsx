import { Box, Button, FormControlLabel, Switch } from '@mui/material';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useOrgNodes, type OrgNode } from '../../api/places';
import { useMe } from '../../api/queries';
import { Icon } from '../../design/icons';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { AddDialog } from './NodeDialogs';
import { NodePanel } from './NodePanel';
import { SitePanels } from './SitePanels';
import { Tree } from './Tree';

/** The tree of places and what stands at each site; the place on screen stands in the address. */
export default function PlacesPage() {
  const { t } = useTexts();
  const permissions = useMe().data?.permissions;
  const may = permissions?.includes('PLACES') ?? false;
  const mayExport = permissions?.includes('REPORT') ?? false;
  const [archived, setArchived] = useState(false);
  const nodes = useOrgNodes(archived);
  return (
    <Page
      title={t('places.title')}
      lead={t('places.lead')}
      aside={
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
          <FormControlLabel control={<Switch checked={archived} onChange={(e) => setArchived(e.target.checked)} />} label={t('places.archived')} sx={{ mr: 0 }} />
          {mayExport ? (
            <Button component="a" href="/api/places.yaml" download variant="outlined" title={t('places.export_help')} startIcon={<Icon name="download" size={18} />}>
              {t('places.export')}
            </Button>
          ) : null}
          {may ? (
            <Button component={Link} to="/places/import" variant="outlined">
              {t('places.import')}
            </Button>
          ) : null}
        </Box>
      }
    >
      <Loaded query={nodes} heights={[420]}>
        {(items) => <Places nodes={items} may={may} archived={archived} />}
      </Loaded>
    </Page>
  );
}

function Places({ nodes, may, archived }: { nodes: readonly OrgNode[]; may: boolean; archived: boolean }) {
  const { t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const [adding, add] = useState(false);
  const shown = nodes.find((n) => n.id === search.get('place')) ?? null;
  const make = may ? (
    <Button variant="outlined" size="small" onClick={() => add(true)}>
      {t('places.add_top')}
    </Button>
  ) : null;
  return (
    <Box sx={{ display: 'grid', gap: { xs: 2, md: 3 }, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: '360px minmax(0, 1fr)' }, alignItems: 'start' }}>
      <Panel title={t('places.tree')} actions={make} flush>
        {nodes.length === 0 ? <EmptyState icon="site" title={t('places.empty')} next={t(may ? 'places.empty_next' : 'places.empty_reader')} /> : <Tree nodes={nodes} may={may} shown={shown?.id ?? ''} show={(id) => setSearch({ place: id })} />}
      </Panel>
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 }, minWidth: 0 }}>
        {shown === null ? (
          <Panel>
            <EmptyState icon="search" title={t('places.choose')} next={t('places.choose_next')} />
          </Panel>
        ) : (
          <>
            <NodePanel key={shown.id} nodes={nodes} node={shown} may={may} />
            {shown.site_id && shown.kind === 'SITE' ? <SitePanels key={shown.site_id} site={shown.site_id} may={may} archived={archived} /> : null}
          </>
        )}
      </Box>
      {adding ? <AddDialog parent={null} onClose={() => add(false)} /> : null}
    </Box>
  );
}
