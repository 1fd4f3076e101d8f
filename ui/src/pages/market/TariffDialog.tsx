import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { useId, useRef, useState, type FormEvent } from 'react';
import { useSaveTariff, useTryTariff, type Tariff, type TariffFields, type TariffVersion } from '../../api/tariffs';
import { newOrderID } from '../../control/acts';
import { Complaint } from '../../control/OrderDialog';
import { useTexts } from '../../i18n/useTexts';
import { HeadFields } from './ChangeDialog';
import { formFrom, newForm, versionFrom, type VersionForm } from './form';
import { Unpriced } from './TariffView';
import { VersionEditor } from './VersionEditor';
import { WeekHeat } from './WeekHeat';

interface TariffDialogProps {
  site: { id: string; time_zone: string };
  /** The tariff that gets another version; null to make one. */
  of: Tariff | null;
  /** The version that the new one is like at first; null for two bands. */
  from: TariffVersion | null;
  onClose: () => void;
  made: (id: string) => void;
}

/** Writes a version of a tariff, shows the week that it would come to, and keeps it. */
export function TariffDialog({ site, of, from, onClose, made }: TariffDialogProps) {
  const { t } = useTexts();
  const heading = useId();
  const once = useRef(newOrderID());
  const [now] = useState(() => Date.now());
  const [head, setHead] = useState<TariffFields>({ name: '', market_region: '', contract_id: null });
  const [form, setForm] = useState<VersionForm>(() => (from ? formFrom(from, now) : newForm(site.time_zone, now)));
  const save = useSaveTariff();
  const trial = useTryTariff(site.id);
  const clear = () => [save, trial].forEach((m) => m.reset()); // a week of something else would mislead
  const put = (next: Partial<VersionForm>) => {
    clear();
    setForm({ ...form, ...next });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    clear();
    save.mutate(
      { once: once.current, of, site: site.id, head, version: versionFrom(form) },
      {
        onSuccess: (tariff) => {
          made(tariff.id);
          onClose();
        },
        onError: () => (once.current = newOrderID()),
      },
    );
  };
  const problem: unknown = save.error ?? trial.error;
  return (
    <Dialog open onClose={save.isPending ? undefined : onClose} fullWidth maxWidth="lg" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <Box component="form" noValidate onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}>
        <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>
          {of ? t('tariffs.version_title', { name: of.name }) : t('tariffs.make_title')}
        </DialogTitle>
        <DialogContent tabIndex={0} sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, '& > *': { flexShrink: 0 } }}>
          {of ? null : (
            <Box sx={{ pt: 1 }}>
              <HeadFields head={head} put={(next) => setHead({ ...head, ...next })} />
            </Box>
          )}
          <VersionEditor form={form} put={put} />
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
            <Button variant="outlined" disabled={trial.isPending} onClick={() => { clear(); trial.mutate(versionFrom(form)); }}>
              {t('tariffs.try')}
            </Button>
            <Box sx={{ typography: 'body2', color: 'text.secondary', flex: '1 1 240px' }}>{t('tariffs.try_help')}</Box>
          </Box>
          {trial.data ? (
            <>
              <WeekHeat windows={trial.data.windows} unit={`${form.currency}/kWh`} month={Number(form.from.slice(5, 7)) || 1} />
              <Unpriced windows={trial.data.unpriced} />
            </>
          ) : null}
          {problem === null ? null : <Complaint problem={problem} />}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 3 }}>
          <Button color="inherit" onClick={onClose} disabled={save.isPending}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" variant="contained" disabled={save.isPending}>
            {t(save.isPending ? 'dialog.busy' : 'tariffs.save')}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}
