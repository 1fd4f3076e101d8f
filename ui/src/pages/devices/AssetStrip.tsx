import { Box } from '@mui/material';
import type { AssetItem } from '../../api/types';
import { Figure } from '../../design/Figure';
import { EnergyIcon } from '../../design/icons';
import { QualityMark } from '../../design/QualityMark';
import { radius } from '../../design/tokens';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { flowWord, kindOf } from '../../lib/wording';
import { judge } from '../../live/freshness';
import { channelKey, useLive } from '../../live/store';
import { useNow } from '../../live/useLiveSite';

/** The assets of a site as cards: what each is, what it can do, what it does now. */
export function AssetStrip({ assets }: { assets: readonly AssetItem[] }) {
  const { t } = useTexts();
  return (
    <Box component="section" aria-label={t('devices.assets')}>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 260px), 1fr))' }}>
        {assets.map((asset) => (
          <li key={asset.id}>
            <AssetCard asset={asset} />
          </li>
        ))}
      </Box>
    </Box>
  );
}

function AssetCard({ asset }: { asset: AssetItem }) {
  const texts = useTexts();
  const { t, format } = texts;
  const now = useNow();
  const readings = useLive((s) => s.readings);
  const kind = asset.measures_connection ? 'grid' : kindOf(asset.nature);
  const power = judge(readings.get(channelKey(asset.key, 'ActivePower')), now);
  const fresh = power.standing === 'fresh';
  return (
    <Box
      sx={{
        height: '100%',
        bgcolor: 'background.paper',
        border: 1,
        borderColor: 'divider',
        borderRadius: `${radius.large}px`,
        p: 2,
        display: 'flex',
        flexDirection: 'column',
        gap: 1,
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <EnergyIcon kind={kind} size={24} muted={!fresh} />
        <Box sx={{ minWidth: 0 }}>
          <Box component="h3" sx={{ typography: 'h3', m: 0 }}>{asset.name}</Box>
          <Box sx={{ typography: 'caption', color: 'text.secondary' }}>
            {asset.key} · {asset.nature}
          </Box>
        </Box>
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1, flexWrap: 'wrap' }}>
        <Figure quantity={power.last === null ? null : format.power(power.last)} size="figure" muted={!fresh} />
        {fresh ? <Box component="span" sx={{ color: 'text.secondary' }}>{t(flowWord(kind, power.value))}</Box> : <QualityMark judged={power} />}
      </Box>
      <Box sx={{ typography: 'caption', color: 'text.secondary', mt: 'auto' }}>{facts(asset, texts).join(' · ')}</Box>
    </Box>
  );
}

function facts(asset: AssetItem, { t, format }: Texts): string[] {
  const rated = asset.max_active_power_watts ?? asset.max_apparent_power_va;
  return [
    asset.device ?? t('devices.no_device'),
    asset.enabled ? null : t('devices.disabled'),
    asset.measures_connection ? t('devices.connection') : null,
    rated === null ? null : t('devices.rated', { power: join(format.power(rated)) }),
    asset.capacity_wh === null ? null : t('devices.capacity', { energy: join(format.energy(asset.capacity_wh)) }),
    asset.peak_limit_watts === null ? null : t('devices.peak_limit', { power: join(format.power(asset.peak_limit_watts)) }),
  ].filter((fact) => fact !== null);
}
