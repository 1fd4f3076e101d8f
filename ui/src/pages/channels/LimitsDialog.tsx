import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, FormControlLabel, Switch } from '@mui/material';
import { useId, useState, type FormEvent } from 'react';
import { useSayOfChannel, type ChannelLimits, type ChannelSettings } from '../../api/channels';
import type { ChannelItem } from '../../api/types';
import { Complaint } from '../../control/OrderDialog';
import { useTexts } from '../../i18n/useTexts';
import { channelKey } from '../../live/store';
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
  const heading = useId();
  const said = (name: string) => settings.find((s) => s.channel === name);
  const [name, setName] = useState(channel);
  const [typed, setTyped] = useState<Typed>(() => typedOf(said(channel)));
  const [wrong, setWrong] = useState<string | null>(null);
  const saving = useSayOfChannel(site);
  const of = channels.find((c) => channelKey(c.asset, c.name) === name);
  const counts = of !== undefined && of.unit === 'Wh' && of.kind === 'measurement' && of.name !== 'Capacity';
  const choose = (next: string) => {
    if (next === name) return;
    setName(next);
    setTyped(typedOf(said(next)));
    saving.reset();
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    saving.reset();
    const limits: ChannelLimits | string = limitsFrom(name, said(name)?.version ?? 0, counts ? typed : { ...typed, rollover: '', no_reset: false }, t);
    setWrong(typeof limits === 'string' ? limits : null);
    if (typeof limits !== 'string') saving.mutate(limits, { onSuccess: onClose });
  };
  const problem: unknown = wrong ?? saving.error;
  return (
    <Dialog open onClose={saving.isPending ? undefined : onClose} fullWidth maxWidth="sm" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <Box component="form" noValidate onSubmit={save} sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}>
        <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>
          {t('upkeep.limits_title')}
        </DialogTitle>
        <DialogContent tabIndex={0} sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, '& > *': { flexShrink: 0 } }}>
          <Box sx={{ color: 'text.secondary' }}>{t('upkeep.limits_lead')}</Box>
          <Box sx={{ display: 'flex' }}>
            <ChannelField label={t('upkeep.channel')} value={name} onChange={choose} known={channels} />
          </Box>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
            {limitFields.filter((f) => counts || f !== 'rollover').map((field) => (
              <NumberField
                key={field}
                label={t(`upkeep.${field}`)}
                unit={of ? (field === 'per_second' ? `${of.unit}/s` : of.unit) : ''}
                value={typed[field]}
                onChange={(value) => setTyped({ ...typed, [field]: value })}
                help={t(field === 'rollover' ? 'upkeep.rollover_help' : 'upkeep.empty_means_none')}
              />
            ))}
          </Box>
          {counts ? (
            <FormControlLabel control={<Switch checked={typed.no_reset} onChange={(e) => setTyped({ ...typed, no_reset: e.target.checked })} />} label={t('upkeep.no_reset')} />
          ) : null}
          {problem === null ? null : <Complaint problem={problem} />}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 3 }}>
          <Button color="inherit" onClick={onClose} disabled={saving.isPending}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" variant="contained" disabled={saving.isPending || of === undefined}>
            {t(saving.isPending ? 'dialog.busy' : 'upkeep.save')}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
