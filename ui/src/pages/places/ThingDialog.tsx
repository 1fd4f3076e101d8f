import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, FormControlLabel, MenuItem, Switch, TextField } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState, type FormEvent } from 'react';
import { get } from '../../api/client';
import { readContracts, useWriteThing } from '../../api/places';
import { Problem } from '../../api/problem';
import { newOrderID } from '../../control/acts';
import { Complaint } from '../../control/OrderDialog';
import { useTexts } from '../../i18n/useTexts';
import { addressOf, bodyOf, fieldsOf, valuesOf, type Field, type Part, type Thing, type Values } from './things';

/** What fields can refer to. */
export interface Choices {
  asset: readonly Option[];
  connection: readonly Option[];
  contract: readonly Option[];
}

export interface Option {
  id: string;
  name: string;
}

export interface ThingDialogProps {
  part: Part;
  title: string;
  site: string;
  zone: string;
  /** The thing to change; null to make one. */
  thing: Thing | null;
  choices: Choices;
  onClose: () => void;
}

/** Says something of a site, or of what stands there, under the version that was read. */
export function ThingDialog(props: ThingDialogProps) {
  const { t } = useTexts();
  const heading = useId();
  const { part, title, thing, choices, onClose } = props;
  const form = useThingForm(props);
  return (
    <Dialog open onClose={form.busy ? undefined : onClose} fullWidth maxWidth="sm" aria-labelledby={heading} slotProps={{ paper: { sx: { backgroundImage: 'none', border: 1, borderColor: 'divider' } } }}>
      <Box component="form" noValidate onSubmit={form.save} sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}>
        <DialogTitle id={heading} sx={{ typography: 'h1', pb: 1 }}>
          {title}
        </DialogTitle>
        <DialogContent tabIndex={0}>
          <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 2, pt: 1 }}>
            {fieldsOf[part].map((f) => (
              <ThingField key={f.name} field={f} value={form.values[f.name] ?? ''} onChange={(value) => form.change(f.name, value)} choices={choices} fixed={thing !== null && f.once === true} />
            ))}
          </Box>
          {form.problem === null ? null : (
            <Box sx={{ mt: 2 }}>
              <Complaint problem={form.problem} />
            </Box>
          )}
          {form.outdated ? (
            <Button variant="outlined" onClick={() => void form.refresh()} sx={{ mt: 2 }}>
              {t('version.take')}
            </Button>
          ) : null}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 3 }}>
          {thing && part !== 'site' ? (
            <Button color={thing.archived_at ? 'inherit' : 'error'} disabled={form.busy} onClick={form.archive} sx={{ mr: 'auto' }}>
              {t(thing.archived_at ? 'places.thing_back' : 'places.thing_archive')}
            </Button>
          ) : null}
          <Button color="inherit" onClick={onClose} disabled={form.busy}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" variant="contained" disabled={form.busy}>
            {form.busy ? t('dialog.busy') : t('places.save')}
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  );
}

function useThingForm({ part, site, zone, thing, onClose }: ThingDialogProps) {
  const texts = useTexts();
  const queries = useQueryClient();
  const [of, setOf] = useState(thing);
  const [values, setValues] = useState<Values>(() => valuesOf(part, thing, zone));
  const [wrong, setWrong] = useState<unknown>(null);
  const once = useRef(newOrderID());
  const writing = useWriteThing();
  const problem: unknown = wrong ?? writing.error;
  const write = (said: Values, archived: boolean) => {
    const body = bodyOf(part, of, said, zone, texts);
    writing.reset();
    setWrong(typeof body === 'string' ? body : null);
    if (typeof body === 'string') return;
    const whole = of ? { ...body, version: of.version, ...(part === 'site' ? {} : { archived }) } : body;
    writing.mutate({ once: once.current, method: of ? 'PUT' : 'POST', address: addressOf(part, site, of?.id ?? null), body: whole }, { onSuccess: onClose, onError: () => (once.current = newOrderID()) });
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    write(values, of?.archived_at != null);
  };
  const refresh = async () => {
    writing.reset();
    try {
      const newest = await newestOf(part, site, of?.id ?? '');
      await queries.invalidateQueries({ queryKey: ['places'] });
      if (!newest) return onClose();
      setOf(newest);
      setValues(valuesOf(part, newest, zone));
    } catch (error) {
      setWrong(error);
    }
  };
  return {
    values, save, refresh, problem,
    change: (name: string, value: string) => setValues((v) => ({ ...v, [name]: value })),
    archive: () => write(valuesOf(part, of, zone), of?.archived_at == null),
    busy: writing.isPending,
    outdated: problem instanceof Problem && problem.code === 'VERSION_CONFLICT',
  };
}

/** A thing as it is now; undefined where it is out of sight. */
async function newestOf(part: Part, site: string, id: string): Promise<Thing | undefined> {
  if (part === 'contract' || part === 'allocation') {
    const { contracts, allocations } = await readContracts(true);
    return ([...contracts, ...allocations] as unknown as Thing[]).find((thing) => thing.id === id);
  }
  const stands = await get('/api/sites/{id}/inventory', { id: site, query: { archived: true } });
  const all = [stands.site, ...stands.assets, ...stands.evses, ...stands.grid_connections, ...stands.grid_constraints] as unknown as Thing[];
  return all.find((thing) => thing.id === id);
}

interface ThingFieldProps {
  field: Field;
  value: string;
  onChange: (value: string) => void;
  choices: Choices;
  fixed: boolean;
}

function ThingField({ field, value, onChange, choices, fixed }: ThingFieldProps) {
  const { t } = useTexts();
  const label = t(`field.${field.name}`);
  const common = { label, value, disabled: fixed, required: field.required ?? false, onChange: (e: { target: { value: string } }) => onChange(e.target.value) };
  if (field.kind === 'flag') return <FormControlLabel control={<Switch checked={value === 'true'} onChange={(e) => onChange(String(e.target.checked))} />} label={label} />;
  if (field.kind === 'list') {
    const chosen = value.split(' ').filter(Boolean);
    return (
      <TextField {...common} select value={chosen} onChange={(e) => onChange((e.target.value as unknown as string[]).join(' '))} slotProps={{ select: { multiple: true }, inputLabel: { shrink: true } }}>
        {field.options?.map((o) => (
          <MenuItem key={o} value={o}>
            {o}
          </MenuItem>
        ))}
      </TextField>
    );
  }
  const options = field.kind === 'choice' ? (field.options ?? []).map((o) => ({ id: o, name: o || t('places.unknown') })) : field.kind === 'asset' || field.kind === 'connection' || field.kind === 'contract' ? choices[field.kind] : null;
  if (options) {
    const known = options.some((o) => o.id === value);
    return (
      <TextField {...common} select slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
        {field.kind === 'choice' ? null : <MenuItem value="">{t('places.no_asset')}</MenuItem>}
        {known || value === '' ? null : <MenuItem value={value}>{value}</MenuItem>}
        {options.map((o) => (
          <MenuItem key={o.id} value={o.id}>
            {o.name}
          </MenuItem>
        ))}
      </TextField>
    );
  }
  const type = field.kind === 'day' || field.kind === 'instant' ? 'date' : 'text';
  const unit = field.unit ? <Box component="span" sx={{ color: 'text.secondary', whiteSpace: 'nowrap', ml: 1 }}>{field.unit}</Box> : null;
  return <TextField {...common} type={type} autoComplete="off" placeholder={field.name === 'time_zone' ? 'Europe/Berlin' : ''} slotProps={{ inputLabel: { shrink: true }, input: { endAdornment: unit }, htmlInput: field.kind === 'whole' || field.kind === 'decimal' ? { inputMode: 'decimal' } : {} }} />;
}
