import type { PasswordLink } from '../../api/people';
import { useTexts } from '../../i18n/useTexts';
import { SecretDialog } from './SecretDialog';
import { hereTime } from './words';

interface LinkDialogProps {
  name: string;
  email: string;
  link: PasswordLink;
  onClose: () => void;
}

/** The link to hand on. Its token stands behind #, which no browser sends: no server's log has it. */
export function LinkDialog({ name, email, link, onClose }: LinkDialogProps) {
  const { t, format } = useTexts();
  return (
    <SecretDialog
      title={t('link.title', { name })}
      lead={t('link.lead', { email, time: hereTime(format, link.expires_at) })}
      label={t('link.label')}
      secret={`${location.origin}/welcome#${link.token}`}
      onClose={onClose}
    />
  );
}
