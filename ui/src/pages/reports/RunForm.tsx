import { Alert, Box, Button, ListSubheader, MenuItem, TextField } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { problemText } from '../../api/problem';
import { useRunReport, type Period, type Subject } from '../../api/reports';
import { Choice } from '../../design/Choice';
import { Panel } from '../../design/Panel';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { localDate } from '../../lib/zone';

interface RunFormProps {
  subjects: readonly Subject[];
  onRun: (id: string) => void;
}

/** Chooses a site or node and a period, and runs the report; says whether anything has changed. */
export function RunForm({ subjects, onRun }: RunFormProps) {
  const texts = useTexts();
  const { t } = texts;
  const run = useRunReport();
  const [chosen, choose] = useState('');
  const [period, setPeriod] = useState<Period>('DAY');
  const [zone, setZone] = useState('');
  const [day, setDay] = useState('');
  const subject = subjects.find((s) => s.id === chosen) ?? subjects.find((s) => s.kind === 'SITE') ?? subjects[0]!;
  const today = localDate(Date.now(), subject.time_zone || 'UTC');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const request = { kind: subject.kind, subject: subject.id, period, day: day || today, ...(subject.time_zone ? {} : { time_zone: zone }) };
    run.mutate(request, { onSuccess: (made) => onRun(made.version.id) });
  };
  return (
    <Panel title={t('reports.make')}>
      <Box component="form" onSubmit={submit} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
        <SubjectField subjects={subjects} value={subject.id} onChange={choose} texts={texts} />
        <Choice
          label={t('reports.period')}
          value={period}
          onChange={setPeriod}
          options={[
            { value: 'DAY', label: t('reports.period.DAY') },
            { value: 'WEEK', label: t('reports.period.WEEK') },
          ]}
        />
        <TextField
          type="date"
          size="small"
          required
          label={t(period === 'WEEK' ? 'reports.day_in' : 'reports.day')}
          value={day || today}
          onChange={(e) => setDay(e.target.value)}
          slotProps={{ inputLabel: { shrink: true }, htmlInput: { max: today } }}
          sx={{ minWidth: 170, flex: { xs: '1 1 170px', sm: 'none' } }}
        />
        {subject.time_zone ? null : (
          <TextField size="small" required label={t('reports.zone')} helperText={t('reports.zone_help')} value={zone} onChange={(e) => setZone(e.target.value)} placeholder="Europe/Berlin" slotProps={{ inputLabel: { shrink: true } }} />
        )}
        <Button type="submit" variant="contained" disabled={run.isPending} sx={{ flex: { xs: '1 1 100%', sm: 'none' } }}>
          {t(run.isPending ? 'reports.running' : 'reports.run')}
        </Button>
        <Box role="status" sx={{ typography: 'body2', color: 'text.secondary', flex: '1 1 200px' }}>
          {run.data ? t(run.data.made ? 'reports.made' : 'reports.same', { version: run.data.version.version }) : null}
        </Box>
      </Box>
      {run.error ? (
        <Alert severity="error" sx={{ mt: 2 }}>
          {problemText(run.error, texts)}
        </Alert>
      ) : null}
    </Panel>
  );
}

interface SubjectFieldProps {
  subjects: readonly Subject[];
  value: string;
  onChange: (id: string) => void;
  texts: Texts;
}

function SubjectField({ subjects, value, onChange, texts: { t, tn } }: SubjectFieldProps) {
  const nodes = subjects.filter((s) => s.kind === 'ORG_NODE');
  const sites = subjects.filter((s) => s.kind === 'SITE');
  const option = (s: Subject) => (
    <MenuItem key={s.id} value={s.id}>
      {s.kind === 'ORG_NODE' ? `${s.name} · ${tn('reports.sites_of', s.sites)}` : s.name}
    </MenuItem>
  );
  return (
    <TextField select size="small" label={t('reports.subject')} value={value} onChange={(e) => onChange(e.target.value)} sx={{ minWidth: 220, flex: { xs: '1 1 220px', sm: 'none' } }}>
      {nodes.length ? [<ListSubheader key="nodes">{t('reports.nodes')}</ListSubheader>, ...nodes.map(option), <ListSubheader key="sites">{t('reports.sites')}</ListSubheader>] : null}
      {sites.map(option)}
    </TextField>
  );
}
