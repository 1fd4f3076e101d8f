import { Box, Button, InputAdornment, MenuItem, TextField } from '@mui/material';
import { useRef, useState, type FormEvent } from 'react';
import { useBringPlan, type ControlPolicy, type NewDispatchPlan } from '../../api/plans';
import { useAssets } from '../../api/queries';
import type { AssetItem, SiteItem } from '../../api/types';
import { Complaint } from '../../control/OrderDialog';
import { useTexts } from '../../i18n/useTexts';
import { instantOf } from '../../lib/zone';

type Type = NewDispatchPlan['commands'][number]['command_type'];

/** What commands an asset of a nature takes; the server has the last word. */
export function typesOf(nature: string): readonly Type[] {
  if (nature === 'ESS') return ['CHARGE', 'DISCHARGE', 'SETPOINT'];
  if (nature === 'EVCS') return ['CHARGE', 'DISCHARGE', 'CURTAIL', 'SETPOINT'];
  return ['PV', 'INVERTER', 'GENERATOR', 'LOAD'].includes(nature) ? ['CURTAIL', 'SETPOINT'] : [];
}

interface Draft {
  policy: string;
  asset: string;
  type: Type;
  kw: string;
  from: string;
  to: string;
}

/** What was typed as a plan of one command; null while it is not whole. */
export function planOf(draft: Draft, zone: string): NewDispatchPlan | null {
  const [from, to] = [instantOf(draft.from, zone), instantOf(draft.to, zone)];
  const watts = Math.round(Number(draft.kw.trim().replace(',', '.')) * 1000);
  if (!draft.asset || draft.kw.trim() === '' || Number.isNaN(watts) || Number.isNaN(from) || !(to > from)) return null;
  const [ts_scheduled, ends_at] = [new Date(from).toISOString(), new Date(to).toISOString()];
  return { horizon_from: ts_scheduled, horizon_to: ends_at, optimizer_version: 'by hand', commands: [{ asset_id: draft.asset, ts_scheduled, ends_at, command_type: draft.type, target_value: watts }] };
}

interface ByHandProps {
  site: SiteItem;
  policies: readonly ControlPolicy[];
  /** Called with the plan that was made, or with nothing. */
  done: (plan?: string) => void;
}

/** Plans one command of one asset. */
export function ByHand({ site, policies, done }: ByHandProps) {
  const { t, word } = useTexts();
  const bring = useBringPlan();
  const assets = useAssets(site.id).data ?? [];
  const once = useRef(crypto.randomUUID());
  const [draft, setDraft] = useState<Draft>({ policy: policies[0]?.id ?? '', asset: '', type: 'CHARGE', kw: '', from: '', to: '' });
  const policy = policies.find((p) => p.id === draft.policy);
  const fits = (a: AssetItem) => typesOf(a.nature).length > 0 && (policy?.scope !== 'ASSET' || policy.scope_id === a.id);
  const types = typesOf(assets.find((a) => a.id === draft.asset)?.nature ?? '');
  const put = (next: Partial<Draft>) => {
    once.current = crypto.randomUUID(); // another plan is another request
    setDraft({ ...draft, ...next });
  };
  const takeAsset = (asset: string) => put({ asset, type: typesOf(assets.find((a) => a.id === asset)?.nature ?? '')[0] ?? 'SETPOINT' });
  const plan = planOf(draft, site.time_zone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (plan) bring.mutate({ policy: draft.policy, plan, once: once.current }, { onSuccess: (made) => done(made.id) });
  };
  const shrink = { inputLabel: { shrink: true } };
  return (
    <Box component="form" onSubmit={submit} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'flex-start', px: { xs: 2, md: 3 }, pb: 2.5, pt: 1 }}>
      <TextField select size="small" label={t('plans.col.policy')} value={draft.policy} onChange={(e) => put({ policy: e.target.value, asset: '' })} sx={{ minWidth: 160 }}>
        {policies.map((p) => <MenuItem key={p.id} value={p.id}>{p.name}</MenuItem>)}
      </TextField>
      <TextField select size="small" label={t('plans.asset')} value={draft.asset} onChange={(e) => takeAsset(e.target.value)} sx={{ minWidth: 160 }}>
        {assets.filter(fits).map((a) => <MenuItem key={a.id} value={a.id}>{a.name}</MenuItem>)}
      </TextField>
      <TextField select size="small" label={t('plans.type')} value={types.includes(draft.type) ? draft.type : ''} onChange={(e) => put({ type: e.target.value as Type })} sx={{ minWidth: 160 }}>
        {types.map((x) => <MenuItem key={x} value={x}>{word('dispatch.type', x)}</MenuItem>)}
      </TextField>
      <TextField size="small" label={t('plans.kw')} value={draft.kw} onChange={(e) => put({ kw: e.target.value })} slotProps={{ htmlInput: { inputMode: 'decimal' }, input: { endAdornment: <InputAdornment position="end">kW</InputAdornment> } }} sx={{ width: 130 }} />
      <TextField type="datetime-local" size="small" label={t('plans.from')} value={draft.from} onChange={(e) => put({ from: e.target.value })} slotProps={shrink} />
      <TextField
        type="datetime-local" size="small" label={t('plans.to')} value={draft.to} onChange={(e) => put({ to: e.target.value })} slotProps={shrink}
        error={draft.from !== '' && draft.to !== '' && draft.to <= draft.from} helperText={draft.from !== '' && draft.to !== '' && draft.to <= draft.from ? t('plans.bad_time') : undefined}
      />
      <Button type="submit" variant="contained" disabled={!plan || bring.isPending}>{t('plans.save')}</Button>
      <Button color="inherit" onClick={() => done()}>{t('plans.cancel')}</Button>
      {bring.error ? <Complaint problem={bring.error} /> : null}
    </Box>
  );
}
