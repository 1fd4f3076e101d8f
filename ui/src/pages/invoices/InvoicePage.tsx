import { Box, Button } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { useInvoice, type InvoiceLine, type InvoiceRecord } from '../../api/invoices';
import { useMe, useSites } from '../../api/queries';
import { DataTable, type Column } from '../../design/DataTable';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { Loaded } from '../../design/States';
import { useTexts } from '../../i18n/useTexts';
import { ActPanel } from './ActPanel';
import { daysAfter } from './form';
import { InvoiceDialog } from './InvoiceDialog';
import { InvoiceBadge } from './InvoicesPage';
import { moneyText } from './money';

/** One invoice with its lines, and what may be done with it. */
export default function InvoicePage() {
  const { invoice: id = '' } = useParams();
  const { t } = useTexts();
  const invoice = useInvoice(id);
  const name = invoice.data ? invoice.data.number || t('invoices.draft_number') : t('invoices.title');
  return (
    <Page
      title={name}
      lead={invoice.data?.counterparty}
      aside={<Button component={Link} to="/market/invoices" variant="outlined">{t('invoices.back')}</Button>}
    >
      <Loaded query={invoice} heights={[180, 320]}>
        {(data) => <Whole invoice={data} />}
      </Loaded>
    </Page>
  );
}

function Whole({ invoice }: { invoice: InvoiceRecord }) {
  const { t } = useTexts();
  const [changing, setChanging] = useState(false);
  const may = useMe().data?.permissions.includes('CONTRACTS') ?? false;
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
      <Panel
        title={<Box component="span" sx={{ display: 'inline-flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>{t(`invoiceKind.${invoice.kind}`)} · {t(`invoiceDirection.${invoice.direction}`)} <InvoiceBadge status={invoice.status} /></Box>}
        actions={may && invoice.status === 'DRAFT' ? <Button variant="outlined" onClick={() => setChanging(true)}>{t('invoices.edit')}</Button> : null}
      >
        <Facts invoice={invoice} />
      </Panel>
      <Lines invoice={invoice} />
      {may ? <ActPanel key={invoice.version} invoice={invoice} /> : null}
      {changing ? <InvoiceDialog invoice={invoice} site={invoice.site_id} onClose={() => setChanging(false)} onSaved={() => setChanging(false)} /> : null}
    </Box>
  );
}

function Facts({ invoice: i }: { invoice: InvoiceRecord }) {
  const { t, format } = useTexts();
  const sites = useSites().data?.items ?? [];
  const day = (d: string) => format.fullDay(`${d}T00:00:00Z`, 'UTC');
  const other = (id: string, text: string) => <Box component={Link} to={`/market/invoices/${id}`} sx={{ color: 'primary.main' }}>{text}</Box>;
  const facts: [string, ReactNode][] = [
    [t('invoices.site'), sites.find((s) => s.id === i.site_id)?.name ?? '–'],
    [t('invoices.period'), `${day(i.period_from)} – ${day(daysAfter(i.period_to, -1))}`],
    [t('invoices.issued'), day(i.issued_on)],
    [t('invoices.due'), i.due_on ? day(i.due_on) : '–'],
    [t('invoices.settled'), i.settled_on ? day(i.settled_on) : '–'],
    [t('invoices.net'), moneyText(i.net_amount, i.currency, format)],
    [t('invoices.tax'), moneyText(i.tax_amount, i.currency, format)],
    [t('invoices.gross'), <Box key="gross" component="strong">{moneyText(i.gross_amount, i.currency, format)}</Box>],
  ];
  return (
    <>
      <Box component="dl" sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(180px, 1fr))', gap: 2, m: 0 }}>
        {facts.map(([name, value]) => (
          <Box key={name}>
            <Box component="dt" sx={{ typography: 'body2', color: 'text.secondary' }}>{name}</Box>
            <Box component="dd" className="figures" sx={{ m: 0 }}>{value}</Box>
          </Box>
        ))}
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, rowGap: 1, mt: i.cancels_id || i.cancelled_by_id || i.credits_id || i.estimated ? 2 : 0 }}>
        {i.estimated ? <span>{t('invoices.estimated')}</span> : null}
        {i.cancels_id ? other(i.cancels_id, t('invoices.cancels')) : null}
        {i.cancelled_by_id ? other(i.cancelled_by_id, t('invoices.cancelled_by')) : null}
        {i.credits_id ? other(i.credits_id, t('invoices.credits')) : null}
      </Box>
    </>
  );
}

function Lines({ invoice }: { invoice: InvoiceRecord }) {
  const { t, format } = useTexts();
  type Row = InvoiceLine & { id: string };
  const exact = (d: string | null) => (d === null ? '–' : moneyText(d, '', format));
  const columns: Column<Row>[] = [
    { id: 'text', head: t('invoices.text'), primary: true, cell: (l) => <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{l.text}</Box> },
    { id: 'kind', head: t('invoices.kind'), cell: (l) => t(`lineKind.${l.kind}`) },
    { id: 'quantity', head: t('invoices.quantity'), align: 'right', cell: (l) => (l.quantity === null ? '–' : `${exact(l.quantity)}\u202f${l.unit}`) },
    { id: 'price', head: t('invoices.price'), align: 'right', cell: (l) => exact(l.price) },
    { id: 'vat', head: t('invoices.vat'), align: 'right', cell: (l) => exact(l.vat_rate) },
    { id: 'amount', head: t('invoices.amount'), align: 'right', cell: (l) => <Box component="span" sx={{ whiteSpace: 'nowrap' }}>{moneyText(l.amount, invoice.currency, format)}</Box> },
  ];
  return (
    <Panel title={t('invoices.lines')} flush>
      <DataTable label={t('invoices.lines')} columns={columns} rows={invoice.lines.map((l, n) => ({ ...l, id: String(n) }))} rowKey={(l) => l.id} />
    </Panel>
  );
}
