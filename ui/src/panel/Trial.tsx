import { Box, Button, Checkbox, FormControlLabel, MenuItem, TextField } from '@mui/material';
import { useState, type FormEvent } from 'react';
import type { Attempt, Look, Tried } from '../api/panel';
import { Complaint } from '../control/OrderDialog';
import { upperFirst } from '../control/wording';
import { Choice } from '../design/Choice';
import { Panel } from '../design/Panel';
import { isKey, type PlainKey } from '../i18n/translate';
import { useTexts } from '../i18n/useTexts';
import { isDirected, kindOf } from '../lib/wording';
import { benchText } from './benchValue';
import { useAsking } from './useAsking';

/** The unit in which a set-point channel is tried. */
function unitOf(channel: string): string {
  if (channel.includes('ReactivePower')) return 'var';
  if (channel.includes('Power')) return 'W';
  return channel.includes('Current') ? 'A' : '';
}

interface TrialProps {
  look: Pick<Look, 'writable' | 'values'>;
  /** Writes the set-point, holds it and undoes it. */
  attempt: (attempt: Attempt) => Promise<Tried>;
  /** What whoever tries it has to confirm; nothing on site. */
  confirm?: string;
}

/** Tries a set-point: written, held for a few seconds, undone. */
export function Trial({ look, attempt, confirm }: TrialProps) {
  const { t } = useTexts();
  const [channel, setChannel] = useState(look.writable[0] ?? '');
  const [way, setWay] = useState<'1' | '-1'>('1');
  const { busy, problem, answer, ask, complain } = useAsking<Tried>();
  const unit = unitOf(channel);
  const directed = isDirected(channel, unit);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = Number(String(form.get('value') ?? '').trim().replace(',', '.'));
    const seconds = Number(form.get('seconds'));
    const reason = String(form.get('reason') ?? '').trim();
    if (String(form.get('value')).trim() === '' || !Number.isFinite(value) || (directed && value < 0)) complain(t('commission.bad_value'));
    else if (!Number.isInteger(seconds) || seconds < 1 || seconds > 30) complain(t('commission.bad_seconds'));
    else if (reason === '') complain(t('order.missing_reason'));
    else if (confirm !== undefined && form.get('confirmed') === null) complain(t('commission.not_confirmed'));
    else ask(() => attempt({ channel, value: directed ? Number(way) * value : value, seconds, reason }));
  };
  return (
    <Panel title={t('commission.try')} lead={t('commission.try_lead')}>
      <Box component="form" noValidate onSubmit={submit} sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
        <TextField select label={t('commission.channel')} value={channel} onChange={(e) => setChannel(e.target.value)}>
          {look.writable.map((c) => (
            <MenuItem key={c} value={c}>{c}</MenuItem>
          ))}
        </TextField>
        <Direction look={look} channel={channel} unit={unit} way={way} onChange={setWay} />
        <TextField name="value" label={t('commission.value', { unit: unit || '1' })} required autoComplete="off" slotProps={{ htmlInput: { inputMode: 'decimal' } }} />
        <TextField name="seconds" label={t('commission.seconds')} defaultValue="5" required slotProps={{ htmlInput: { inputMode: 'numeric' } }} />
        <TextField name="reason" label={t('order.reason')} required autoComplete="off" sx={{ gridColumn: '1 / -1' }} />
        {confirm === undefined ? null : <FormControlLabel sx={{ gridColumn: '1 / -1' }} control={<Checkbox name="confirmed" />} label={confirm} />}
        {problem === null ? null : <Box sx={{ gridColumn: '1 / -1' }}><Complaint problem={problem} /></Box>}
        <Button type="submit" variant="contained" disabled={busy} sx={{ gridColumn: '1 / -1' }}>
          {t(busy ? 'commission.trying' : 'commission.try_now')}
        </Button>
      </Box>
      {answer && !busy ? <Outcome tried={answer} /> : null}
    </Panel>
  );
}

interface DirectionProps {
  look: Pick<Look, 'values'>;
  channel: string;
  unit: string;
  way: '1' | '-1';
  onChange: (way: '1' | '-1') => void;
}

/** Which way a power is to flow, in words; nothing for a channel without a direction. */
function Direction({ look, channel, unit, way, onChange }: DirectionProps) {
  const { t } = useTexts();
  if (!isDirected(channel, unit)) return <span />;
  const kind = kindOf(look.values.find((v) => v.channel === channel.replace(/^Set/, ''))?.nature ?? 'ESS');
  const label = (w: '1' | '-1') => {
    if (unit === 'var') return t(w === '1' ? 'flow.absorbing' : 'flow.supplying');
    const key = `act.${w === '1' ? 'away' : 'towards'}.${kind}`;
    return isKey(key) ? upperFirst(t(key as PlainKey)) : key;
  };
  return <Choice label={t('override.direction')} value={way} options={[{ value: '1', label: label('1') }, { value: '-1', label: label('-1') }]} onChange={onChange} fullWidth />;
}

function Outcome({ tried }: { tried: Tried }) {
  const texts = useTexts();
  const { t } = texts;
  const rows = [
    ['commission.before', tried.before],
    ['commission.applied', tried.applied],
    ['commission.after', tried.after],
  ] as const;
  return (
    <Box role="status" data-testid="tried" component="dl" className="figures" sx={{ mt: 2, mb: 0, display: 'grid', gridTemplateColumns: 'max-content 1fr', columnGap: 2, rowGap: 0.5 }}>
      {rows.map(([label, v]) => (
        <Box key={label} sx={{ display: 'contents' }}>
          <Box component="dt" sx={{ color: 'text.secondary' }}>{t(label)}</Box>
          <Box component="dd" sx={{ m: 0, fontWeight: 560 }}>{v.value === null ? t('commission.not_told') : benchText(v, texts)}</Box>
        </Box>
      ))}
    </Box>
  );
}
