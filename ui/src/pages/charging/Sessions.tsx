import { Box, Button, FormControlLabel, MenuItem, Switch, TextField } from '@mui/material';
import { useState } from 'react';
import { sessionQuery, useChargingSessions, type ChargingSession, type SessionFilter } from '../../api/charging';
import { withQuery } from '../../api/client';
import { useMe } from '../../api/queries';
import type { AssetItem, SiteItem } from '../../api/types';
import { DataTable, type Column } from '../../design/DataTable';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { filterChoice } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { absent, join } from '../../lib/format';
import { useNow } from '../../live/useLiveSite';
import { Course } from './Course';
import { durationText, energyText } from './session';

interface SessionsProps {
  site: SiteItem;
  chargers: readonly AssetItem[];
}

/** Charging sessions of a site, the one that began last first; one is looked at closer. */
export function Sessions({ site, chargers }: SessionsProps) {
  const { t } = useTexts();
  const [filter, setFilter] = useState<SessionFilter>({ asset: '', open: false });
  const [chosen, setChosen] = useState('');
  const sessions = useChargingSessions(site.id, filter);
  const mayExport = useMe().data?.permissions.includes('REPORT') ?? false;
  const looked = sessions.data?.pages.flatMap((p) => p.items).find((s) => s.id === chosen);
  return (
    <>
      {looked ? <Course key={looked.id} site={site} session={looked} close={() => setChosen('')} /> : null}
      <Panel
        title={t('charging.sessions')}
        flush
        actions={
          <Box role="group" aria-label={t('events.filter')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
            <TextField {...filterChoice} label={t('charging.col.charger')} value={filter.asset} onChange={(e) => setFilter({ ...filter, asset: e.target.value })}>
              <MenuItem value="">{t('charging.all_chargers')}</MenuItem>
              {chargers.map((a) => (
                <MenuItem key={a.key} value={a.key}>
                  {a.name || a.key}
                </MenuItem>
              ))}
            </TextField>
            <FormControlLabel control={<Switch checked={filter.open} onChange={(e) => setFilter({ ...filter, open: e.target.checked })} />} label={t('charging.open_only')} sx={{ mr: 0 }} />
            {mayExport ? (
              <Button component="a" size="small" variant="outlined" href={withQuery('/api/charging-sessions.csv', sessionQuery(site.id, filter))} download startIcon={<Icon name="download" size={18} />}>
                {t('charging.csv')}
              </Button>
            ) : null}
          </Box>
        }
      >
        <Loaded query={sessions} heights={[240]}>
          {(data) => {
            const items = data.pages.flatMap((p) => p.items);
            const filtered = filter.asset !== '' || filter.open;
            if (items.length === 0) return <EmptyState icon="ev" title={t(filtered ? 'charging.none_filter' : 'charging.none')} next={t(filtered ? 'charging.none_filter_next' : 'charging.none_next')} />;
            return <List items={items} site={site} chargers={chargers} chosen={chosen} choose={setChosen} />;
          }}
        </Loaded>
        {sessions.hasNextPage ? (
          <Button onClick={() => void sessions.fetchNextPage()} disabled={sessions.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
            {t('events.more')}
          </Button>
        ) : null}
      </Panel>
    </>
  );
}

interface ListProps extends SessionsProps {
  items: readonly ChargingSession[];
  chosen: string;
  choose: (id: string) => void;
}

function List({ items, site, chargers, chosen, choose }: ListProps) {
  const texts = useTexts();
  const { t, format } = texts;
  const now = useNow(10_000);
  const names = new Map(chargers.map((a) => [a.key, a.name || a.key]));
  const columns: Column<ChargingSession>[] = [
    { id: 'start', head: t('charging.col.start'), primary: true, cell: (s) => <Start session={s} zone={site.time_zone} /> },
    { id: 'charger', head: t('charging.col.charger'), cell: (s) => `${names.get(s.asset) ?? s.asset}${s.connector > 1 ? ` · ${t('charging.connector', { n: s.connector })}` : ''}` },
    { id: 'duration', head: t('charging.col.duration'), align: 'right', cell: (s) => durationText(s, now, texts) },
    { id: 'energy', head: t('charging.col.energy'), align: 'right', cell: (s) => energyText(s.energy_wh, texts) },
    { id: 'peak', head: t('charging.col.peak'), align: 'right', cell: (s) => (s.peak_watts === null ? absent : join(format.power(s.peak_watts))) },
    { id: 'vehicle', head: t('charging.col.vehicle'), cell: (s) => <Box sx={{ overflowWrap: 'anywhere' }}>{s.vehicle_id || absent}</Box> },
    {
      id: 'course',
      head: t('charging.col.course'),
      cell: (s) => (
        <Button size="small" aria-pressed={s.id === chosen} aria-label={`${t(s.id === chosen ? 'charging.hide' : 'charging.show')}: ${t('charging.course_of', { at: format.dateTime(s.started_at, site.time_zone) })}`} onClick={() => choose(s.id === chosen ? '' : s.id)}>
          {t(s.id === chosen ? 'charging.hide' : 'charging.show')}
        </Button>
      ),
    },
  ];
  return <DataTable label={t('charging.sessions')} columns={columns} rows={items} rowKey={(s) => s.id} />;
}

function Start({ session, zone }: { session: ChargingSession; zone: string }) {
  const texts = useTexts();
  const { format } = texts;
  return (
    <Box>
      <Box sx={{ fontWeight: 560 }}>{format.dateTime(session.started_at, zone)}</Box>
      <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{remarks(session, texts).join(' · ')}</Box>
    </Box>
  );
}

/** What there is to say of a session beside its numbers. */
function remarks(s: ChargingSession, { t }: Texts): string[] {
  return [...(s.ended_at === null ? [t('charging.going_on')] : []), ...(s.uncertain ? [t('charging.uncertain')] : []), ...(s.origin === 'REPORTED' ? [t('charging.reported')] : [])];
}
