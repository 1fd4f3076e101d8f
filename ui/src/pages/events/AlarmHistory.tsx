import { Box, Button, Drawer } from '@mui/material';
import { useAlarmHistory, type AlarmChange } from '../../api/alarms';
import { reasonText } from '../../api/reasons';
import type { EventItem } from '../../api/types';
import { RunbookLink } from '../../control/Runbook';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { eventText } from './EventRow';

interface AlarmHistoryProps {
  event: EventItem;
  zone: string;
  onClose: () => void;
}

/** The life of an alarm, step by step, and what to do about it. */
export function AlarmHistory({ event, zone, onClose }: AlarmHistoryProps) {
  const texts = useTexts();
  const { t } = texts;
  const history = useAlarmHistory(event.id);
  return (
    <Drawer anchor="right" open onClose={onClose} slotProps={{ paper: { 'aria-label': t('alarm.history'), role: 'dialog', sx: { width: { xs: '100%', sm: 460 }, p: 3, backgroundImage: 'none' } } }}>
      <Box component="h2" sx={{ typography: 'h6', m: 0 }}>
        {eventText(event, texts)}
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'center', typography: 'body2', color: 'text.secondary', mb: 2 }}>
        {event.site_name}
        <RunbookLink code={event.code} />
      </Box>
      <Loaded query={history} heights={[240]}>
        {(data) =>
          data.items.length ? (
            <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
              {data.items.map((step, i) => (
                <Step key={i} step={step} event={event} zone={zone} />
              ))}
            </Box>
          ) : (
            <EmptyState icon="events" title={t('alarm.no_history')} next={t('alarm.no_history_next')} />
          )
        }
      </Loaded>
      <Button onClick={onClose} sx={{ mt: 3, alignSelf: 'flex-start' }}>
        {t('alarm.close')}
      </Button>
    </Drawer>
  );
}

function Step({ step, event, zone }: { step: AlarmChange; event: EventItem; zone: string }) {
  const { t, format, language } = useTexts();
  const note = step.change === 'CLEARED' ? (step.note ? (reasonText(language, step.note, { ...event.params, device: event.device || event.asset }) ?? step.note) : '') : step.note;
  const details = [step.actor, step.until === null ? '' : t('alarm.until', { time: format.dateTime(step.until, zone) }), note].filter(Boolean);
  return (
    <Box component="li" sx={{ borderLeft: 2, borderColor: step.alarm === event.id ? 'primary.main' : 'divider', pl: 2, py: 1 }}>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 2 }}>
        <Box sx={{ fontWeight: 560 }}>{t(`alarm.change.${step.change}`)}</Box>
        <Box className="figures" sx={{ typography: 'body2', color: 'text.secondary' }}>
          {format.dateTime(step.at, zone)}
        </Box>
      </Box>
      {details.length ? <Box sx={{ typography: 'body2', color: 'text.secondary', overflowWrap: 'anywhere' }}>{details.join(' · ')}</Box> : null}
    </Box>
  );
}
