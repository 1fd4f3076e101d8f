import { Box } from '@mui/material';
import { Icon } from '../../design/icons';
import { useTexts } from '../../i18n/useTexts';

/** What a password must be, before it is refused: how long so far, and what is guessed first. The server decides. */
export function PasswordRules({ id, password, least }: { id: string; password: string; least: number }) {
  const { t, tn } = useTexts();
  const count = [...password].length;
  const long = count >= least;
  return (
    <Box component="ul" id={id} sx={{ m: 0, pl: 0, listStyle: 'none', typography: 'body2', color: 'text.secondary', display: 'flex', flexDirection: 'column', gap: 0.5 }}>
      <Box component="li" data-testid="rule-length" data-met={long} sx={{ display: 'flex', gap: 1, alignItems: 'center', color: long ? 'success.main' : 'text.secondary' }}>
        <Icon name={long ? 'ok' : 'info'} size={16} />
        <span>
          {t('welcome.rule_length', { n: least })} · {tn('welcome.rule_length_count', count)}
        </span>
      </Box>
      {(['welcome.rule_common', 'welcome.rule_own', 'welcome.rule_free'] as const).map((key) => (
        <Box component="li" key={key} sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}>
          <Icon name="info" size={16} />
          <span>{t(key)}</span>
        </Box>
      ))}
    </Box>
  );
}
