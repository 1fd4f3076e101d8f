import { Box, Button, IconButton, InputAdornment, TextField } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { logIn } from '../../api/client';
import { acceptLink, useLink, type LinkHolder } from '../../api/people';
import { Complaint } from '../../control/OrderDialog';
import { Icon } from '../../design/icons';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { Entrance } from '../login/Entrance';
import { ProviderButton } from '../login/ProviderButton';
import { PasswordRules } from './PasswordRules';

/** Where the link of an invitation leads: sets name and password, and logs in. The token stands behind the address's #. */
export default function WelcomePage() {
  const { t } = useTexts();
  const token = useLocation().hash.slice(1);
  const link = useLink(token);
  useEffect(() => {
    document.title = `${t('welcome.title')} · Ohmstead`;
  }, [t]);
  const login = (
    <Button variant="outlined" component={Link} to="/login">
      {t('welcome.to_login')}
    </Button>
  );
  return (
    <Entrance>
      {token === '' ? (
        <EmptyState icon="empty" title={t('welcome.no_link')} next={t('welcome.no_link_next')} action={login} />
      ) : (
        <Box sx={{ width: '100%', maxWidth: 440 }}>
          <Loaded query={link} heights={[80, 56, 56]}>
            {(holder) => <AcceptForm token={token} holder={holder} />}
          </Loaded>
        </Box>
      )}
    </Entrance>
  );
}

function AcceptForm({ token, holder }: { token: string; holder: LinkHolder }) {
  const { t } = useTexts();
  const { submit, busy, problem } = useAccept(token, holder);
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  return (
    <Box component="form" noValidate onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}>
      <Box>
        <Box component="h1" sx={{ typography: 'h1', fontSize: '1.75rem', m: 0 }}>
          {t('welcome.hello', { name: holder.display_name })}
        </Box>
        <Box sx={{ color: 'text.secondary', mt: 1, overflowWrap: 'anywhere' }}>{t('welcome.lead', { tenant: holder.tenant, email: holder.email })}</Box>
      </Box>
      <TextField name="name" label={t('welcome.name')} defaultValue={holder.display_name} autoComplete="name" required fullWidth slotProps={{ htmlInput: { maxLength: 100 } }} />
      <input type="hidden" name="username" autoComplete="username" value={holder.email} readOnly />
      <TextField
        name="password"
        type={shown ? 'text' : 'password'}
        label={t('welcome.password')}
        autoComplete="new-password"
        required
        fullWidth
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        slotProps={{
          htmlInput: { 'aria-describedby': 'password-rules' },
          input: {
            endAdornment: (
              <InputAdornment position="end">
                <IconButton aria-label={t(shown ? 'login.hide' : 'login.show')} onClick={() => setShown(!shown)} edge="end">
                  <Icon name={shown ? 'eyeOff' : 'eye'} />
                </IconButton>
              </InputAdornment>
            ),
          },
        }}
      />
      <PasswordRules id="password-rules" password={password} least={holder.min_password} />
      {problem === null ? null : <Complaint problem={problem} />}
      <Button type="submit" variant="contained" size="large" disabled={busy} fullWidth>
        {busy ? t('dialog.busy') : t('welcome.submit')}
      </Button>
      <ProviderButton text="provider.go_on" link={token} refused="" />
    </Box>
  );
}

function useAccept(token: string, holder: LinkHolder) {
  const { t } = useTexts();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  const enter = async (display_name: string, password: string) => {
    setBusy(true);
    setProblem(null);
    try {
      await acceptLink({ token, display_name, password });
      await logIn(holder.email, password);
      queries.clear();
      await navigate('/', { replace: true });
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get('name') ?? '').trim();
    const password = String(form.get('password') ?? '');
    if (name === '' || password === '') setProblem(t('welcome.missing'));
    else void enter(name, password);
  };
  return { submit, busy, problem };
}
