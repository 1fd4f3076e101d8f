import { Box, Button, Checkbox, Dialog, DialogActions, DialogContent, DialogTitle, FormControlLabel, MenuItem, TextField } from '@mui/material';
import { useId, useRef, useState, type FormEvent } from 'react';
import { directions, kinds, useInvoices, useSaveInvoice, type InvoiceRecord } from '../../api/invoices';
import { useContracts } from '../../api/places';
import { useSites } from '../../api/queries';
import { newOrderID } from '../../control/acts';
import { Complaint } from '../../control/OrderDialog';
import { useTexts } from '../../i18n/useTexts';
import { emptyForm, fieldsOf, formOf, type InvoiceForm } from './form';
import { LineFields } from './LineFields';

interface InvoiceDialogProps {
  /** The draft to write anew; null to enter one. */
  invoice: InvoiceRecord | null;
  /** The site of a new one unless another is chosen; "" for the first. */
  site: string;
  onClose: () => void;
  onSaved: (saved: InvoiceRecord) => void;
}

/** Enters an invoice with its lines, or writes a draft anew. */
export function InvoiceDialog({ invoice, site, onClose, onSaved }: InvoiceDialogProps) {
  const { t } = useTexts();
  const heading = useId();
  const sites = useSites().data?.items ?? [];
  const [form, setForm] = useState<InvoiceForm>(() => (invoice ? formOf(invoice) : emptyForm(site)));
  const once = useRef(newOrderID());
  const save = useSaveInvoice();
  const at = form.site || (sites[0]?.id ?? '');
  const change = (next: Partial<InvoiceForm>) => {
    save.reset();
    setForm({ ...form, ...next });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ once: once.current, of: invoice, site: at, fields: fieldsOf(form) }, { onSuccess: onSaved, onError: () => (once.current = newOrderID()) });
  };
  return (
    <Dialog open onClose={save.isPending ? undefined : onClose} fullWidth maxWidth="lg" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <Box component="form" noValidate onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}>
        <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>{t(invoice ? 'invoices.edit' : 'invoices.enter')}</DialogTitle>
        <DialogContent tabIndex={0} sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, '& > *': { flexShrink: 0 } }}>
          <HeadFields form={form} at={at} fixed={invoice !== null} change={change} />
          <LineFields lines={form.lines} change={(lines) => change({ lines })} />
          <TextField label={t('invoices.gross_check')} helperText={t('invoices.gross_help')} value={form.gross} onChange={(e) => change({ gross: e.target.value })} slotProps={{ htmlInput: { inputMode: 'decimal' } }} sx={{ maxWidth: 460 }} />
          {save.error ? <Complaint problem={save.error} /> : null}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 3 }}>
          <Button color="inherit" onClick={onClose} disabled={save.isPending}>{t('invoices.close')}</Button>
          <Button type="submit" variant="contained" disabled={save.isPending}>{t(save.isPending ? 'invoices.busy' : 'invoices.save')}</Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}

interface HeadProps {
  form: InvoiceForm;
  /** The site it is at. */
  at: string;
  /** Whether it stays at its site. */
  fixed: boolean;
  change: (next: Partial<InvoiceForm>) => void;
}

const wide = { flex: '1 1 220px' } as const;

function HeadFields({ form, at, fixed, change }: HeadProps) {
  const { t } = useTexts();
  const sites = useSites().data?.items ?? [];
  const contracts = useContracts(false).data?.contracts ?? [];
  const day = (name: 'from' | 'last' | 'issued' | 'due', label: string) => (
    <TextField type="date" label={label} value={form[name]} onChange={(e) => change({ [name]: e.target.value })} slotProps={{ inputLabel: { shrink: true } }} sx={{ flex: '1 1 160px' }} />
  );
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, pt: 1 }}>
        <TextField select label={t('invoices.site')} disabled={fixed} value={sites.some((s) => s.id === at) ? at : ''} onChange={(e) => change({ site: e.target.value })} sx={wide}>
          {sites.map((s) => <MenuItem key={s.id} value={s.id}>{s.name}</MenuItem>)}
        </TextField>
        <TextField label={t('invoices.counterparty')} required value={form.counterparty} onChange={(e) => change({ counterparty: e.target.value })} slotProps={{ htmlInput: { maxLength: 200 } }} sx={wide} />
        {form.own ? null : <TextField label={t('invoices.number')} required value={form.number} onChange={(e) => change({ number: e.target.value })} slotProps={{ htmlInput: { maxLength: 200 } }} sx={wide} />}
      </Box>
      <FormControlLabel control={<Checkbox checked={form.own} onChange={(e) => change({ own: e.target.checked })} />} label={t('invoices.own')} />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
        <TextField select label={t('invoices.direction')} disabled={form.own} value={form.own ? 'RECEIVABLE' : form.direction} onChange={(e) => change({ direction: e.target.value as InvoiceForm['direction'] })} sx={wide}>
          {directions.map((d) => <MenuItem key={d} value={d}>{t(`invoiceDirection.${d}`)}</MenuItem>)}
        </TextField>
        <TextField select label={t('invoices.kind')} value={form.kind} onChange={(e) => change({ kind: e.target.value as InvoiceForm['kind'] })} sx={wide}>
          {kinds.map((k) => <MenuItem key={k} value={k}>{t(`invoiceKind.${k}`)}</MenuItem>)}
        </TextField>
        <TextField select label={t('invoices.contract')} value={contracts.some((c) => c.id === form.contract) ? form.contract : ''} onChange={(e) => change({ contract: e.target.value })} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }} sx={wide}>
          <MenuItem value="">{t('invoices.no_contract')}</MenuItem>
          {contracts.map((c) => <MenuItem key={c.id} value={c.id}>{c.key ? `${c.counterparty} (${c.key})` : c.counterparty}</MenuItem>)}
        </TextField>
        {form.kind === 'CREDIT' ? <CreditField form={form} at={at} change={change} /> : null}
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
        {day('from', t('invoices.from'))}
        {day('last', t('invoices.last_day'))}
        {day('issued', t('invoices.issued'))}
        {day('due', t('invoices.due'))}
        <TextField label={t('invoices.currency')} value={form.currency} onChange={(e) => change({ currency: e.target.value })} slotProps={{ htmlInput: { maxLength: 3 } }} sx={{ flex: '0 1 100px' }} />
      </Box>
      <FormControlLabel control={<Checkbox checked={form.estimated} onChange={(e) => change({ estimated: e.target.checked })} />} label={t('invoices.estimated')} />
    </>
  );
}

function CreditField({ form, at, change }: Omit<HeadProps, 'fixed'>) {
  const { t } = useTexts();
  const credited = useInvoices({ site: at, status: '', direction: form.own ? 'RECEIVABLE' : form.direction, text: '' });
  const known = (credited.data?.pages.flatMap((p) => p.items) ?? []).filter((i) => (i.status === 'POSTED' || i.status === 'SETTLED') && i.kind !== 'CREDIT' && !i.cancels_id);
  return (
    <TextField select label={t('invoices.credits')} value={known.some((i) => i.id === form.credits) ? form.credits : ''} onChange={(e) => change({ credits: e.target.value })} sx={wide}>
      {known.map((i) => <MenuItem key={i.id} value={i.id}>{`${i.number} · ${i.counterparty}`}</MenuItem>)}
    </TextField>
  );
}
