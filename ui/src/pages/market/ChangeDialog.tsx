import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, MenuItem, TextField } from '@mui/material';
import { useId, useState, type FormEvent } from 'react';
import { useContracts } from '../../api/places';
import { useChangeTariff, type Tariff, type TariffFields } from '../../api/tariffs';
import { Complaint } from '../../control/OrderDialog';
import { useTexts } from '../../i18n/useTexts';

interface HeadFieldsProps {
  head: TariffFields;
  put: (next: Partial<TariffFields>) => void;
}

/** What is said of a tariff beside its versions. */
export function HeadFields({ head, put }: HeadFieldsProps) {
  const { t } = useTexts();
  const contracts = useContracts(false).data?.contracts ?? [];
  const contract = contracts.some((c) => c.id === head.contract_id) ? (head.contract_id ?? '') : '';
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
      <TextField autoFocus required size="small" label={t('tariffs.field.name')} value={head.name} onChange={(e) => put({ name: e.target.value })} slotProps={{ htmlInput: { maxLength: 200 } }} sx={{ flex: '2 1 220px' }} />
      <TextField size="small" label={t('tariffs.field.region')} placeholder="DE-LU" value={head.market_region ?? ''} onChange={(e) => put({ market_region: e.target.value.trim() })} sx={{ flex: '1 1 140px' }} />
      <TextField select size="small" label={t('tariffs.field.contract')} value={contract} onChange={(e) => put({ contract_id: e.target.value || null })} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }} sx={{ flex: '1 1 180px' }}>
        <MenuItem value="">{t('tariffs.field.contract_none')}</MenuItem>
        {contracts.map((c) => (
          <MenuItem key={c.id} value={c.id}>
            {c.counterparty}
          </MenuItem>
        ))}
      </TextField>
    </Box>
  );
}

/** Changes what is said of a tariff beside its versions. */
export function ChangeDialog({ tariff, onClose }: { tariff: Tariff; onClose: () => void }) {
  const { t } = useTexts();
  const heading = useId();
  const change = useChangeTariff();
  const [head, setHead] = useState<TariffFields>({ name: tariff.name, market_region: tariff.market_region ?? '', contract_id: tariff.contract_id ?? null });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ tariff, head, archived: false }, { onSuccess: onClose });
  };
  return (
    <Dialog open onClose={change.isPending ? undefined : onClose} fullWidth maxWidth="sm" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <Box component="form" noValidate onSubmit={submit}>
        <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>
          {t('tariffs.change_title', { name: tariff.name })}
        </DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, '& > *': { flexShrink: 0 } }}>
          <Box sx={{ pt: 1 }}>
            <HeadFields head={head} put={(next) => setHead({ ...head, ...next })} />
          </Box>
          {change.error ? <Complaint problem={change.error} /> : null}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 3 }}>
          <Button color="inherit" onClick={onClose} disabled={change.isPending}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" variant="contained" disabled={change.isPending}>
            {t(change.isPending ? 'dialog.busy' : 'tariffs.save')}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
