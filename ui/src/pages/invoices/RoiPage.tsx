import { Box, Button, TextField } from '@mui/material';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useReturns, type SiteReturn } from '../../api/invoices';
import { reasonText } from '../../api/reasons';
import { DataTable, type Column } from '../../design/DataTable';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { daysAfter } from './form';
import { moneyText } from './money';

/** What sites returned on what was invested in them. What is asked stands in the address. */
export default function RoiPage() {
  const { t } = useTexts();
  const [search, setSearch] = useSearchParams();
  const [year] = useState(() => new Date().getUTCFullYear());
  const of = (name: string) => search.get(name) ?? '';
  const asked = { segment: of('segment'), region: of('region'), from: of('from') || `${year - 1}-01-01`, to: of('to') || `${year}-01-01` };
  const set = (name: string, value: string) => setSearch({ ...asked, [name]: value }, { replace: true });
  return (
    <Page title={t('roi.title')} lead={t('roi.lead')} aside={<Button component={Link} to="/market/invoices" variant="outlined">{t('invoices.title')}</Button>}>
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
          <TextField size="small" label={t('roi.segment')} placeholder="commercial" value={asked.segment} onChange={(e) => set('segment', e.target.value.trim())} slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 40 } }} />
          <TextField size="small" label={t('roi.region')} placeholder="DE" value={asked.region} onChange={(e) => set('region', e.target.value.trim())} slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 20 } }} />
          <TextField size="small" type="date" label={t('invoices.from')} value={asked.from} onChange={(e) => set('from', e.target.value)} slotProps={{ inputLabel: { shrink: true } }} />
          <TextField size="small" type="date" label={t('invoices.last_day')} value={daysAfter(asked.to, -1)} onChange={(e) => set('to', daysAfter(e.target.value, 1))} slotProps={{ inputLabel: { shrink: true } }} />
        </Box>
        <Returns asked={asked} />
      </Box>
    </Page>
  );
}

function Returns({ asked }: { asked: Parameters<typeof useReturns>[0] }) {
  const texts = useTexts();
  const { t } = texts;
  const returns = useReturns(asked);
  return (
    <Panel title={t('roi.title')} lead={t('roi.about')} flush>
      <Loaded query={returns} heights={[240]}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon="invoice" title={t('roi.none')} next={t('roi.none_next')} />
          ) : (
            <DataTable label={t('roi.title')} columns={columnsOf(texts)} rows={items} rowKey={(r) => `${r.site_id} ${r.currency}`} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function columnsOf({ t, format, language }: Texts): Column<SiteReturn>[] {
  const none = <Box component="span" sx={{ color: 'text.secondary' }}>{t('roi.unknown')}</Box>;
  const money = (amount: string | null, r: SiteReturn) => (amount === null ? none : <Box component="span" sx={{ whiteSpace: 'nowrap' }}>{moneyText(amount, r.currency, format)}</Box>);
  const share = (ratio: string | null) => (ratio === null ? none : `${format.number(Number(ratio) * 100, 2)}\u202f%`);
  return [
    { id: 'site', head: t('invoices.site'), primary: true, cell: (r) => <Box component={Link} to={`/sites/${r.site_id}`} sx={{ color: 'primary.main', fontWeight: 560 }}>{r.site_name}</Box> },
    { id: 'revenue', head: t('roi.revenue'), align: 'right', cell: (r) => money(r.revenue, r) },
    {
      id: 'kept', head: t('roi.kept'), align: 'right',
      cell: (r) => {
        if (r.self_consumed_wh === null) return none;
        const kept = format.energy(r.self_consumed_wh);
        return `${kept.value}\u202f${kept.unit} (${t('roi.days', { n: r.self_consumed_days })})`;
      },
    },
    { id: 'price', head: t('roi.price'), align: 'right', cell: (r) => (r.energy_price === null ? none : `${moneyText(r.energy_price, r.currency, format)}/kWh`) },
    { id: 'avoided', head: t('roi.avoided'), align: 'right', cell: (r) => money(r.avoided_cost, r) },
    { id: 'capex', head: t('roi.capex'), align: 'right', cell: (r) => (r.capex === null ? none : moneyText(String(r.capex), r.capex_currency, format)) },
    {
      id: 'roi', head: t('roi.roi'), align: 'right',
      cell: (r) => (r.reason_code ? <Box component="span" sx={{ color: 'text.secondary', typography: 'body2' }}>{reasonText(language, r.reason_code, {}) ?? r.reason_code}</Box> : <>{share(r.roi)}{r.estimated ? ` · ${t('invoices.estimated')}` : ''}</>),
    },
    { id: 'year', head: t('roi.year'), align: 'right', cell: (r) => (r.reason_code ? '–' : share(r.roi_per_year)) },
  ];
}
