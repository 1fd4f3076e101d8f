import { Box, Button, MenuItem, Skeleton, TextField } from '@mui/material';
import { lazy, Suspense, useState } from 'react';
import { useSearchParams } from 'react-router';
import { fewSites, useSites, useStandings } from '../../api/queries';
import type { SiteItem, SiteMark } from '../../api/types';
import { Complaint } from '../../control/OrderDialog';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { filterChoice } from '../../design/SiteSelect';
import { StatusBadge } from '../../design/StatusBadge';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { filtered, orders, stateFilters, type Order, type SiteFilter, type StateFilter } from './map';
import { SiteRow } from './SiteRow';

/** All sites of the tenant with what they do now; those that need a look come first. */
export default function PortfolioPage() {
  const { t } = useTexts();
  const sites = useSites();
  return (
    <Page title={t('portfolio.title')} lead={t('portfolio.lead')} aside={sites.data ? <Tally sites={sites.data.items} /> : null}>
      <Loaded query={sites} heights={[150, 150, 150]}>
        {(page) => (page.items.length === 0 ? <NoSite /> : <MapAndList sites={page.items} />)}
      </Loaded>
    </Page>
  );
}

function NoSite() {
  const { t } = useTexts();
  return (
    <Panel>
      <EmptyState icon="site" title={t('portfolio.empty')} next={t('portfolio.empty_next')} />
    </Panel>
  );
}

function Tally({ sites }: { sites: readonly SiteMark[] }) {
  const { t, tn } = useTexts();
  const online = sites.filter((s) => s.state === 'ONLINE').length;
  const alarms = sites.reduce((sum, s) => sum + s.open_alarms, 0);
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      <StatusBadge tone="quiet" icon="portfolio">{tn('portfolio.sites', sites.length)}</StatusBadge>
      <StatusBadge tone={online === sites.length ? 'ok' : 'quiet'}>{t('portfolio.online', { n: online })}</StatusBadge>
      <StatusBadge tone={alarms ? 'warning' : 'ok'}>{alarms ? tn('alarms.open', alarms) : t('alarms.none')}</StatusBadge>
    </Box>
  );
}

const pageOfSites = 50;
const noStandings: ReadonlyMap<string, SiteItem> = new Map();

const SiteMap = lazy(() => import('./SiteMap'));

/** The map of the sites with the list beside it; both show what the filter leaves. */
function MapAndList({ sites }: { sites: readonly SiteMark[] }) {
  const { t } = useTexts();
  // Grid power orders only so few sites that all of them can be asked how they stand.
  const choices = sites.length <= fewSites ? orders : orders.filter((o) => o !== 'grid');
  const [filter, change] = useFilter(choices);
  const [count, setCount] = useState(pageOfSites);
  const asked = filter.order === 'grid' ? sites : filtered(sites, filter, noStandings).slice(0, count);
  const standings = useStandings(asked.map((s) => s.id));
  const shown = filtered(sites, filter, standings.by);
  const narrow = (next: Partial<SiteFilter>) => {
    setCount(pageOfSites);
    change(next);
  };
  const mapped = sites.some((s) => s.latitude !== null && s.longitude !== null);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 2.5 } }}>
      {sites.length > 1 ? <FilterBar filter={filter} change={narrow} choices={choices} /> : null}
      <Box sx={{ display: 'grid', gap: { xs: 2, md: 2.5 }, alignItems: 'start', gridTemplateColumns: { xs: 'minmax(0, 1fr)', xl: mapped ? 'minmax(0, 3fr) minmax(0, 2fr)' : 'minmax(0, 1fr)' } }}>
        {shown.length ? (
          <List sites={shown.slice(0, count)} standings={standings.by} problem={standings.error} left={shown.length - count} more={() => setCount(count + pageOfSites)} />
        ) : (
          <Panel>
            <EmptyState icon="search" title={t('map.none')} next={t('map.none_next')} />
          </Panel>
        )}
        {mapped ? (
          <Box sx={{ position: { xl: 'sticky' }, top: { xl: 84 }, order: { xs: -1, xl: 0 } }}>
            <Suspense fallback={<Skeleton variant="rounded" height={420} sx={{ borderRadius: '16px' }} />}>
              <SiteMap sites={shown} />
            </Suspense>
          </Box>
        ) : null}
      </Box>
    </Box>
  );
}

function useFilter(choices: readonly Order[]): [SiteFilter, (next: Partial<SiteFilter>) => void] {
  const [search, setSearch] = useSearchParams();
  const filter: SiteFilter = {
    text: search.get('text') ?? '',
    state: stateFilters.find((s) => s === search.get('state')) ?? '',
    order: choices.find((o) => o === search.get('order')) ?? 'need',
  };
  const change = (next: Partial<SiteFilter>) => {
    const { text, state, order } = { ...filter, ...next };
    setSearch({ ...(text ? { text } : {}), ...(state ? { state } : {}), ...(order === 'need' ? {} : { order }) }, { replace: true });
  };
  return [filter, change];
}

function FilterBar({ filter, change, choices }: { filter: SiteFilter; change: (next: Partial<SiteFilter>) => void; choices: readonly Order[] }) {
  const { t } = useTexts();
  const word = (s: Exclude<StateFilter, ''>) => (s === 'ALARMS' ? t('map.with_alarms') : t(`state.${s}`));
  return (
    <Box role="group" aria-label={t('events.filter')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
      <TextField size="small" type="search" label={t('map.search')} value={filter.text} onChange={(e) => change({ text: e.target.value })} slotProps={{ inputLabel: { shrink: true } }} sx={{ flex: { xs: '1 1 100%', sm: 'none' }, minWidth: 240 }} />
      <TextField {...filterChoice} label={t('map.state')} value={filter.state} onChange={(e) => change({ state: e.target.value as StateFilter })}>
        <MenuItem value="">{t('map.any_state')}</MenuItem>
        {stateFilters.map((s) => (
          <MenuItem key={s} value={s}>
            {word(s)}
          </MenuItem>
        ))}
      </TextField>
      <TextField {...filterChoice} label={t('map.sort')} value={filter.order} onChange={(e) => change({ order: e.target.value as Order })}>
        {choices.map((o) => (
          <MenuItem key={o} value={o}>
            {t(`map.sort.${o}`)}
          </MenuItem>
        ))}
      </TextField>
    </Box>
  );
}

interface ListProps {
  sites: readonly SiteMark[];
  standings: ReadonlyMap<string, SiteItem>;
  problem: unknown;
  /** How many sites stand behind those shown. */
  left: number;
  more: () => void;
}

function List({ sites, standings, problem, left, more }: ListProps) {
  const { tn } = useTexts();
  return (
    <Box sx={{ minWidth: 0 }}>
      {problem ? (
        <Box sx={{ mb: 2 }}>
          <Complaint problem={problem} />
        </Box>
      ) : null}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 2.5 } }}>
        {sites.map((site) => (
          <Box component="li" key={site.id} sx={{ containerType: 'inline-size' }}>
            <Standing site={site} standing={standings.get(site.id)} />
          </Box>
        ))}
      </Box>
      {left > 0 ? (
        <Box sx={{ display: 'grid', placeItems: 'center', mt: 2.5 }}>
          <Button variant="outlined" data-testid="more-sites" onClick={more}>
            {tn('portfolio.more', left)}
          </Button>
        </Box>
      ) : null}
    </Box>
  );
}

/** A site as it stands; its name alone until that is known. */
function Standing({ site, standing }: { site: SiteMark; standing: SiteItem | undefined }) {
  if (standing) return <SiteRow site={standing} />;
  return (
    <Panel title={site.name} lead={site.address}>
      <Skeleton variant="rounded" height={96} />
    </Panel>
  );
}
