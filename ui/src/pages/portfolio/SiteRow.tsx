import { Box } from '@mui/material';
import { Link } from 'react-router';
import type { SiteItem } from '../../api/types';
import { Figure } from '../../design/Figure';
import { EnergyIcon } from '../../design/icons';
import { AlarmBadge, SiteState } from '../../design/SiteBadges';
import { radius, type EnergyKind } from '../../design/tokens';
import { useTexts } from '../../i18n/useTexts';
import { flowWord } from '../../lib/wording';
import { useNow } from '../../live/useLiveSite';
import { GridSparkline } from './GridSparkline';

/** One site of the portfolio; the whole card leads to it. */
export function SiteRow({ site }: { site: SiteItem }) {
  const { t } = useTexts();
  return (
    <Box
      component="article"
      sx={{
        position: 'relative',
        bgcolor: 'background.paper',
        border: 1,
        borderColor: 'divider',
        borderRadius: `${radius.large}px`,
        boxShadow: 'var(--elevation)',
        p: { xs: 2, md: 3 },
        display: 'grid',
        gap: { xs: 2, md: 3 },
        alignItems: 'start',
        gridTemplateColumns: 'minmax(0, 1fr)',
        '@container (min-width: 680px)': { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)' },
        '@container (min-width: 1280px)': { gridTemplateColumns: 'minmax(260px, 5fr) minmax(440px, 8fr) minmax(220px, 4fr) minmax(260px, 6fr)' },
        transition: 'border-color var(--quick) var(--ease)',
        '&:hover': { borderColor: 'primary.main' },
      }}
    >
      <Identity site={site} />
      <Now site={site} />
      <Today site={site} />
      <Box>
        <Caption>{t('portfolio.grid_24h')}</Caption>
        <Box sx={{ mt: 0.75 }}>
          <GridSparkline site={site.id} />
        </Box>
      </Box>
    </Box>
  );
}

function Identity({ site }: { site: SiteItem }) {
  const { t, format } = useTexts();
  const now = useNow(20_000);
  return (
    <Box sx={{ minWidth: 0 }}>
      <Box component="h2" sx={{ typography: 'h2', fontSize: '1.25rem', m: 0 }}>
        <Box
          component={Link}
          to={`/sites/${site.id}`}
          data-testid="site-link"
          sx={{ color: 'text.primary', textDecoration: 'none', '&::after': { content: '""', position: 'absolute', inset: 0, borderRadius: `${radius.large}px` } }}
        >
          {site.name}
        </Box>
      </Box>
      <Box sx={{ typography: 'body2', color: 'text.secondary', mt: 0.25 }}>{site.address}</Box>
      <Box className="figures" sx={{ typography: 'body2', color: 'text.secondary' }}>
        {t('portfolio.local_time', { time: format.time(now, site.time_zone) })}
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 1.25 }}>
        <SiteState site={site} />
        <AlarmBadge site={site} />
      </Box>
    </Box>
  );
}

function Now({ site }: { site: SiteItem }) {
  const { t } = useTexts();
  const { now } = site;
  const flows: [EnergyKind, number | null][] = [
    ['grid', now.grid_watts],
    ['solar', now.pv_watts],
    ['battery', now.battery_watts],
    ['load', now.load_watts],
  ];
  return (
    <Box>
      <Caption>{t('portfolio.now')}</Caption>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr 1fr', sm: 'repeat(4, 1fr)', md: '1fr 1fr', xl: 'repeat(4, 1fr)' }, gap: 2, mt: 0.75 }}>
        {flows.map(([kind, watts]) => (
          <Flow key={kind} kind={kind} watts={watts} soc={kind === 'battery' ? now.soc_percent : null} />
        ))}
      </Box>
    </Box>
  );
}

function Flow({ kind, watts, soc }: { kind: EnergyKind; watts: number | null; soc: number | null }) {
  const { t, format } = useTexts();
  return (
    <Box sx={{ minWidth: 0 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5, typography: 'body2', color: 'text.secondary' }}>
        <EnergyIcon kind={kind} size={18} muted={watts === null} />
        {t(`kind.${kind}`)}
        {soc === null ? null : <span className="figures">{`${format.percent(Math.round(soc)).value}\u202f%`}</span>}
      </Box>
      <Figure quantity={watts === null ? null : format.power(watts)} size="figure" muted={watts === null} />
      <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{t(flowWord(kind, watts))}</Box>
    </Box>
  );
}

function Today({ site }: { site: SiteItem }) {
  const { t, format } = useTexts();
  const { today } = site;
  const rows = [
    { label: t('kpi.self_sufficiency'), quantity: today.self_sufficiency === null ? null : format.share(today.self_sufficiency) },
    { label: t('kpi.self_consumption'), quantity: today.self_consumption === null ? null : format.share(today.self_consumption) },
    { label: t('kpi.pv'), quantity: today.pv_wh === null ? null : format.energy(today.pv_wh) },
    { label: t('kpi.import'), quantity: today.import_wh === null ? null : format.energy(today.import_wh) },
    { label: t('kpi.export'), quantity: today.export_wh === null ? null : format.energy(today.export_wh) },
    { label: t('kpi.load'), quantity: today.load_wh === null ? null : format.energy(today.load_wh) },
    { label: t('kpi.peak'), quantity: today.peak_import_watts === null ? null : format.power(today.peak_import_watts) },
  ];
  return (
    <Box>
      <Caption>{t('portfolio.today')}</Caption>
      <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: '1fr auto', rowGap: 0.25, typography: 'body2' }}>
        {rows.map((row) => (
          <Box key={row.label} sx={{ display: 'contents' }}>
            <Box component="dt" sx={{ color: 'text.secondary' }}>{row.label}</Box>
            <Box component="dd" sx={{ m: 0, textAlign: 'right' }}>
              <Figure quantity={row.quantity} size="body" />
            </Box>
          </Box>
        ))}
      </Box>
    </Box>
  );
}

function Caption({ children }: { children: React.ReactNode }) {
  return <Box sx={{ typography: 'caption', color: 'text.secondary', mb: 0.5 }}>{children}</Box>;
}
