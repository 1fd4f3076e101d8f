import { Checkbox, FormControlLabel, FormGroup, FormLabel, MenuItem, TextField } from '@mui/material';
import { useRef, useState } from 'react';
import { useMakeKey, usePlaces } from '../../api/people';
import { newOrderID } from '../../control/acts';
import { useTexts } from '../../i18n/useTexts';
import { FormDialog } from './FormDialog';
import { SecretDialog } from './SecretDialog';
import { endOfDay } from './words';

const scopes = ['INGEST', 'READ', 'READ_AUDIT', 'REPORT'] as const;
const year = 365 * 86_400_000;

/** Asks what an API key is for, makes it, and shows it once. */
export function MakeKeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const make = useMakeKey();
  const once = useRef(newOrderID());
  const [missing, setMissing] = useState('');
  const [places, setPlaces] = useState<string[]>([]);
  if (make.data) return <SecretDialog title={t('keys.shown_title', { name: make.data.key.name })} lead={t('keys.shown_lead')} label={t('keys.label')} secret={make.data.text} onClose={onClose} />;
  const submit = (form: FormData) => {
    const name = String(form.get('name') ?? '').trim();
    const day = String(form.get('expires') ?? '');
    const chosen = scopes.filter((s) => form.get(s) !== null);
    const incomplete = name === '' || day === '' || chosen.length === 0;
    setMissing(incomplete ? t('keys.missing') : '');
    if (incomplete) return;
    const body = { name, scopes: [...chosen], expires_at: endOfDay(day), ...(places.length ? { node_ids: places } : {}) };
    make.mutate({ once: once.current, body }, { onError: () => (once.current = newOrderID()) });
  };
  return (
    <FormDialog title={t('keys.make_title')} submit={t('keys.submit')} busy={make.isPending} problem={missing || make.error} onSubmit={submit} onClose={onClose}>
      <TextField name="name" label={t('keys.name')} required fullWidth autoFocus autoComplete="off" slotProps={{ htmlInput: { maxLength: 100 } }} sx={{ mt: 1 }} />
      <FormGroup role="group" aria-labelledby="key-scopes">
        <FormLabel id="key-scopes">{t('keys.scopes')}</FormLabel>
        {scopes.map((s) => (
          <FormControlLabel key={s} control={<Checkbox name={s} />} label={t(`scope.${s}`)} />
        ))}
      </FormGroup>
      <PlacesField value={places} onChange={setPlaces} />
      <TextField name="expires" type="date" label={t('keys.expires')} helperText={t('keys.expires_help')} required defaultValue={new Date(Date.now() + year).toISOString().slice(0, 10)} slotProps={{ inputLabel: { shrink: true } }} />
    </FormDialog>
  );
}

function PlacesField({ value, onChange }: { value: string[]; onChange: (places: string[]) => void }) {
  const { t } = useTexts();
  const places = usePlaces().data;
  if (!places?.items.length) return null;
  const names = (chosen: string[]) => places.items.filter((p) => chosen.includes(p.node_id)).map((p) => p.name).join(', ') || t('admin.whole');
  return (
    <TextField
      select
      label={t('keys.places')}
      helperText={t('keys.places_help')}
      value={value}
      onChange={(e) => onChange(e.target.value as unknown as string[])}
      slotProps={{ select: { multiple: true, displayEmpty: true, renderValue: (chosen) => names(chosen as string[]) }, inputLabel: { shrink: true } }}
    >
      {places.items.map((p) => (
        <MenuItem key={p.node_id} value={p.node_id}>
          {p.name}
        </MenuItem>
      ))}
    </TextField>
  );
}
