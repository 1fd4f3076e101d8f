import { Button } from '@mui/material';
import { useState } from 'react';
import { useHandleAlarm } from '../../api/alarms';
import { problemText } from '../../api/problem';
import { useMe } from '../../api/queries';
import type { EventItem } from '../../api/types';
import { useTexts } from '../../i18n/useTexts';
import { AcknowledgeDialog, ShelveDialog } from './AlarmDialogs';
import { AlarmHistory } from './AlarmHistory';

interface AlarmActionsProps {
  event: EventItem;
  zone: string;
}

/** What can be done about an alarm: acknowledge it, put it aside or take it back, read its life. */
export function AlarmActions({ event, zone }: AlarmActionsProps) {
  const texts = useTexts();
  const { t } = texts;
  const may = useMe().data?.permissions.includes('OPERATE') ?? false;
  const unshelve = useHandleAlarm(event.id);
  const [shown, show] = useState<'acknowledge' | 'shelve' | 'history' | null>(null);
  const close = () => show(null);
  const open = event.cleared_at === null;
  const aside = isAside(event);
  return (
    <>
      {may && event.acknowledged_at === null ? (
        <Button size="small" variant={open ? 'contained' : 'text'} onClick={() => show('acknowledge')}>
          {t('alarm.acknowledge')}
        </Button>
      ) : null}
      {may && open && !aside ? (
        <Button size="small" onClick={() => show('shelve')}>
          {t('alarm.shelve')}
        </Button>
      ) : null}
      {may && aside ? (
        <Button size="small" disabled={unshelve.isPending} onClick={() => unshelve.mutate({ act: 'unshelve', body: { version: event.version } })}>
          {t('alarm.unshelve')}
        </Button>
      ) : null}
      <Button size="small" onClick={() => show('history')}>
        {t('alarm.history')}
      </Button>
      {unshelve.error ? <span role="alert">{problemText(unshelve.error, texts)}</span> : null}
      {shown === 'acknowledge' ? <AcknowledgeDialog event={event} onClose={close} /> : null}
      {shown === 'shelve' ? <ShelveDialog event={event} onClose={close} /> : null}
      {shown === 'history' ? <AlarmHistory event={event} zone={zone} onClose={close} /> : null}
    </>
  );
}

/** Whether an alarm is put aside now. */
export function isAside(event: EventItem): boolean {
  return event.shelved_until !== null && Date.parse(event.shelved_until) > Date.now();
}
