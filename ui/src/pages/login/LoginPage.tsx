import { Box, Button, IconButton, InputAdornment, TextField } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { logIn } from '../../api/client';
import { problemText } from '../../api/problem';
import { meKey } from '../../api/queries';
import { Icon } from '../../design/icons';
import { useTexts } from '../../i18n/useTexts';
import { Entrance } from './Entrance';
import { ProviderButton } from './ProviderButton';

/** The first page anyone sees: what this is, and the way in. */
export function LoginPage() {
  const { t } = useTexts();
  useEffect(() => {
    document.title = `${t('login.title')} · Ohmstead`;
  }, [t]);
  return (
    <Entrance>
      <LoginForm />
    </Entrance>
  );
}

function LoginForm() {
  const texts = useTexts();
  const { t } = texts;
  const { submit, busy, problem } = useLogin();
  const [shown, setShown] = useState(false);
  const failed = problem !== null;
  return (
    <Box component="form" noValidate onSubmit={submit} sx={{ width: '100%', maxWidth: 400, display: 'flex', flexDirection: 'column', gap: 2.5 }}>
      <Box>
        <Box component="h1" sx={{ typography: 'h1', fontSize: '1.75rem', m: 0 }}>
          {t('login.title')}
        </Box>
        <Box sx={{ color: 'text.secondary', mt: 1 }}>{t('login.lead')}</Box>
      </Box>
      <TextField name="email" type="email" label={t('login.email')} autoComplete="username" autoFocus required fullWidth error={failed} />
      <TextField
        name="password"
        type={shown ? 'text' : 'password'}
        label={t('login.password')}
        autoComplete="current-password"
        required
        fullWidth
        error={failed}
        slotProps={{
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
      {failed ? (
        <Box role="alert" sx={{ display: 'flex', gap: 1, alignItems: 'center', color: 'error.main', bgcolor: 'soft.severe', px: 1.5, py: 1.25, borderRadius: '10px' }}>
          <Icon name="severe" />
          {typeof problem === 'string' ? problem : problemText(problem, texts)}
        </Box>
      ) : null}
      <Button type="submit" variant="contained" size="large" disabled={busy} fullWidth>
        {t(busy ? 'login.busy' : 'login.submit')}
      </Button>
      <ProviderButton text="provider.log_in" link="" refused={new URLSearchParams(location.search).get('refused') ?? ''} />
    </Box>
  );
}

function useLogin() {
  const { t } = useTexts();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const location = useLocation();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  const enter = async (email: string, password: string) => {
    setBusy(true);
    setProblem(null);
    try {
      await logIn(email, password);
      queries.clear();
      await queries.invalidateQueries({ queryKey: meKey });
      const back = (location.state as { back?: string } | null)?.back;
      await navigate(back ?? '/', { replace: true });
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = String(form.get('email') ?? '').trim();
    const password = String(form.get('password') ?? '');
    if (email === '' || password === '') setProblem(t('login.missing'));
    else void enter(email, password);
  };
  return { submit, busy, problem };
}
