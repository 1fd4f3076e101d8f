import { Box, Button, Link as TextLink } from '@mui/material';
import { useRef, useState } from 'react';
import { useImportInvoices, type InvoiceImport } from '../../api/invoices';
import { reasonText } from '../../api/reasons';
import { Complaint } from '../../control/OrderDialog';
import { DataTable, type Column } from '../../design/DataTable';
import { Panel } from '../../design/Panel';
import { useTexts } from '../../i18n/useTexts';

const template = `site,counterparty,number,direction,kind,contract,period_from,period_to,currency,issued_on,due_on,estimated,status,settled_on,gross_amount,line_kind,text,quantity,unit,price,amount,vat_rate
north,Supplier,R-2026-0117,PAYABLE,CONSUMPTION,,2026-01-01,2026-02-01,EUR,2026-02-03,2026-02-17,false,POSTED,,348.96,ENERGY,Energy January,1000.5,kWh,0.2811,,19
north,Supplier,R-2026-0117,,,,,,,,,,,,,FIXED,Base price,,,,12,19
`;

/** Takes invoices from a file: looked through first, then stored whole or not at all. */
export function ImportPanel() {
  const { t } = useTexts();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<{ name: string; content: string } | null>(null);
  const take = useImportInvoices();
  const report = take.data;
  const clean = report !== undefined && report.problems.length === 0 && !report.stored;
  const choose = async (list: FileList | null) => {
    const one = list?.[0];
    if (!one) return;
    take.reset(); // what was said of another file would mislead
    setFile({ name: one.name, content: await one.text() });
  };
  const send = (dry: boolean) => {
    if (file) take.mutate({ ...file, dry_run: dry });
  };
  return (
    <Panel title={t('invoices.import')} lead={t('invoices.file_help')}>
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
          <Button variant="outlined" onClick={() => input.current?.click()}>{t('invoices.file')}</Button>
          <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{file?.name ?? ''}</Box>
          <input ref={input} type="file" accept=".csv,text/csv" aria-label={t('invoices.file')} data-testid="invoice-file" className="visually-hidden" onChange={(e) => { void choose(e.target.files); e.target.value = ''; }} />
          <TextLink href={`data:text/csv;charset=utf-8,${encodeURIComponent(template)}`} download="invoices.csv">{t('invoices.template')}</TextLink>
        </Box>
        {report ? <Outcome report={report} /> : null}
        {take.error ? <Complaint problem={take.error} /> : null}
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
          <Button variant={clean ? 'outlined' : 'contained'} disabled={!file || take.isPending} onClick={() => send(true)}>{t(take.isPending ? 'invoices.busy' : 'invoices.check')}</Button>
          <Button variant={clean ? 'contained' : 'outlined'} disabled={!clean || take.isPending} onClick={() => send(false)}>{t('invoices.store')}</Button>
        </Box>
      </Box>
    </Panel>
  );
}

function Outcome({ report }: { report: InvoiceImport }) {
  const { t, tn, language } = useTexts();
  if (report.problems.length === 0) {
    const known = report.invoices.filter((i) => i.outcome === 'SAME').length;
    return (
      <Box role="status">
        {report.stored ? t('invoices.stored') : tn('invoices.taken', report.invoices.length)}
        {known ? ` · ${t('invoices.known', { n: known })}` : ''}
      </Box>
    );
  }
  type Problem = InvoiceImport['problems'][number] & { id: string };
  const columns: Column<Problem>[] = [
    { id: 'line', head: t('import.col.place'), primary: true, cell: (p) => <Box component="span" data-testid="invoice-problem" sx={{ whiteSpace: { md: 'nowrap' } }}>{`${p.file}:${p.line}`}</Box> },
    { id: 'field', head: t('import.col.field'), cell: (p) => p.field || '–' },
    { id: 'what', head: t('import.col.what'), cell: (p) => <Box sx={{ overflowWrap: 'anywhere' }}>{reasonText(language, p.reason_code, p.params) ?? (language === 'de' ? p.text_de : p.text_en)}</Box> },
  ];
  return (
    <Box>
      <Box role="status" sx={{ mb: 1, fontWeight: 560 }}>{tn('invoices.problems', report.problems.length)}</Box>
      <Box sx={{ mx: { xs: -2, md: -3 } }}>
        <DataTable label={t('import.list')} columns={columns} rows={report.problems.map((p, n) => ({ ...p, id: String(n) }))} rowKey={(p) => p.id} />
      </Box>
    </Box>
  );
}
