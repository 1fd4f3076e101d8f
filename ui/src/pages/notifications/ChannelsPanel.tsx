import { Box, Button, Link } from '@mui/material';
import { useState } from 'react';
import { deliveryTrouble, useTestChannel, type NotificationChannel } from '../../api/notifications';
import { problemText } from '../../api/problem';
import type { AlarmRule } from '../../api/rules';
import type { SiteMark } from '../../api/types';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { EmptyState } from '../../design/States';
import { StatusBadge } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { ChannelDialog } from './ChannelDialog';
import { routeText } from './form';

interface ChannelsPanelProps {
  channels: readonly NotificationChannel[];
  sites: readonly SiteMark[];
  rules: readonly AlarmRule[];
}

/** Where alarms are told, with the way to add, change and test a channel. */
export function ChannelsPanel({ channels, sites, rules }: ChannelsPanelProps) {
  const { t } = useTexts();
  const [shown, show] = useState<NotificationChannel | 'new' | null>(null);
  const make = (
    <Button variant="contained" onClick={() => show('new')}>
      {t('notify.make')}
    </Button>
  );
  return (
    <Panel title={t('notify.channels')} flush actions={make}>
      {channels.length ? <Channels channels={channels} sites={sites} rules={rules} show={show} /> : <EmptyState icon="events" title={t('notify.none')} next={t('notify.none_next')} />}
      {shown === null ? null : <ChannelDialog channel={shown === 'new' ? null : shown} sites={sites} rules={rules} onClose={() => show(null)} />}
    </Panel>
  );
}

function Channels({ channels, sites, rules, show }: ChannelsPanelProps & { show: (channel: NotificationChannel) => void }) {
  const texts = useTexts();
  const { t } = texts;
  const name = (c: NotificationChannel) => (
    <Box>
      <Link component="button" type="button" onClick={() => show(c)} sx={{ fontSize: 'inherit', fontWeight: 560, textAlign: 'left', minHeight: 24 }}>
        {c.name}
      </Link>
      <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{[t(`notify.kind.${c.kind}`), c.site_name].filter(Boolean).join(' · ')}</Box>
    </Box>
  );
  const columns: Column<NotificationChannel>[] = [
    { id: 'name', head: t('notify.col.name'), primary: true, cell: name },
    { id: 'to', head: t('notify.col.to'), cell: (c) => <Box sx={{ overflowWrap: 'anywhere' }}>{c.kind === 'MAIL' ? c.to.join(', ') : c.url}</Box> },
    { id: 'routes', head: t('notify.col.routes'), cell: (c) => c.routes.map((r, i) => <Box key={i}>{routeText(r, sites, rules, texts)}</Box>) },
    { id: 'state', head: t('notify.col.state'), cell: (c) => <StatusBadge tone={c.enabled ? 'ok' : 'quiet'}>{t(c.enabled ? 'rules.on' : 'rules.off')}</StatusBadge> },
    { id: 'act', head: <span className="visually-hidden">{t('notify.col.act')}</span>, align: 'right', cell: (c) => <TestButton channel={c} /> },
  ];
  return <DataTable label={t('notify.channels')} columns={columns} rows={channels} rowKey={(c) => c.id} />;
}

/** Sends a test message, and says how it fared. */
function TestButton({ channel }: { channel: NotificationChannel }) {
  const texts = useTexts();
  const { t } = texts;
  const test = useTestChannel();
  const sent = test.data?.state === 'SENT';
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', alignItems: 'flex-end' }}>
      <Button size="small" onClick={() => test.mutate(channel.id)} disabled={test.isPending} aria-label={t('notify.test_of', { name: channel.name })}>
        {t(test.isPending ? 'notify.testing' : 'notify.test')}
      </Button>
      {test.data ? (
        <Box role={sent ? 'status' : 'alert'} data-testid="test-outcome" sx={{ typography: 'body2', color: sent ? 'success.main' : 'error.main', overflowWrap: 'anywhere', maxWidth: 320 }}>
          {sent ? t('notify.test_sent') : t('notify.test_failed', { error: deliveryTrouble(test.data, texts) })}
        </Box>
      ) : null}
      {test.error ? (
        <Box role="alert" sx={{ typography: 'body2', color: 'error.main' }}>
          {problemText(test.error, texts)}
        </Box>
      ) : null}
    </Box>
  );
}
