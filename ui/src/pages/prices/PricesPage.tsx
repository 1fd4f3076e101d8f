import { Box, MenuItem, TextField } from '@mui/material';
import { useState } from 'react';
import { useMethods, useProducts, type EmissionMethod, type PriceProduct } from '../../api/outlook';
import { useMe } from '../../api/queries';
import { Choice } from '../../design/Choice';
import { Page } from '../../design/Page';
import { Panel } from '../../design/Panel';
import { EmptyState, Loaded } from '../../design/States';
import { useTexts, type Texts } from '../../i18n/useTexts';
import { BringFile } from './BringFile';
import { FactorPanel, PricePanel } from './SeriesPanel';

type What = 'price' | 'factor';

/** Prices and emission factors of market regions: what is believed or was, by whom, since when; and files of them. */
export default function PricesPage() {
  const { t } = useTexts();
  const [what, setWhat] = useState<What>('price');
  const may = useMe().data?.permissions.includes('PLAN') ?? false;
  return (
    <Page
      title={t('prices.title')}
      lead={t('prices.lead')}
      aside={<Choice<What> label={t('prices.what')} value={what} options={(['price', 'factor'] as const).map((value) => ({ value, label: t(`prices.what.${value}`) }))} onChange={setWhat} />}
    >
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: { xs: 2, md: 3 } }}>
        {what === 'price' ? <Prices may={may} /> : <Factors may={may} />}
      </Box>
    </Page>
  );
}

interface PartProps {
  may: boolean;
}

function Prices({ may }: PartProps) {
  const { t } = useTexts();
  const products = useProducts();
  const [chosen, choose] = useState('');
  return (
    <Loaded query={products} heights={[320]}>
      {(items) => {
        const product = items.find((p) => productKey(p) === chosen) ?? items[0];
        return (
          <>
            {product ? (
              <PricePanel key={productKey(product)} product={product} choice={<SeriesSelect value={productKey(product)} options={items.map((p) => ({ key: productKey(p), text: productText(p, t) }))} choose={choose} />} />
            ) : (
              <Nothing what="price" may={may} />
            )}
            {may ? <BringFile what="price" like={product} /> : null}
          </>
        );
      }}
    </Loaded>
  );
}

function Factors({ may }: PartProps) {
  const { t } = useTexts();
  const methods = useMethods();
  const [chosen, choose] = useState('');
  return (
    <Loaded query={methods} heights={[320]}>
      {(items) => {
        const method = items.find((m) => methodKey(m) === chosen) ?? items[0];
        return (
          <>
            {method ? (
              <FactorPanel key={methodKey(method)} method={method} choice={<SeriesSelect value={methodKey(method)} options={items.map((m) => ({ key: methodKey(m), text: methodText(m, t) }))} choose={choose} />} />
            ) : (
              <Nothing what="factor" may={may} />
            )}
            {may ? <BringFile what="factor" like={method} /> : null}
          </>
        );
      }}
    </Loaded>
  );
}

function productKey(p: PriceProduct): string {
  return JSON.stringify([p.market_region, p.source, p.slot]);
}

function productText(p: PriceProduct, t: Texts['t']): string {
  return `${p.market_region} · ${p.source} · ${t(`prices.slot.${p.slot}`)}`;
}

function methodKey(m: EmissionMethod): string {
  return JSON.stringify([m.market_region, m.source, m.kind, m.method_id, m.method_version]);
}

function methodText(m: EmissionMethod, t: Texts['t']): string {
  return `${m.market_region} · ${m.source} · ${t(`prices.kind.${m.kind}`)} · ${m.method_id} ${m.method_version}`;
}

function Nothing({ what, may }: { what: What; may: boolean }) {
  const { t } = useTexts();
  return (
    <Panel>
      <EmptyState icon="empty" title={t(`prices.none_${what}`)} next={t(may ? 'prices.none_next' : 'prices.reader_next')} />
    </Panel>
  );
}

interface SeriesSelectProps {
  value: string;
  options: readonly { key: string; text: string }[];
  choose: (key: string) => void;
}

function SeriesSelect({ value, options, choose }: SeriesSelectProps) {
  const { t } = useTexts();
  return (
    <TextField select size="small" label={t('prices.series')} value={value} onChange={(e) => choose(e.target.value)} sx={{ minWidth: 0, flex: '1 1 260px', maxWidth: 520 }}>
      {options.map((o) => (
        <MenuItem key={o.key} value={o.key}>
          {o.text}
        </MenuItem>
      ))}
    </TextField>
  );
}
