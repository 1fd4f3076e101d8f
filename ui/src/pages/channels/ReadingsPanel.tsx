import { Box, Button, MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { useReadings, type Span } from '../../api/queries';
import type { Reading } from '../../api/types';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { filterChoice } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { amount } from './courseOption';

interface ReadingsPanelProps {
  site: string;
  zone: string;
  chosen: readonly string[];
  span: Span;
}

/** Every stored reading of one of the chosen channels, as it came: what the courses are made of. */
export function ReadingsPanel({ site, zone, chosen, span }: ReadingsPanelProps) {
  const { t } = useTexts();
  const [asked, setAsked] = useState('');
  const channel = chosen.includes(asked) ? asked : (chosen[0] ?? '');
  const readings = useReadings(site, channel, span);
  const choice = (
    <TextField {...filterChoice} label={t('devices.col.channel')} value={channel} onChange={(e) => setAsked(e.target.value)}>
      {chosen.map((c) => (
        <MenuItem key={c} value={c}>
          {c}
        </MenuItem>
      ))}
    </TextField>
  );
  return (
    <Panel title={t('channels.readings')} lead={t('channels.readings_lead')} actions={choice} flush>
      <Loaded query={readings} heights={[240]}>
        {(data) => <Pages pages={data.pages} zone={zone} more={readings.hasNextPage ? () => void readings.fetchNextPage() : null} />}
      </Loaded>
    </Panel>
  );
}

function Pages({ pages, zone, more }: { pages: readonly { readings: Reading[] }[]; zone: string; more: (() => void) | null }) {
  const texts = useTexts();
  const { t } = texts;
  const rows = pages.flatMap((p) => p.readings);
  if (rows.length === 0) return <EmptyState icon="clock" title={t('site.chart_empty')} next={t('channels.empty_next')} />;
  const columns: Column<Reading>[] = [
    { id: 'time', head: t('series.time'), primary: true, cell: (r) => `${texts.format.day(r.timestamp, zone)}, ${texts.format.timeSeconds(r.timestamp, zone)}` },
    { id: 'value', head: t('devices.col.value'), align: 'right', cell: (r) => amount(r.unit, r.value, texts) },
    { id: 'quality', head: t('devices.col.quality'), cell: (r) => texts.word('quality', r.quality) },
  ];
  return (
    <Box tabIndex={0} role="group" aria-label={t('channels.readings')} sx={{ maxHeight: 480, overflow: 'auto' }} data-testid="readings">
      <DataTable label={t('channels.readings')} columns={columns} rows={rows} rowKey={(r) => r.timestamp} dense />
      {more ? (
        <Box sx={{ p: 2, textAlign: 'center' }}>
          <Button variant="outlined" onClick={more}>
            {t('channels.more')}
          </Button>
        </Box>
      ) : null}
    </Box>
  );
}
