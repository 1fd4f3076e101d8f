import { Box, Button, Chip, MenuItem, TextField } from '@mui/material';
import { useSearchParams } from 'react-router';
import { withQuery } from '../../api/client';
import { useAudit, useSites } from '../../api/queries';
import type { AuditItem, SiteMark } from '../../api/types';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { filterChoice, SiteSelect } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { AuditRow } from './AuditRow';

const actions = ['INSERT', 'UPDATE', 'DELETE'] as const;
const entities = ['tenants', 'users', 'role_bindings', 'password_links', 'api_keys', 'org_nodes', 'sites', 'grid_connections', 'edges', 'devices', 'assets', 'channels', 'commands', 'edge_limits'] as const;

interface Filter {
  site: string;
  entity: string;
  entity_id: string;
  action: AuditItem['action'] | '';
}

/** Who changed what: the log that the database writes, newest first. */
export default function AuditPage() {
  const { t } = useTexts();
  const [filter, change] = useFilter();
  const sites = useSites().data?.items ?? [];
  const log = useAudit({ site: filter.site || undefined, entity: filter.entity || undefined, entity_id: filter.entity_id || undefined, action: filter.action || undefined });
  const filtered = Object.values(filter).some((v) => v !== '');
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')} aside={<FilterBar filter={filter} change={change} sites={sites} />}>
      <Panel
        title={t('audit.log')}
        actions={
          <Button component="a" href={withQuery('/api/audit.csv', { ...filter })} download size="small">
            {t('audit.export')}
          </Button>
        }
        flush
      >
        <Loaded query={log} heights={[420]}>
          {(data) => {
            const items = data.pages.flatMap((p) => p.items);
            if (items.length === 0) {
              return <EmptyState icon="audit" title={t(filtered ? 'audit.empty_filter' : 'audit.empty')} next={t(filtered ? 'audit.empty_filter_next' : 'audit.empty_next')} />;
            }
            return <Rows entries={items} sites={sites} only={(entity, entity_id) => change({ entity, entity_id })} />;
          }}
        </Loaded>
        {log.hasNextPage ? (
          <Button onClick={() => void log.fetchNextPage()} disabled={log.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
            {t('audit.more')}
          </Button>
        ) : null}
      </Panel>
    </Page>
  );
}

function Rows({ entries, sites, only }: { entries: readonly AuditItem[]; sites: readonly SiteMark[]; only: (entity: string, id: string) => void }) {
  const zones = new Map(sites.map((s) => [s.id, s.time_zone]));
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {entries.map((entry) => (
        <AuditRow key={entry.id} entry={entry} zone={zones.get(entry.site_id ?? '') ?? sites[0]?.time_zone ?? 'UTC'} only={only} />
      ))}
    </Box>
  );
}

function useFilter(): [Filter, (next: Partial<Filter>) => void] {
  const [search, setSearch] = useSearchParams();
  const filter: Filter = {
    site: search.get('site') ?? '',
    entity: search.get('entity') ?? '',
    entity_id: search.get('entity_id') ?? '',
    action: actions.find((a) => a === search.get('action')) ?? '',
  };
  const change = (next: Partial<Filter>) => {
    const all = { ...filter, ...next };
    setSearch(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')), { replace: true });
  };
  return [filter, change];
}

interface FilterBarProps {
  filter: Filter;
  change: (next: Partial<Filter>) => void;
  sites: readonly SiteMark[];
}

function FilterBar({ filter, change, sites }: FilterBarProps) {
  const { t, word } = useTexts();
  return (
    <Box role="group" aria-label={t('audit.filter')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center', width: { xs: '100%', sm: 'auto' } }}>
      <SiteSelect sites={sites} value={filter.site} onChange={(site) => change({ site })} />
      <TextField {...filterChoice} label={t('audit.entity')} value={entities.some((e) => e === filter.entity) ? filter.entity : ''} onChange={(e) => change({ entity: e.target.value, entity_id: '' })}>
        <MenuItem value="">{t('audit.all_entities')}</MenuItem>
        {entities.map((entity) => (
          <MenuItem key={entity} value={entity}>
            {word('entity', entity)}
          </MenuItem>
        ))}
      </TextField>
      <TextField {...filterChoice} label={t('audit.action')} value={filter.action} onChange={(e) => change({ action: e.target.value as Filter['action'] })}>
        <MenuItem value="">{t('audit.all_actions')}</MenuItem>
        {actions.map((action) => (
          <MenuItem key={action} value={action}>
            {word('audit.act', action)}
          </MenuItem>
        ))}
      </TextField>
      {filter.entity_id ? <Chip label={t('audit.row')} onDelete={() => change({ entity_id: '' })} /> : null}
    </Box>
  );
}
