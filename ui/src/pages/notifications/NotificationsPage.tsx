import { Box } from '@mui/material';
import { useNotificationChannels } from '../../api/notifications';
import { useSites } from '../../api/queries';
import { useRules } from '../../api/rules';
import { Page } from '../../design/Page';
import { Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { EventParts } from '../events/EventParts';
import { ChannelsPanel } from './ChannelsPanel';
import { DeliveryLog } from './DeliveryLog';

/** Who is told of alarms, by which routes, and what became of each message. */
export default function NotificationsPage() {
  const { t } = useTexts();
  const channels = useNotificationChannels();
  const sites = useSites().data?.items ?? [];
  const rules = useRules('').data?.pages.flatMap((p) => p.items) ?? [];
  return (
    <Page title={t('notify.title')} lead={t('notify.lead')}>
      <EventParts shown="notifications" />
      <Loaded query={channels} heights={[200, 320]}>
        {(items) => (
          <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
            <ChannelsPanel channels={items} sites={sites} rules={rules} />
            <DeliveryLog channels={items} />
          </Box>
        )}
      </Loaded>
    </Page>
  );
}
