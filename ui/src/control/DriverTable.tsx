import { Box } from '@mui/material';
import type { DriverState } from '../api/types';
import { DataTable, type Column } from '../design/DataTable';
import { StatusBadge, type Tone } from '../design/StatusBadge';
import { useTexts, type Texts } from '../i18n/useTexts';
import { ageText } from '../lib/age';
import { absent } from '../lib/format';
import { RunbookLink } from './Runbook';
import { because, shortTime } from './wording';

const tones: Record<DriverState['status'], Tone> = { CONNECTING: 'quiet', ANSWERING: 'ok', SILENT: 'severe' };

/** The devices as the drivers know them: status, breaker, last answer, latency, and the fault in words. */
export function DriverTable({ devices, now, zone }: { devices: readonly DriverState[]; now: number; zone: string }) {
  const texts = useTexts();
  return <DataTable label={texts.t('drivers.title')} columns={columns(texts, now, zone)} rows={devices} rowKey={(d) => d.key} />;
}

function columns(texts: Texts, now: number, zone: string): Column<DriverState>[] {
  const { t, tn, word } = texts;
  return [
    {
      id: 'device',
      head: t('drivers.col.device'),
      primary: true,
      cell: (d) => (
        <Box>
          <Box sx={{ fontWeight: 600 }}>{d.key}</Box>
          <Box sx={{ typography: 'caption', color: 'text.secondary', fontWeight: 400 }}>{[d.vendor, d.model].filter(Boolean).join(' · ')}</Box>
          <Box sx={{ typography: 'caption', color: 'text.secondary', fontWeight: 400 }}>{`${d.address} · ${d.profile}`}</Box>
        </Box>
      ),
    },
    {
      id: 'status',
      head: t('drivers.col.status'),
      cell: (d) => (
        <StatusBadge tone={tones[d.status]} icon={d.status === 'SILENT' ? 'silent' : d.status === 'CONNECTING' ? 'clock' : undefined}>
          {word('drivers', d.status)}
        </StatusBadge>
      ),
    },
    { id: 'last', head: t('drivers.col.last'), cell: (d) => last(d, texts, now, zone) },
    { id: 'latency', head: t('drivers.col.latency'), align: 'right', cell: (d) => (d.latency_us > 0 ? shortTime(d.latency_us, texts) : absent) },
    {
      id: 'breaker',
      head: t('drivers.col.breaker'),
      cell: (d) => (
        <Box>
          {d.breaker ? word('breaker', d.breaker) : absent}
          {d.failures > 0 ? <Box sx={{ typography: 'caption', color: 'warning.main' }}>{tn('drivers.failures', d.failures)}</Box> : null}
        </Box>
      ),
    },
    {
      id: 'detail',
      head: t('drivers.col.detail'),
      cell: (d) => (
        <Box sx={{ maxWidth: '52ch', color: d.status === 'SILENT' ? 'error.main' : 'text.primary' }}>
          {d.detail || (d.conditions.length ? '' : absent)}
          {d.conditions.map((c) => (
            <Box key={c.code} sx={{ color: 'warning.main' }}>
              {because(c.code, c.params, texts)}
              <RunbookLink code={c.code} />
            </Box>
          ))}
        </Box>
      ),
    },
  ];
}

function last(d: DriverState, { t, format }: Texts, now: number, zone: string): string {
  if (!d.last_answer) return t('drivers.never');
  const age = now - Date.parse(d.last_answer);
  if (age > 24 * 3_600_000) return format.dateTime(d.last_answer, zone);
  return age < 5_000 ? t('time.now') : t('time.ago', { age: ageText(age, t) });
}
