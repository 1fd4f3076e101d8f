import { Checkbox, FormControlLabel, TextField } from '@mui/material';
import { useRef, useState } from 'react';
import { useSavePoint, type ControlPoint } from '../../api/microgrid';
import { newOrderID } from '../../control/acts';
import { useTexts } from '../../i18n/useTexts';
import { FormDialog } from '../admin/FormDialog';
import { useGrid } from './context';
import { nodeName } from './explain';
import { Select } from './NodeEditor';
import { configOf, fieldsOf, inSeconds, seconds, type ConfigField } from './config';
import { typedWatts } from './words';

type Capability = ControlPoint['capability_type'];
const capabilities: readonly Capability[] = ['LOAD_BALANCING', 'PEAK_SHAVING', 'DER', 'ENERGY_OPTIMISATION'];

interface PointDialogProps {
  /** The one to change; null for a new one. */
  point: ControlPoint | null;
  /** Where a new one stands; null is the whole microgrid. */
  node: string | null;
  onClose: () => void;
}

/** A capability at a node or of the whole microgrid, with what load balancing has to know of it. */
export function PointDialog({ point, node, onClose }: PointDialogProps) {
  const texts = useTexts();
  const { t } = texts;
  const { id, lexicon } = useGrid();
  const save = useSavePoint(id);
  const own = useRef(point?.control_point_id ?? newOrderID());
  const at = point ? point.node_id : node;
  const [capability, setCapability] = useState<Capability>(point?.capability_type ?? 'LOAD_BALANCING');
  const [source, setSource] = useState<ControlPoint['control_source']>(point?.control_source ?? 'LOCAL');
  const [wrong, setWrong] = useState('');
  const config = (point?.local_config ?? {}) as Record<string, unknown>;
  const asked = capability === 'LOAD_BALANCING' ? fieldsOf(at === null) : [];
  const submit = (form: FormData) => {
    const { config: local_config, bad } = configOf(asked, config, form);
    setWrong(bad ? t('point.bad', { field: t(`point.${bad}`) }) : '');
    if (bad) return;
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const named = source === 'LOCAL' ? optional({ schedule_ref: text('schedule') }) : optional({ external_config_type: text('external_type'), external_config_ref: text('external_ref') });
    save.mutate(
      { id: own.current, body: { ...(at ? { node_id: at } : {}), capability_type: capability, state: form.get('enabled') ? 'enabled' : 'disabled', control_source: source, description: text('description'), ...(Object.keys(local_config).length ? { local_config } : {}), ...named } },
      { onSuccess: onClose },
    );
  };
  return (
    <FormDialog title={t('point.add_title', { node: nodeName(lexicon, at) })} lead={t('point.lead')} submit={t('point.save')} busy={save.isPending} problem={wrong || save.error} onSubmit={submit} onClose={onClose}>
      {point ? null : <Select label={t('point.capability')} value={capability} onChange={(c) => setCapability(c as Capability)} options={capabilities.map((c) => [c, t(`microgrid.point.${c}`)])} />}
      <FormControlLabel control={<Checkbox name="enabled" defaultChecked={point?.state !== 'disabled'} />} label={t('point.enabled')} />
      <Select label={t('point.source')} value={source} onChange={(s) => setSource(s as ControlPoint['control_source'])} options={(['LOCAL', 'EXTERNAL'] as const).map((s) => [s, t(`microgrid.point.${s}`)])} />
      <TextField name="description" label={t('point.description')} defaultValue={point?.description ?? ''} slotProps={{ htmlInput: { maxLength: 1000 } }} />
      {source === 'LOCAL' ? <TextField key="schedule" name="schedule" label={t('point.schedule')} defaultValue={point?.schedule_ref ?? ''} /> : null}
      {source === 'EXTERNAL' ? <TextField key="type" name="external_type" label={t('point.external_type')} defaultValue={point?.external_config_type ?? ''} /> : null}
      {source === 'EXTERNAL' ? <TextField key="ref" name="external_ref" label={t('point.external_ref')} defaultValue={point?.external_config_ref ?? ''} /> : null}
      {asked.map((f) => (
        <Config key={f} field={f} value={config} />
      ))}
    </FormDialog>
  );
}

function optional(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== ''));
}

function Config({ field, value }: { field: ConfigField; value: Record<string, unknown> }) {
  const texts = useTexts();
  const { t } = texts;
  const [strategy, setStrategy] = useState(String(value['strategy'] ?? 'MAX_MIN'));
  if (field === 'rotation') return <FormControlLabel control={<Checkbox name="rotation" defaultChecked={value['rotation'] === true} />} label={t('point.rotation')} />;
  if (field === 'strategy') {
    return (
      <>
        <input type="hidden" name="strategy" value={strategy} />
        <Select label={t('point.strategy')} value={strategy} onChange={setStrategy} options={(['MAX_MIN', 'EDF', 'LEAST_LAXITY'] as const).map((s) => [s, t(`point.strategy.${s}`)])} />
      </>
    );
  }
  if (inSeconds(field)) {
    const { name, usual } = seconds[field];
    return <TextField name={field} label={t(`point.${field}`)} helperText={t('point.usual', { seconds: String(usual) })} defaultValue={String(value[name] ?? '')} autoComplete="off" slotProps={{ htmlInput: { inputMode: 'numeric' } }} />;
  }
  const typed = typedWatts(wattsIn(field, value), texts);
  return <TextField name={field} label={t(`point.${field}`)} defaultValue={typed} autoComplete="off" slotProps={{ htmlInput: { inputMode: 'decimal' } }} />;
}

function wattsIn(field: ConfigField, value: Record<string, unknown>): number | null {
  if (field === 'whole_cap') {
    const caps = (value['aggregate_limits'] ?? []) as { constraint_type: string; limit_watts: number }[];
    return caps.find((c) => c.constraint_type === 'CONSUMPTION_CAP')?.limit_watts ?? null;
  }
  const name = { rated: 'rated_watts', fallback: 'fallback_demand_watts', fail_safe: 'fail_safe_watts' }[field as 'rated' | 'fallback' | 'fail_safe'];
  return (value[name] as number | undefined) ?? null;
}
