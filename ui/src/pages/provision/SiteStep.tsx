import { Autocomplete, Box, Button, MenuItem, TextField } from '@mui/material';
import { useRef, useState, type FormEvent } from 'react';
import { useMakeSite } from '../../api/provision';
import { useSites } from '../../api/queries';
import { newOrderID } from '../../control/acts';
import { Complaint } from '../../control/OrderDialog';
import { Choice } from '../../design/Choice';
import { Panel } from '../../design/Panel';
import { Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { StepActions } from './StepActions';
import type { Wizard } from './wizard';

/** Which site it is about: one there is, or a new one. */
export function SiteStep({ wizard }: { wizard: Wizard }) {
  const { t } = useTexts();
  const sites = useSites();
  const [way, setWay] = useState<'known' | 'new' | null>(null);
  return (
    <Panel title={t('provision.step.site')} lead={t('provision.site_lead')}>
      <Loaded query={sites} heights={[120]}>
        {({ items }) => {
          const shown = way ?? (items.length === 0 ? 'new' : 'known');
          return (
            <>
              {items.length === 0 ? null : <Choice label={t('provision.step.site')} value={shown} options={[{ value: 'known', label: t('provision.site_known') }, { value: 'new', label: t('provision.site_new') }]} onChange={setWay} />}
              {shown === 'known' ? <KnownSite wizard={wizard} sites={items} /> : <NewSite wizard={wizard} />}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function KnownSite({ wizard, sites }: { wizard: Wizard; sites: readonly { id: string; name: string }[] }) {
  const { t } = useTexts();
  const [site, setSite] = useState(wizard.chosen.site);
  const known = sites.some((s) => s.id === site) ? site : '';
  return (
    <>
      <TextField select label={t('edges.col.site')} value={known} onChange={(e) => setSite(e.target.value)} fullWidth sx={{ mt: 2 }}>
        {sites.map((s) => (
          <MenuItem key={s.id} value={s.id}>
            {s.name}
          </MenuItem>
        ))}
      </TextField>
      <StepActions>
        <Button variant="contained" disabled={known === ''} onClick={() => wizard.set({ step: 'edge', site: known })}>
          {t('provision.next')}
        </Button>
      </StepActions>
    </>
  );
}

function NewSite({ wizard }: { wizard: Wizard }) {
  const { t } = useTexts();
  const make = useMakeSite();
  const once = useRef(newOrderID());
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [missing, setMissing] = useState('');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim();
    setMissing(name === '' ? t('provision.site_missing') : '');
    if (name === '') return;
    make.mutate({ once: once.current, name, time_zone: zone }, { onSuccess: (made) => wizard.set({ step: 'edge', site: made.id }), onError: () => (once.current = newOrderID()) });
  };
  const problem = missing || make.error;
  return (
    <Box component="form" noValidate onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2, mt: 2 }}>
      <TextField name="name" label={t('provision.site_name')} required autoComplete="off" slotProps={{ htmlInput: { maxLength: 100 } }} />
      <Autocomplete options={zones(zone)} value={zone} disableClearable onChange={(_, next) => setZone(next)} renderInput={(params) => <TextField {...params} label={t('provision.site_zone')} helperText={t('provision.site_zone_help')} />} />
      {problem ? <Complaint problem={problem} /> : null}
      <StepActions>
        <Button type="submit" variant="contained" disabled={make.isPending}>
          {t(make.isPending ? 'dialog.busy' : 'provision.site_make')}
        </Button>
      </StepActions>
    </Box>
  );
}

function zones(own: string): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(own) ? known : [own, ...known];
}
