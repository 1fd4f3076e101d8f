import { Box, TextField } from '@mui/material';
import { useMemo, useState, type ReactNode } from 'react';
import type { ConstraintType } from '../../api/microgrid';
import { GiveContext } from '../../control/acts';
import { OrderDialog } from '../../control/OrderDialog';
import { Choice } from '../../design/Choice';
import { useTexts } from '../../i18n/useTexts';
import { useGrid } from './context';
import { nodeName } from './explain';
import { Select } from './NodeEditor';
import { useGiveLimit } from './overrides';
import { wattsOf } from './words';

const kinds: readonly ConstraintType[] = ['CONSUMPTION_CAP', 'GENERATION_CAP', 'NET_CAP'];
const minute = 60_000;
const lengths = [15, 60, 240, 1440] as const;

/** Bounds a node for a while: what, how much, how long, and why. */
export function OverrideDialog({ node, onClose }: { node: string; onClose: () => void }) {
  const { t, format } = useTexts();
  const { lexicon, zone } = useGrid();
  const [kind, setKind] = useState<ConstraintType>('CONSUMPTION_CAP');
  const [power, setPower] = useState('');
  const [minutes, setMinutes] = useState<number>(lengths[1]);
  const compose = () => {
    const watts = wattsOf(power);
    if (watts === null || !(watts >= 0)) return t('envelope.override.bad_power');
    const bounds = kind === 'NET_CAP' ? { max_watts: watts, min_watts: -watts } : { max_watts: watts };
    return { kind: 'LIMIT' as const, payload: { node_id: node, constraint_type: kind, ...bounds }, lasts: minutes * minute };
  };
  const until = t('override.until', { time: format.dateTime(Date.now() + minutes * minute, zone) });
  return (
    <Giving>
      <OrderDialog title={t('envelope.override.title', { node: nodeName(lexicon, node) })} lead={t('envelope.override.lead')} compose={compose} onClose={onClose}>
        <Select label={t('envelope.override.kind')} value={kind} onChange={(k) => setKind(k as ConstraintType)} options={kinds.map((k) => [k, t(`microgrid.kind.${k}`)])} />
        <TextField name="power" label={t('envelope.override.power')} value={power} onChange={(e) => setPower(e.target.value)} helperText={t('envelope.override.power_help')} required fullWidth autoComplete="off" slotProps={{ htmlInput: { inputMode: 'decimal' } }} />
        <Box>
          <Box aria-hidden="true" sx={{ typography: 'body2', color: 'text.secondary', mb: 0.75 }}>{`${t('override.for')} · ${until}`}</Box>
          <Choice label={t('override.for')} value={String(minutes)} options={lengths.map((n) => ({ value: String(n), label: n < 60 ? t('override.minutes', { n }) : t('override.hours', { n: n / 60 }) }))} onChange={(v) => setMinutes(Number(v))} fullWidth />
        </Box>
      </OrderDialog>
    </Giving>
  );
}

/** Ends an override before its time, with a reason. */
export function WithdrawDialog({ command, node, onClose }: { command: string; node: string | null; onClose: () => void }) {
  const { t } = useTexts();
  const { lexicon } = useGrid();
  const compose = () => ({ kind: 'RELEASE' as const, payload: { command_id: command } });
  return (
    <Giving>
      <OrderDialog title={t('envelope.override.withdraw_of', { node: nodeName(lexicon, node) })} lead={t('envelope.override.withdraw_lead')} compose={compose} onClose={onClose} />
    </Giving>
  );
}

function Giving({ children }: { children: ReactNode }) {
  const give = useGiveLimit();
  return <GiveContext.Provider value={useMemo(() => give, [give])}>{children}</GiveContext.Provider>;
}
