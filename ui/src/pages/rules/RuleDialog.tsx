import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { useId, useRef, useState, type FormEvent } from 'react';
import { readRule, useRemoveRule, useSaveRule, useTryRule, type AlarmRule } from '../../api/rules';
import type { SiteMark } from '../../api/types';
import { newOrderID } from '../../control/acts';
import { Complaint } from '../../control/OrderDialog';
import { TakeNewest } from '../../control/TakeNewest';
import { SureButton } from '../../design/SureButton';
import { useTexts } from '../../i18n/useTexts';
import { draftFrom, emptyForm, formOf, type RuleForm } from './form';
import { RuleFields } from './RuleFields';
import { TrialView } from './TrialView';

interface RuleDialogProps {
  /** The rule to change; null to write a new one. */
  rule: AlarmRule | null;
  sites: readonly SiteMark[];
  /** The site a new one is for unless another is chosen; "" for all. */
  site: string;
  onClose: () => void;
}

/** Writes a rule, tries it on the last 24 hours, and keeps it; a change of somebody else is said and can be taken over. */
export function RuleDialog({ rule, sites, site, onClose }: RuleDialogProps) {
  const { t } = useTexts();
  const heading = useId();
  const form = useRuleForm(rule, site, onClose);
  return (
    <Dialog open onClose={form.busy ? undefined : onClose} fullWidth maxWidth="md" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <Box component="form" noValidate onSubmit={form.save} sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}>
        <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>
          {rule ? t('rules.edit_title', { name: rule.name }) : t('rules.make_title')}
        </DialogTitle>
        <DialogContent tabIndex={0} sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, '& > *': { flexShrink: 0 } }}>
          <RuleFields form={form.value} change={form.change} sites={sites} />
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
            <Button variant="outlined" onClick={form.test} disabled={form.trying}>
              {t(form.trying ? 'rules.trying' : 'rules.try')}
            </Button>
            <Box sx={{ typography: 'body2', color: 'text.secondary', flex: '1 1 240px' }}>{t('rules.try_help')}</Box>
          </Box>
          {form.trial ? <TrialView trial={form.trial} form={form.value} sites={sites} /> : null}
          {form.problem === null ? null : <Complaint problem={form.problem} />}
          <TakeNewest problem={form.problem} take={() => void form.refresh()} />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 3, flexWrap: 'wrap', rowGap: 1 }}>
          {rule ? <SureButton label={t('rules.remove')} sure={t('rules.remove_sure')} act={form.remove} busy={form.busy} /> : null}
          <Button color="inherit" onClick={onClose} disabled={form.busy}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" variant="contained" disabled={form.busy}>
            {form.busy ? t('dialog.busy') : t('rules.save')}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}

function useRuleForm(rule: AlarmRule | null, site: string, onClose: () => void) {
  const texts = useTexts();
  const [value, setValue] = useState<RuleForm>(() => (rule ? formOf(rule) : emptyForm(site)));
  const [of, setOf] = useState(rule);
  const [wrong, setWrong] = useState<string | null>(null);
  const once = useRef(newOrderID());
  const saving = useSaveRule();
  const removing = useRemoveRule();
  const trial = useTryRule();
  const problem: unknown = wrong ?? saving.error ?? removing.error ?? trial.error;
  const clear = () => [saving, removing, trial].forEach((m) => m.reset());

  const change = (next: Partial<RuleForm>) => {
    setValue({ ...value, ...next });
    setWrong(null);
    clear(); // a trial of something else would mislead
  };
  const withDraft = (act: (draft: Exclude<ReturnType<typeof draftFrom>, string>) => void) => {
    const draft = draftFrom(value, texts);
    clear();
    setWrong(typeof draft === 'string' ? draft : null);
    if (typeof draft !== 'string') act(draft);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    withDraft((draft) => saving.mutate({ once: once.current, of, draft }, { onSuccess: onClose, onError: () => (once.current = newOrderID()) }));
  };
  const refresh = async () => {
    if (!of) return;
    clear();
    try {
      const newest = await readRule(of.id);
      setOf(newest);
      setValue(formOf(newest));
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    }
  };
  return {
    value, change, save, refresh, problem,
    busy: saving.isPending || removing.isPending,
    trying: trial.isPending,
    trial: trial.data,
    test: () => withDraft((draft) => trial.mutate(draft)),
    remove: () => {
      clear();
      if (of) removing.mutate(of, { onSuccess: onClose });
    },
  };
}
