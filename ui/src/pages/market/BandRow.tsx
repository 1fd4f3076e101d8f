import { Box, Checkbox, FormControlLabel, IconButton, TextField } from '@mui/material';
import type { Band } from '../../api/tariffs';
import { Icon } from '../../design/icons';
import { useTexts } from '../../i18n/useTexts';
import { weekdays } from './heat';
import { PickSome } from './Pick';
import { monthName, priceText } from './words';

interface BandRowProps {
  at: number;
  band: Band;
  holidays: boolean;
  alone: boolean;
  /** Null removes it. */
  change: (next: Band | null) => void;
}

/** One band: when it is, and what it costs then. */
export function BandRow({ at, band: b, holidays, alone, change }: BandRowProps) {
  const texts = useTexts();
  const { t, language } = texts;
  const put = (next: Partial<Band>) => change({ ...b, ...next });
  const days = holidays ? ([...weekdays, 'HOLIDAY'] as const) : weekdays;
  const other = b.price && b.price.constant === undefined ? priceText(b.price, texts) : null;
  const clock = (name: 'from' | 'to') => (
    <TextField size="small" required label={t(`tariffs.band.${name}`)} value={b[name]} onChange={(e) => put({ [name]: e.target.value })} slotProps={{ htmlInput: { maxLength: 5, inputMode: 'numeric' } }} sx={{ width: 84 }} />
  );
  return (
    <Box role="group" aria-label={t('tariffs.band', { n: at + 1 })} data-testid="tariff-band" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
      {clock('from')}
      {clock('to')}
      {other === null ? (
        <TextField size="small" required label={t('tariffs.band.price')} value={b.price?.constant ?? ''} onChange={(e) => put({ price: { constant: e.target.value } })} slotProps={{ htmlInput: { inputMode: 'decimal' } }} sx={{ width: 110 }} />
      ) : (
        <Box sx={{ typography: 'body2' }}>{other}</Box>
      )}
      <PickSome label={t('tariffs.band.weekdays')} value={b.weekdays ?? []} options={days.map((value) => ({ value, label: t(`tariffs.day.${value}`) }))} all={t('tariffs.band.all')} onChange={(chosen) => put({ weekdays: chosen })} />
      <PickSome label={t('tariffs.band.months')} value={b.months ?? []} options={Array.from({ length: 12 }, (_, i) => ({ value: i + 1, label: monthName(i + 1, language) }))} all={t('tariffs.band.all')} onChange={(months) => put({ months })} />
      <FormControlLabel control={<Checkbox size="small" checked={b.peak_flag ?? false} onChange={(e) => put({ peak_flag: e.target.checked })} />} label={t('tariffs.peak')} />
      {alone ? null : (
        <IconButton size="small" aria-label={t('tariffs.band.remove', { n: at + 1 })} onClick={() => change(null)}>
          <Icon name="close" size={18} />
        </IconButton>
      )}
    </Box>
  );
}
