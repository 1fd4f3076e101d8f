import { Box, Button, Divider, IconButton, Popover, Tooltip } from '@mui/material';
import { useColorScheme } from '@mui/material/styles';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { logOut } from '../api/client';
import type { Me } from '../api/types';
import { Choice } from '../design/Choice';
import { Icon } from '../design/icons';
import { languages } from '../i18n/translate';
import { useTexts } from '../i18n/useTexts';
import { usePreferences } from './preferences';

/** Language: a choice between those there are. */
export function LanguageChoice({ fullWidth = false }: { fullWidth?: boolean }) {
  const { t, language } = useTexts();
  const choose = usePreferences((s) => s.chooseLanguage);
  const options = languages.map((value) => ({ value, label: t(`language.${value}`) }));
  return <Choice label={t('account.language')} value={language} options={options} onChange={choose} fullWidth={fullWidth} />;
}

/** Appearance: as the system has it, light, or dark. */
export function ThemeChoice({ fullWidth = false }: { fullWidth?: boolean }) {
  const { t } = useTexts();
  const { mode, setMode } = useColorScheme();
  const options = (['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`theme.${value}`) }));
  return <Choice label={t('account.theme')} value={mode ?? 'system'} options={options} onChange={setMode} fullWidth={fullWidth} />;
}

/** Who is logged in, how the interface looks and speaks, and the way out. */
export function AccountMenu({ me }: { me: Me }) {
  const { t } = useTexts();
  const logout = useLogout();
  return (
    <DisplayMenu onLogout={() => void logout()}>
      <Box>
        <Box sx={{ typography: 'h3' }}>{me.user.display_name || me.user.email}</Box>
        <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{me.user.email}</Box>
        <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{me.tenant.name}</Box>
        <Button component={Link} to="/account" variant="outlined" size="small" fullWidth sx={{ mt: 1.5 }}>
          {t('own.open')}
        </Button>
      </Box>
    </DisplayMenu>
  );
}

/** How the interface looks and speaks, and the way out; what stands above is the caller's. */
export function DisplayMenu({ onLogout, children }: { onLogout: () => void; children?: React.ReactNode }) {
  const { t } = useTexts();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Tooltip title={t('account.menu')}>
        <IconButton
          aria-label={t('account.menu')}
          aria-haspopup="dialog"
          aria-expanded={anchor !== null}
          onClick={(e) => setAnchor(e.currentTarget)}
          sx={{ width: 44, height: 44, color: 'text.secondary', border: 1, borderColor: 'divider', bgcolor: 'background.paper' }}
        >
          <Icon name="user" size={22} />
        </IconButton>
      </Tooltip>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{
          paper: {
            role: 'dialog',
            'aria-label': t('account.menu'),
            sx: { mt: 1, width: 300, maxWidth: 'calc(100vw - 32px)', border: 1, borderColor: 'divider', backgroundImage: 'none' },
          },
        }}
      >
        <Box sx={{ p: 2, display: 'flex', flexDirection: 'column', gap: 2 }}>
          <Box onClick={(e) => (e.target as Element).closest('a') && setAnchor(null)}>{children}</Box>
          <Labelled label={t('account.language')}>
            <LanguageChoice fullWidth />
          </Labelled>
          <Labelled label={t('account.theme')}>
            <ThemeChoice fullWidth />
          </Labelled>
        </Box>
        <Divider />
        <Button color="inherit" startIcon={<Icon name="logout" />} onClick={onLogout} sx={{ width: '100%', minHeight: 48, justifyContent: 'flex-start', borderRadius: 0 }}>
          {t('account.logout')}
        </Button>
      </Popover>
    </>
  );
}

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Box>
      <Box aria-hidden="true" sx={{ typography: 'caption', color: 'text.secondary', mb: 0.5 }}>
        {label}
      </Box>
      {children}
    </Box>
  );
}

function useLogout() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    let elsewhere = '';
    try {
      elsewhere = await logOut();
    } finally {
      queries.clear();
      if (elsewhere === '') void navigate('/login', { replace: true });
      else location.assign(elsewhere);
    }
  };
}
