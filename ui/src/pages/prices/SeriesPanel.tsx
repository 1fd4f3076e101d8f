import { Box, Button, IconButton, Skeleton, TextField, useMediaQuery, useTheme } from '@mui/material';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { useFactors, usePrices, type Asked, type EmissionMethod, type PriceProduct } from '../../api/outlook';
import { Choice } from '../../design/Choice';
import { DataTable, type Column } from '../../design/DataTable';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { useScheme } from '../../design/useScheme';
import { useTexts } from '../../i18n/useTexts';
import { addDays, dayOf, localDate } from '../../lib/zone';
import { decimalText, heldFactor, heldPrice, priceOption, type Held } from './priceOption';

const Chart = lazy(() => import('../../design/Chart').then((m) => ({ default: m.Chart })));

type Range = 'day' | 'week';

interface View {
  asked: Asked;
  zone: string;
  controls: ReactNode;
}

/** Which time is looked at, by the clocks of the reader, and as of when; at first the day of the newest value. */
function useView(newest: number): View {
  const { t, format } = useTexts();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [range, setRange] = useState<Range>('day');
  const [day, setDay] = useState(() => localDate(newest, zone));
  const [asOf, setAsOf] = useState('');
  const days = range === 'day' ? 1 : 7;
  const from = dayOf(day, zone).from;
  const to = dayOf(addDays(day, days - 1), zone).to;
  const asked = useMemo(() => ({ from, to, asOf: asOf === '' ? null : new Date(asOf).getTime() }), [from, to, asOf]);
  const controls = (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
      <Box sx={{ display: 'flex', alignItems: 'center' }}>
        <IconButton aria-label={t('prices.prev')} onClick={() => setDay(addDays(day, -days))}>
          <Icon name="chevronLeft" />
        </IconButton>
        <Box component="span" className="figures" sx={{ textAlign: 'center', fontWeight: 560 }}>
          {days === 1 ? format.date(from, zone) : `${format.day(from, zone)} – ${format.date(to - 1, zone)}`}
        </Box>
        <IconButton aria-label={t('prices.next')} onClick={() => setDay(addDays(day, days))}>
          <Icon name="chevronRight" />
        </IconButton>
      </Box>
      <Choice<Range> label={t('prices.range')} value={range} options={(['day', 'week'] as const).map((value) => ({ value, label: t(`prices.range.${value}`) }))} onChange={setRange} />
      <Button size="small" onClick={() => setDay(localDate(newest, zone))}>{t('prices.last')}</Button>
      <TextField type="datetime-local" size="small" label={t('prices.as_of')} helperText={t('prices.as_of_help')} value={asOf} onChange={(e) => setAsOf(e.target.value)} slotProps={{ inputLabel: { shrink: true } }} />
    </Box>
  );
  return { asked, zone, controls };
}

/** Prices of a product. */
export function PricePanel({ product, choice }: { product: PriceProduct; choice: ReactNode }) {
  const view = useView(Date.parse(product.last_ts));
  const prices = usePrices(product, view.asked);
  return <SeriesPanel title={product.market_region} source={product.source} choice={choice} view={view} query={prices} held={(items) => items.map(heldPrice)} />;
}

/** Emission factors by a method. */
export function FactorPanel({ method, choice }: { method: EmissionMethod; choice: ReactNode }) {
  const view = useView(Date.parse(method.last_to) - 1);
  const factors = useFactors(method, view.asked);
  return <SeriesPanel title={method.market_region} source={method.source} choice={choice} view={view} query={factors} held={(items) => items.map(heldFactor)} />;
}

interface SeriesPanelProps<T> {
  title: string;
  source: string;
  choice: ReactNode;
  view: View;
  query: { data: T | undefined; error: Error | null; refetch: () => unknown };
  held: (items: T) => Held[];
}

function SeriesPanel<T>({ title, source, choice, view, query, held }: SeriesPanelProps<T>) {
  return (
    <Panel title={title}>
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'flex-start' }}>
          {choice}
          {view.controls}
        </Box>
        <Loaded query={query} heights={[320]}>
          {(items) => <Values held={held(items)} source={source} view={view} />}
        </Loaded>
      </Box>
    </Panel>
  );
}

function Values({ held, source, view }: { held: Held[]; source: string; view: View }) {
  const texts = useTexts();
  const { t, format } = texts;
  const { tokens } = useScheme();
  const narrow = useMediaQuery(useTheme().breakpoints.down('md'), { noSsr: true });
  const { asked, zone } = view;
  const published = held.reduce((newest, h) => (h.published > newest ? h.published : newest), '');
  if (held.length === 0) return <EmptyState icon="clock" title={t('prices.nothing')} next={t('prices.nothing_next')} />;
  return (
    <>
      <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{t('prices.chart_lead', { source, at: format.dateTime(published, zone), zone })}</Box>
      <Box sx={{ minHeight: 300, display: 'flex' }}>
        <Suspense fallback={<Skeleton variant="rounded" height={300} width="100%" />}>
          <Chart option={priceOption({ held, from: asked.from, to: asked.to, zone }, texts, tokens, narrow)} label={t('prices.chart_alt')} />
        </Suspense>
      </Box>
      <ValueTable held={held} zone={zone} label={source} />
    </>
  );
}

function ValueTable({ held, zone, label }: { held: readonly Held[]; zone: string; label: string }) {
  const texts = useTexts();
  const { t, format } = texts;
  const columns: Column<Held>[] = [
    { id: 'from', head: t('prices.col.from'), primary: true, cell: (h) => <span>{format.dateTime(h.from, zone)}</span> },
    { id: 'value', head: t('prices.col.value'), align: 'right', cell: (h) => <span className="figures">{`${decimalText(h.text, texts)}\u202f${h.unit}`}</span> },
    ...(held.some((h) => h.quality) ? [{ id: 'quality', head: t('prices.col.quality'), cell: (h: Held) => (h.quality ? t(`prices.quality.${h.quality}`) : '') }] : []),
    { id: 'published', head: t('prices.col.published'), cell: (h) => <span>{format.dateTime(h.published, zone)}</span> },
    { id: 'retrieved', head: t('prices.col.retrieved'), cell: (h) => <span>{format.dateTime(h.retrieved, zone)}</span> },
  ];
  return (
    <Box tabIndex={0} role="group" aria-label={label} sx={{ maxHeight: 420, overflow: 'auto', mx: { xs: -2, md: -3 } }}>
      <DataTable label={label} columns={columns} rows={held} rowKey={(h) => `${h.from} ${h.to}`} dense />
    </Box>
  );
}
