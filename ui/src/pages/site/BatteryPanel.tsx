import { Box, Skeleton } from '@mui/material';
import { lazy, Suspense, useMemo } from 'react';
import { useSeries } from '../../api/queries';
import type { AssetItem, Series } from '../../api/types';
import { Figure } from '../../design/Figure';
import { Panel } from '../../design/Panel';
import { QualityMark } from '../../design/QualityMark';
import { useScheme } from '../../design/useScheme';
import { useTexts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { flowWord } from '../../lib/wording';
import { judge } from '../../live/freshness';
import { channelKey, useLive } from '../../live/store';
import { useNow } from '../../live/useLiveSite';
import { SOCMeter } from './SOCMeter';
import { socOption } from './socOption';
import type { Shown } from './useSpan';

const Chart = lazy(() => import('../../design/Chart').then((m) => ({ default: m.Chart })));

interface BatteryPanelProps {
  site: string;
  zone: string;
  batteries: readonly AssetItem[];
  shown: Shown;
}

/** The batteries of a site: state of charge now and over the shown time. */
export function BatteryPanel({ site, zone, batteries, shown }: BatteryPanelProps) {
  const { t } = useTexts();
  const channels = useMemo(() => batteries.map((b) => channelKey(b.key, 'SOC')), [batteries]);
  const series = useSeries(site, channels, shown.span).data;
  return (
    <Panel title={t('site.battery')} sx={{ height: '100%' }}>
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 3, flex: 1 }}>
        {batteries.map((battery, i) => (
          <Battery key={battery.id} battery={battery} named={batteries.length > 1} series={series?.[i]} zone={zone} shown={shown} />
        ))}
      </Box>
    </Panel>
  );
}

interface BatteryProps {
  battery: AssetItem;
  named: boolean;
  series: Series | undefined;
  zone: string;
  shown: Shown;
}

function Battery({ battery, named, series, zone, shown }: BatteryProps) {
  const { t, format } = useTexts();
  const now = useNow();
  const readings = useLive((s) => s.readings);
  const soc = judge(readings.get(channelKey(battery.key, 'SOC')), now);
  const power = judge(readings.get(channelKey(battery.key, 'ActivePower')), now);
  const fresh = soc.standing === 'fresh';
  const { soc_min_percent: min, soc_max_percent: max, capacity_wh: capacity } = battery;
  const percent = (v: number) => join(format.percent(v));
  const facts = [
    capacity === null ? null : t('site.capacity', { energy: join(format.energy(capacity)) }),
    min === null || max === null ? null : t('site.soc_bounds', { min: percent(min), max: percent(max) }),
  ].filter((fact) => fact !== null);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5, flex: 1 }}>
      {named ? <Box sx={{ typography: 'h3' }}>{battery.name}</Box> : null}
      <Box sx={{ display: 'flex', alignItems: 'baseline', justifyContent: 'space-between', gap: 2, flexWrap: 'wrap' }}>
        <Box data-testid="soc">
          <Figure quantity={soc.last === null ? null : format.percent(Math.round(soc.last))} size="wall" muted={!fresh} />
          <span className="visually-hidden">{t('site.soc')}</span>
        </Box>
        <Box sx={{ textAlign: 'right', color: 'text.secondary' }}>
          {fresh && power.value !== null ? (
            <>
              {t(flowWord('battery', power.value))} <Figure quantity={format.power(power.value)} size="body" />
            </>
          ) : (
            <QualityMark judged={soc} />
          )}
        </Box>
      </Box>
      <SOCMeter percent={soc.last} muted={!fresh} min={min} max={max} />
      <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{facts.join(' · ')}</Box>
      {series ? <Curve series={series} battery={battery} zone={zone} shown={shown} /> : null}
    </Box>
  );
}

function Curve({ series, battery, zone, shown }: Pick<BatteryProps, 'battery' | 'zone' | 'shown'> & { series: Series }) {
  const texts = useTexts();
  const { tokens } = useScheme();
  const { span, width } = shown;
  const option = useMemo(() => {
    const bounds = [battery.soc_min_percent, battery.soc_max_percent].filter((b) => b !== null);
    const points = series.buckets.map((b) => ({ from: Date.parse(b.from), percent: b.mean }));
    return socOption({ points, from: span.from, to: span.to, width, zone, bounds }, texts, tokens);
  }, [series, battery, span, width, zone, texts, tokens]);
  return (
    <Box sx={{ mt: 'auto', flex: 1, minHeight: 130, display: 'flex' }}>
      <Suspense fallback={<Skeleton variant="rounded" height={130} width="100%" />}>
        <Chart option={option} label={texts.t('site.soc_curve_alt')} />
      </Suspense>
    </Box>
  );
}
