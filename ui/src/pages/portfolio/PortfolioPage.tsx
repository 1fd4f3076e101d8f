import { Box } from '@mui/material';
import { useSites } from '../../api/queries';
import type { SiteItem } from '../../api/types';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { StatusBadge } from '../../design/StatusBadge';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { SiteRow } from './SiteRow';

/** All sites of the tenant with what they do now; those that need a look come first. */
export default function PortfolioPage() {
  const { t } = useTexts();
  const sites = useSites();
  return (
    <Page title={t('portfolio.title')} lead={t('portfolio.lead')} aside={sites.data ? <Tally sites={sites.data.items} /> : null}>
      <Loaded query={sites} heights={[150, 150, 150]}>
        {(page) => (page.items.length === 0 ? <NoSite /> : <List sites={page.items} />)}
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

function Tally({ sites }: { sites: readonly SiteItem[] }) {
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

function List({ sites }: { sites: readonly SiteItem[] }) {
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 2.5 } }}>
      {byNeed(sites).map((site) => (
        <li key={site.id}>
          <SiteRow site={site} />
        </li>
      ))}
    </Box>
  );
}

/** Sites with open alarms or without contact first, each group by name. */
export function byNeed(sites: readonly SiteItem[]): SiteItem[] {
  const need = (s: SiteItem) => (s.open_alarms > 0 || s.state === 'SILENT' ? 0 : 1);
  return [...sites].sort((a, b) => need(a) - need(b) || a.name.localeCompare(b.name));
}
