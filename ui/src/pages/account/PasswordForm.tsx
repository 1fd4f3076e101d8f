import { Box, Button, TextField } from '@mui/material';
import { useRef, useState, type FormEvent } from 'react';
import { useChangePassword, useLoginWays } from '../../api/people';
import { Complaint } from '../../control/OrderDialog';
import { useTexts } from '../../i18n/useTexts';
import { PasswordRules } from '../welcome/PasswordRules';

/** Sets a new password, with the one so far and the rules before anything is refused. */
export function PasswordForm({ email }: { email: string }) {
  const { t } = useTexts();
  const form = useRef<HTMLFormElement>(null);
  const least = useLoginWays().data?.min_password;
  const change = useChangePassword();
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState('');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const current = String(new FormData(event.currentTarget).get('current') ?? '');
    const incomplete = current === '' || password === '';
    setMissing(incomplete ? t('own.missing') : '');
    change.reset();
    if (!incomplete) change.mutate({ current, new: password }, { onSuccess: clear });
  };
  const clear = () => {
    form.current?.reset();
    setPassword('');
  };
  const problem = missing || change.error;
  return (
    <Box ref={form} component="form" noValidate onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <TextField name="current" type="password" label={t('own.current')} helperText={t('own.current_help')} autoComplete="current-password" required fullWidth slotProps={{ htmlInput: { maxLength: 1024 } }} />
      <TextField
        name="new"
        type="password"
        label={t('welcome.password')}
        autoComplete="new-password"
        required
        fullWidth
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        slotProps={{ htmlInput: { maxLength: 1024, 'aria-describedby': 'own-password-rules' } }}
      />
      {least === undefined ? null : <PasswordRules id="own-password-rules" password={password} least={least} />}
      {problem ? <Complaint problem={problem} /> : null}
      {change.isSuccess ? (
        <Box role="status" sx={{ color: 'success.main' }}>
          {t('own.changed')}
        </Box>
      ) : null}
      <Button type="submit" variant="contained" disabled={change.isPending} sx={{ alignSelf: 'flex-start' }}>
        {change.isPending ? t('dialog.busy') : t('own.change')}
      </Button>
    </Box>
  );
}
