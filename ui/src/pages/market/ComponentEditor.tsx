import { Box, Button, TextField } from '@mui/material';
import type { Band, ComponentFields, Price } from '../../api/tariffs';
import { useTexts } from '../../i18n/useTexts';
import { BandRow } from './BandRow';
import { formOf, inForm, ofKind, type Form } from './form';
import { Pick } from './Pick';

const kinds = ['ENERGY', 'INDEX', 'EXPORT', 'DEMAND', 'FIXED', 'MINIMUM', 'PERCENTAGE', 'TAX', 'CREDIT'] as const;
const bases = ['IMPORT', 'EXPORT', 'NET', 'GROSS_LOAD', 'COINCIDENT', 'REACTIVE'] as const;
const periods = ['INTERVAL', 'DAY', 'MONTH', 'BILLING_PERIOD', 'YEAR'] as const;
const classes = ['STANDARD', 'REDUCED', 'ZERO', 'EXEMPT', 'REVERSE_CHARGE'] as const;

interface ComponentEditorProps {
  at: number;
  component: ComponentFields;
  /** Whether the version has a calendar of holidays. */
  holidays: boolean;
  /** Whether it is the only one, which cannot be removed. */
  alone: boolean;
  /** Null removes it. */
  change: (next: ComponentFields | null) => void;
}

/** One component: what it is for, what it is counted on, and its price. */
export function ComponentEditor({ at, component: c, holidays, alone, change }: ComponentEditorProps) {
  const { t } = useTexts();
  const put = (next: Partial<ComponentFields>) => change({ ...c, ...next });
  const counted = c.kind !== 'FIXED' && c.kind !== 'MINIMUM' && c.kind !== 'PERCENTAGE' && !((c.kind === 'TAX' || c.kind === 'CREDIT') && c.period !== 'INTERVAL');
  const period = (next: ComponentFields['period']) => {
    const { basis, ...rest } = c;
    const perEnergy = c.kind !== 'TAX' && c.kind !== 'CREDIT';
    change(perEnergy && basis ? { ...c, period: next } : { ...rest, period: next, ...(next === 'INTERVAL' ? { basis: basis ?? 'IMPORT' } : {}) });
  };
  return (
    <Box component="fieldset" aria-label={t('tariffs.component', { n: at + 1 })} data-testid="tariff-component" sx={{ m: 0, p: 2, border: 1, borderColor: 'divider', borderRadius: '10px', minWidth: 0, display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
        <TextField required size="small" label={t('tariffs.field.name')} value={c.name} onChange={(e) => put({ name: e.target.value })} slotProps={{ htmlInput: { maxLength: 100 } }} sx={{ flex: '2 1 170px' }} />
        <Pick label={t('tariffs.field.kind')} value={c.kind} options={kinds.map((value) => ({ value, label: t(`tariffs.kind.${value}`) }))} onChange={(kind) => change(ofKind(c, kind))} />
        {counted ? <Pick label={t('tariffs.field.basis')} value={c.basis ?? 'IMPORT'} options={bases.map((value) => ({ value, label: t(`tariffs.basis.${value}`) }))} onChange={(basis) => put({ basis })} /> : null}
        <Pick label={t('tariffs.field.period')} value={c.period} options={periods.map((value) => ({ value, label: t(`tariffs.period.${value}`) }))} onChange={period} />
        <Pick
          label={t('tariffs.field.vat')}
          value={c.vat_class ?? ''}
          options={[{ value: '' as const, label: t('tariffs.field.vat_none') }, ...classes.map((value) => ({ value, label: t(`tariffs.vat.${value}`) }))]}
          onChange={(value) => {
            const { vat_class: _, ...rest } = c;
            change(value === '' ? rest : { ...rest, vat_class: value });
          }}
        />
      </Box>
      <PriceFields component={c} change={change} holidays={holidays} />
      {c.demand ? (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
          <Pick label={t('tariffs.field.window')} value={String(c.demand.window_minutes)} options={['5', '10', '15', '30', '60'].map((value) => ({ value, label: value }))} onChange={(value) => put({ demand: { ...c.demand!, window_minutes: Number(value) as 15 } })} />
          <TextField type="number" size="small" label={t('tariffs.field.largest')} value={c.demand.largest} onChange={(e) => put({ demand: { ...c.demand!, largest: Number(e.target.value) } })} slotProps={{ htmlInput: { min: 1, max: 31 } }} sx={{ flex: '1 1 120px' }} />
        </Box>
      ) : null}
      {alone ? null : (
        <Button color="inherit" size="small" onClick={() => change(null)} sx={{ alignSelf: 'flex-end' }}>
          {t('tariffs.component.remove', { n: at + 1 })}
        </Button>
      )}
    </Box>
  );
}

interface PriceFieldsProps {
  component: ComponentFields;
  change: (next: ComponentFields) => void;
  holidays: boolean;
}

function PriceFields({ component: c, change, holidays }: PriceFieldsProps) {
  const { t } = useTexts();
  const form = formOf(c);
  const plain = c.kind === 'FIXED' || c.kind === 'MINIMUM' || c.kind === 'PERCENTAGE';
  const all: Form[] = plain ? ['constant'] : c.kind === 'INDEX' ? ['series', 'formula'] : c.kind === 'DEMAND' ? ['constant', 'bands'] : ['constant', 'bands', 'series', 'formula'];
  const forms = all.includes(form) ? all : [...all, form];
  const price = (next: Price) => change({ ...c, price: next });
  const bands = (next: Band[]) => change({ ...c, bands: next });
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
        <Pick label={t('tariffs.field.form')} value={form} options={forms.map((value) => ({ value, label: t(`tariffs.form.${value}`) }))} onChange={(value) => change(inForm(c, value))} />
        {form === 'constant' ? <TextField required size="small" label={t('tariffs.field.price')} value={c.price?.constant ?? ''} onChange={(e) => price({ constant: e.target.value })} slotProps={{ htmlInput: { inputMode: 'decimal' } }} sx={{ flex: '1 1 130px' }} /> : null}
        {form === 'series' ? <TextField required size="small" label={t('tariffs.field.series')} value={c.price?.series ?? ''} onChange={(e) => price({ series: e.target.value })} sx={{ flex: '1 1 170px' }} /> : null}
        {form === 'formula' && c.price?.formula ? <FormulaFields formula={c.price.formula} put={(formula) => price({ formula })} /> : null}
        {form === 'kept' ? <Box sx={{ typography: 'body2', color: 'text.secondary', flex: '1 1 240px' }}>{t('tariffs.field.kept')}</Box> : null}
      </Box>
      {c.bands?.map((b, i) => (
        <BandRow
          key={i}
          at={i}
          band={b}
          holidays={holidays}
          alone={c.bands?.length === 1}
          change={(next) => bands(next === null ? c.bands!.filter((_, j) => j !== i) : c.bands!.map((one, j) => (j === i ? next : one)))}
        />
      ))}
      {form === 'bands' ? (
        <Button size="small" onClick={() => bands([...(c.bands ?? []), { from: c.bands?.at(-1)?.to ?? '00:00', to: '24:00', price: { constant: '' } }])} sx={{ alignSelf: 'flex-start' }}>
          {t('tariffs.band.add')}
        </Button>
      ) : null}
    </>
  );
}

type Formula = NonNullable<Price['formula']>;

function FormulaFields({ formula, put }: { formula: Formula; put: (next: Formula) => void }) {
  const { t } = useTexts();
  const field = (name: 'a' | 'b' | 'floor' | 'cap') => (
    <TextField
      size="small"
      label={t(`tariffs.field.${name}`)}
      value={formula[name] ?? ''}
      onChange={(e) => put({ ...formula, [name]: e.target.value.trim().replace(',', '.') })}
      slotProps={{ htmlInput: { inputMode: 'decimal' } }}
      sx={{ flex: '1 1 110px' }}
    />
  );
  return (
    <>
      {field('a')}
      {field('b')}
      <TextField required size="small" label={t('tariffs.field.series')} value={formula.index} onChange={(e) => put({ ...formula, index: e.target.value })} sx={{ flex: '1 1 150px' }} />
      {field('floor')}
      {field('cap')}
    </>
  );
}
