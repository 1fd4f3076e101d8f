import { Autocomplete, Box, Button, FormControlLabel, MenuItem, Switch, TextField } from '@mui/material';
import { useQueries } from '@tanstack/react-query';
import { channelsQuery } from '../../api/queries';
import { ruleKinds } from '../../api/rules';
import type { ChannelItem, SiteMark } from '../../api/types';
import { Choice } from '../../design/Choice';
import { useTexts } from '../../i18n/useTexts';
import { channelKey } from '../../live/store';
import type { RuleForm } from './form';

interface FieldsProps {
  form: RuleForm;
  change: (next: Partial<RuleForm>) => void;
}

const severities = ['INFO', 'WARNING', 'SEVERE'] as const;

/** The fields of a rule; which there are depends on its kind. */
export function RuleFields({ form, change, sites }: FieldsProps & { sites: readonly SiteMark[] }) {
  const { t } = useTexts();
  const known = useKnownChannels(form.site, sites);
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, pt: 1 }}>
        <TextField label={t('rules.name')} required autoFocus autoComplete="off" value={form.name} onChange={(e) => change({ name: e.target.value })} slotProps={{ htmlInput: { maxLength: 100 } }} sx={{ flex: '2 1 240px' }} />
        <TextField select label={t('rules.site')} value={form.site} onChange={(e) => change({ site: e.target.value })} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }} sx={{ flex: '1 1 160px' }}>
          <MenuItem value="">{t('events.all_sites')}</MenuItem>
          {sites.map((s) => (
            <MenuItem key={s.id} value={s.id}>
              {s.name}
            </MenuItem>
          ))}
        </TextField>
        <TextField select label={t('alarm.severity')} value={form.severity} onChange={(e) => change({ severity: e.target.value as RuleForm['severity'] })} sx={{ flex: '1 1 120px' }}>
          {severities.map((s) => (
            <MenuItem key={s} value={s}>
              {t(`severity.${s}`)}
            </MenuItem>
          ))}
        </TextField>
      </Box>
      <Box sx={{ overflowX: 'auto' }}>
        <Choice label={t('rules.kind')} value={form.kind} onChange={(kind) => change({ kind })} options={ruleKinds.map((kind) => ({ value: kind, label: t(`rules.kind.${kind}`) }))} />
      </Box>
      <Box sx={{ typography: 'body2', color: 'text.secondary' }}>{t(`rules.about.${form.kind}`)}</Box>
      {form.kind === 'EXPRESSION' ? <ExpressionFields form={form} change={change} known={known} /> : <ChannelFields form={form} change={change} known={known} />}
      <FormControlLabel control={<Switch checked={form.enabled} onChange={(e) => change({ enabled: e.target.checked })} />} label={t('rules.enabled')} />
    </>
  );
}

interface KnownProps extends FieldsProps {
  known: readonly ChannelItem[];
}

function ChannelFields({ form, change, known }: KnownProps) {
  const { t } = useTexts();
  const name = form.channel.split('.').at(-1);
  const unit = known.find((c) => c.name === name)?.unit ?? '';
  const limited = form.kind !== 'ABSENCE';
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'flex-start' }}>
      <ChannelField label={t('rules.channel')} help={t(unit === 'W' ? 'rules.channel_power' : 'rules.channel_help')} value={form.channel} onChange={(channel) => change({ channel })} known={known} any />
      {limited ? (
        <>
          <Box sx={{ minHeight: 56, display: 'flex', alignItems: 'center' }}>
            <Choice label={t('rules.side')} value={form.side} onChange={(side) => change({ side })} options={[{ value: 'above', label: t('rules.above') }, { value: 'below', label: t('rules.below') }]} />
          </Box>
          <NumberField label={t('rules.threshold')} unit={form.kind === 'RATE' && unit ? `${unit}/min` : unit} value={form.threshold} onChange={(threshold) => change({ threshold })} required />
          <NumberField label={t('rules.hysteresis')} unit={form.kind === 'RATE' && unit ? `${unit}/min` : unit} value={form.hysteresis} onChange={(hysteresis) => change({ hysteresis })} help={t('rules.hysteresis_help')} />
        </>
      ) : null}
      {form.kind === 'RATE' ? <NumberField label={t('rules.window')} unit="s" value={form.window} onChange={(window) => change({ window })} help={t('rules.window_help')} required /> : null}
      <Lasting form={form} change={change} />
    </Box>
  );
}

function Lasting({ form, change }: FieldsProps) {
  const { t } = useTexts();
  return <NumberField label={t('rules.lasts')} unit="s" value={form.lasts} onChange={(lasts) => change({ lasts })} help={t(form.kind === 'ABSENCE' ? 'rules.lasts_absence' : 'rules.lasts_help')} />;
}

function ExpressionFields({ form, change, known }: KnownProps) {
  const { t } = useTexts();
  return (
    <>
      <TextField label={t('rules.expression')} required fullWidth value={form.expression} onChange={(e) => change({ expression: e.target.value })} placeholder="grid < -500 && soc < 90" helperText={t('rules.expression_help')} slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 500, spellCheck: false, style: { fontFamily: 'monospace' } } }} />
      <InputFields legend={t('rules.inputs')} inputs={form.inputs} change={(inputs) => change({ inputs })} known={known} />
      <Box sx={{ display: 'flex' }}>
        <Lasting form={form} change={change} />
      </Box>
    </>
  );
}

/** A channel under the name that an expression knows it by. */
interface Input {
  name: string;
  channel: string;
}

interface InputFieldsProps {
  legend: string;
  inputs: readonly Input[];
  change: (inputs: Input[]) => void;
  known: readonly ChannelItem[];
}

/** The channels of an expression, ten at most. */
export function InputFields({ legend, inputs, change, known }: InputFieldsProps) {
  const { t } = useTexts();
  const set = (at: number, next: Partial<Input>) => change(inputs.map((input, i) => (i === at ? { ...input, ...next } : input)));
  return (
    <Box component="fieldset" sx={{ border: 0, m: 0, p: 0, minWidth: 0, display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Box component="legend" sx={{ p: 0, mb: 1.5, fontWeight: 560 }}>{legend}</Box>
      {inputs.map((input, i) => (
        <Box key={i} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'flex-start' }}>
          <TextField label={t('rules.input_name', { n: i + 1 })} value={input.name} onChange={(e) => set(i, { name: e.target.value })} placeholder="grid" slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 40, spellCheck: false } }} sx={{ flex: '1 1 120px' }} />
          <ChannelField label={t('rules.input_channel', { n: i + 1 })} value={input.channel} onChange={(channel) => set(i, { channel })} known={known} />
          <Button color="inherit" aria-label={t('rules.input_remove', { n: i + 1 })} disabled={inputs.length === 1} onClick={() => change(inputs.filter((_, at) => at !== i))} sx={{ minHeight: 56 }}>
            {t('rules.remove')}
          </Button>
        </Box>
      ))}
      <Button onClick={() => change([...inputs, { name: '', channel: '' }])} disabled={inputs.length >= 10} sx={{ alignSelf: 'flex-start' }}>
        {t('rules.input_add')}
      </Button>
    </Box>
  );
}

interface ChannelFieldProps {
  label: string;
  help?: string;
  value: string;
  onChange: (channel: string) => void;
  known: readonly ChannelItem[];
  /** Whether a channel of each asset that has it can be meant. */
  any?: boolean;
}

export function ChannelField({ label, help, value, onChange, known, any = false }: ChannelFieldProps) {
  const names = new Set(known.map((c) => channelKey(c.asset, c.name)));
  if (any) for (const c of known) names.add(`*.${c.name}`);
  return (
    <Autocomplete
      freeSolo
      options={[...names].sort()}
      inputValue={value}
      onInputChange={(_, next) => onChange(next)}
      sx={{ flex: '2 1 240px' }}
      renderInput={(params) => <TextField {...params} label={label} required helperText={help} placeholder="battery0.SOC" slotProps={{ ...params.slotProps, inputLabel: { ...params.slotProps.inputLabel, shrink: true } }} />}
    />
  );
}

interface NumberFieldProps {
  label: string;
  unit: string;
  value: string;
  onChange: (value: string) => void;
  help?: string;
  required?: boolean;
}

export function NumberField({ label, unit, value, onChange, help, required = false }: NumberFieldProps) {
  return (
    <TextField
      label={label}
      required={required}
      value={value}
      onChange={(e) => onChange(e.target.value)}
      helperText={help}
      slotProps={{ htmlInput: { inputMode: 'decimal', className: 'figures' }, inputLabel: { shrink: true }, input: { endAdornment: unit ? <Box component="span" sx={{ color: 'text.secondary', whiteSpace: 'nowrap', ml: 1 }}>{unit}</Box> : null } }}
      sx={{ flex: '1 1 150px', maxWidth: { sm: 240 } }}
    />
  );
}

/** Channels of the site, or of each of the first sites where all are meant. */
function useKnownChannels(site: string, sites: readonly SiteMark[]): readonly ChannelItem[] {
  const looked = site ? [site] : sites.slice(0, 5).map((s) => s.id);
  return useQueries({
    queries: looked.map((id) => channelsQuery(id)),
    combine: (answers) => answers.flatMap((a) => a.data?.items ?? []),
  });
}
