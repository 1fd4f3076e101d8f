import { Box } from '@mui/material';
import type { DeviceItem } from '../../api/types';
import { DataTable, type Column } from '../../design/DataTable';
import { StatusBadge, type Tone } from '../../design/StatusBadge';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { ageText } from '../../lib/age';
import { absent } from '../../lib/format';
import { useNow } from '../../live/useLiveSite';

const tones: Record<DeviceItem['health'], Tone> = { OK: 'ok', STALE: 'warning', SILENT: 'severe' };

/** The devices of a site with their health. */
export function DeviceTable({ devices, zone }: { devices: readonly DeviceItem[]; zone: string }) {
  const texts = useTexts();
  const now = useNow();
  return <DataTable label={texts.t('devices.devices')} columns={columns(texts, now, zone)} rows={devices} rowKey={(d) => d.id} />;
}

function columns({ t, word, format }: Texts, now: number, zone: string): Column<DeviceItem>[] {
  return [
    { id: 'device', head: t('devices.col.device'), primary: true, cell: (d) => <Named device={d} /> },
    {
      id: 'health',
      head: t('devices.col.health'),
      cell: (d) => (
        <StatusBadge tone={tones[d.health]} icon={d.health === 'SILENT' ? 'silent' : undefined}>
          {word('health', d.health)}
        </StatusBadge>
      ),
    },
    { id: 'last', head: t('devices.col.last'), cell: (d) => lastValue(d, { t, format }, now, zone) },
    {
      id: 'channels',
      head: t('devices.col.channels'),
      cell: (d) => (d.stale_channels > 0 ? t('devices.stale_of', { stale: d.stale_channels, all: d.channels }) : format.number(d.channels, 0)),
    },
    { id: 'protocol', head: t('devices.col.protocol'), cell: (d) => d.protocol },
    { id: 'address', head: t('devices.col.address'), cell: (d) => d.address },
    { id: 'profile', head: t('devices.col.profile'), cell: (d) => d.profile || absent },
  ];
}

function Named({ device: d }: { device: DeviceItem }) {
  return (
    <Box>
      <Box sx={{ fontWeight: 600 }}>{d.key}</Box>
      <Box sx={{ typography: 'body2', color: 'text.secondary', fontWeight: 400 }}>{[d.vendor, d.model].filter(Boolean).join(' · ')}</Box>
    </Box>
  );
}

function lastValue(d: DeviceItem, { t, format }: Pick<Texts, 't' | 'format'>, now: number, zone: string): string {
  if (d.last_value_at === null) return t('quality.MISSING');
  const age = now - Date.parse(d.last_value_at);
  if (age > 24 * 3_600_000) return format.dateTime(d.last_value_at, zone);
  return age < 10_000 ? t('time.now') : t('time.ago', { age: ageText(age, t) });
}
