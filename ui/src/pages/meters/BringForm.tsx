import { Box, Button, Checkbox, FormControlLabel, Link as TextLink, TextField } from '@mui/material';
import { useRef, useState } from 'react';
import { useBring, type OfflineFile, type OfflineMeter, type OfflineReport } from '../../api/offline';
import { reasonText } from '../../api/reasons';
import type { SiteItem } from '../../api/types';
import { Complaint } from '../../control/OrderDialog';
import { Choice } from '../../design/Choice';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { useTexts } from '../../i18n/useTexts';
import { sourceText, typed as typedName } from './source';

type Chosen = Pick<OfflineFile, 'name' | 'content'>;

/** Takes readings from a file or one by one: checked first, then stored whole or not at all. */
export function BringForm({ site, meter }: { site: SiteItem; meter: OfflineMeter }) {
  const { t, tn } = useTexts();
  const bring = useBring(meter.id);
  const [how, setHow] = useState<'file' | 'typed'>('file');
  const [zone, setZone] = useState(site.time_zone);
  const [file, setFile] = useState<Chosen | null>(null);
  const choose = (next: Chosen | null) => {
    bring.reset(); // what was said of another file would mislead
    setFile(next);
  };
  const report = bring.data;
  const clean = report !== undefined && report.problems.length === 0 && !report.stored;
  const send = (dry: boolean) => {
    if (file) bring.mutate({ ...file, ...(zone ? { time_zone: zone } : {}), dry_run: dry });
  };
  const title = !report ? t('meters.step.check') : report.problems.length ? tn('meters.problems', report.problems.length) : t(report.stored ? 'meters.stored' : 'meters.clean');
  return (
    <>
      <Panel title={`2. ${t('meters.step.readings')}`}>
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          <Choice
            label={t('meters.how')}
            value={how}
            options={(['file', 'typed'] as const).map((value) => ({ value, label: t(`meters.how.${value}`) }))}
            onChange={(next) => {
              choose(null);
              setHow(next);
            }}
          />
          {how === 'file' ? <FileField meter={meter} file={file} choose={choose} /> : <TypedFields meter={meter} choose={choose} />}
          <TextField size="small" label={t('meters.zone')} helperText={t('meters.zone_help')} value={zone} onChange={(e) => { bring.reset(); setZone(e.target.value.trim()); }} sx={{ maxWidth: 460 }} />
        </Box>
      </Panel>
      <Panel title={`3. ${title}`}>
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          {report ? <Outcome report={report} zone={site.time_zone} /> : null}
          {bring.error ? <Complaint problem={bring.error} /> : null}
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
            <Button variant={clean ? 'outlined' : 'contained'} disabled={!file || bring.isPending} onClick={() => send(true)}>
              {t(bring.isPending ? 'meters.busy' : 'meters.check')}
            </Button>
            <Button variant={clean ? 'contained' : 'outlined'} disabled={!clean || bring.isPending} onClick={() => send(false)}>
              {t('meters.store')}
            </Button>
          </Box>
        </Box>
      </Panel>
    </>
  );
}

const begin: Record<string, string> = {
  COUNTER: 'time,value\n2026-01-01 00:00,12000\n2026-02-01 00:00,12840.5\n',
  '1mo': 'time,value\n2026-01-01,840.5\n2026-02-01,790\n',
  '1d': 'time,value\n2026-01-01,28\n2026-01-02,27.5\n',
  '1h': 'time,value\n2026-01-01 00:00,1.2\n2026-01-01 01:00,1.1\n',
  '15m': 'time,value\n2026-01-01 00:00,0.3\n2026-01-01 00:15,0.31\n',
};

function FileField({ meter, file, choose }: { meter: OfflineMeter; file: Chosen | null; choose: (file: Chosen | null) => void }) {
  const { t } = useTexts();
  const input = useRef<HTMLInputElement>(null);
  const take = async (list: FileList | null) => {
    const one = list?.[0];
    if (one) choose({ name: one.name, content: await one.text() });
  };
  const template = begin[meter.period ?? meter.reading_kind] ?? '';
  return (
    <Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
        <Button variant="outlined" onClick={() => input.current?.click()}>
          {t('meters.file')}
        </Button>
        <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{file?.name ?? ''}</Box>
        <input ref={input} type="file" accept=".csv,text/csv" aria-label={t('meters.file')} data-testid="meter-file" className="visually-hidden" onChange={(e) => { void take(e.target.files); e.target.value = ''; }} />
      </Box>
      <Box sx={{ typography: 'body2', color: 'text.secondary', mt: 1, maxWidth: '80ch' }}>
        {t('meters.file_help')}{' '}
        <TextLink href={`data:text/csv;charset=utf-8,${encodeURIComponent(template)}`} download="readings.csv">
          {t('meters.template')}
        </TextLink>
      </Box>
    </Box>
  );
}

/** One reading as a file of one line; "" where it is not whole. */
export function typedContent(at: string, value: string, substitute: boolean): string {
  const number = value.trim().replace(',', '.');
  if (at === '' || number === '') return '';
  return `time,value,quality\n${at},${number},${substitute ? 'SUBSTITUTED' : 'GOOD'}\n`;
}

function TypedFields({ meter, choose }: { meter: OfflineMeter; choose: (file: Chosen | null) => void }) {
  const { t } = useTexts();
  const [typed, setTyped] = useState({ at: '', value: '', substitute: false });
  const days = meter.period === '1d' || meter.period === '1mo';
  const put = (next: Partial<typeof typed>) => {
    const whole = { ...typed, ...next };
    setTyped(whole);
    const content = typedContent(whole.at, whole.value, whole.substitute);
    choose(content ? { name: typedName, content } : null);
  };
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
      <TextField type={days ? 'date' : 'datetime-local'} size="small" label={t(meter.reading_kind === 'INTERVAL' ? 'meters.date' : 'meters.time')} value={typed.at} onChange={(e) => put({ at: e.target.value })} slotProps={{ inputLabel: { shrink: true } }} />
      <TextField size="small" label={`${t('meters.value')} (${meter.unit})`} value={typed.value} onChange={(e) => put({ value: e.target.value })} slotProps={{ htmlInput: { inputMode: 'decimal' } }} />
      <FormControlLabel control={<Checkbox checked={typed.substitute} onChange={(e) => put({ substitute: e.target.checked })} />} label={t('meters.substitute')} />
    </Box>
  );
}

const first = 100;

function Outcome({ report, zone }: { report: OfflineReport; zone: string }) {
  const texts = useTexts();
  const { t, format, language } = texts;
  const [all, setAll] = useState(false);
  const when = (at: string) => `${format.date(at, zone)}, ${format.time(at, zone)}`;
  if (report.problems.length === 0) {
    return (
      <Box role="status">
        <Box>{t('meters.outcome', { fresh: report.new, revised: report.revised, same: report.same })}</Box>
        {report.from && report.to ? <Box sx={{ color: 'text.secondary' }}>{t('meters.window', { from: when(report.from), to: when(report.to) })}</Box> : null}
      </Box>
    );
  }
  type Problem = OfflineReport['problems'][number] & { id: string };
  const shown = (all ? report.problems : report.problems.slice(0, first)).map((p, i): Problem => ({ ...p, id: String(i) }));
  const columns: Column<Problem>[] = [
    { id: 'line', head: t('meters.col.line'), primary: true, cell: (p) => <Box component="span" data-testid="meter-problem" sx={{ whiteSpace: { md: 'nowrap' } }}>{p.file === typedName ? sourceText(p.file, texts) : `${p.file}:${p.line}`}</Box> },
    { id: 'field', head: t('import.col.field'), cell: (p) => <Box component="span" sx={{ whiteSpace: 'nowrap' }}>{p.field || '–'}</Box> },
    { id: 'what', head: t('import.col.what'), cell: (p) => <Box sx={{ overflowWrap: 'anywhere' }}>{reasonText(language, p.reason_code, p.params) ?? (language === 'de' ? p.text_de : p.text_en)}</Box> },
  ];
  return (
    <Box sx={{ mx: { xs: -2, md: -3 } }}>
      <DataTable label={t('import.list')} columns={columns} rows={shown} rowKey={(p) => p.id} />
      {shown.length < report.problems.length ? (
        <Button onClick={() => setAll(true)} sx={{ m: 2 }}>
          {t('meters.all')}
        </Button>
      ) : null}
    </Box>
  );
}
