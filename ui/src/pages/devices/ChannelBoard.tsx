import { Box, InputAdornment, MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { AssetItem, ChannelItem } from '../../api/types';
import { Icon } from '../../design/icons';
import { Panel } from '../../design/Panel';
import { EmptyState } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { AssetPanel } from './AssetPanel';

interface BoardProps {
  assets: readonly AssetItem[];
  channels: readonly ChannelItem[];
}

/** All assets with their channels, found by asset or by a part of a channel's name. */
export function ChannelBoard({ assets, channels }: BoardProps) {
  const { t } = useTexts();
  const filter = useFilter();
  const wanted = filter.text.trim().toLowerCase();
  const shown = assets
    .filter((a) => filter.asset === '' || a.key === filter.asset)
    .map((asset) => ({ asset, channels: channels.filter((c) => c.asset === asset.key && c.name.toLowerCase().includes(wanted)) }))
    .filter((group) => group.channels.length > 0 || wanted === '');
  return (
    <Box component="section" aria-label={t('devices.assets')}>
      <FilterBar assets={assets} filter={filter} />
      {shown.length === 0 ? (
        <Panel>
          <EmptyState icon="search" title={t('devices.no_match')} next={t('devices.no_match_next')} />
        </Panel>
      ) : (
        <Box sx={{ columns: { xs: 1, lg: shown.length > 1 ? 2 : 1 }, columnGap: 3 }}>
          {shown.map(({ asset, channels: own }) => (
            <Box key={asset.id} sx={{ breakInside: 'avoid', mb: { xs: 2, md: 3 } }}>
              <AssetPanel asset={asset} channels={own} />
            </Box>
          ))}
        </Box>
      )}
    </Box>
  );
}

interface Filter {
  asset: string;
  text: string;
  setAsset: (asset: string) => void;
  setText: (text: string) => void;
}

// The asset stands in the address, so that the energy flow can lead here.
function useFilter(): Filter {
  const [search, setSearch] = useSearchParams();
  const [text, setText] = useState('');
  const asset = search.get('asset') ?? '';
  return { asset, text, setText, setAsset: (next) => setSearch(next ? { asset: next } : {}, { replace: true }) };
}

function FilterBar({ assets, filter }: { assets: readonly AssetItem[]; filter: Filter }) {
  const { t } = useTexts();
  const known = assets.some((a) => a.key === filter.asset) ? filter.asset : '';
  const width = { minWidth: { sm: 200 }, flex: { xs: 1, sm: 'none' } };
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5, mb: 2 }}>
      <Box component="h2" sx={{ typography: 'h2', m: 0, mr: 'auto', flex: { xs: '1 1 100%', sm: 'none' } }}>
        {t('devices.assets')}
      </Box>
      <TextField select size="small" label={t('devices.filter')} value={known} onChange={(e) => filter.setAsset(e.target.value)} sx={width} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
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
        sx={width}
        slotProps={{ input: { endAdornment: <InputAdornment position="end"><Icon name="search" size={18} /></InputAdornment> } }}
      />
    </Box>
  );
}
