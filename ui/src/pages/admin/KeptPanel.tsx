import { Box, Button } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { useSetTelemetryPolicy, useTelemetryPolicy, type TelemetryDrop, type TelemetryPolicy, type TelemetryPolicyState } from '../../api/retention';
import { Complaint } from '../../control/OrderDialog';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { NumberField } from '../rules/RuleFields';
import { hereTime } from './words';

/** What is kept for how long, and how much may come in; what is left empty is kept for ever, or without a bound. */
const fields = ['raw_days', 'quarter_days', 'hour_days', 'day_days', 'cycle_days', 'cycle_kept_days', 'samples_per_second', 'channels'] as const;
const required = ['raw_days', 'quarter_days', 'cycle_days', 'cycle_kept_days'] as const;

type Field = (typeof fields)[number];
type Form = Record<Field, string>;

/** How long telemetry and balancing cycles with their orders are kept, and what was removed because its time was over. */
export function KeptPanel() {
  const { t } = useTexts();
  const save = useSetTelemetryPolicy(); // outlives the form, which begins anew with each version
  return (
    <Loaded query={useTelemetryPolicy()} heights={[320, 200]}>
      {(state) => (
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
          <Panel title={t('kept.title')} lead={t('kept.lead')}>
            <PolicyForm key={state.version} state={state} save={save} />
          </Panel>
          <Panel title={t('kept.drops')} flush>
            <Drops drops={state.drops} />
          </Panel>
        </Box>
      )}
    </Loaded>
  );
}

function PolicyForm({ state, save }: { state: TelemetryPolicyState; save: ReturnType<typeof useSetTelemetryPolicy> }) {
  const { t } = useTexts();
  const [form, setForm] = useState(() => formOf(state));
  const [problem, setProblem] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const policy = policyOf(form, state.version);
    setProblem(policy === null ? t('kept.whole') : '');
    if (policy !== null) save.mutate(policy);
  };
  const field = (name: Field) => (
    <NumberField key={name} label={t(`kept.${name}`)} unit={t(name === 'samples_per_second' ? 'kept.unit_rate' : name === 'channels' ? 'kept.unit_channels' : 'kept.unit_days')} value={form[name]} help={t(`kept.${name}_help`, { used: state.used_channels })} required={required.some((r) => r === name)} onChange={(value) => setForm({ ...form, [name]: value })} />
  );
  return (
    <Box component="form" noValidate onSubmit={submit} sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      {([fields.slice(0, 4), fields.slice(4, 6), fields.slice(6)] as const).map((row) => (
        <Box key={row[0]} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
          {row.map(field)}
        </Box>
      ))}
      <Box sx={{ color: 'text.secondary' }}>{t('kept.gone')}</Box>
      {problem || save.error ? <Complaint problem={problem || save.error} /> : null}
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
        <Button type="submit" variant="contained" disabled={save.isPending}>
          {t('kept.save')}
        </Button>
        <span role="status">{save.isSuccess ? t('kept.saved') : ''}</span>
      </Box>
    </Box>
  );
}

function formOf(p: TelemetryPolicy): Form {
  return Object.fromEntries(fields.map((f) => [f, p[f] === null || p[f] === undefined ? '' : String(p[f])])) as Form;
}

/** The policy of what was entered; null where something is no whole number, or missing. */
export function policyOf(form: Form, version: number): TelemetryPolicy | null {
  const values = new Map<Field, number | null>(fields.map((f) => [f, form[f].trim() === '' ? null : Number(form[f].trim())]));
  const wrong = [...values].some(([f, v]) => (v === null ? required.some((r) => r === f) : !Number.isInteger(v)));
  return wrong ? null : ({ ...Object.fromEntries(values), version } as TelemetryPolicy);
}

function Drops({ drops }: { drops: TelemetryDrop[] }) {
  const { t, format } = useTexts();
  if (drops.length === 0) return <EmptyState icon="empty" title={t('kept.none')} next={t('kept.none_next')} />;
  const columns: Column<TelemetryDrop>[] = [
    { id: 'tier', head: t('kept.col.tier'), primary: true, cell: (d) => t(`kept.tier.${d.tier}`) },
    { id: 'at', head: t('kept.col.at'), cell: (d) => hereTime(format, d.at) },
    { id: 'from', head: t('kept.col.from'), cell: (d) => hereTime(format, d.kept_from) },
    { id: 'rows', head: t('kept.col.rows'), align: 'right', cell: (d) => <span className="figures">{format.number(d.rows, 0)}</span> },
  ];
  return <DataTable label={t('kept.drops')} columns={columns} rows={drops} rowKey={(d) => d.tier + d.at} />;
}
