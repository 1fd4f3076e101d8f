import { Button, Divider } from '@mui/material';
import { useState } from 'react';
import { beginLogin, useLoginWays } from '../../api/people';
import { reasonText } from '../../api/reasons';
import { Complaint } from '../../control/OrderDialog';
import { useTexts } from '../../i18n/useTexts';

interface ProviderButtonProps {
  text: 'provider.log_in' | 'provider.go_on';
  /** Token of the link that lets the person in; "" for a login that is linked already. */
  link: string;
  /** Code of the refusal with which the browser came back; "" without one. */
  refused: string;
}

/** The way in by the identity provider, where there is one, and why it was refused. */
export function ProviderButton({ text, link, refused }: ProviderButtonProps) {
  const { t, language } = useTexts();
  const provider = useLoginWays().data?.provider ?? '';
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(refused === '' ? null : (reasonText(language, refused, {}) ?? refused));
  const go = async () => {
    setBusy(true);
    setProblem(null);
    try {
      location.assign(await beginLogin(link));
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return (
    <>
      {problem === null ? null : <Complaint problem={problem} />}
      {provider === '' ? null : (
        <>
          <Divider>{t('provider.or')}</Divider>
          <Button variant="outlined" size="large" fullWidth disabled={busy} onClick={() => void go()}>
            {busy ? t('dialog.busy') : t(text, { name: provider })}
          </Button>
        </>
      )}
    </>
  );
}
