import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { useTexts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { useGrid } from './context';
import { Section } from './NodePanel';
import { OverrideDialog, WithdrawDialog } from './OverrideDialog';
import { useReasons } from './overrides';
import { commandOf, envelopeName } from './source';

/** What operators have bounded a node to, until when and why, and the way to do so. */
export function Overrides({ node }: { node: string }) {
  const { t, word, format } = useTexts();
  const { depot, zone, may } = useGrid();
  const [giving, setGiving] = useState(false);
  const [ending, setEnding] = useState('');
  const held = depot.operating_envelopes.filter((e) => e.node_id === node && commandOf(e) !== '');
  const reasons = useReasons(held);
  if (held.length === 0 && !may.operate) return null;
  return (
    <Section title={t('envelope.override.of_node')}>
      {held.map((e) => (
        <Box key={e.envelope_id} data-testid="override" sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 2, py: 0.75, borderBottom: 1, borderColor: 'divider' }}>
          <Box sx={{ minWidth: 0 }}>
            <Box sx={{ fontWeight: 560 }}>{`${word('microgrid.kind', e.constraint_type)} ≤ ${join(format.power(e.blocks[0]?.max_limit_watts ?? 0))}`}</Box>
            <Box sx={{ typography: 'body2', color: 'text.secondary', overflowWrap: 'anywhere' }}>
              {[t('override.until', { time: format.dateTime(e.effective_to, zone) }), envelopeName(e, reasons)].filter(Boolean).join(' · ')}
            </Box>
          </Box>
          {may.operate ? (
            <Button variant="outlined" sx={{ flex: 'none' }} onClick={() => setEnding(commandOf(e))}>
              {t('envelope.override.withdraw')}
            </Button>
          ) : null}
        </Box>
      ))}
      {held.length === 0 ? <Box sx={{ color: 'text.secondary' }}>{t('envelope.override.none')}</Box> : null}
      {may.operate ? (
        <Button variant="outlined" sx={{ mt: 1.5 }} onClick={() => setGiving(true)}>
          {t('envelope.override.give')}
        </Button>
      ) : null}
      {giving ? <OverrideDialog node={node} onClose={() => setGiving(false)} /> : null}
      {ending === '' ? null : <WithdrawDialog command={ending} node={node} onClose={() => setEnding('')} />}
    </Section>
  );
}
