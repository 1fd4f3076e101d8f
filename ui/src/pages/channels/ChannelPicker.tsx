import { Box, Checkbox, FormControlLabel, InputAdornment, TextField } from '@mui/material';
import { useState } from 'react';
import type { AssetItem, ChannelItem } from '../../api/types';
import { Icon } from '../../design/icons';
import { useTexts } from '../../i18n/useTexts';
import { shownUnit } from '../../lib/wording';
import { channelKey } from '../../live/store';
import { mostChannels } from './view';

interface PickerProps {
  assets: readonly AssetItem[];
  channels: readonly ChannelItem[];
  chosen: readonly string[];
  toggle: (channel: string) => void;
}

/** Every channel of the site by its asset, to be ticked; found by any part of asset, channel or unit. */
export function ChannelPicker({ assets, channels, chosen, toggle }: PickerProps) {
  const { t } = useTexts();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase().split(/\s+/);
  const named = new Map(assets.map((a) => [a.key, a.name]));
  const fits = (c: ChannelItem) => {
    const whole = `${named.get(c.asset) ?? ''} ${channelKey(c.asset, c.name)} ${c.unit}`.toLowerCase();
    return wanted.every((part) => whole.includes(part));
  };
  const shown = channels.filter(fits);
  const full = chosen.length >= mostChannels;
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5, minHeight: 0 }}>
      <TextField
        size="small"
        type="search"
        label={t('devices.search')}
        value={text}
        onChange={(e) => setText(e.target.value)}
        slotProps={{ input: { endAdornment: <InputAdornment position="end"><Icon name="search" size={18} /></InputAdornment> } }}
      />
      <Box sx={{ typography: 'body2', color: 'text.secondary' }} role="status">
        {t('channels.chosen', { n: chosen.length, most: mostChannels })}
      </Box>
      <Box tabIndex={0} role="group" aria-label={t('channels.all')} sx={{ overflowY: 'auto', maxHeight: { xs: 280, lg: 'calc(100dvh - 330px)' }, mx: -1, px: 1 }}>
        {assets.map((asset) => (
          <Channels key={asset.key} name={asset.name} channels={shown.filter((c) => c.asset === asset.key)} chosen={chosen} full={full} toggle={toggle} />
        ))}
        {shown.length === 0 ? <Box sx={{ py: 3, color: 'text.secondary' }}>{t('devices.no_match')}</Box> : null}
      </Box>
    </Box>
  );
}

interface ChannelsProps extends Pick<PickerProps, 'channels' | 'chosen' | 'toggle'> {
  name: string;
  full: boolean;
}

function Channels({ name, channels, chosen, full, toggle }: ChannelsProps) {
  if (channels.length === 0) return null;
  return (
    <Box component="fieldset" sx={{ border: 0, p: 0, m: 0, mb: 1.5, minWidth: 0 }}>
      <Box component="legend" sx={{ typography: 'body2', fontWeight: 640, p: 0 }}>
        {name}
      </Box>
      {channels.map((channel) => (
        <Line key={channel.id} channel={channel} chosen={chosen} full={full} toggle={toggle} />
      ))}
    </Box>
  );
}

function Line({ channel, chosen, full, toggle }: { channel: ChannelItem } & Pick<ChannelsProps, 'chosen' | 'full' | 'toggle'>) {
  const key = channelKey(channel.asset, channel.name);
  const on = chosen.includes(key);
  return (
    <FormControlLabel
      sx={{ display: 'flex', mr: 0, '& .MuiFormControlLabel-label': { flex: 1, minWidth: 0, typography: 'body2', overflowWrap: 'anywhere' } }}
      control={<Checkbox size="small" checked={on} disabled={full && !on} onChange={() => toggle(key)} sx={{ py: 0.5 }} />}
      label={
        <Box component="span" sx={{ display: 'flex', justifyContent: 'space-between', gap: 1 }}>
          <span>{channel.name}</span>
          <Box component="span" sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>
            {shownUnit(channel.unit).unit}
          </Box>
        </Box>
      }
    />
  );
}
