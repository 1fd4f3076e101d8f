import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useId, useRef, useState, type FormEvent } from 'react';
import { readVirtual, useArchiveVirtual, useSaveVirtual, useTryVirtual, type VirtualChannel, type VirtualDraft, type VirtualTrial } from '../../api/channels';
import type { ChannelItem } from '../../api/types';
import { newOrderID } from '../../control/acts';
import { Complaint } from '../../control/OrderDialog';
import { TakeNewest } from '../../control/TakeNewest';
import { SureButton } from '../../design/SureButton';
import { useTexts } from '../../i18n/useTexts';
import { InputFields, NumberField } from '../rules/RuleFields';
import { trialLines, virtualForm, virtualFrom, type VirtualForm } from './upkeep';

interface VirtualDialogProps {
  site: string;
  channels: readonly ChannelItem[];
  /** The one to change; null for a new one. */
  channel: VirtualChannel | null;
  onClose: () => void;
}

/** Writes a formula over channels, tries it on the last 24 hours, and keeps it. */
export function VirtualDialog({ site, channels, channel, onClose }: VirtualDialogProps) {
  const { t } = useTexts();
  const heading = useId();
  const form = useVirtualForm(site, channel, onClose);
  return (
    <Dialog open onClose={form.busy ? undefined : onClose} fullWidth maxWidth="md" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <Box component="form" noValidate onSubmit={form.save} sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}>
        <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>
          {channel ? t('upkeep.virtual_edit', { name: channel.name }) : t('upkeep.virtual_title')}
        </DialogTitle>
        <DialogContent tabIndex={0} sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, '& > *': { flexShrink: 0 } }}>
          <Fields form={form.value} change={form.change} channels={channels} fixed={channel !== null} />
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
            <Button variant="outlined" onClick={form.test} disabled={form.trying}>
              {t('upkeep.try')}
            </Button>
            <Box sx={{ typography: 'body2', color: 'text.secondary', flex: '1 1 240px' }}>{t('upkeep.try_help')}</Box>
          </Box>
          {form.trial ? <Trial trial={form.trial} /> : null}
          {form.problem === null ? null : <Complaint problem={form.problem} />}
          <TakeNewest problem={form.problem} take={() => void form.refresh()} />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 3, flexWrap: 'wrap', rowGap: 1 }}>
          {channel ? <SureButton label={t('upkeep.archive')} sure={t('upkeep.archive_sure')} act={form.archive} busy={form.busy} /> : null}
          <Button color="inherit" onClick={onClose} disabled={form.busy}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" variant="contained" disabled={form.busy}>
            {t(form.busy ? 'dialog.busy' : 'upkeep.save')}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}

interface FieldsProps {
  form: VirtualForm;
  change: (next: Partial<VirtualForm>) => void;
  channels: readonly ChannelItem[];
  /** Whether name and unit stay. */
  fixed: boolean;
}

function Fields({ form, change, channels, fixed }: FieldsProps) {
  const { t } = useTexts();
  const shrink = { inputLabel: { shrink: true } };
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, pt: 1 }}>
        <TextField label={t('upkeep.name')} required disabled={fixed} autoComplete="off" value={form.name} onChange={(e) => change({ name: e.target.value })} helperText={t(fixed ? 'upkeep.name_stays' : 'upkeep.name_help')} slotProps={shrink} sx={{ flex: '2 1 240px' }} />
        <TextField label={t('upkeep.unit')} disabled={fixed} autoComplete="off" value={form.unit} onChange={(e) => change({ unit: e.target.value })} helperText={fixed ? ' ' : t('upkeep.unit_help')} slotProps={shrink} sx={{ flex: '1 1 120px' }} />
        <NumberField label={t('upkeep.max_age')} unit="s" value={form.maxAge} onChange={(maxAge) => change({ maxAge })} help={t('upkeep.max_age_help')} required />
      </Box>
      <TextField label={t('upkeep.formula')} required fullWidth value={form.formula} onChange={(e) => change({ formula: e.target.value })} placeholder="grid - ev" helperText={t('upkeep.formula_help')} slotProps={{ ...shrink, htmlInput: { maxLength: 500, spellCheck: false, style: { fontFamily: 'monospace' } } }} />
      <InputFields legend={t('upkeep.inputs')} inputs={form.inputs} change={(inputs) => change({ inputs })} known={channels} />
    </>
  );
}

const box = { width: 600, height: 90 };

function Trial({ trial }: { trial: VirtualTrial }) {
  const { t, format } = useTexts();
  if (trial.instants === 0) return <Box role="status">{t('upkeep.trial_none')}</Box>;
  const course = trialLines(trial, box.width, box.height);
  if (course === null) return <Box role="status">{t('upkeep.trial_unknown', { instants: format.number(trial.instants, 0) })}</Box>;
  const { min, max } = course;
  return (
    <Box data-testid="virtual-trial">
      <Box role="status" sx={{ mb: 1 }}>
        {t('upkeep.trial', { known: format.number(trial.known, 0), instants: format.number(trial.instants, 0), unit: trial.unit, min: format.measure(min, trial.unit), max: format.measure(max, trial.unit) })}
      </Box>
      <Box component="svg" role="img" aria-label={t('upkeep.trial_alt')} viewBox={`0 -4 ${box.width} ${box.height + 8}`} preserveAspectRatio="none" sx={{ display: 'block', width: 1, height: 98, color: 'primary.main' }}>
        {course.lines.map((points) => (
          <polyline key={points} points={points} fill="none" stroke="currentColor" strokeWidth={1.5} vectorEffect="non-scaling-stroke" />
        ))}
      </Box>
    </Box>
  );
}

function useVirtualForm(site: string, channel: VirtualChannel | null, onClose: () => void) {
  const { t } = useTexts();
  const [value, setValue] = useState(() => virtualForm(channel));
  const [of, setOf] = useState(channel);
  const [wrong, setWrong] = useState<unknown>(null);
  const once = useRef(newOrderID());
  const saving = useSaveVirtual(site);
  const archiving = useArchiveVirtual();
  const trial = useTryVirtual(site);
  const clear = () => [saving, archiving, trial].forEach((m) => m.reset());
  const withDraft = (act: (draft: VirtualDraft) => void) => {
    const draft = virtualFrom(value, t);
    clear();
    setWrong(typeof draft === 'string' ? draft : null);
    if (typeof draft !== 'string') act(draft);
  };
  const refresh = async () => {
    if (!of) return;
    clear();
    try {
      const newest = await readVirtual(of.id);
      setOf(newest);
      setValue(virtualForm(newest));
      setWrong(null);
    } catch (error) {
      setWrong(error);
    }
  };
  return {
    value,
    refresh,
    problem: wrong ?? saving.error ?? archiving.error ?? trial.error,
    busy: saving.isPending || archiving.isPending,
    trying: trial.isPending,
    trial: trial.data,
    change: (next: Partial<VirtualForm>) => {
      setValue({ ...value, ...next });
      setWrong(null);
      clear(); // a trial of something else would mislead
    },
    test: () => withDraft((draft) => trial.mutate(draft)),
    save: (event: FormEvent) => {
      event.preventDefault();
      withDraft((draft) => saving.mutate({ once: once.current, of, draft }, { onSuccess: onClose, onError: () => (once.current = newOrderID()) }));
    },
    archive: () => {
      setWrong(null);
      clear();
      if (of) archiving.mutate(of, { onSuccess: onClose });
    },
  };
}
