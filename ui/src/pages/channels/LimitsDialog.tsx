import { Box, FormControlLabel, Switch } from '@mui/material';
import { useState } from 'react';
import { readChannelSettings, useSayOfChannel, type ChannelSettings } from '../../api/channels';
import type { ChannelItem } from '../../api/types';
import { TakeNewest } from '../../control/TakeNewest';
import { useTexts } from '../../i18n/useTexts';
import { channelKey } from '../../live/store';
import { FormDialog } from '../admin/FormDialog';
import { ChannelField, NumberField } from '../rules/RuleFields';
import { limitFields, limitsFrom, typedOf, type Typed } from './upkeep';

interface LimitsDialogProps {
  site: string;
  channels: readonly ChannelItem[];
  settings: readonly ChannelSettings[];
  /** The channel to begin with; "" to choose one. */
  channel: string;
  onClose: () => void;
}

/** Says what a channel can be. Which fields there are depends on whether it counts. */
export function LimitsDialog({ site, channels, settings, channel, onClose }: LimitsDialogProps) {
  const { t } = useTexts();
  const form = useLimitsForm(site, settings, channel, onClose);
  const { name, typed, change } = form;
  const of = channels.find((c) => channelKey(c.asset, c.name) === name);
  const counts = of !== undefined && of.unit === 'Wh' && of.kind === 'measurement' && of.name !== 'Capacity';
  return (
    <FormDialog
      maxWidth="sm"
      title={t('upkeep.limits_title')}
      lead={t('upkeep.limits_lead')}
      submit={t('upkeep.save')}
      busy={form.busy}
      ready={of !== undefined}
      problem={form.problem}
      remedy={<TakeNewest problem={form.problem} take={() => void form.refresh()} />}
      onSubmit={() => form.save(counts)}
      onClose={onClose}
    >
      <Box sx={{ display: 'flex' }}>
        <ChannelField label={t('upkeep.channel')} value={name} onChange={form.choose} known={channels} />
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
        {limitFields.filter((f) => counts || f !== 'rollover').map((field) => (
          <NumberField
            key={field}
            label={t(`upkeep.${field}`)}
            unit={of ? (field === 'per_second' ? `${of.unit}/s` : of.unit) : ''}
            value={typed[field]}
            onChange={(value) => change({ [field]: value })}
            help={t(field === 'rollover' ? 'upkeep.rollover_help' : 'upkeep.empty_means_none')}
          />
        ))}
      </Box>
      {counts ? (
        <FormControlLabel control={<Switch checked={typed.no_reset} onChange={(e) => change({ no_reset: e.target.checked })} />} label={t('upkeep.no_reset')} />
      ) : null}
    </FormDialog>
  );
}

function useLimitsForm(site: string, settings: readonly ChannelSettings[], channel: string, onClose: () => void) {
  const { t } = useTexts();
  const [name, setName] = useState(channel);
  // What is typed is sent under the version that it began with, whatever is read meanwhile.
  const [{ version, typed }, setForm] = useState(() => formOf(settings, channel));
  const [wrong, setWrong] = useState<unknown>(null);
  const saving = useSayOfChannel(site);
  const begin = (said: readonly ChannelSettings[], of: string) => {
    setForm(formOf(said, of));
    setWrong(null);
    saving.reset();
  };
  return {
    name,
    typed,
    busy: saving.isPending,
    problem: wrong ?? saving.error,
    change: (next: Partial<Typed>) => setForm({ version, typed: { ...typed, ...next } }),
    choose: (next: string) => {
      if (next === name) return;
      setName(next);
      begin(settings, next);
    },
    refresh: () => readChannelSettings(site).then((newest) => begin(newest, name), setWrong),
    save: (counts: boolean) => {
      saving.reset();
      const limits = limitsFrom(name, version, counts ? typed : { ...typed, rollover: '', no_reset: false }, t);
      setWrong(typeof limits === 'string' ? limits : null);
      if (typeof limits !== 'string') saving.mutate(limits, { onSuccess: onClose });
    },
  };
}

/** What is said of a channel as it is typed, and the version that was read. */
function formOf(settings: readonly ChannelSettings[], channel: string): { version: number; typed: Typed } {
  const said = settings.find((s) => s.channel === channel);
  return { version: said?.version ?? 0, typed: typedOf(said) };
}
