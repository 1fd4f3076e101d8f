import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { useChangePerson, usePerson, useRelink, useUnlink, type Member } from '../../api/people';
import { Complaint } from '../../control/OrderDialog';
import { Choice } from '../../design/Choice';
import { Loaded } from '../../design/States';
import { languages } from '../../i18n/translate';
import { useTexts } from '../../i18n/useTexts';
import { LinkDialog } from './LinkDialog';
import { RolesOf } from './RolesOf';
import { SessionsOf } from './SessionsOf';
import { hereTime } from './words';

interface PersonDialogProps {
  id: string;
  /** Whether it is the one who looks. */
  self: boolean;
  onClose: () => void;
}

/** Everything about one person: name, roles, where logged in, and whether let in at all. */
export function PersonDialog({ id, self, onClose }: PersonDialogProps) {
  const { t } = useTexts();
  const heading = useId();
  const person = usePerson(id);
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <DialogTitle id={heading} sx={{ typography: 'h1', pb: 0.5 }}>
        {person.data?.display_name ?? t('person.about')}
      </DialogTitle>
      <DialogContent data-testid="person">
        <Loaded query={person} heights={[80, 120, 120]}>
          {(m) => (
            <Box sx={{ display: 'flex', flexDirection: 'column', gap: 3 }}>
              <About key={m.version} member={m} />
              <RolesOf member={m} />
              <SessionsOf user={m.id} />
              <Access member={m} self={self} />
            </Box>
          )}
        </Loaded>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 3 }}>
        <Button variant="contained" onClick={onClose}>
          {t('person.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** A part of the dialog under a small heading. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  const heading = useId();
  return (
    <Box component="section" aria-labelledby={heading} sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Box component="h3" id={heading} sx={{ typography: 'h3', m: 0 }}>
        {title}
      </Box>
      {children}
    </Box>
  );
}

function About({ member: m }: { member: Member }) {
  const { t } = useTexts();
  const change = useChangePerson(m.id);
  const [language, setLanguage] = useState(m.language);
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const display_name = String(new FormData(event.currentTarget).get('name') ?? '').trim();
    change.mutate({ version: m.version, display_name, language });
  };
  return (
    <Box component="form" noValidate onSubmit={save} sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Box sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{m.email}</Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
        <TextField size="small" name="name" label={t('invite.name')} defaultValue={m.display_name} slotProps={{ htmlInput: { maxLength: 100 } }} sx={{ flex: '1 1 200px' }} />
        <Choice label={t('invite.language')} value={language} options={languages.map((value) => ({ value, label: t(`language.${value}`) }))} onChange={setLanguage} />
        <Button type="submit" variant="outlined" disabled={change.isPending}>
          {t('person.save')}
        </Button>
      </Box>
      {change.error ? <Complaint problem={change.error} /> : null}
    </Box>
  );
}

function Access({ member: m, self }: { member: Member; self: boolean }) {
  const { t, format } = useTexts();
  const [change, relink, unlink] = [useChangePerson(m.id), useRelink(m.id), useUnlink(m.id)];
  const problem = change.error ?? relink.error ?? unlink.error;
  const disabled = m.status === 'DISABLED';
  const dropProvider = () => change.mutate({ version: m.version, drop_provider: true });
  const turn = () => change.mutate({ version: m.version, status: disabled ? 'ACTIVE' : 'DISABLED' });
  return (
    <Part title={t('person.access')}>
      {m.link_expires_at ? <Box sx={{ color: 'text.secondary' }}>{t('link.open_until', { time: hereTime(format, m.link_expires_at) })}</Box> : null}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
        {disabled ? null : (
          <Button variant="outlined" onClick={() => relink.mutate()} disabled={relink.isPending} title={t('person.relink_help')}>
            {t('person.relink')}
          </Button>
        )}
        {m.link_expires_at ? (
          <Button variant="outlined" onClick={() => unlink.mutate()} disabled={unlink.isPending}>
            {t('person.unlink')}
          </Button>
        ) : null}
        {m.provider ? (
          <Button variant="outlined" onClick={dropProvider} disabled={change.isPending} title={t('person.drop_provider_help')}>
            {t('person.drop_provider')}
          </Button>
        ) : null}
        {self ? null : (
          <Button variant="outlined" color={disabled ? 'primary' : 'error'} onClick={turn} disabled={change.isPending} title={disabled ? undefined : t('person.disable_help')}>
            {t(disabled ? 'person.enable' : 'person.disable')}
          </Button>
        )}
      </Box>
      {problem ? <Complaint problem={problem} /> : null}
      {relink.data ? <LinkDialog name={m.display_name} email={m.email} link={relink.data} onClose={() => relink.reset()} /> : null}
    </Part>
  );
}
