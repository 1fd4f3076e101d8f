import { Box, Button, MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { deliveryTrouble, useDeliveries, useRetryDelivery, type Delivery, type DeliveryFilter, type NotificationChannel } from '../../api/notifications';
import { problemText } from '../../api/problem';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { filterChoice } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge, type Tone } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { hereTime } from '../admin/words';

const states = ['PENDING', 'SENT', 'DEAD'] as const;
const tones: Record<Delivery['state'], Tone> = { PENDING: 'brand', SENT: 'ok', DEAD: 'severe' };

/** What was sent, waits or was given up, and why; what was given up can be tried again. */
export function DeliveryLog({ channels }: { channels: readonly NotificationChannel[] }) {
  const { t } = useTexts();
  const [filter, setFilter] = useState<DeliveryFilter>({});
  const deliveries = useDeliveries(filter);
  const narrowed = Boolean(filter.channel || filter.state);
  return (
    <Panel title={t('delivery.log')} lead={t('delivery.lead')} flush>
      <Box role="group" aria-label={t('delivery.filter')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, px: { xs: 2, md: 3 }, pb: 2 }}>
        <TextField {...filterChoice} label={t('delivery.channel')} value={filter.channel ?? ''} onChange={(e) => setFilter({ ...filter, channel: e.target.value || undefined })}>
          <MenuItem value="">{t('delivery.all_channels')}</MenuItem>
          {channels.map((c) => (
            <MenuItem key={c.id} value={c.id}>
              {c.name}
            </MenuItem>
          ))}
        </TextField>
        <TextField {...filterChoice} label={t('delivery.col.state')} value={filter.state ?? ''} onChange={(e) => setFilter({ ...filter, state: (e.target.value || undefined) as DeliveryFilter['state'] })}>
          <MenuItem value="">{t('delivery.all_states')}</MenuItem>
          {states.map((s) => (
            <MenuItem key={s} value={s}>
              {t(`delivery.state.${s}`)}
            </MenuItem>
          ))}
        </TextField>
      </Box>
      <Loaded query={deliveries} heights={[240]}>
        {(data) => {
          const items = data.pages.flatMap((p) => p.items);
          if (items.length === 0) return <EmptyState icon="empty" title={t(narrowed ? 'delivery.none_filter' : 'delivery.none')} next={t('delivery.none_next')} />;
          return <Log items={items} />;
        }}
      </Loaded>
      {deliveries.hasNextPage ? (
        <Button onClick={() => void deliveries.fetchNextPage()} disabled={deliveries.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>
          {t('events.more')}
        </Button>
      ) : null}
    </Panel>
  );
}

function Log({ items }: { items: readonly Delivery[] }) {
  const { t, format } = useTexts();
  const columns: Column<Delivery>[] = [
    { id: 'what', head: t('delivery.col.what'), primary: true, cell: (d) => <What delivery={d} /> },
    { id: 'channel', head: t('delivery.col.channel'), cell: (d) => d.channel_name },
    { id: 'when', head: t('delivery.col.when'), cell: (d) => hereTime(format, d.sent_at ?? d.created_at) },
    { id: 'tries', head: t('delivery.col.tries'), align: 'right', cell: (d) => d.attempts },
    { id: 'state', head: t('delivery.col.state'), align: 'right', cell: (d) => <State delivery={d} /> },
  ];
  return <DataTable label={t('delivery.log')} columns={columns} rows={items} rowKey={(d) => d.id} />;
}

const most = 3;

function What({ delivery: d }: { delivery: Delivery }) {
  const { t, tn, language } = useTexts();
  return (
    <Box data-testid="delivery">
      {d.items.slice(0, most).map((item, i) => (
        <Box key={i} sx={{ overflowWrap: 'anywhere' }}>
          <Box component="span" sx={{ fontWeight: 560 }}>{t(`delivery.change.${item.change}`)}</Box>
          {[language === 'de' ? item.text_de : item.text_en, item.site_name].filter(Boolean).map((text) => ` · ${text}`)}
        </Box>
      ))}
      {d.count > most ? <Box sx={{ color: 'text.secondary' }}>{tn('delivery.further', d.count - Math.min(most, d.items.length))}</Box> : null}
    </Box>
  );
}

function State({ delivery: d }: { delivery: Delivery }) {
  const texts = useTexts();
  const { t, format } = texts;
  const retry = useRetryDelivery();
  const said = [deliveryTrouble(d, texts), d.state === 'PENDING' ? t('delivery.next_try', { time: hereTime(format, d.due_at) }) : '', retry.error ? problemText(retry.error, texts) : ''].filter(Boolean);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', alignItems: 'flex-end', gap: 0.5 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        {d.state === 'DEAD' ? (
          <Button size="small" disabled={retry.isPending} onClick={() => retry.mutate(d.id)} aria-label={t('delivery.retry_of', { name: d.channel_name })}>
            {t('delivery.retry')}
          </Button>
        ) : null}
        <StatusBadge tone={tones[d.state]}>{t(`delivery.state.${d.state}`)}</StatusBadge>
      </Box>
      {said.length ? <Box sx={{ typography: 'caption', color: 'text.secondary', overflowWrap: 'anywhere', textAlign: 'right', maxWidth: 360 }}>{said.join(' · ')}</Box> : null}
    </Box>
  );
}
