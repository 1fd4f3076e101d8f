import { Box, InputAdornment, MenuItem, TextField } from '@mui/material';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { AssetItem, ChannelItem } from '../../api/types';
import { DataTable, type Column } from '../../design/DataTable';
import { EnergyIcon, Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { QualityMark } from '../../design/QualityMark';
import { EmptyState } from '../../design/States';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { absent } from '../../lib/format';
import { kindOf } from '../../lib/wording';
import { judge, type Judged } from '../../live/freshness';
import { channelKey, useLive } from '../../live/store';
import { useNow } from '../../live/useLiveSite';
import { channelValue } from './channelValue';

interface Row {
  channel: ChannelItem;
  asset: AssetItem | undefined;
  judged: Judged;
}

/** Every channel of the site with its live value, quality and age; by asset and by name. */
export function ChannelTable({ assets, channels }: { assets: readonly AssetItem[]; channels: readonly ChannelItem[] }) {
  const texts = useTexts();
  const { t } = texts;
  const filter = useChannelFilter();
  const rows = useRows(assets, channels, filter);
  const columns = useMemo(() => columnsOf(texts), [texts]);
  return (
    <Panel title={t('devices.channels')} actions={<Filter assets={assets} filter={filter} />} flush>
      {rows.length === 0 ? (
        <EmptyState icon="search" title={t('devices.no_match')} next={t('devices.no_match_next')} />
      ) : (
        <DataTable label={t('devices.channels')} columns={columns} rows={rows} rowKey={(row) => row.channel.id} />
      )}
    </Panel>
  );
}

interface ChannelFilter {
  asset: string;
  text: string;
  setAsset: (asset: string) => void;
  setText: (text: string) => void;
}

// The asset stands in the address, so that the energy flow can lead here.
function useChannelFilter(): ChannelFilter {
  const [search, setSearch] = useSearchParams();
  const [text, setText] = useState('');
  const asset = search.get('asset') ?? '';
  return { asset, text, setText, setAsset: (next) => setSearch(next ? { asset: next } : {}, { replace: true }) };
}

function useRows(assets: readonly AssetItem[], channels: readonly ChannelItem[], filter: ChannelFilter): Row[] {
  const now = useNow();
  const readings = useLive((s) => s.readings);
  const wanted = filter.text.trim().toLowerCase();
  return useMemo(() => {
    const byKey = new Map(assets.map((a) => [a.key, a]));
    return channels
      .filter((c) => filter.asset === '' || c.asset === filter.asset)
      .filter((c) => channelKey(c.asset, c.name).toLowerCase().includes(wanted))
      .map((channel) => ({
        channel,
        asset: byKey.get(channel.asset),
        judged: judge(readings.get(channelKey(channel.asset, channel.name)), now),
      }));
  }, [assets, channels, readings, now, filter.asset, wanted]);
}

function Filter({ assets, filter }: { assets: readonly AssetItem[]; filter: ChannelFilter }) {
  const { t } = useTexts();
  const known = assets.some((a) => a.key === filter.asset) ? filter.asset : '';
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, width: { xs: '100%', sm: 'auto' } }}>
      <TextField select size="small" label={t('devices.filter')} value={known} onChange={(e) => filter.setAsset(e.target.value)} sx={{ minWidth: 180, flex: { xs: 1, sm: 'none' } }} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
        <MenuItem value="">{t('devices.all')}</MenuItem>
        {assets.map((a) => (
          <MenuItem key={a.key} value={a.key}>
            {a.name}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        size="small"
        type="search"
        label={t('devices.search')}
        value={filter.text}
        onChange={(e) => filter.setText(e.target.value)}
        sx={{ minWidth: 160, flex: { xs: 1, sm: 'none' } }}
        slotProps={{ input: { endAdornment: <InputAdornment position="end"><Icon name="search" size={18} /></InputAdornment> } }}
      />
    </Box>
  );
}

function columnsOf(texts: Texts): Column<Row>[] {
  const { t } = texts;
  return [
    { id: 'channel', head: t('devices.col.channel'), primary: true, width: '32%', cell: (row) => <Name row={row} /> },
    { id: 'value', head: t('devices.col.value'), align: 'right', width: '24%', cell: (row) => <Value row={row} texts={texts} /> },
    { id: 'quality', head: t('devices.col.quality'), width: '24%', cell: (row) => <QualityMark judged={row.judged} /> },
    { id: 'age', head: t('devices.col.age'), align: 'right', cell: (row) => (row.judged.age === null ? absent : ageText(row.judged.age, t)) },
    { id: 'unit', head: t('devices.col.unit'), cell: (row) => row.channel.unit },
  ];
}

function Name({ row }: { row: Row }) {
  const { t } = useTexts();
  const kind = row.asset ? (row.asset.measures_connection ? 'grid' : kindOf(row.asset.nature)) : 'load';
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 1, fontWeight: 400 }}>
      <EnergyIcon kind={kind} size={18} />
      <span>
        <Box component="span" sx={{ color: 'text.secondary' }}>{row.channel.asset}.</Box>
        <Box component="span" sx={{ fontWeight: 560 }}>{row.channel.name}</Box>
      </span>
      {row.channel.kind === 'setpoint' ? (
        <Box component="span" sx={{ typography: 'caption', color: 'text.secondary', border: 1, borderColor: 'divider', borderRadius: '6px', px: 0.75 }}>
          {t('devices.setpoint')}
        </Box>
      ) : null}
    </Box>
  );
}

function Value({ row, texts }: { row: Row; texts: Texts }) {
  const fresh = row.judged.standing === 'fresh';
  const shown = channelValue(row.channel, row.asset, row.judged.last, texts);
  return (
    <Box component="span" sx={{ color: fresh ? 'text.primary' : 'text.disabled', fontWeight: 560, whiteSpace: 'nowrap' }}>
      {shown.word ? <Box component="span" sx={{ color: fresh ? 'text.secondary' : 'inherit', fontWeight: 400 }}>{shown.word} </Box> : null}
      {shown.text}
    </Box>
  );
}
