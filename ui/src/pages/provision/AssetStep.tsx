import { Box, Button, Checkbox, FormControlLabel, MenuItem, TextField } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { useEdge } from '../../api/edges';
import { useAddDevice, useAsked, type DeviceDraft, type ProbeRead } from '../../api/provision';
import { useAssets, useDevices } from '../../api/queries';
import type { AssetItem } from '../../api/types';
import { Complaint } from '../../control/OrderDialog';
import { Panel } from '../../design/Panel';
import { Loading } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { StepActions } from './StepActions';
import { freeDevice, freeKey, naturesOf, ratingOf } from './suggest';
import type { Wizard } from './wizard';

/** What the device is at the site: new assets or ones there are, with what stands on the nameplate. */
export function AssetStep({ wizard }: { wizard: Wizard }) {
  const { t } = useTexts();
  const { chosen } = wizard;
  const { read } = useAsked(chosen.look).asked;
  const assets = useAssets(chosen.site).data;
  const devices = useDevices(chosen.site).data;
  const edge = useEdge(chosen.edge).data;
  if (!read || !assets || !devices || !edge) return <Loading heights={[320]} />;
  return (
    <Panel title={t('provision.step.asset')} lead={t('provision.asset_lead')}>
      <MappingForm wizard={wizard} read={read} assets={assets} device={freeDevice(chosen.profile, chosen.unit, devices.map((d) => d.key))} newest={edge.newest_version} />
    </Panel>
  );
}

interface MappingProps {
  wizard: Wizard;
  read: ProbeRead;
  assets: readonly AssetItem[];
  /** A key for the device. */
  device: string;
  /** The newest version of the edge's configuration. */
  newest: number;
}

function MappingForm({ wizard, read, assets, device, newest }: MappingProps) {
  const { t } = useTexts();
  const { chosen } = wizard;
  const add = useAddDevice(chosen.edge);
  const offers = naturesOf(read);
  const [meant, setMeant] = useState(() => offers.filter((o) => o.meant).map((o) => o.nature));
  const [missing, setMissing] = useState('');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const drafts = meant.map((nature) => draftOf(nature, form));
    const incomplete = drafts.length === 0 || drafts.includes(null) || String(form.get('device')).trim() === '';
    setMissing(incomplete ? t('provision.asset_missing') : '');
    if (incomplete) return;
    const list = drafts.filter((d) => d !== null);
    const body: DeviceDraft = {
      device: { key: String(form.get('device')).trim(), profile: chosen.profile, address: chosen.address, unit: Number(chosen.unit), ...(read.variant ? { variant: read.variant } : {}) },
      assets: list,
      comment: t('provision.comment', { device: [read.vendor, read.model].filter(Boolean).join(' ') || chosen.profile, assets: list.map((a) => a.id).join(', ') }).slice(0, 250),
      after: newest,
    };
    add.mutate(body, { onSuccess: (made) => wizard.set({ step: 'service', version: String(made.version), assets: list.map((a) => a.id).join(' ') }) });
  };
  const problem = missing || add.error;
  const toggle = (nature: string) => setMeant(meant.includes(nature) ? meant.filter((n) => n !== nature) : [...meant, nature]);
  return (
    <Box component="form" noValidate onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      {offers.map(({ nature }) => (
        <Box key={nature} component="fieldset" sx={{ border: 1, borderColor: 'divider', borderRadius: '10px', m: 0, px: 2, py: 1.5, minWidth: 0 }}>
          <FormControlLabel control={<Checkbox checked={meant.includes(nature)} onChange={() => toggle(nature)} />} label={t('provision.as_nature', { nature })} />
          {meant.includes(nature) ? <AssetFields nature={nature} assets={assets} /> : null}
        </Box>
      ))}
      <TextField name="device" label={t('provision.device_key')} helperText={t('provision.device_key_help')} defaultValue={device} required autoComplete="off" slotProps={{ htmlInput: { maxLength: 100, spellCheck: false } }} />
      {problem ? <Complaint problem={problem} /> : null}
      <StepActions onBack={wizard.back}>
        <Button type="submit" variant="contained" disabled={add.isPending}>
          {t(add.isPending ? 'dialog.busy' : 'provision.commit')}
        </Button>
      </StepActions>
    </Box>
  );
}

function AssetFields({ nature, assets }: { nature: string; assets: readonly AssetItem[] }) {
  const { t } = useTexts();
  const free = assets.filter((a) => a.nature === nature && a.device === null);
  const [known, setKnown] = useState('');
  const asset = free.find((a) => a.key === known);
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(2, minmax(0, 1fr))' }, mt: 1, mb: 0.5 }}>
      {free.length === 0 ? null : (
        <TextField select label={t('provision.asset')} value={known} onChange={(e) => setKnown(e.target.value)} sx={{ gridColumn: '1 / -1' }} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
          <MenuItem value="">{t('provision.asset_new')}</MenuItem>
          {free.map((a) => (
            <MenuItem key={a.key} value={a.key}>
              {a.name} ({a.key})
            </MenuItem>
          ))}
        </TextField>
      )}
      <TextField key={`id ${known}`} name={`${nature} id`} label={t('provision.asset_key')} helperText={t('provision.asset_key_help')} defaultValue={asset?.key ?? freeKey(nature, assets.map((a) => a.key))} required autoComplete="off" slotProps={{ htmlInput: { readOnly: asset !== undefined, maxLength: 100, spellCheck: false } }} />
      <TextField key={`name ${known}`} name={`${nature} name`} label={t('provision.asset_name')} helperText={t('provision.asset_name_help')} defaultValue={asset?.name ?? ''} autoComplete="off" slotProps={{ htmlInput: { maxLength: 100 } }} />
      <Ratings nature={nature} asset={asset} />
    </Box>
  );
}

/** What stands on the nameplate, in kW and kWh. */
function Ratings({ nature, asset }: { nature: string; asset: AssetItem | undefined }) {
  const { t } = useTexts();
  const rating = ratingOf(nature);
  const field = (name: string, label: string, watts: number | null | undefined) => (
    <TextField key={`${name} ${asset?.key ?? ''}`} name={`${nature} ${name}`} label={label} helperText={t('provision.nameplate')} defaultValue={watts ? watts / 1000 : ''} required autoComplete="off" slotProps={{ htmlInput: { inputMode: 'decimal' } }} />
  );
  if (rating === 'watts') return field('watts', t('provision.max_power'), asset?.max_active_power_watts);
  if (rating === 'battery') {
    return (
      <>
        {field('va', t('provision.max_apparent'), asset?.max_apparent_power_va)}
        {field('wh', t('provision.capacity'), asset?.capacity_wh)}
      </>
    );
  }
  if (rating === null) return null;
  return (
    <>
      {field('watts', t('provision.max_power'), asset?.max_active_power_watts)}
      <TextField select name={`${nature} phases`} label={t('provision.phases')} defaultValue="3">
        {['1', '2', '3'].map((n) => (
          <MenuItem key={n} value={n}>{n}</MenuItem>
        ))}
      </TextField>
    </>
  );
}

type DraftAsset = DeviceDraft['assets'][number];

/** What was entered for a nature; null where something is missing or no number. */
function draftOf(nature: string, form: FormData): DraftAsset | null {
  const text = (name: string) => String(form.get(`${nature} ${name}`) ?? '').trim();
  const thousand = (name: string) => Math.round(Number(text(name).replace(',', '.')) * 1000);
  const draft: DraftAsset = { id: text('id'), nature, ...(text('name') ? { name: text('name') } : {}) };
  const given: [keyof DraftAsset, number][] = [];
  switch (ratingOf(nature)) {
    case 'watts':
      given.push(['max_active_power_watts', thousand('watts')]);
      break;
    case 'battery':
      given.push(['max_apparent_power_va', thousand('va')], ['capacity_wh', thousand('wh')]);
      break;
    case 'charger':
      given.push(['max_active_power_watts', thousand('watts')], ['phases', Number(text('phases'))]);
      break;
    case null:
  }
  if (draft.id === '' || given.some(([, value]) => !(value > 0))) return null;
  return Object.assign(draft, Object.fromEntries(given));
}
