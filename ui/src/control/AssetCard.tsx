import { Box, Button } from '@mui/material';
import { useState } from 'react';
import type { ControlAsset } from '../api/types';
import { Figure } from '../design/Figure';
import { EnergyIcon, Icon } from '../design/icons';
import { StatusBadge } from '../design/StatusBadge';
import { radius } from '../design/tokens';
import { useTexts } from '../i18n/useTexts';
import { flowWord } from '../lib/wording';
import { useGive } from './acts';
import { ladder } from './ladder';
import { OverrideDialog } from './OverrideDialog';
import { RangeBar } from './RangeBar';
import { RungRow } from './RungRow';
import { amount, flowing, kindOfAsset } from './wording';

/** One asset: what it was given, on the scale of what it can do, and every request with what became of it. */
export function AssetCard({ asset, zone, byHand }: { asset: ControlAsset; zone: string; byHand: boolean }) {
  const texts = useTexts();
  const { t } = texts;
  const give = useGive();
  const [asking, setAsking] = useState(false);
  const kind = kindOfAsset(asset);
  const rungs = ladder(asset);
  return (
    <Box
      component="article"
      aria-label={asset.name}
      data-testid={`control-${asset.key}`}
      sx={{ bgcolor: 'background.paper', border: 1, borderColor: byHand ? 'primary.main' : 'divider', borderRadius: `${radius.large}px`, boxShadow: 'var(--elevation)', display: 'flex', flexDirection: 'column', minWidth: 0 }}
    >
      <Box sx={{ p: { xs: 2, md: 2.5 }, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.25, flexWrap: 'wrap' }}>
          <Box sx={{ width: 40, height: 40, borderRadius: '12px', bgcolor: 'surface.sunken', display: 'grid', placeItems: 'center' }}>
            <EnergyIcon kind={kind} size={24} />
          </Box>
          <Box sx={{ flex: 1, minWidth: 120 }}>
            <Box component="h3" sx={{ typography: 'h2', m: 0 }}>{asset.name}</Box>
            <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{asset.key}</Box>
          </Box>
          {asset.safe ? <StatusBadge tone="warning">{t('control.safe')}</StatusBadge> : null}
          {give && asset.controllable ? (
            <Button variant="outlined" size="small" onClick={() => setAsking(true)} sx={{ minHeight: 36 }} aria-label={t('override.set_for', { asset: asset.name })}>
              {t('override.set')}
            </Button>
          ) : null}
        </Box>
        <Now asset={asset} />
        <RangeBar asset={asset} />
      </Box>
      {rungs.length === 0 ? (
        <Box sx={{ px: { xs: 2, md: 2.5 }, py: 1.75, borderTop: 1, borderColor: 'divider', color: 'text.secondary', typography: 'body2' }}>
          {t('control.free')}. {asset.safe ? t('control.free_safe') : ''}
        </Box>
      ) : (
        <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }} aria-label={t('control.assets')}>
          {rungs.map((rung) => (
            <RungRow key={rung.key} rung={rung} kind={kind} />
          ))}
        </Box>
      )}
      {asset.setpoints.length ? <Setpoints asset={asset} /> : null}
      {asking ? <OverrideDialog asset={asset} zone={zone} onClose={() => setAsking(false)} /> : null}
    </Box>
  );
}

function Now({ asset }: { asset: ControlAsset }) {
  const { t, format } = useTexts();
  const kind = kindOfAsset(asset);
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 4, rowGap: 1 }}>
      {asset.given_watts === undefined ? null : (
        <Box data-testid="given">
          <Box sx={{ typography: 'body2', color: 'text.secondary' }}>
            {kind === 'solar' ? t('control.may_produce') : `${t('control.given')}: ${t(flowWord(kind, asset.given_watts))}`}
          </Box>
          <Figure quantity={format.power(asset.given_watts)} size="figure" />
        </Box>
      )}
      <Box>
        <Box sx={{ typography: 'body2', color: 'text.secondary' }}>
          {t('control.does')}: {t(flowWord(kind, asset.actual_watts ?? null))}
        </Box>
        <Figure quantity={asset.actual_watts === undefined ? null : format.power(asset.actual_watts)} size="figure" muted={asset.actual_watts === undefined} />
      </Box>
      {asset.soc_percent === undefined ? null : (
        <Box>
          <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{t('control.soc')}</Box>
          <Figure quantity={format.percent(asset.soc_percent)} size="figure" />
        </Box>
      )}
    </Box>
  );
}

function Setpoints({ asset }: { asset: ControlAsset }) {
  const texts = useTexts();
  const { t } = texts;
  const kind = kindOfAsset(asset);
  const shown = (channel: string, unit: string, value: number) =>
    channel === 'SetActivePower' && unit === 'W' ? flowing(kind, value, texts) : amount(value, unit, texts);
  return (
    <Box sx={{ mt: 'auto', px: { xs: 2, md: 2.5 }, py: 1.5, borderTop: 1, borderColor: 'divider', display: 'flex', flexDirection: 'column', gap: 0.5 }}>
      {asset.setpoints.map((s) => (
        <Box key={s.channel} className="figures" sx={{ typography: 'caption', color: 'text.secondary', display: 'flex', gap: 0.75, alignItems: 'center', flexWrap: 'wrap' }}>
          <Icon name="chevronRight" size={14} />
          <Box component="span" sx={{ color: 'text.primary', fontWeight: 560 }}>{s.channel}</Box>
          {shown(s.channel, s.unit, s.value)}
          <span>· {s.applied === undefined ? t('control.not_applied') : t('control.applied', { value: shown(s.channel, s.unit, s.applied) })}</span>
        </Box>
      ))}
    </Box>
  );
}
