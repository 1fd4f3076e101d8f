import { Box, Button, IconButton, Skeleton, Tooltip, useMediaQuery, useTheme } from '@mui/material';
import { lazy, Suspense, useMemo, useState } from 'react';
import { withQuery } from '../../api/client';
import { useSeries, type Span } from '../../api/queries';
import { Choice } from '../../design/Choice';
import { DataTable, type Column } from '../../design/DataTable';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { useScheme } from '../../design/useScheme';
import { useTexts } from '../../i18n/useTexts';
import { useNow } from '../../live/useLiveSite';
import { amount, bucketText, countedText, courseOption, lineLook } from './courseOption';
import { counts, extremesOf, groupsOf, hasValues, type Course, type Group } from './courses';
import { moved, rangeNames, ranges, spanOf, type Range, type View } from './view';

const Chart = lazy(() => import('../../design/Chart').then((m) => ({ default: m.Chart })));

interface CoursePanelProps {
  site: string;
  zone: string;
  view: View;
  show: (view: View) => void;
  /** Whether the reader may take the series as a file. */
  mayExport: boolean;
}

/** The courses of the chosen channels, one chart per unit, with their figures and the way to take them along. */
export function CoursePanel({ site, zone, view, show, mayExport }: CoursePanelProps) {
  const { t } = useTexts();
  const now = useNow(15_000);
  const { to } = spanOf(view, now);
  const span = useMemo(() => spanOf({ ...view, to }, to), [view, to]);
  const series = useSeries(site, view.channels, span);
  const [table, setTable] = useState(false);
  return (
    <Panel
      title={t('channels.courses')}
      lead={t('channels.courses_lead', { bucket: t(`channels.bucket.${span.bucket}`), zone })}
      actions={<Controls site={site} zone={zone} view={view} span={span} show={show} table={table} onTable={setTable} mayExport={mayExport} />}
    >
      <Loaded query={series} heights={[300]}>
        {(data) => (
          <Box sx={{ display: 'flex', flexDirection: 'column', gap: 3 }}>
            {groupsOf(view.channels, data).map((group) => (
              <GroupChart key={group.unit} group={group} view={view} span={span} zone={zone} table={table} now={now} />
            ))}
          </Box>
        )}
      </Loaded>
    </Panel>
  );
}

interface ControlsProps extends Pick<CoursePanelProps, 'site' | 'zone' | 'view' | 'show' | 'mayExport'> {
  span: Span;
  table: boolean;
  onTable: (table: boolean) => void;
}

function Controls({ site, zone, view, span, show, table, onTable, mayExport }: ControlsProps) {
  const { t } = useTexts();
  const options = rangeNames.map((value) => ({ value, label: t(`channels.range.${value}`) }));
  const file = (kind: 'csv' | 'parquet') => withQuery(`/api/sites/${site}/series.${kind}`, { channel: view.channels, from: iso(span.from), to: iso(span.to), bucket: span.bucket });
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
      <Steps zone={zone} view={view} span={span} show={show} />
      <Choice<Range> label={t('site.range')} value={view.range} options={options} onChange={(range) => show({ ...view, range })} />
      <Tooltip title={t(table ? 'site.chart_table_hide' : 'site.chart_table')}>
        <IconButton aria-label={t('site.chart_table')} aria-pressed={table} onClick={() => onTable(!table)} sx={{ color: table ? 'primary.main' : 'text.secondary' }}>
          <Icon name="table" />
        </IconButton>
      </Tooltip>
      {mayExport ? (
        <>
          <Download href={file('csv')} name="CSV" />
          <Download href={file('parquet')} name="Parquet" />
        </>
      ) : null}
    </Box>
  );
}

function Download({ href, name }: { href: string; name: string }) {
  return (
    <Button component="a" size="small" variant="outlined" href={href} download startIcon={<Icon name="download" size={18} />}>
      {name}
    </Button>
  );
}

function Steps({ zone, view, span, show }: Pick<ControlsProps, 'zone' | 'view' | 'span' | 'show'>) {
  const { t, format } = useTexts();
  return (
    <Box sx={{ display: 'flex', alignItems: 'center' }}>
      <IconButton aria-label={t('channels.earlier')} onClick={() => show(moved(view, -1, Date.now()))}>
        <Icon name="chevronLeft" />
      </IconButton>
      <Box component="span" className="figures" sx={{ minWidth: '9em', textAlign: 'center', fontWeight: 560 }}>
        {view.to === null ? t('channels.until_now') : t('channels.until', { at: format.dateTime(span.to, zone) })}
      </Box>
      <IconButton aria-label={t('channels.later')} onClick={() => show(moved(view, 1, Date.now()))} disabled={view.to === null}>
        <Icon name="chevronRight" />
      </IconButton>
    </Box>
  );
}

interface GroupChartProps {
  group: Group;
  view: View;
  span: Span;
  zone: string;
  table: boolean;
  now: number;
}

function GroupChart({ group, view, span, zone, table, now }: GroupChartProps) {
  const texts = useTexts();
  const { tokens } = useScheme();
  const narrow = useMediaQuery(useTheme().breakpoints.down('md'), { noSsr: true });
  const { width } = ranges[view.range];
  const { channels } = view;
  const option = useMemo(
    () => courseOption({ group, place: (c) => channels.indexOf(c), from: span.from, to: span.to, width, zone }, texts, tokens, narrow),
    [group, channels, span, width, zone, texts, tokens, narrow],
  );
  return (
    <Box component="section" aria-label={group.courses.map((c) => c.channel).join(', ')}>
      <Figures group={group} channels={channels} width={width} now={now} dense={!narrow} />
      {group.courses.some(hasValues) ? (
        <Box sx={{ minHeight: 260, display: 'flex' }}>
          <Suspense fallback={<Skeleton variant="rounded" height={260} width="100%" />}>
            <Chart option={option} label={texts.t('channels.chart_alt', { channels: group.courses.map((c) => c.channel).join(', ') })} />
          </Suspense>
        </Box>
      ) : (
        <EmptyState icon="clock" title={texts.t('site.chart_empty')} next={texts.t('channels.empty_next')} />
      )}
      {table ? <Numbers group={group} zone={zone} /> : null}
    </Box>
  );
}

/** What each line is, and its figures in the time shown. */
function Figures({ group, channels, width, now, dense }: { group: Group; channels: readonly string[]; width: number; now: number; dense: boolean }) {
  const texts = useTexts();
  const { t } = texts;
  const columns: Column<Course>[] = [
    { id: 'channel', head: t('devices.col.channel'), primary: true, width: '40%', cell: (c) => <LineName channel={c.channel} place={channels.indexOf(c.channel)} /> },
    ...(['min', 'mean', 'max'] as const).map((of): Column<Course> => ({ id: of, head: t(`channels.${of}`), align: 'right', cell: (c) => amount(c.unit, extremesOf(c, width, now)[of], texts) })),
    { id: 'covered', head: t('channels.covered'), align: 'right', cell: (c) => texts.format.share(extremesOf(c, width, now).covered).value + '\u202f%' },
  ];
  return (
    <Box sx={{ mx: { xs: -2, md: -3 }, mb: 1 }}>
      <DataTable label={t('channels.figures')} columns={columns} rows={group.courses} rowKey={(c) => c.channel} dense={dense} />
    </Box>
  );
}

function LineName({ channel, place }: { channel: string; place: number }) {
  const { tokens } = useScheme();
  const look = lineLook(place, tokens);
  return (
    <Box component="span" data-testid="course" sx={{ display: 'inline-flex', alignItems: 'center', gap: 1, fontWeight: 500, overflowWrap: 'anywhere' }}>
      <svg width={26} height={8} aria-hidden="true">
        <line x1={0} x2={26} y1={4} y2={4} stroke={look.color} strokeWidth={3} strokeDasharray={look.type === 'solid' ? undefined : look.type.join(' ')} />
      </svg>
      {channel}
    </Box>
  );
}

function Numbers({ group, zone }: { group: Group; zone: string }) {
  const texts = useTexts();
  const rows = (group.courses[0]?.buckets ?? []).map((b, i) => ({ from: b.from, i }));
  const columns: Column<(typeof rows)[number]>[] = [
    { id: 'from', head: texts.t('series.time'), primary: true, cell: (row) => texts.format.dateTime(row.from, zone) },
    ...group.courses.flatMap((course): Column<(typeof rows)[number]>[] => [
      { id: course.channel, head: course.channel, align: 'right', cell: (row) => bucketText(course, course.buckets[row.i], texts) },
      ...(counts(course) ? [{ id: `${course.channel} counted`, head: texts.t('channels.counted', { channel: course.channel }), align: 'right' as const, cell: (row: (typeof rows)[number]) => countedText(course.buckets[row.i], texts) }] : []),
    ]),
  ];
  return (
    <Box tabIndex={0} role="group" aria-label={texts.t('channels.numbers')} sx={{ maxHeight: 420, overflow: 'auto', mt: 1, mx: { xs: -2, md: -3 } }}>
      <DataTable label={texts.t('channels.numbers')} columns={columns} rows={rows.toReversed()} rowKey={(row) => row.from} dense />
    </Box>
  );
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
