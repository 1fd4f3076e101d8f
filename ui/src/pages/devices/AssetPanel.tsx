import { Box, Link } from '@mui/material';
import { useMemo } from 'react';
import { Link as RouterLink, useParams } from 'react-router';
import { withQuery } from '../../api/client';
import type { AssetItem, ChannelItem } from '../../api/types';
import { DataTable, type Column } from '../../design/DataTable';
import { Figure } from '../../design/Figure';
import { EnergyIcon } from '../../design/icons';
import { QualityMark } from '../../design/QualityMark';
import { radius } from '../../design/tokens';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { absent, join } from '../../lib/format';
import { flowWord } from '../../lib/wording';
import { judge, type Judged } from '../../live/freshness';
import { channelKey, useLive } from '../../live/store';
import { useNow } from '../../live/useLiveSite';
import { channelValue, kindOfAsset } from './channelValue';

interface Row {
  channel: ChannelItem;
  judged: Judged;
}

/** An asset: what it is and can do, what it does now, and each of its channels with value, quality and age. */
export function AssetPanel({ asset, channels }: { asset: AssetItem; channels: readonly ChannelItem[] }) {
  const texts = useTexts();
  const now = useNow();
  const readings = useLive((s) => s.readings);
  const columns = useMemo(() => columnsOf(asset, texts), [asset, texts]);
  const rows = channels.map((channel) => ({ channel, judged: judge(readings.get(channelKey(asset.key, channel.name)), now) }));
  const power = judge(readings.get(channelKey(asset.key, 'ActivePower')), now);
  return (
    <Box
      component="article"
      aria-label={asset.name}
      sx={{ bgcolor: 'background.paper', border: 1, borderColor: 'divider', borderRadius: `${radius.large}px`, boxShadow: 'var(--elevation)', minWidth: 0 }}
    >
      <Head asset={asset} power={power} />
      <DataTable label={texts.t('devices.channels_of', { asset: asset.name })} columns={columns} rows={rows} rowKey={(row) => row.channel.id} dense />
    </Box>
  );
}

function Head({ asset, power }: { asset: AssetItem; power: Judged }) {
  const texts = useTexts();
  const { t, format } = texts;
  const kind = kindOfAsset(asset);
  const fresh = power.standing === 'fresh';
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 2, rowGap: 1, px: { xs: 2, md: 3 }, py: 2 }}>
      <EnergyIcon kind={kind} size={28} muted={!fresh} />
      <Box sx={{ minWidth: 0, flex: '1 1 200px' }}>
        <Box component="h2" sx={{ typography: 'h2', m: 0 }}>{asset.name}</Box>
        <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{facts(asset, texts).join(' · ')}</Box>
      </Box>
      <Box sx={{ textAlign: { sm: 'right' } }}>
        <Figure quantity={power.last === null ? null : format.power(power.last)} size="figure" muted={!fresh} />
        <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{fresh ? t(flowWord(kind, power.value)) : <QualityMark judged={power} />}</Box>
      </Box>
    </Box>
  );
}

function facts(asset: AssetItem, { t, format }: Texts): string[] {
  const rated = asset.max_active_power_watts ?? asset.max_apparent_power_va;
  return [
    asset.key,
    asset.nature,
    asset.device === null ? t('devices.no_device') : t('devices.on_device', { device: asset.device }),
    asset.enabled ? null : t('devices.disabled'),
    asset.measures_connection ? t('devices.connection') : null,
    rated === null ? null : t('devices.rated', { power: join(format.power(rated)) }),
    asset.capacity_wh === null ? null : t('devices.capacity', { energy: join(format.energy(asset.capacity_wh)) }),
    asset.peak_limit_watts === null ? null : t('devices.peak_limit', { power: join(format.power(asset.peak_limit_watts)) }),
  ].filter((fact) => fact !== null);
}

function columnsOf(asset: AssetItem, texts: Texts): Column<Row>[] {
  const { t } = texts;
  return [
    { id: 'channel', head: t('devices.col.channel'), primary: true, width: '40%', cell: (row) => <Name channel={row.channel} /> },
    { id: 'value', head: t('devices.col.value'), align: 'right', width: '26%', cell: (row) => <Value row={row} asset={asset} /> },
    { id: 'quality', head: t('devices.col.quality'), width: '22%', cell: (row) => <QualityMark judged={row.judged} short /> },
    { id: 'age', head: t('devices.col.age'), align: 'right', cell: (row) => (row.judged.age === null ? absent : ageText(row.judged.age, t)) },
  ];
}

// A channel's name leads to its course.
function Name({ channel }: { channel: ChannelItem }) {
  const { t } = useTexts();
  const { site = '' } = useParams();
  const course = withQuery(`/sites/${site}/channels`, { channel: channelKey(channel.asset, channel.name) });
  return (
    <Box component="span" sx={{ display: 'inline-flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1, fontWeight: 500 }}>
      <Link component={RouterLink} to={course} color="inherit" underline="hover">
        {channel.name}
      </Link>
      {channel.kind === 'setpoint' ? (
        <Box component="span" sx={{ typography: 'caption', color: 'text.secondary', border: 1, borderColor: 'divider', borderRadius: '6px', px: 0.75 }}>
          {t('devices.setpoint')}
        </Box>
      ) : null}
    </Box>
  );
}

function Value({ row, asset }: { row: Row; asset: AssetItem }) {
  const texts = useTexts();
  const fresh = row.judged.standing === 'fresh';
  const shown = channelValue(row.channel, asset, row.judged.last, texts);
  return (
    <Box component="span" data-testid={`${asset.key}.${row.channel.name}`} sx={{ color: fresh ? 'text.primary' : 'text.disabled', fontWeight: 560, whiteSpace: 'nowrap' }}>
      {shown.word ? <Box component="span" sx={{ color: fresh ? 'text.secondary' : 'inherit', fontWeight: 400 }}>{shown.word} </Box> : null}
      {shown.text}
    </Box>
  );
}
