import { Box, Button } from '@mui/material';
import { useKPIs, type KPI, type KPIs } from '../../api/analysis';
import { withQuery } from '../../api/client';
import { Choice } from '../../design/Choice';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { Loaded } from '../../design/States';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { addDays } from '../../lib/zone';
import { FigureTable, type FigureColumn } from '../reports/FigureTable';
import { share } from '../reports/labels';
import type { PartProps } from './AnalysisPage';

/** Key figures by day or month, the newest on top. */
export function KPIPanel({ site, view, show, mayExport }: PartProps) {
  const texts = useTexts();
  const { t, format } = texts;
  const query = { from: view.first, to: addDays(view.last, 1), interval: view.interval };
  const kpis = useKPIs(site.id, query);
  const least = share(format, kpis.data?.least_coverage_bp ?? 9000);
  return (
    <Panel
      flush
      title={t('analysis.kpis')}
      lead={t('analysis.kpis_lead', { least: least ? join(least) : '', zone: site.time_zone })}
      actions={
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
          <Choice
            label={t('analysis.interval')}
            value={view.interval}
            options={(['DAY', 'MONTH'] as const).map((value) => ({ value, label: t(`analysis.interval.${value}`) }))}
            onChange={(interval) => show({ interval })}
          />
          {mayExport ? <Download href={withQuery(`/api/sites/${site.id}/kpis.csv`, query)} name={t('analysis.csv')} /> : null}
        </Box>
      }
    >
      <Loaded query={kpis} heights={[240]}>
        {(data) => (
          <>
            <Box tabIndex={0} role="group" aria-label={t('analysis.kpis')} data-testid="kpi-table" sx={{ maxHeight: 560, overflow: 'auto' }}>
              <FigureTable label={t('analysis.kpis')} head={t('series.time')} rows={data.items.toReversed()} name={(k) => nameOf(k, data, texts)} more={extra(texts)} />
            </Box>
            <Box sx={{ px: { xs: 2, md: 3 }, py: 1.5, typography: 'body2', color: 'text.secondary' }}>{ratings(data, texts)}</Box>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

export function Download({ href, name }: { href: string; name: string }) {
  return (
    <Button component="a" size="small" variant="outlined" href={href} download startIcon={<Icon name="download" size={18} />}>
      {name}
    </Button>
  );
}

function nameOf(k: KPI, { interval, time_zone }: KPIs, { t, format }: Texts): string {
  const day = interval === 'MONTH' ? format.date(k.from, time_zone).replace(/^\S+\s/, '') : format.date(k.from, time_zone);
  return k.closed ? day : t('analysis.so_far', { day });
}

function ratings({ rated_pv_watts: rated, capacity_wh: capacity }: KPIs, { t, format }: Texts): string {
  const known = [
    ...(rated === null ? [] : [t('analysis.rated', { power: join(format.power(rated)) })]),
    ...(capacity === null ? [] : [t('analysis.capacity', { energy: join(format.energy(capacity)) })]),
  ];
  return known.length ? known.join(', ') : t('analysis.no_rating');
}

function extra({ t, format }: Texts): FigureColumn<KPI>[] {
  return [
    { head: t('analysis.load_factor'), of: (k) => share(format, k.load_factor_bp) },
    { head: t('analysis.yield'), of: (k) => (k.specific_yield_wh_per_kw === null ? null : { value: format.number(k.specific_yield_wh_per_kw / 1000, 2), unit: 'kWh/kW' }) },
    { head: t('analysis.cycles'), of: (k) => (k.full_cycles_milli === null ? null : { value: format.number(k.full_cycles_milli / 1000, 2), unit: '' }) },
  ];
}
