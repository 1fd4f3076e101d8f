import { Box, Button, MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { directions, statuses, useInvoices, type Invoice, type InvoiceFilter } from '../../api/invoices';
import { useMe, useSites } from '../../api/queries';
import { withQuery } from '../../api/client';
import { DataTable, type Column } from '../../design/DataTable';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { filterChoice, SiteSelect } from '../../design/SiteSelect';
import { EmptyState, Loaded } from '../../design/States';
import { StatusBadge, type Tone } from '../../design/StatusBadge';
import { useTexts } from '../../i18n/useTexts';
import { daysAfter } from './form';
import { ImportPanel } from './ImportPanel';
import { InvoiceDialog } from './InvoiceDialog';
import { moneyText } from './money';

/** Every invoice in sight, found by site, status and words; entered and imported by who may. */
export default function InvoicesPage() {
  const { t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const permissions = useMe().data?.permissions ?? [];
  const may = permissions.includes('CONTRACTS');
  const [entering, setEntering] = useState(false);
  const [importing, setImporting] = useState(false);
  const navigate = useNavigate();
  const of = (name: string) => search.get(name) ?? '';
  const filter: InvoiceFilter = { site: of('site'), status: of('status'), direction: of('direction'), text: of('text') };
  const set = (name: string, value: string) => setSearch((old) => {
    const next = new URLSearchParams(old);
    if (value) next.set(name, value);
    else next.delete(name);
    return next;
  }, { replace: true });
  return (
    <Page
      title={t('invoices.title')}
      lead={t('invoices.lead')}
      aside={
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
          <Button component={Link} to="/market/roi" variant="outlined">{t('invoices.roi')}</Button>
          {permissions.includes('REPORT') ? <Button component="a" href={withQuery('/api/invoices.csv', { ...filter })} download variant="outlined">{t('invoices.export')}</Button> : null}
          {may ? <Button variant="outlined" aria-expanded={importing} onClick={() => setImporting(!importing)}>{t('invoices.import')}</Button> : null}
          {may ? <Button variant="contained" onClick={() => setEntering(true)}>{t('invoices.enter')}</Button> : null}
        </Box>
      }
    >
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
        {importing ? <ImportPanel /> : null}
        <Filters filter={filter} set={set} />
        <List filter={filter} may={may} />
      </Box>
      {entering ? <InvoiceDialog invoice={null} site={filter.site} onClose={() => setEntering(false)} onSaved={(made) => void navigate(`/market/invoices/${made.id}`)} /> : null}
    </Page>
  );
}

function Filters({ filter, set }: { filter: InvoiceFilter; set: (name: string, value: string) => void }) {
  const { t } = useTexts();
  const sites = useSites().data?.items ?? [];
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
      <SiteSelect sites={sites} value={filter.site} onChange={(site) => set('site', site)} />
      <TextField {...filterChoice} label={t('invoices.status')} value={filter.status} onChange={(e) => set('status', e.target.value)}>
        <MenuItem value="">{t('invoices.any')}</MenuItem>
        {statuses.map((s) => <MenuItem key={s} value={s}>{t(`invoiceStatus.${s}`)}</MenuItem>)}
      </TextField>
      <TextField {...filterChoice} label={t('invoices.direction')} value={filter.direction} onChange={(e) => set('direction', e.target.value)}>
        <MenuItem value="">{t('invoices.any')}</MenuItem>
        {directions.map((d) => <MenuItem key={d} value={d}>{t(`invoiceDirection.${d}`)}</MenuItem>)}
      </TextField>
      <TextField size="small" label={t('invoices.find')} value={filter.text} onChange={(e) => set('text', e.target.value)} sx={{ flex: '1 1 200px', maxWidth: 420 }} />
    </Box>
  );
}

const tones: Record<Invoice['status'], Tone> = { DRAFT: 'quiet', POSTED: 'brand', SETTLED: 'ok', CANCELLED: 'warning' };

/** How far an invoice has come. */
export function InvoiceBadge({ status }: { status: Invoice['status'] }) {
  const { t } = useTexts();
  return <StatusBadge tone={tones[status]}><Box component="span" sx={{ whiteSpace: 'nowrap' }}>{t(`invoiceStatus.${status}`)}</Box></StatusBadge>;
}

function List({ filter, may }: { filter: InvoiceFilter; may: boolean }) {
  const { t, format } = useTexts();
  const invoices = useInvoices(filter);
  const sites = useSites().data?.items ?? [];
  const day = (d: string) => format.fullDay(`${d}T00:00:00Z`, 'UTC');
  const columns: Column<Invoice>[] = [
    { id: 'number', head: t('invoices.number'), primary: true, cell: (i) => <Box component={Link} to={`/market/invoices/${i.id}`} sx={{ color: 'primary.main', fontWeight: 560, overflowWrap: 'anywhere' }}>{i.number || t('invoices.draft_number')}</Box> },
    { id: 'counterparty', head: t('invoices.counterparty'), cell: (i) => <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{i.counterparty}</Box> },
    { id: 'site', head: t('invoices.site'), cell: (i) => sites.find((s) => s.id === i.site_id)?.name ?? '–' },
    { id: 'kind', head: t('invoices.kind'), cell: (i) => `${t(`invoiceKind.${i.kind}`)}${i.estimated ? ` · ${t('invoices.estimated')}` : ''}` },
    { id: 'direction', head: t('invoices.direction'), cell: (i) => t(`invoiceDirection.${i.direction}`) },
    { id: 'period', head: t('invoices.period'), cell: (i) => `${day(i.period_from)} – ${day(daysAfter(i.period_to, -1))}` },
    { id: 'issued', head: t('invoices.issued'), cell: (i) => day(i.issued_on) },
    { id: 'gross', head: t('invoices.gross'), align: 'right', cell: (i) => <Box component="span" sx={{ whiteSpace: 'nowrap' }}>{moneyText(i.gross_amount, i.currency, format)}</Box> },
    { id: 'status', head: t('invoices.status'), cell: (i) => <InvoiceBadge status={i.status} /> },
  ];
  return (
    <Panel flush>
      <Loaded query={invoices} heights={[320]}>
        {({ pages }) => {
          const rows = pages.flatMap((p) => p.items);
          if (rows.length === 0) return <EmptyState icon="invoice" title={t('invoices.none')} next={t(may ? 'invoices.none_next' : 'invoices.none_reader')} />;
          return (
            <>
              <DataTable label={t('invoices.title')} columns={columns} rows={rows} rowKey={(i) => i.id} />
              {invoices.hasNextPage ? <Button onClick={() => void invoices.fetchNextPage()} disabled={invoices.isFetchingNextPage} sx={{ m: 2, alignSelf: 'center' }}>{t('invoices.more')}</Button> : null}
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}
