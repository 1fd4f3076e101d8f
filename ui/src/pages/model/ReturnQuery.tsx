import { Box, Button, TextField } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { useReturns, type ReturnQuestion, type SiteReturn } from '../../api/model';
import { reasonText } from '../../api/reasons';
import { DataTable, type Column } from '../../design/DataTable';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { absent } from '../../lib/format';

/** Document 000's second query, and what stands behind it here. */
export const returnSQL = `SELECT s.siteId, s.name, SUM(revenue) / SUM(capex) AS roi
FROM Site s JOIN TariffModel tm ON s.siteId = tm.siteId
WHERE s.segment = 'commercial' AND tm.marketRegion = 'DE'
GROUP BY s.siteId

GET /api/portfolio/roi?segment=commercial&market_region=DE`;

/** Document 000's second query: what sites returned on what was invested in them. */
export function ReturnQuery() {
  const { t } = useTexts();
  const [asked, ask] = useState<ReturnQuestion | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    ask({ segment: text('segment'), market_region: text('market_region'), from: text('from'), to: text('to') });
  };
  const today = new Date();
  const day = (years: number) => `${today.getUTCFullYear() + years}-${String(today.getUTCMonth() + 1).padStart(2, '0')}-01`;
  const field = { size: 'small', slotProps: { inputLabel: { shrink: true } }, sx: { flex: { xs: '1 1 140px', sm: 'none' }, minWidth: 0 } } as const;
  return (
    <>
      <Box component="form" onSubmit={submit} aria-label={t('model.query.roi')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, px: { xs: 2, md: 3 }, pb: 2, alignItems: 'center' }}>
        <TextField {...field} name="segment" label={t('model.segment')} defaultValue="commercial" />
        <TextField {...field} name="market_region" label={t('model.market_region')} defaultValue="DE" />
        <TextField {...field} name="from" type="date" label={t('model.from')} defaultValue={day(-1)} />
        <TextField {...field} name="to" type="date" label={t('model.to')} defaultValue={day(0)} />
        <Button type="submit" variant="contained">
          {t('model.run')}
        </Button>
      </Box>
      {asked ? <Answer question={asked} /> : null}
    </>
  );
}

function Answer({ question }: { question: ReturnQuestion }) {
  const texts = useTexts();
  const { t } = texts;
  return (
    <Loaded query={useReturns(question)} heights={[240]}>
      {(items) => (items.length ? <DataTable label={t('model.query.roi')} columns={columnsOf(texts)} rows={items} rowKey={(r) => `${r.site_id} ${r.currency}`} /> : <EmptyState icon="portfolio" title={t('model.roi_empty')} next={t('model.roi_empty_next')} />)}
    </Loaded>
  );
}

function columnsOf({ t, format, language }: Texts): Column<SiteReturn>[] {
  const money = (amount: string | null, currency: string) => (amount === null ? absent : `${format.number(Number(amount), 2)}\u202f${currency}`);
  const share = (value: string | null) => (value === null ? absent : `${format.number(Number(value) * 100, 2)}\u202f%`);
  return [
    { id: 'site', head: t('model.site'), primary: true, cell: (r) => <Box component="span" sx={{ fontWeight: 560 }}>{r.site_name}</Box> },
    { id: 'revenue', head: t('model.revenue'), align: 'right', cell: (r) => money(r.revenue, r.currency) },
    { id: 'avoided', head: t('model.avoided'), align: 'right', cell: (r) => money(r.avoided_cost, r.currency) },
    { id: 'capex', head: t('model.capex'), align: 'right', cell: (r) => (r.capex === null ? absent : `${format.number(r.capex, 0)}\u202f${r.capex_currency}`) },
    { id: 'roi', head: t('model.roi'), align: 'right', cell: (r) => share(r.roi) },
    { id: 'year', head: t('model.roi_per_year'), align: 'right', cell: (r) => share(r.roi_per_year) },
    { id: 'why', head: t('model.roi_note'), cell: (r) => noteOf(r, { t, language }) },
  ];
}

function noteOf(r: SiteReturn, { t, language }: Pick<Texts, 't' | 'language'>): string {
  if (r.reason_code) return reasonText(language, r.reason_code, {}) ?? r.reason_code;
  return r.estimated ? t('model.roi_estimated') : '';
}
