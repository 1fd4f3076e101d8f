import { TextField } from '@mui/material';
import { useRef, useState } from 'react';
import { useMakeTenant } from '../../api/platform';
import { newOrderID } from '../../control/acts';
import { useTexts } from '../../i18n/useTexts';
import { FormDialog } from './FormDialog';
import { LinkDialog } from './LinkDialog';

const fields = ['name', 'owner_email', 'owner_name', 'why'] as const;

/** Asks for a tenant and its first owner, and shows the link that lets that person in. */
export function MakeTenantDialog({ onClose }: { onClose: () => void }) {
  const { t, language } = useTexts();
  const make = useMakeTenant();
  const once = useRef(newOrderID());
  const [owner, setOwner] = useState({ email: '', name: '' });
  const [missing, setMissing] = useState('');
  if (make.data) return <LinkDialog name={owner.name} email={owner.email} link={make.data} onClose={onClose} />;
  const submit = (form: FormData) => {
    const [name = '', email = '', person = '', why = ''] = fields.map((f) => String(form.get(f) ?? '').trim());
    const incomplete = [name, email, person, why].includes('');
    setMissing(incomplete ? t('tenants.missing') : '');
    if (incomplete) return;
    setOwner({ email, name: person });
    const body = { name, why, owner_email: email, owner_name: person, owner_language: language, compliance_region: 'EU' as const };
    make.mutate({ once: once.current, body }, { onError: () => (once.current = newOrderID()) });
  };
  return (
    <FormDialog title={t('tenants.make_title')} lead={t('tenants.make_lead')} submit={t('tenants.make')} busy={make.isPending} problem={missing || make.error} onSubmit={submit} onClose={onClose}>
      <TextField name="name" label={t('tenants.name')} required fullWidth autoFocus autoComplete="off" slotProps={{ htmlInput: { maxLength: 100 } }} />
      <TextField name="owner_email" type="email" label={t('tenants.owner_email')} required fullWidth autoComplete="off" />
      <TextField name="owner_name" label={t('tenants.owner_name')} required fullWidth autoComplete="off" slotProps={{ htmlInput: { maxLength: 100 } }} />
      <TextField name="why" label={t('tenants.why')} helperText={t('tenants.why_help')} required fullWidth autoComplete="off" slotProps={{ htmlInput: { maxLength: 200 } }} />
    </FormDialog>
  );
}
