import { Box, Checkbox, FormControlLabel, IconButton, ListSubheader, MenuItem, Skeleton, TextField, Tooltip, useMediaQuery, useTheme } from '@mui/material';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useLoadProfile, type LoadProfile, type ProfileGroup, type ProfileSlot } from '../../api/analysis';
import { withQuery } from '../../api/client';
import { useChannels } from '../../api/queries';
import { Choice } from '../../design/Choice';
import { DataTable, type Column } from '../../design/DataTable';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { useScheme } from '../../design/useScheme';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { addDays } from '../../lib/zone';
import { channelKey } from '../../live/store';
import type { PartProps } from './AnalysisPage';
import { Download } from './KPIPanel';
import { amount, durationOption, lookOf, profileOption } from './options';
import { flows, periods } from './view';

const Chart = lazy(() => import('../../design/Chart').then((m) => ({ default: m.Chart })));

/** The mean day of a flow or channel, and its load duration curve. */
export function ProfilePanel(props: PartProps) {
  const { site, view, mayExport } = props;
  const texts = useTexts();
  const { t } = texts;
  const query = { series_ref: view.of, from: view.first, to: addDays(view.last, 1), period: view.period, seasons: view.seasons };
  const profile = useLoadProfile(site.id, query);
  const file = (part: string) => withQuery(`/api/sites/${site.id}/load-profile.csv`, { ...query, part });
  return (
    <>
      <Panel
        title={t('analysis.profile')}
        lead={t('analysis.profile_lead', { zone: site.time_zone })}
        actions={mayExport ? <Download href={file('profile')} name={t('analysis.csv')} /> : undefined}
      >
        <Controls {...props} />
        <Loaded query={profile} heights={[320]}>
          {(data) => <Days profile={data} what={nameOf(data.series_ref, texts)} />}
        </Loaded>
      </Panel>
      {profile.data ? (
        <Panel
          title={t('analysis.duration')}
          lead={t('analysis.duration_lead', { known: profile.data.duration.known, existing: profile.data.duration.existing })}
          actions={mayExport ? <Download href={file('duration')} name={t('analysis.csv')} /> : undefined}
        >
          <Duration profile={profile.data} what={nameOf(profile.data.series_ref, texts)} />
        </Panel>
      ) : null}
    </>
  );
}

/** A flow in words, or a channel as it is called. */
function nameOf(of: string, { t }: Texts): string {
  const flow = flows.find((f) => f === of);
  return flow ? t(`analysis.flow.${flow}`) : of;
}

function Controls({ site, view, show }: PartProps) {
  const { t } = useTexts();
  const channels = (useChannels(site.id).data ?? []).filter((c) => c.kind === 'measurement' || c.kind === 'interval').map((c) => channelKey(c.asset, c.name));
  const strange = !flows.some((f) => f === view.of) && !channels.includes(view.of);
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center', mb: 2 }}>
      <TextField select size="small" label={t('analysis.of')} value={view.of} onChange={(e) => show({ of: e.target.value })} sx={{ minWidth: 220, flex: { xs: '1 1 220px', sm: 'none' } }}>
        <ListSubheader>{t('analysis.flows')}</ListSubheader>
        {flows.map((f) => (
          <MenuItem key={f} value={f}>
            {t(`analysis.flow.${f}`)}
          </MenuItem>
        ))}
        <ListSubheader>{t('analysis.channels')}</ListSubheader>
        {[...channels, ...(strange ? [view.of] : [])].map((c) => (
          <MenuItem key={c} value={c}>
            {c}
          </MenuItem>
        ))}
      </TextField>
      <Choice label={t('analysis.period')} value={view.period} options={periods.map((value) => ({ value, label: t(`analysis.period.${value}`) }))} onChange={(period) => show({ period })} />
      <FormControlLabel control={<Checkbox checked={view.seasons} onChange={(e) => show({ seasons: e.target.checked })} />} label={t('analysis.seasons')} />
    </Box>
  );
}

type DayChoice = ProfileGroup['day_type'] | 'ANY';

function Days({ profile, what }: { profile: LoadProfile; what: string }) {
  const { t } = useTexts();
  const [season, setSeason] = useState<ProfileGroup['season'] | ''>('');
  const [day, setDay] = useState<DayChoice>('ANY');
  const [table, setTable] = useState(false);
  const seasons = [...new Set(profile.groups.map((g) => g.season))];
  const inSeason = seasons.find((s) => s === season) ?? seasons[0] ?? 'ALL';
  const ofSeason = profile.groups.filter((g) => g.season === inSeason);
  const chosen = ofSeason.some((g) => g.day_type === day) ? day : 'ANY';
  const groups = chosen === 'ANY' ? ofSeason : ofSeason.filter((g) => g.day_type === chosen);
  const days: DayChoice[] = ['ANY', ...ofSeason.map((g) => g.day_type)];
  const flat = profile.period === '1d';
  const known = groups.some((g) => g.slots.some((s) => s.mean !== null));
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5, minWidth: 0 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
        {seasons.length > 1 ? <Choice label={t('analysis.season')} value={inSeason} options={seasons.map((value) => ({ value, label: t(`analysis.season.${value}`) }))} onChange={setSeason} /> : null}
        {ofSeason.length > 1 ? <Choice label={t('analysis.day')} value={chosen} options={days.map((value) => ({ value, label: t(`analysis.day.${value}`) }))} onChange={setDay} /> : null}
        {flat || !known ? null : (
          <Tooltip title={t(table ? 'analysis.table_hide' : 'analysis.table')}>
            <IconButton aria-label={t('analysis.table')} aria-pressed={table} onClick={() => setTable(!table)} sx={{ color: table ? 'primary.main' : 'text.secondary' }}>
              <Icon name="table" />
            </IconButton>
          </Tooltip>
        )}
      </Box>
      {known ? null : <EmptyState icon="clock" title={t('analysis.profile_empty')} next={t('analysis.profile_empty_next')} />}
      {flat || !known ? null : <ProfileChart groups={groups} unit={profile.unit} what={what} />}
      {known && (flat || table) ? <Numbers groups={groups} unit={profile.unit} /> : null}
    </Box>
  );
}

function ProfileChart({ groups, unit, what }: { groups: readonly ProfileGroup[]; unit: string; what: string }) {
  const texts = useTexts();
  const { tokens } = useScheme();
  const narrow = useMediaQuery(useTheme().breakpoints.down('md'), { noSsr: true });
  const option = useMemo(() => profileOption(groups, unit, texts, tokens, narrow), [groups, unit, texts, tokens, narrow]);
  return (
    <>
      <Box sx={{ minHeight: { xs: 260, md: 340 }, display: 'flex' }}>
        <Suspense fallback={<Skeleton variant="rounded" height={260} width="100%" />}>
          <Chart option={option} label={texts.t('analysis.profile_alt', { what })} />
        </Suspense>
      </Box>
      <Legend groups={groups} />
    </>
  );
}

function Legend({ groups }: { groups: readonly ProfileGroup[] }) {
  const { t, tn } = useTexts();
  const { tokens } = useScheme();
  return (
    <Box data-testid="profile-legend" sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2.5, rowGap: 0.5, typography: 'body2', color: 'text.secondary' }}>
      {groups.map((g) => {
        const look = lookOf(g.day_type, tokens);
        return (
          <Box key={g.day_type} component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75 }}>
            <svg width={26} height={8} aria-hidden="true">
              <line x1={0} x2={26} y1={4} y2={4} stroke={look.color} strokeWidth={3} strokeDasharray={look.type === 'solid' ? undefined : look.type.join(' ')} />
            </svg>
            {t(`analysis.day.${g.day_type}`)} · {tn('analysis.days', g.days)}
            {groups.length === 1 ? ` · ${t('analysis.band')}` : ''}
          </Box>
        );
      })}
    </Box>
  );
}

interface Row extends ProfileSlot {
  day_type: ProfileGroup['day_type'];
}

function Numbers({ groups, unit }: { groups: readonly ProfileGroup[]; unit: string }) {
  const texts = useTexts();
  const { t } = texts;
  const rows = groups.flatMap((g) => g.slots.map((s): Row => ({ ...s, day_type: g.day_type })));
  const columns: Column<Row>[] = [
    { id: 'at', head: t('series.time'), primary: true, cell: (r) => <span>{`${t(`analysis.day.${r.day_type}`)} ${r.at}`}</span> },
    ...(['mean', 'p10', 'p50', 'p90', 'min', 'max'] as const).map((of): Column<Row> => ({ id: of, head: t(`analysis.${of}`), align: 'right', cell: (r) => <span>{amount(unit, r[of], texts)}</span> })),
    { id: 'known', head: t('analysis.known'), align: 'right', cell: (r) => t('analysis.known_of', { known: r.known, existing: r.existing }) },
  ];
  return (
    <Box tabIndex={0} role="group" aria-label={t('analysis.profile')} sx={{ maxHeight: 420, overflow: 'auto', mx: { xs: -2, md: -3 } }}>
      <DataTable label={t('analysis.profile')} columns={columns} rows={rows} rowKey={(r) => r.day_type + r.at} dense />
    </Box>
  );
}

function Duration({ profile, what }: { profile: LoadProfile; what: string }) {
  const texts = useTexts();
  const { t, format } = texts;
  const { tokens } = useScheme();
  const { duration, unit, time_zone: zone } = profile;
  const option = useMemo(() => durationOption(duration, unit, texts, tokens), [duration, unit, texts, tokens]);
  if (!duration.highest) return <EmptyState icon="clock" title={t('analysis.profile_empty')} next={t('analysis.profile_empty_next')} />;
  return (
    <>
      <Box className="figures" sx={{ typography: 'body2', color: 'text.secondary', mb: 1 }}>
        {t('analysis.highest', { value: amount(unit, duration.highest.value, texts), at: `${format.date(duration.highest.from, zone)}, ${format.time(duration.highest.from, zone)}` })}
      </Box>
      <Box sx={{ minHeight: 260, display: 'flex' }}>
        <Suspense fallback={<Skeleton variant="rounded" height={260} width="100%" />}>
          <Chart option={option} label={t('analysis.duration_alt', { what })} />
        </Suspense>
      </Box>
      <Box sx={{ typography: 'caption', color: 'text.secondary', textAlign: 'right' }}>{t('analysis.share')}</Box>
    </>
  );
}
