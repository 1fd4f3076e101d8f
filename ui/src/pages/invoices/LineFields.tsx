import { Box, Button, MenuItem, TextField } from '@mui/material';
import { lineKinds } from '../../api/invoices';
import { useTexts } from '../../i18n/useTexts';
import { emptyLine, type LineForm } from './form';

interface LineFieldsProps {
  lines: readonly LineForm[];
  change: (lines: LineForm[]) => void;
}

/** The lines of an invoice, in their order. */
export function LineFields({ lines, change }: LineFieldsProps) {
  const { t } = useTexts();
  const set = (at: number, next: Partial<LineForm>) => change(lines.map((line, n) => (n === at ? { ...line, ...next } : line)));
  const field = (at: number, name: 'text' | 'quantity' | 'unit' | 'price' | 'amount' | 'vat_rate', label: string, width: string) => (
    <TextField
      size="small"
      label={label}
      value={lines[at]?.[name] ?? ''}
      onChange={(e) => set(at, { [name]: e.target.value })}
      slotProps={{ htmlInput: name === 'text' || name === 'unit' ? { maxLength: name === 'unit' ? 20 : 200 } : { inputMode: 'decimal', maxLength: 32 } }}
      sx={{ flex: width }}
    />
  );
  return (
    <Box component="fieldset" sx={{ border: 0, m: 0, p: 0, minWidth: 0, display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Box component="legend" sx={{ p: 0, mb: 1, fontWeight: 560 }}>{t('invoices.lines')} <Box component="span" sx={{ typography: 'body2', color: 'text.secondary' }}>· {t('invoices.amount_help')}</Box></Box>
      {lines.map((line, n) => (
        <Box key={n} role="group" aria-label={t('invoices.line', { n: n + 1 })} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center', borderTop: n ? 1 : 0, borderColor: 'divider', pt: n ? 2 : 0 }}>
          <TextField select size="small" label={t('invoices.kind')} value={line.kind} onChange={(e) => set(n, { kind: e.target.value as LineForm['kind'] })} sx={{ flex: '1 1 130px' }}>
            {lineKinds.map((k) => <MenuItem key={k} value={k}>{t(`lineKind.${k}`)}</MenuItem>)}
          </TextField>
          {field(n, 'text', t('invoices.text'), '3 1 200px')}
          {field(n, 'quantity', t('invoices.quantity'), '1 1 110px')}
          {field(n, 'unit', t('invoices.unit'), '0 1 80px')}
          {field(n, 'price', t('invoices.price'), '1 1 120px')}
          {field(n, 'amount', t('invoices.amount'), '1 1 120px')}
          {field(n, 'vat_rate', t('invoices.vat'), '0 1 90px')}
          <Button size="small" color="inherit" aria-label={t('invoices.line_remove', { n: n + 1 })} disabled={lines.length === 1} onClick={() => change(lines.filter((_, at) => at !== n))}>×</Button>
        </Box>
      ))}
      <Button onClick={() => change([...lines, emptyLine])} disabled={lines.length >= 500} sx={{ alignSelf: 'flex-start' }}>{t('invoices.line_add')}</Button>
    </Box>
  );
}
