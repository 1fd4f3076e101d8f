import { Box, IconButton, Skeleton, Tooltip, useMediaQuery, useTheme } from '@mui/material';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useForecast, type ForecastPoint } from '../../api/outlook';
import { useSeries } from '../../api/queries';
import type { AssetItem } from '../../api/types';
import { Choice } from '../../design/Choice';
import { DataTable, type Column } from '../../design/DataTable';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { useScheme } from '../../design/useScheme';
import { useTexts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { useNow } from '../../live/useLiveSite';
import { hasValue, partsOf, powerChannels, powerRows, type Part, type PowerRow } from './daySeries';
import { issuedText } from './forecast';
import { powerOption } from './powerOption';
import { ranges, type Range, type Shown } from './useSpan';

const Chart = lazy(() => import('../../design/Chart').then((m) => ({ default: m.Chart })));

const none: readonly ForecastPoint[] = [];

interface PowerPanelProps {
  site: string;
  zone: string;
  assets: readonly AssetItem[];
  shown: Shown;
}

/** The power of the day: what came in above the line, what was used below it. */
export function PowerPanel({ site, zone, assets, shown }: PowerPanelProps) {
  const { t } = useTexts();
  const channels = useMemo(() => powerChannels(assets), [assets]);
  const names = useMemo(() => [...channels.values()].flat(), [channels]);
  const series = useSeries(site, names, shown.span);
  const forecast = useForecast(site, shown.span).data ?? none;
  const parts = useMemo(() => partsOf(channels.keys()), [channels]);
  const [table, setTable] = useState(false);
  const lead = t('site.chart_lead', { bucket: t('time.minutes', { n: shown.width / 60_000 }), zone });
  return (
    <Panel title={t('site.chart')} lead={lead} actions={<Controls shown={shown} zone={zone} table={table} onTable={setTable} />}>
      {names.length === 0 ? (
        <EmptyState title={t('site.chart_empty')} next={t('site.flow_empty_next')} />
      ) : (
        <Loaded query={series} heights={[320]}>
          {(data) => <PowerChart rows={powerRows(channels, data)} parts={parts} zone={zone} shown={shown} assets={assets} table={table} forecast={forecast} />}
        </Loaded>
      )}
    </Panel>
  );
}

interface ControlsProps {
  shown: Shown;
  zone: string;
  table: boolean;
  onTable: (table: boolean) => void;
}

function Controls({ shown, zone, table, onTable }: ControlsProps) {
  const { t, format } = useTexts();
  const noon = (shown.span.from + shown.span.to) / 2;
  const options = ranges.map((value) => ({ value, label: t(`site.range.${value}`) }));
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
      <Box sx={{ display: 'flex', alignItems: 'center' }}>
        <IconButton aria-label={t('site.day_prev')} onClick={() => shown.step(-1)}>
          <Icon name="chevronLeft" />
        </IconButton>
        <Box component="span" className="figures" sx={{ minWidth: '8.5em', textAlign: 'center', fontWeight: 560 }}>
          {shown.isToday ? t('site.today') : format.date(noon, zone)}
        </Box>
        <IconButton aria-label={t('site.day_next')} onClick={() => shown.step(1)} disabled={shown.isToday}>
          <Icon name="chevronRight" />
        </IconButton>
      </Box>
      {shown.isToday ? <Choice<Range> label={t('site.range')} value={shown.range} options={options} onChange={shown.choose} /> : null}
      <Tooltip title={t(table ? 'site.chart_table_hide' : 'site.chart_table')}>
        <IconButton aria-label={t('site.chart_table')} aria-pressed={table} onClick={() => onTable(!table)} sx={{ color: table ? 'primary.main' : 'text.secondary' }}>
          <Icon name="table" />
        </IconButton>
      </Tooltip>
    </Box>
  );
}

interface PowerChartProps {
  rows: PowerRow[];
  parts: readonly Part[];
  zone: string;
  shown: Shown;
  assets: readonly AssetItem[];
  table: boolean;
  forecast: readonly ForecastPoint[];
}

function PowerChart({ rows, parts, zone, shown, assets, table, forecast }: PowerChartProps) {
  const texts = useTexts();
  const { tokens } = useScheme();
  const narrow = useMediaQuery(useTheme().breakpoints.down('md'), { noSsr: true });
  const now = useNow(30_000);
  const peakLimit = assets.find((a) => a.measures_connection)?.peak_limit_watts ?? null;
  const { span, width } = shown;
  const option = useMemo(
    () => powerOption({ rows, parts, from: span.from, to: span.to, width, now, zone, peakLimit, forecast }, texts, tokens, narrow),
    [rows, parts, span, width, now, zone, peakLimit, forecast, texts, tokens, narrow],
  );
  if (!rows.some(hasValue) && forecast.length === 0) return <EmptyState icon="clock" title={texts.t('site.chart_empty')} next={texts.t('site.chart_empty_next')} />;
  return (
    <>
      <Legend parts={parts} />
      {forecast.length ? <ForecastNote points={forecast} zone={zone} /> : null}
      <Box sx={{ flex: 1, minHeight: { xs: 300, lg: 260 }, display: 'flex' }}>
        <Suspense fallback={<Skeleton variant="rounded" height={300} width="100%" />}>
          <Chart option={option} label={texts.t('site.chart_alt')} />
        </Suspense>
      </Box>
      {table ? <PowerTable rows={rows.filter(hasValue)} parts={parts} zone={zone} /> : null}
    </>
  );
}

/** What the dashed line and its band are, by whom and since when. */
function ForecastNote({ points, zone }: { points: readonly ForecastPoint[]; zone: string }) {
  const texts = useTexts();
  const banded = points.some((p) => p.p10 !== null && p.p90 !== null);
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1, typography: 'body2', mb: 0.5 }}>
      <Box component="span" aria-hidden="true" sx={{ width: 22, borderTop: '2px dashed', borderColor: 'text.primary' }} />
      {issuedText(points, zone, texts)}
      {banded ? (
        <>
          <Box component="span" aria-hidden="true" sx={{ width: 12, height: 12, borderRadius: '3px', bgcolor: 'text.primary', opacity: 0.2, ml: 1 }} />
          {texts.t('site.forecast_band')}
        </>
      ) : null}
    </Box>
  );
}

function Legend({ parts }: { parts: readonly Part[] }) {
  const { t } = useTexts();
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, rowGap: 0.5, typography: 'body2', mb: 0.5 }}>
      {(['supply', 'use'] as const).map((side) => (
        <Box key={side} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5, alignItems: 'center' }}>
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {side === 'supply' ? '↑' : '↓'} {t(`site.${side}`)}
          </Box>
          {parts.filter((p) => p.side === side).map((p) => (
            <Box key={p.id} component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5 }}>
              <Swatch kind={p.kind} />
              {t(`series.${p.id}`)}
            </Box>
          ))}
        </Box>
      ))}
    </Box>
  );
}

function Swatch({ kind }: { kind: Part['kind'] }) {
  const striped = kind === 'battery';
  return (
    <Box
      component="span"
      aria-hidden="true"
      sx={{
        width: 12,
        height: 12,
        borderRadius: '3px',
        bgcolor: `energy.${kind}`,
        backgroundImage: striped ? `repeating-linear-gradient(-45deg, transparent 0 3px, rgb(255 255 255 / 0.55) 3px 4.5px)` : 'none',
      }}
    />
  );
}

function PowerTable({ rows, parts, zone }: { rows: readonly PowerRow[]; parts: readonly Part[]; zone: string }) {
  const { t, format } = useTexts();
  const columns: Column<PowerRow>[] = [
    { id: 'from', head: t('series.time'), primary: true, cell: (row) => format.time(row.from, zone) },
    ...parts.map((part): Column<PowerRow> => ({
      id: part.id,
      head: t(`series.${part.id}`),
      align: 'right',
      cell: (row) => {
        const watts = part.of(row);
        return watts === null ? t('site.gap') : join(format.power(watts));
      },
    })),
  ];
  return (
    <Box sx={{ maxHeight: 420, overflow: 'auto', mt: 1, mx: { xs: -2, md: -3 } }}>
      <DataTable label={t('site.chart')} columns={columns} rows={rows} rowKey={(row) => String(row.from)} />
    </Box>
  );
}
