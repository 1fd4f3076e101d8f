import { Box, Button, Link as TextLink, MenuItem, TextField } from '@mui/material';
import { useRef, useState } from 'react';
import { useBringFactors, useBringPrices, type BeliefReport, type EmissionMethod, type FactorFile, type PriceFile, type PriceProduct } from '../../api/outlook';
import { reasonText } from '../../api/reasons';
import { Complaint } from '../../control/OrderDialog';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { useTexts } from '../../i18n/useTexts';

interface BringFileProps {
  what: 'price' | 'factor';
  /** The series that is looked at, whose words the form begins with. */
  like: PriceProduct | EmissionMethod | undefined;
}

interface Said {
  region: string;
  source: string;
  slot: PriceFile['slot'];
  unit: string;
  kind: FactorFile['kind'];
  method: string;
  version: string;
  quality: FactorFile['quality'];
  published: string;
  zone: string;
}

function begin(what: BringFileProps['what'], like: BringFileProps['like']): Said {
  const method = like && 'method_id' in like ? like : undefined;
  const product = like && 'slot' in like ? like : undefined;
  return {
    region: like?.market_region ?? '',
    source: like?.source ?? '',
    slot: product?.slot ?? (what === 'price' ? '15m' : '1h'),
    unit: what === 'price' ? `${product?.currency ?? 'EUR'}/MWh` : 'g/kWh',
    kind: method?.kind ?? 'LIFECYCLE',
    method: method?.method_id ?? '',
    version: method?.method_version ?? '1',
    quality: 'FINAL',
    published: '',
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

type Chosen = Pick<PriceFile, 'name' | 'content'>;

function head(said: Said, file: Chosen) {
  return {
    market_region: said.region.trim(),
    source: said.source.trim(),
    slot: said.slot,
    ...(said.published ? { published_at: new Date(said.published).toISOString() } : {}),
    ...(said.zone ? { time_zone: said.zone } : {}),
    ...file,
  };
}

/** Takes a file: checked first, then kept whole or not at all. */
export function BringFile({ what, like }: BringFileProps) {
  const { t } = useTexts();
  const prices = useBringPrices();
  const factors = useBringFactors();
  const bring = what === 'price' ? prices : factors;
  const [said, setSaid] = useState(() => begin(what, like));
  const [file, setFile] = useState<Chosen | null>(null);
  const put = (next: Partial<Said>) => {
    bring.reset(); // what was said of another file would mislead
    setSaid({ ...said, ...next });
  };
  const send = (dry: boolean) => {
    if (!file) return;
    const all = { ...head(said, file), dry_run: dry };
    if (what === 'price') prices.mutate({ ...all, unit: said.unit.trim() });
    else factors.mutate({ ...all, unit: said.unit as FactorFile['unit'], kind: said.kind, method_id: said.method.trim(), method_version: said.version.trim(), quality: said.quality });
  };
  const report = bring.data;
  const clean = report !== undefined && report.problems.length === 0 && !report.stored;
  return (
    <Panel title={t(`prices.bring_${what}`)}>
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2.5 }}>
        <Fields what={what} said={said} put={put} />
        <FileField what={what} file={file} choose={(next) => { bring.reset(); setFile(next); }} />
        {report ? <Outcome report={report} zone={said.zone} /> : null}
        {bring.error ? <Complaint problem={bring.error} /> : null}
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
          <Button variant={clean ? 'outlined' : 'contained'} disabled={!file || bring.isPending} onClick={() => send(true)}>
            {t(bring.isPending ? 'prices.busy' : 'prices.check')}
          </Button>
          <Button variant={clean ? 'contained' : 'outlined'} disabled={!clean || bring.isPending} onClick={() => send(false)}>
            {t('prices.store')}
          </Button>
        </Box>
      </Box>
    </Panel>
  );
}

function Fields({ what, said, put }: { what: BringFileProps['what']; said: Said; put: (next: Partial<Said>) => void }) {
  const { t } = useTexts();
  const choice = <K extends keyof Said>(field: K, label: string, options: readonly { value: string; text: string }[]) => (
    <TextField select size="small" label={label} value={said[field]} onChange={(e) => put({ [field]: e.target.value })}>
      {options.map((o) => (
        <MenuItem key={o.value} value={o.value}>
          {o.text}
        </MenuItem>
      ))}
    </TextField>
  );
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'repeat(2, minmax(0, 1fr))', lg: 'repeat(4, minmax(0, 1fr))' }, alignItems: 'start' }}>
      <TextField size="small" label={t('prices.region')} helperText={t('prices.region_help')} value={said.region} onChange={(e) => put({ region: e.target.value })} />
      <TextField size="small" label={t('prices.source')} helperText={t('prices.source_help')} value={said.source} onChange={(e) => put({ source: e.target.value })} />
      {choice('slot', t('prices.slot'), (['5m', '15m', '30m', '1h'] as const).map((value) => ({ value, text: t(`prices.slot.${value}`) })))}
      {what === 'price' ? (
        <TextField size="small" label={t('prices.unit')} helperText={t('prices.unit_help')} value={said.unit} onChange={(e) => put({ unit: e.target.value })} />
      ) : (
        <>
          {choice('unit', t('prices.unit'), ['g/kWh', 'kg/MWh', 'kg/kWh', 't/MWh'].map((value) => ({ value, text: value })))}
          {choice('kind', t('prices.kind'), (['DIRECT', 'LIFECYCLE', 'MARGINAL', 'AVERAGE'] as const).map((value) => ({ value, text: t(`prices.kind.${value}`) })))}
          <TextField size="small" label={t('prices.method')} value={said.method} onChange={(e) => put({ method: e.target.value })} />
          <TextField size="small" label={t('prices.version')} value={said.version} onChange={(e) => put({ version: e.target.value })} />
          {choice('quality', t('prices.quality'), (['FORECAST', 'PROVISIONAL', 'FINAL'] as const).map((value) => ({ value, text: t(`prices.quality.${value}`) })))}
        </>
      )}
      <TextField type="datetime-local" size="small" label={t('prices.published')} helperText={t('prices.published_help')} value={said.published} onChange={(e) => put({ published: e.target.value })} slotProps={{ inputLabel: { shrink: true } }} />
      <TextField size="small" label={t('prices.zone')} helperText={t('prices.zone_help')} value={said.zone} onChange={(e) => put({ zone: e.target.value.trim() })} />
    </Box>
  );
}

const templates = {
  price: 'ts;value\n2026-06-02T00:00:00+02:00;81.50\n2026-06-02T00:15:00+02:00;-12.50\n',
  factor: 'from;to;value\n2026-06-02T00:00:00+02:00;2026-06-02T01:00:00+02:00;318.4\n',
};

function FileField({ what, file, choose }: { what: BringFileProps['what']; file: Chosen | null; choose: (file: Chosen) => void }) {
  const { t } = useTexts();
  const input = useRef<HTMLInputElement>(null);
  const take = async (list: FileList | null) => {
    const one = list?.[0];
    if (one) choose({ name: one.name, content: await one.text() });
  };
  return (
    <Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
        <Button variant="outlined" onClick={() => input.current?.click()}>
          {t('prices.file')}
        </Button>
        <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{file?.name ?? ''}</Box>
        <input ref={input} type="file" accept=".csv,text/csv" aria-label={t('prices.file')} data-testid="prices-file" className="visually-hidden" onChange={(e) => { void take(e.target.files); e.target.value = ''; }} />
      </Box>
      <Box sx={{ typography: 'body2', color: 'text.secondary', mt: 1, maxWidth: '80ch' }}>
        {t(`prices.file_${what}`)}{' '}
        <TextLink href={`data:text/csv;charset=utf-8,${encodeURIComponent(templates[what])}`} download={`${what}s.csv`}>
          {t('prices.template')}
        </TextLink>
      </Box>
    </Box>
  );
}

const first = 100;

function Outcome({ report, zone }: { report: BeliefReport; zone: string }) {
  const { t, tn, format, language } = useTexts();
  if (report.problems.length === 0) {
    const when = (at: string | null) => (at === null ? '–' : format.dateTime(at, zone || 'UTC'));
    return <Box role="status">{t(report.stored ? 'prices.stored' : 'prices.clean', { fresh: report.new, same: report.same, from: when(report.from), to: when(report.to) })}</Box>;
  }
  type Problem = BeliefReport['problems'][number] & { id: string };
  const shown = report.problems.slice(0, first).map((p, i): Problem => ({ ...p, id: String(i) }));
  const columns: Column<Problem>[] = [
    { id: 'line', head: t('prices.col.line'), primary: true, cell: (p) => <Box component="span" sx={{ whiteSpace: { md: 'nowrap' } }}>{`${p.file}:${p.line}`}</Box> },
    { id: 'field', head: t('import.col.field'), cell: (p) => <span>{p.field || '–'}</span> },
    { id: 'what', head: t('import.col.what'), cell: (p) => <Box sx={{ overflowWrap: 'anywhere' }}>{reasonText(language, p.reason_code, p.params) ?? (language === 'de' ? p.text_de : p.text_en)}</Box> },
  ];
  return (
    <Box>
      <Box role="status" sx={{ fontWeight: 560, mb: 1 }}>{tn('prices.problems', report.problems.length)}</Box>
      <Box sx={{ mx: { xs: -2, md: -3 } }}>
        <DataTable label={t('import.list')} columns={columns} rows={shown} rowKey={(p) => p.id} dense />
      </Box>
      {shown.length < report.problems.length ? <Box sx={{ typography: 'body2', mt: 1 }}>{t('prices.first_problems', { n: first })}</Box> : null}
    </Box>
  );
}
