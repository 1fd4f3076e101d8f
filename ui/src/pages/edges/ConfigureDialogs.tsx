import { Checkbox, FormControlLabel, TextField } from '@mui/material';
import { useState } from 'react';
import type { Edge } from '../../api/edges';
import { useConfiguration, useConfigure, useRestore } from '../../api/provision';
import { useTexts } from '../../i18n/useTexts';
import { FormDialog } from '../admin/FormDialog';

interface DialogProps {
  edge: Edge;
  /** What runs was changed on site. */
  drifted: boolean;
  onClose: () => void;
}

/** Writes a version by hand, from the newest that stands. */
export function ConfigureDialog({ edge, drifted, onClose }: DialogProps) {
  const { t } = useTexts();
  const before = useConfiguration(edge.id, -1);
  const configure = useConfigure(edge.id);
  const [missing, setMissing] = useState('');
  const submit = (form: FormData) => {
    const said = saidBy(form);
    setMissing(said.comment === '' ? t('configuration.missing') : '');
    if (said.comment !== '') configure.mutate({ text: String(form.get('text') ?? ''), after: edge.newest_version, ...said }, { onSuccess: onClose });
  };
  return (
    <FormDialog maxWidth="md" title={t('configuration.write')} lead={t('configuration.write_lead')} submit={t('configuration.send')} busy={configure.isPending || before.isLoading} problem={missing || configure.error || before.error} onSubmit={submit} onClose={onClose}>
      {before.data ? <TextField name="text" label={t('configuration.text')} defaultValue={before.data.text} multiline minRows={12} maxRows={24} required slotProps={{ htmlInput: { spellCheck: false, style: { fontFamily: 'ui-monospace, monospace', fontSize: '0.875rem' } } }} sx={{ mt: 1 }} /> : null}
      <Why drifted={drifted} />
    </FormDialog>
  );
}

/** Goes back to an earlier version: a new one with its content. */
export function RestoreDialog({ edge, version, drifted, onClose }: DialogProps & { version: number }) {
  const { t } = useTexts();
  const restore = useRestore(edge.id);
  const [missing, setMissing] = useState('');
  const submit = (form: FormData) => {
    const said = saidBy(form);
    setMissing(said.comment === '' ? t('configuration.missing') : '');
    if (said.comment !== '') restore.mutate({ version, after: edge.newest_version, ...said }, { onSuccess: onClose });
  };
  return (
    <FormDialog title={t('configuration.back_to', { version })} lead={t('configuration.back_lead')} submit={t('configuration.send')} busy={restore.isPending} problem={missing || restore.error} onSubmit={submit} onClose={onClose}>
      <Why drifted={drifted} />
    </FormDialog>
  );
}

function Why({ drifted }: { drifted: boolean }) {
  const { t } = useTexts();
  return (
    <>
      <TextField name="comment" label={t('order.reason')} required autoComplete="off" slotProps={{ htmlInput: { maxLength: 250 } }} sx={{ mt: 1 }} />
      {drifted ? <FormControlLabel control={<Checkbox name="force" />} label={t('configuration.replace')} /> : null}
    </>
  );
}

function saidBy(form: FormData) {
  return { comment: String(form.get('comment') ?? '').trim(), replace_changed_on_site: form.get('force') !== null };
}
