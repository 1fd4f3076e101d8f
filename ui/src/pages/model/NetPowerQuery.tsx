import { Box, Button } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useState } from 'react';
import { reasonText } from '../../api/reasons';
import { useNetPower, useSites } from '../../api/queries';
import type { NetPower, SiteMark } from '../../api/types';
import { DataTable, type Column } from '../../design/DataTable';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { absent, isIdle, join } from '../../lib/format';
import { barsOf, gapsOf, scaleOf } from './netPower';
import { OneSite } from './OneSite';

/** What the database is asked for a site's net power. */
export const netPowerSQL = `SELECT bucket_from, grid_watts, covered_seconds, quality
FROM site_net_power(:site, now() - interval '24 hours', now(), interval '15 minutes')
ORDER BY bucket_from`;

/** Document 000's first query: what a site took from its grid and gave to it over the last 24 hours, in quarter hours. */
export function NetPowerQuery() {
  const { t } = useTexts();
  return (
    <Loaded query={useSites()} heights={[56]}>
      {({ items }) => (items.length ? <AtSite sites={items} /> : <EmptyState icon="site" title={t('model.no_site')} next={t('model.no_site_next')} />)}
    </Loaded>
  );
}

function AtSite({ sites }: { sites: readonly SiteMark[] }) {
  const { t } = useTexts();
  const [chosen, choose] = useState('');
  const [asked, ask] = useState('');
  const site = sites.find((s) => s.id === chosen) ?? sites[0]!;
  const answered = sites.find((s) => s.id === asked);
  return (
    <>
      <Box role="group" aria-label={t('model.query.net_power')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, px: { xs: 2, md: 3 }, pb: 2, alignItems: 'center' }}>
        <OneSite sites={sites} value={site.id} onChange={choose} />
        <Button variant="contained" onClick={() => ask(site.id)}>
          {t('model.run')}
        </Button>
      </Box>
      {answered ? <Answer key={answered.id} site={answered} /> : null}
    </>
  );
}

function Answer({ site }: { site: SiteMark }) {
  const { language, t } = useTexts();
  return (
    <Loaded query={useNetPower(site.id)} heights={[240, 320]}>
      {(power) => {
        if (power.reason_code) return <EmptyState icon="grid" title={reasonText(language, power.reason_code, {}) ?? power.reason_code} next={t('model.no_meter_next')} />;
        if (power.buckets.every((b) => b.grid_watts === null)) return <EmptyState icon="grid" title={t('model.query_empty')} next={t('model.query_empty_next')} />;
        return (
          <>
            <Drawing power={power} zone={site.time_zone} />
            <Table power={power} zone={site.time_zone} />
          </>
        );
      }}
    </Loaded>
  );
}

const box = { width: 1000, height: 220 };

function Drawing({ power, zone }: { power: NetPower; zone: string }) {
  const { t, format } = useTexts();
  const { energy, surface } = useTheme().vars!.palette;
  const scale = scaleOf(power.buckets, box);
  const label = (watts: number, word: 'series.import' | 'series.export') => (watts === 0 ? '' : `${t(word)} ${join(format.power(watts))}`);
  const instants = [0, 1, 2, 3, 4].map((i) => power.buckets[Math.min(power.buckets.length - 1, Math.round((i * power.buckets.length) / 4))]!.from);
  return (
    <Box sx={{ px: { xs: 2, md: 3 }, pb: 2 }}>
      <Box className="figures" sx={{ typography: 'caption', color: 'text.secondary', minHeight: '1.4em' }}>{label(scale.top, 'series.import')}</Box>
      <Box component="svg" viewBox={`0 0 ${box.width} ${box.height}`} preserveAspectRatio="none" role="img" aria-label={t('model.net_power_alt')} sx={{ display: 'block', width: '100%', height: { xs: 170, md: 240 } }}>
        {gapsOf(power.buckets, box).map((g) => (
          <rect key={g.x} data-gap x={g.x} width={g.width} y={0} height={box.height} fill={surface.line} opacity={0.6} />
        ))}
        {barsOf(power.buckets, box).map((b) => (
          <rect key={b.x} x={b.x} y={b.y} width={b.width} height={b.height} fill={energy.grid} opacity={b.importing ? 1 : 0.55} />
        ))}
        <line x1="0" x2={box.width} y1={scale.zero} y2={scale.zero} stroke={surface.lineStrong} strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
      </Box>
      <Box className="figures" aria-hidden="true" sx={{ display: 'flex', justifyContent: 'space-between', typography: 'caption', color: 'text.secondary' }}>
        {instants.map((at, i) => (
          <span key={i}>{format.time(at, zone)}</span>
        ))}
      </Box>
      <Box className="figures" sx={{ typography: 'caption', color: 'text.secondary' }}>{label(scale.bottom, 'series.export')}</Box>
    </Box>
  );
}

type Row = NetPower['buckets'][number];

function Table({ power, zone }: { power: NetPower; zone: string }) {
  const { t, word, format } = useTexts();
  const told = (watts: number) => {
    const power = join(format.power(watts));
    return isIdle(watts) ? power : `${watts > 0 ? t('series.import') : t('series.export')} ${power}`;
  };
  const columns: Column<Row>[] = [
    { id: 'from', head: 'bucket_from', primary: true, cell: (b) => format.dateTime(b.from, zone) },
    { id: 'watts', head: 'grid_watts', align: 'right', cell: (b) => (b.grid_watts === null ? absent : told(b.grid_watts)) },
    { id: 'covered', head: 'covered_seconds', align: 'right', cell: (b) => format.number(b.covered_seconds, 0) },
    { id: 'quality', head: 'quality', cell: (b) => word('quality', b.quality) },
  ];
  return (
    <Box tabIndex={0} role="region" aria-label={t('model.query_rows')} sx={{ maxHeight: 420, overflow: 'auto', borderTop: 1, borderColor: 'divider' }} data-testid="net-power-rows">
      <DataTable label={t('model.query.net_power')} columns={columns} rows={power.buckets} rowKey={(b) => b.from} dense />
    </Box>
  );
}
