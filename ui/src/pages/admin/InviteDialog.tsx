import { Box, TextField } from '@mui/material';
import { useRef, useState } from 'react';
import { useInvite, type Role } from '../../api/people';
import { newOrderID } from '../../control/acts';
import { Choice } from '../../design/Choice';
import { languages, type Language } from '../../i18n/translate';
import { useTexts } from '../../i18n/useTexts';
import { FormDialog } from './FormDialog';
import { LinkDialog } from './LinkDialog';
import { PlaceField, RoleField, useFirstPlace } from './GrantFields';

/** Asks whom to invite with which role, and shows the link that comes of it. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t, language } = useTexts();
  const invite = useInvite();
  const once = useRef(newOrderID());
  const [missing, setMissing] = useState('');
  const [speaks, setSpeaks] = useState<Language>(language);
  const [role, setRole] = useState<Role>('viewer');
  const [place, setPlace] = useFirstPlace();
  if (invite.data) return <LinkDialog name={invite.data.user.display_name} email={invite.data.user.email} link={invite.data.link} onClose={onClose} />;
  const submit = (form: FormData) => {
    const email = String(form.get('email') ?? '').trim();
    const display_name = String(form.get('name') ?? '').trim();
    setMissing(email === '' || display_name === '' ? t('invite.missing') : '');
    if (email === '' || display_name === '') return;
    const body = { email, display_name, language: speaks, role, ...(place ? { node_id: place } : {}) };
    invite.mutate({ once: once.current, body }, { onError: () => (once.current = newOrderID()) });
  };
  return (
    <FormDialog title={t('invite.title')} lead={t('invite.lead')} submit={t('invite.submit')} busy={invite.isPending} problem={missing || invite.error} onSubmit={submit} onClose={onClose}>
      <TextField name="email" type="email" label={t('invite.email')} required fullWidth autoFocus autoComplete="off" />
      <TextField name="name" label={t('invite.name')} required fullWidth autoComplete="off" slotProps={{ htmlInput: { maxLength: 100 } }} />
      <Box>
        <Choice label={t('invite.language')} value={speaks} options={languages.map((value) => ({ value, label: t(`language.${value}`) }))} onChange={setSpeaks} fullWidth />
      </Box>
      <RoleField label={t('invite.role')} value={role} onChange={setRole} />
      <PlaceField label={t('invite.place')} value={place} onChange={setPlace} />
    </FormDialog>
  );
}
