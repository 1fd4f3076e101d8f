import { Box, Button, TextField } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent } from 'react';
import { logInToPanel } from '../api/panel';
import { LanguageChoice, ThemeChoice } from '../app/AccountMenu';
import { Complaint } from '../control/OrderDialog';
import { Mark } from '../design/Logo';
import { radius } from '../design/tokens';
import { useTexts } from '../i18n/useTexts';

/** The panel's one way in: the password that the edge made at its first start. */
export function PanelLogin() {
  const { t } = useTexts();
  useEffect(() => {
    document.title = `${t('panel.login.title')} · Ohmstead`;
  }, [t]);
  return (
    <Box component="main" sx={{ minHeight: '100dvh', display: 'flex', flexDirection: 'column', alignItems: 'center', justifyContent: 'center', gap: 3, p: 3 }}>
      <Box sx={{ width: '100%', maxWidth: 440, bgcolor: 'background.paper', border: 1, borderColor: 'divider', borderRadius: `${radius.large}px`, boxShadow: 'var(--elevation)', p: { xs: 3, sm: 4 } }}>
        <Mark size={40} />
        <Form />
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, justifyContent: 'center' }}>
        <LanguageChoice />
        <ThemeChoice />
      </Box>
    </Box>
  );
}

function Form() {
  const { t } = useTexts();
  const { submit, busy, problem } = useEntering();
  return (
    <Box component="form" noValidate onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, mt: 2 }}>
      <Box>
        <Box component="h1" sx={{ typography: 'h1', fontSize: '1.625rem', m: 0 }}>{t('panel.login.title')}</Box>
        <Box sx={{ color: 'text.secondary', mt: 1 }}>{t('panel.login.lead')}</Box>
      </Box>
      <TextField name="password" type="password" label={t('panel.login.password')} autoComplete="current-password" autoFocus required fullWidth error={problem !== null} slotProps={{ htmlInput: { spellCheck: false } }} />
      {problem === null ? null : <Complaint problem={problem} />}
      <Button type="submit" variant="contained" size="large" disabled={busy} fullWidth>
        {t(busy ? 'login.busy' : 'login.submit')}
      </Button>
    </Box>
  );
}

function useEntering() {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const enter = async (password: string) => {
    setBusy(true);
    setProblem(null);
    try {
      await logInToPanel(password);
      await queries.resetQueries();
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get('password') ?? '').trim();
    if (password === '') setProblem(t('panel.login.missing'));
    else void enter(password);
  };
  return { submit, busy, problem };
}
