import { Alert, Box, Button } from '@mui/material';
import { useRef } from 'react';
import { Problem, problemText } from '../../api/problem';
import { useRebalance, type Cycle } from '../../api/microgrid';
import { newOrderID } from '../../control/acts';
import { Icon } from '../../design/icons';
import { useTexts } from '../../i18n/useTexts';
import { join } from '../../lib/format';
import { useGrid } from './context';
import { inputText, nodeName } from './explain';

interface RebalanceProps {
  /** Only what hangs on this node may be given anything new; null is all. */
  node: string | null;
}

/** Runs a cycle for who may, and says what it came to. Sent again after silence it is the same cycle. */
export function RebalanceButton({ node }: RebalanceProps) {
  const { t } = useTexts();
  const { id, lexicon, may, read } = useGrid();
  const rebalance = useRebalance(id);
  const once = useRef(newOrderID());
  if (!may.operate) return null;
  const run = () =>
    rebalance.mutate(
      { once: once.current, node },
      {
        onSuccess: (cycle) => {
          once.current = newOrderID();
          read(cycle.cycle_id);
        },
        onError: (error) => {
          if (error instanceof Problem && error.status !== 0) once.current = newOrderID();
        },
      },
    );
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', alignItems: { sm: 'flex-end' }, gap: 1, minWidth: 0 }}>
      <Button variant={node === null ? 'contained' : 'outlined'} onClick={run} disabled={rebalance.isPending} startIcon={<Icon name="microgrid" size={20} />}>
        {rebalance.isPending ? t('microgrid.rebalancing') : node === null ? t('microgrid.rebalance') : t('microgrid.rebalance_below', { node: nodeName(lexicon, node) })}
      </Button>
      <Box role="status" sx={{ typography: 'body2', color: 'text.secondary' }}>
        {rebalance.data && !rebalance.isPending ? <Outcome cycle={rebalance.data} /> : null}
      </Box>
      {rebalance.error ? <Refusal error={rebalance.error} /> : null}
    </Box>
  );
}

function Outcome({ cycle }: { cycle: Cycle }) {
  const { t, format } = useTexts();
  if (cycle.outcome !== 'CURTAILED' || !cycle.allocation_summary) return t(cycle.outcome === 'REJECTED' ? 'microgrid.rebalanced.REJECTED' : 'microgrid.rebalanced.APPLIED');
  const { allocated_watts: given, requested_watts: asked } = cycle.allocation_summary;
  return t('microgrid.rebalanced.CURTAILED', { given: join(format.power(given)), asked: join(format.power(asked)) });
}

/** Why there was no cycle, with every input that is missing by the name of its node. */
function Refusal({ error }: { error: unknown }) {
  const texts = useTexts();
  const { lexicon } = useGrid();
  const missing = error instanceof Problem ? (error.document.missing_inputs ?? []) : [];
  return (
    <Alert severity="error" sx={{ maxWidth: 560 }}>
      {missing.length === 0 ? problemText(error, texts) : texts.t('microgrid.rebalanced.REJECTED')}
      {missing.length > 0 ? (
        <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
          {missing.slice(0, 8).map((m) => (
            <li key={`${m.node_id}${m.input}`}>{texts.t('microgrid.missing', { node: nodeName(lexicon, m.node_id), input: inputText(m.input, lexicon) })}</li>
          ))}
        </Box>
      ) : null}
    </Alert>
  );
}
