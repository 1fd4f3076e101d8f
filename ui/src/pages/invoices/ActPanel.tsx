import { Box, Button, TextField } from '@mui/material';
import { useState } from 'react';
import { useActOn, type InvoiceRecord } from '../../api/invoices';
import { Complaint } from '../../control/OrderDialog';
import { Panel } from '../../design/Panel';
import { SureButton } from '../../design/SureButton';
import { useTexts } from '../../i18n/useTexts';

/** What may be done with an invoice as it stands; nothing for one that is done with. */
export function ActPanel({ invoice }: { invoice: InvoiceRecord }) {
  const { t } = useTexts();
  const act = useActOn(invoice);
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const [day, setDay] = useState(today);
  const [number, setNumber] = useState('');
  const [cancelling, setCancelling] = useState(false);
  if (invoice.status === 'CANCELLED') return null;
  const settles = invoice.status === 'POSTED';
  const cancels = invoice.status !== 'DRAFT' && !invoice.cancels_id;
  if (!settles && !cancels && invoice.status !== 'DRAFT') return null;
  return (
    <Panel>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
        {invoice.status === 'DRAFT' ? (
          <>
            <SureButton label={t('invoices.discard')} sure={t('invoices.discard_sure')} busy={act.isPending} act={() => act.mutate({ act: 'cancel' })} />
            <PostButton busy={act.isPending} post={() => act.mutate({ act: 'post' })} />
          </>
        ) : null}
        {settles ? (
          <>
            <TextField type="date" size="small" label={t('invoices.settled')} value={day} onChange={(e) => setDay(e.target.value)} slotProps={{ inputLabel: { shrink: true } }} />
            <Button variant="contained" disabled={act.isPending || day === ''} onClick={() => act.mutate({ act: 'settle', settled_on: day })}>{t('invoices.settle')}</Button>
          </>
        ) : null}
        {cancels && !cancelling ? <Button color="error" onClick={() => setCancelling(true)}>{t('invoices.cancel')}</Button> : null}
      </Box>
      {cancelling ? (
        <Box sx={{ mt: 2, display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
          <Box sx={{ color: 'text.secondary', flexBasis: '100%' }}>{t('invoices.cancel_lead')}</Box>
          {invoice.own ? null : <TextField size="small" autoFocus label={t('invoices.cancel_number')} value={number} onChange={(e) => setNumber(e.target.value)} />}
          <TextField type="date" size="small" label={t('invoices.issued')} value={day} onChange={(e) => setDay(e.target.value)} slotProps={{ inputLabel: { shrink: true } }} />
          <Button color="error" variant="contained" disabled={act.isPending} onClick={() => act.mutate({ act: 'cancel', ...(number.trim() ? { number: number.trim() } : {}), issued_on: day || today })}>{t('invoices.cancel')}</Button>
          <Button color="inherit" onClick={() => setCancelling(false)}>{t('invoices.close')}</Button>
        </Box>
      ) : null}
      {act.error ? <Box sx={{ mt: 2 }}><Complaint problem={act.error} /></Box> : null}
    </Panel>
  );
}

function PostButton({ busy, post }: { busy: boolean; post: () => void }) {
  const { t } = useTexts();
  const [asked, setAsked] = useState(false);
  return (
    <Button variant="contained" disabled={busy} onClick={() => (asked ? post() : setAsked(true))} onBlur={() => setAsked(false)}>
      {t(asked ? 'invoices.post_sure' : 'invoices.post')}
    </Button>
  );
}
