import { Box, Button, FormControlLabel, MenuItem, Switch, TextField } from '@mui/material';
import { useSearchParams } from 'react-router';
import { useEvents, useSites } from '../../api/queries';
import type { EventItem, SiteMark } from '../../api/types';
import { Icon } from '../../design/icons';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { filterChoice, SiteSelect } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { AlarmActions } from './AlarmActions';
import { EventParts } from './EventParts';
import { EventRow } from './EventRow';

const kinds = ['ALARM', 'FAULT', 'OPERATOR_ACTION', 'STATE_TRANSITION', 'DOMAIN'] as const;

const severities = ['INFO', 'WARNING', 'SEVERE'] as const;

interface Filter {
  site: string;
  severity: EventItem['severity'] | '';
  kind: EventItem['kind'] | '';
  open: boolean;
}

/** What happened at the sites: open alarms first, then the history. */
export default function EventsPage() {
  const { t } = useTexts();
  const [filter, change] = useFilter();
  const sites = useSites().data?.items ?? [];
  return (
    <Page title={t('events.title')} lead={t('events.lead')} aside={<FilterBar filter={filter} change={change} sites={sites} />}>
      <EventParts shown="log" />
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
        {filter.kind === '' || filter.kind === 'ALARM' ? <OpenAlarms filter={filter} sites={sites} /> : null}
        {filter.kind === '' || filter.kind === 'ALARM' ? <Aside filter={filter} sites={sites} /> : null}
        {filter.open ? null : <History filter={filter} sites={sites} />}
      </Box>
    </Page>
  );
}

function useFilter(): [Filter, (next: Partial<Filter>) => void] {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('kind');
  const kind = kinds.find((k) => k === asked) ?? '';
  const grave = search.get('severity');
  const severity = severities.find((s) => s === grave) ?? '';
  const filter: Filter = { site: search.get('site') ?? '', severity, kind, open: search.get('open') === 'true' };
  const change = (next: Partial<Filter>) => {
    const all = { ...filter, ...next };
    const kept: Record<string, string> = {};
    if (all.site) kept.site = all.site;
    if (all.kind) kept.kind = all.kind;
    if (all.severity) kept.severity = all.severity;
    if (all.open) kept.open = 'true';
    setSearch(kept, { replace: true });
  };
  return [filter, change];
}

interface FilterBarProps {
  filter: Filter;
  change: (next: Partial<Filter>) => void;
  sites: readonly SiteMark[];
}

function FilterBar({ filter, change, sites }: FilterBarProps) {
  const { t } = useTexts();
  return (
    <Box role="group" aria-label={t('events.filter')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center', width: { xs: '100%', sm: 'auto' } }}>
      <SiteSelect sites={sites} value={filter.site} onChange={(site) => change({ site })} />
      <TextField {...filterChoice} label={t('events.kind')} value={filter.kind} onChange={(e) => change({ kind: e.target.value as Filter['kind'] })}>
        <MenuItem value="">{t('events.all_kinds')}</MenuItem>
        {kinds.map((kind) => (
          <MenuItem key={kind} value={kind}>
            {t(`kind.${kind}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField {...filterChoice} label={t('alarm.severity')} value={filter.severity} onChange={(e) => change({ severity: e.target.value as Filter['severity'] })}>
        <MenuItem value="">{t('alarm.all_severities')}</MenuItem>
        {severities.map((severity) => (
          <MenuItem key={severity} value={severity}>
            {t(`severity.${severity}`)}
          </MenuItem>
        ))}
      </TextField>
      <FormControlLabel control={<Switch checked={filter.open} onChange={(e) => change({ open: e.target.checked })} />} label={t('events.open_only')} sx={{ mr: 0 }} />
    </Box>
  );
}

function OpenAlarms({ filter, sites }: { filter: Filter; sites: readonly SiteMark[] }) {
  const { t } = useTexts();
  const open = useEvents({ site: filter.site || undefined, severity: filter.severity || undefined, open: true, shelved: 'without', limit: 100 });
  return (
    <Panel title={t('events.open_alarms')} flush>
      <Loaded query={open} heights={[88]}>
        {(data) => {
          const items = data.pages.flatMap((p) => p.items);
          return items.length ? <Rows events={items} sites={sites} /> : <AllQuiet />;
        }}
      </Loaded>
    </Panel>
  );
}

/** Alarms that are put aside; nothing where there are none. */
function Aside({ filter, sites }: { filter: Filter; sites: readonly SiteMark[] }) {
  const { t } = useTexts();
  const aside = useEvents({ site: filter.site || undefined, severity: filter.severity || undefined, open: true, shelved: 'only', limit: 100 });
  const items = aside.data?.pages.flatMap((p) => p.items) ?? [];
  if (items.length === 0) return null;
  return (
    <Panel title={t('alarm.aside')} flush>
      <Rows events={items} sites={sites} />
    </Panel>
  );
}

function AllQuiet() {
  const { t } = useTexts();
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.25, px: 3, py: 2.5, borderTop: 1, borderColor: 'divider', color: 'success.main', fontWeight: 560 }}>
      <Icon name="ok" />
      {t('events.quiet')}
    </Box>
  );
}

function History({ filter, sites }: { filter: Filter; sites: readonly SiteMark[] }) {
  const { t } = useTexts();
  const events = useEvents({ site: filter.site || undefined, kind: filter.kind || undefined, severity: filter.severity || undefined });
  const filtered = filter.site !== '' || filter.kind !== '' || filter.severity !== '';
  return (
    <Panel title={t('events.history')} flush>
      <Loaded query={events} heights={[320]}>
        {(data) => {
          const items = data.pages.flatMap((p) => p.items).filter((e) => !isOpenAlarm(e));
          if (items.length === 0) {
            return <EmptyState icon="events" title={t(filtered ? 'events.empty_filter' : 'events.empty')} next={t(filtered ? 'events.empty_filter_next' : 'events.empty_next')} />;
          }
          return <Rows events={items} sites={sites} />;
        }}
      </Loaded>
      {events.hasNextPage ? (
        <Button onClick={() => void events.fetchNextPage()} disabled={events.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
          {t('events.more')}
        </Button>
      ) : null}
    </Panel>
  );
}

/** An alarm that has not been cleared: it stands above the history. */
export function isOpenAlarm(event: EventItem): boolean {
  return event.kind === 'ALARM' && event.cleared_at === null;
}

function Rows({ events, sites }: { events: readonly EventItem[]; sites: readonly SiteMark[] }) {
  const zones = new Map(sites.map((s) => [s.id, s.time_zone]));
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {events.map((event) => (
        <Row key={event.id} event={event} zone={zones.get(event.site_id) ?? 'UTC'} />
      ))}
    </Box>
  );
}

function Row({ event, zone }: { event: EventItem; zone: string }) {
  return <EventRow event={event} zone={zone} actions={event.kind === 'ALARM' ? <AlarmActions event={event} zone={zone} /> : undefined} />;
}
