import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, FormControlLabel, MenuItem, Switch, TextField } from '@mui/material';
import { useId, useRef, useState, type FormEvent } from 'react';
import { readChannel, useRemoveChannel, useSaveChannel, type ChannelDraft, type NotificationChannel } from '../../api/notifications';
import type { AlarmRule } from '../../api/rules';
import type { SiteMark } from '../../api/types';
import { newOrderID } from '../../control/acts';
import { Complaint } from '../../control/OrderDialog';
import { TakeNewest } from '../../control/TakeNewest';
import { Choice } from '../../design/Choice';
import { SureButton } from '../../design/SureButton';
import { languages } from '../../i18n/translate';
import { useTexts } from '../../i18n/useTexts';
import { SecretDialog } from '../admin/SecretDialog';
import { addressesOf, channelDraft, emptyChannel } from './form';
import { RouteFields } from './RouteFields';

interface ChannelDialogProps {
  /** The channel to change; null for a new one. */
  channel: NotificationChannel | null;
  sites: readonly SiteMark[];
  rules: readonly AlarmRule[];
  onClose: () => void;
}

/** Sets a channel up; the secret of a new webhook is shown once. */
export function ChannelDialog({ channel, sites, rules, onClose }: ChannelDialogProps) {
  const { t } = useTexts();
  const heading = useId();
  const form = useChannelForm(channel, onClose);
  if (form.made?.secret) return <SecretDialog title={t('notify.secret_title', { name: form.made.name })} lead={t('notify.secret_lead')} label={t('notify.secret')} secret={form.made.secret} onClose={onClose} />;
  return (
    <Dialog open onClose={form.busy ? undefined : onClose} fullWidth maxWidth="sm" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <Box component="form" noValidate onSubmit={form.save} sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}>
        <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>
          {channel ? t('notify.edit_title', { name: channel.name }) : t('notify.make_title')}
        </DialogTitle>
        <DialogContent tabIndex={0} sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, '& > *': { flexShrink: 0 } }}>
          <Fields key={form.version} draft={form.value} change={form.change} sites={sites} isNew={channel === null} />
          <RouteFields routes={form.value.routes} change={(routes) => form.change({ routes })} site={form.value.site_id} sites={sites} rules={rules} />
          {form.problem === null ? null : <Complaint problem={form.problem} />}
          <TakeNewest problem={form.problem} take={() => void form.refresh()} />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 3 }}>
          {channel ? <SureButton label={t('rules.remove')} sure={t('rules.remove_sure')} act={form.remove} busy={form.busy} /> : null}
          <Button color="inherit" onClick={onClose} disabled={form.busy}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" variant="contained" disabled={form.busy}>
            {form.busy ? t('dialog.busy') : t('notify.save')}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}

function useChannelForm(channel: NotificationChannel | null, onClose: () => void) {
  const { language } = useTexts();
  const [value, setValue] = useState<ChannelDraft>(() => (channel ? channelDraft(channel) : emptyChannel(language)));
  const [of, setOf] = useState(channel);
  const once = useRef(newOrderID());
  const saving = useSaveChannel();
  const removing = useRemoveChannel();
  const problem: unknown = saving.error ?? removing.error;
  const clear = () => [saving, removing].forEach((m) => m.reset());
  const save = (event: FormEvent) => {
    event.preventDefault();
    clear();
    const onSuccess = (made: NotificationChannel) => (made.secret ? undefined : onClose());
    saving.mutate({ once: once.current, of, draft: value }, { onSuccess, onError: () => (once.current = newOrderID()) });
  };
  const refresh = async () => {
    clear();
    const newest = of ? await readChannel(of.id).catch(() => undefined) : undefined;
    if (!newest) return onClose();
    setOf(newest);
    setValue(channelDraft(newest));
  };
  return {
    value, save, refresh, problem,
    version: of?.version ?? 0,
    made: saving.data,
    change: (next: Partial<ChannelDraft>) => setValue((v) => ({ ...v, ...next })),
    busy: saving.isPending || removing.isPending,
    remove: () => {
      clear();
      if (of) removing.mutate(of, { onSuccess: onClose });
    },
  };
}

interface FieldsProps {
  draft: ChannelDraft;
  change: (next: Partial<ChannelDraft>) => void;
  sites: readonly SiteMark[];
  /** Only a new channel chooses its kind. */
  isNew: boolean;
}

function Fields({ draft, change, sites, isNew }: FieldsProps) {
  const { t } = useTexts();
  const [to, setTo] = useState(draft.to.join('\n'));
  return (
    <>
      <TextField label={t('notify.name')} required autoFocus autoComplete="off" value={draft.name} onChange={(e) => change({ name: e.target.value })} slotProps={{ htmlInput: { maxLength: 100 } }} sx={{ mt: 1 }} />
      {isNew ? <Choice label={t('notify.kind')} value={draft.kind} onChange={(kind) => change({ kind })} options={(['MAIL', 'WEBHOOK'] as const).map((kind) => ({ value: kind, label: t(`notify.kind.${kind}`) }))} /> : null}
      {draft.kind === 'MAIL' ? (
        <>
          <TextField label={t('notify.to')} helperText={t('notify.to_help')} required multiline minRows={2} value={to} onChange={(e) => { setTo(e.target.value); change({ to: addressesOf(e.target.value) }); }} placeholder="ada@example.org" slotProps={{ inputLabel: { shrink: true } }} />
          <TextField select label={t('notify.language')} value={draft.language} onChange={(e) => change({ language: e.target.value as ChannelDraft['language'] })}>
            {languages.map((l) => (
              <MenuItem key={l} value={l}>
                {t(`language.${l}`)}
              </MenuItem>
            ))}
          </TextField>
        </>
      ) : (
        <TextField type="url" label={t('notify.url')} helperText={t('notify.url_help')} required value={draft.url} onChange={(e) => change({ url: e.target.value })} placeholder="https://hooks.example.org/ohmstead" slotProps={{ inputLabel: { shrink: true } }} />
      )}
      <TextField select label={t('notify.site')} value={draft.site_id ?? ''} onChange={(e) => change({ site_id: e.target.value || null })} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
        <MenuItem value="">{t('events.all_sites')}</MenuItem>
        {sites.map((s) => (
          <MenuItem key={s.id} value={s.id}>
            {s.name}
          </MenuItem>
        ))}
      </TextField>
      <Box>
        <FormControlLabel control={<Switch checked={draft.cleared} onChange={(e) => change({ cleared: e.target.checked })} />} label={t('notify.cleared')} />
        <FormControlLabel control={<Switch checked={draft.enabled} onChange={(e) => change({ enabled: e.target.checked })} />} label={t('notify.enabled')} />
      </Box>
    </>
  );
}
