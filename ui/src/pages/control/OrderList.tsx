import { Box } from '@mui/material';
import { useCommand, useCommands } from '../../api/queries';
import type { Command } from '../../api/types';
import { wanted } from '../../control/wording';
import { Panel } from '../../design/Panel';
import { Loaded } from '../../design/States';
import { StatusBadge, type Tone } from '../../design/StatusBadge';
import { useTexts, type Texts } from '../../i18n/useTexts';

const tones: Record<Command['state'], Tone> = {
  ISSUED: 'quiet',
  ACCEPTED: 'brand',
  REJECTED: 'severe',
  CLAMPED: 'warning',
  EXECUTED: 'ok',
  FAILED: 'severe',
  EXPIRED: 'warning',
};

/** What was ordered of the edge, with how far each order has come. */
export function OrderList({ site, zone }: { site: string; zone: string }) {
  const { t } = useTexts();
  const commands = useCommands(site);
  return (
    <Panel title={t('order.recent')} lead={t('order.recent_lead')} flush>
      <Loaded query={commands} heights={[120]}>
        {(items) =>
          items.length === 0 ? (
            <Box sx={{ px: { xs: 2, md: 3 }, pb: 2.5, color: 'text.secondary' }}>{t('order.none')}. {t('order.none_next')}</Box>
          ) : (
            <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
              {items.map((c) => (
                <OrderRow key={c.id} command={c} zone={zone} />
              ))}
            </Box>
          )
        }
      </Loaded>
    </Panel>
  );
}

function OrderRow({ command: c, zone }: { command: Command; zone: string }) {
  const texts = useTexts();
  const { t, word, format } = texts;
  const answers = useCommand(c.id, c.state).data?.acks ?? [];
  // What the edge said counts more than that it had said nothing by then, whichever was noted last.
  const last = answers.findLast((a) => a.state === c.state) ?? answers.at(-1);
  const why = last ? (texts.language === 'de' ? last.text_de : last.text_en) : '';
  return (
    <Box component="li" data-testid="order" sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr auto', md: 'minmax(0, 3fr) minmax(0, 3fr) auto auto' }, columnGap: 2, rowGap: 0.5, alignItems: 'center', px: { xs: 2, md: 3 }, py: 1.5, borderTop: 1, borderColor: 'divider' }}>
      <Box sx={{ minWidth: 0 }}>
        <Box sx={{ fontWeight: 560 }}>{whatText(c, texts)}</Box>
        <Box sx={{ typography: 'body2', color: 'text.secondary' }}>“{c.reason}”</Box>
      </Box>
      <Box sx={{ typography: 'body2', color: c.state === 'REJECTED' ? 'error.main' : 'text.secondary', gridRow: { xs: 2, md: 'auto' }, gridColumn: { xs: '1 / -1', md: 'auto' } }}>
        {why ? upper(why) : c.kind === 'OVERRIDE' ? t('order.expires', { time: format.dateTime(c.expires_at, zone) }) : ''}
      </Box>
      <Box className="figures" sx={{ typography: 'body2', color: 'text.secondary', display: { xs: 'none', md: 'block' } }}>{format.dateTime(c.issued_at, zone)}</Box>
      <StatusBadge tone={tones[c.state]} icon={c.state === 'ISSUED' ? 'clock' : undefined}>{word('order.state', c.state)}</StatusBadge>
    </Box>
  );
}

function upper(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** What an order asks for, in words. */
function whatText(c: Command, texts: Texts): string {
  const { t, word } = texts;
  const kind = word('order.kind', c.kind);
  const payload = (c.payload ?? {}) as Record<string, unknown>;
  const watts = payload.active_power_watts;
  if (typeof watts === 'number') return `${kind}: ${c.asset}, ${wanted('battery', watts, texts)}`;
  if (typeof payload.mode === 'string') return `${kind}: ${word('mode', payload.mode)}`;
  if (typeof payload.enabled === 'boolean') return t(payload.enabled ? 'control.switch_on' : 'control.switch_off');
  return c.asset ? `${kind}: ${c.asset}` : kind;
}
