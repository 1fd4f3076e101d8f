import { Box, TextField } from '@mui/material';
import { useState } from 'react';
import type { ControlAsset } from '../api/types';
import { Choice } from '../design/Choice';
import { useTexts, type Texts } from '../i18n/useTexts';
import { isKey, type PlainKey } from '../i18n/translate';
import { join } from '../lib/format';
import { OrderDialog } from './OrderDialog';
import { directions, readKilowatts } from './power';
import { kindOfAsset, upperFirst } from './wording';

const minute = 60_000;
const lengths = [15, 60, 240, 480] as const;

/** Takes an asset by hand: direction, power, how long, and why. */
export function OverrideDialog({ asset, zone, onClose }: { asset: ControlAsset; zone: string; onClose: () => void }) {
  const texts = useTexts();
  const { t, format } = texts;
  const { min_watts: min = 0, max_watts: max = 0 } = asset;
  const ways = directions(min, max);
  const [way, setWay] = useState<1 | -1>(ways[0] ?? 1);
  const [minutes, setMinutes] = useState<number>(lengths[1]);
  const [power, setPower] = useState('');
  const most = way > 0 ? max : -min;
  const least = way > 0 ? Math.max(0, min) : Math.max(0, -max);
  const bounds = { low: join(format.power(least)), high: join(format.power(most)) };
  const compose = () => {
    const watts = readKilowatts(power);
    if (watts === null) return t('override.missing_power');
    if (watts > most || watts < least) return t('override.bad_power', bounds);
    return { kind: 'OVERRIDE' as const, asset: asset.key, payload: { active_power_watts: way * watts }, lasts: minutes * minute };
  };
  return (
    <OrderDialog title={t('override.set_for', { asset: asset.name })} lead={t('override.lead')} compose={compose} onClose={onClose}>
      {ways.length > 1 ? (
        <Labelled label={t('override.direction')}>
          <Choice label={t('override.direction')} value={String(way)} options={ways.map((w) => ({ value: String(w), label: directionWord(asset, w, texts) }))} onChange={(v) => setWay(v === '1' ? 1 : -1)} fullWidth />
        </Labelled>
      ) : null}
      <TextField
        name="power"
        label={ways.length > 1 ? t('override.power') : `${directionWord(asset, way, texts)}: ${t('override.power')}`}
        value={power}
        onChange={(e) => setPower(e.target.value)}
        helperText={t('override.power_help', bounds)}
        required
        fullWidth
        autoComplete="off"
        slotProps={{ htmlInput: { inputMode: 'decimal' } }}
      />
      <Labelled label={`${t('override.for')} · ${t('override.until', { time: format.time(Date.now() + minutes * minute, zone) })}`}>
        <Choice label={t('override.for')} value={String(minutes)} options={lengths.map((n) => ({ value: String(n), label: n < 60 ? t('override.minutes', { n }) : t('override.hours', { n: n / 60 }) }))} onChange={(v) => setMinutes(Number(v))} fullWidth />
      </Labelled>
    </OrderDialog>
  );
}

function directionWord(asset: ControlAsset, way: 1 | -1, { t }: Pick<Texts, 't'>): string {
  const key = `act.${way > 0 ? 'away' : 'towards'}.${kindOfAsset(asset)}`;
  return isKey(key) ? upperFirst(t(key as PlainKey)) : key;
}

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Box>
      <Box aria-hidden="true" sx={{ typography: 'body2', color: 'text.secondary', mb: 0.75 }}>
        {label}
      </Box>
      {children}
    </Box>
  );
}
