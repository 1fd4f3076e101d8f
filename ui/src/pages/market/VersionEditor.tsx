import { Box, Button, TextField } from '@mui/material';
import type { ComponentFields } from '../../api/tariffs';
import { Pick } from './Pick';
import { useTexts } from '../../i18n/useTexts';
import { ComponentEditor } from './ComponentEditor';
import type { VersionForm } from './form';

/** The fields of a version with its components. */
export function VersionEditor({ form, put }: { form: VersionForm; put: (next: Partial<VersionForm>) => void }) {
  const { t } = useTexts();
  const { components } = form;
  const change = (at: number, next: ComponentFields | null) => put({ components: next === null ? components.filter((_, i) => i !== at) : components.map((c, i) => (i === at ? next : c)) });
  const add = () => put({ components: [...components, { name: '', kind: 'FIXED', period: 'MONTH', price: { constant: '' } }] });
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, pt: 1 }}>
        <TextField type="date" size="small" required label={t('tariffs.field.from')} value={form.from} onChange={(e) => put({ from: e.target.value })} slotProps={{ inputLabel: { shrink: true } }} sx={{ flex: '1 1 150px' }} />
        <TextField size="small" label={t('tariffs.field.currency')} value={form.currency} onChange={(e) => put({ currency: e.target.value.trim().toUpperCase() })} slotProps={{ htmlInput: { maxLength: 3 } }} sx={{ flex: '1 1 90px' }} />
        <TextField size="small" label={t('tariffs.field.zone')} value={form.time_zone} onChange={(e) => put({ time_zone: e.target.value.trim() })} sx={{ flex: '2 1 170px' }} />
        <Pick label={t('tariffs.field.clock')} value={form.clock} options={(['CIVIL', 'STANDARD', 'UTC'] as const).map((value) => ({ value, label: t(`tariffs.field.clock.${value}`) }))} onChange={(clock) => put({ clock })} />
        <Pick label={t('tariffs.field.rounding')} value={form.rounding} options={(['HALF_EVEN', 'HALF_UP'] as const).map((value) => ({ value, label: t(`tariffs.field.rounding.${value}`) }))} onChange={(rounding) => put({ rounding })} />
      </Box>
      {components.map((c, i) => (
        <ComponentEditor key={i} at={i} component={c} holidays={form.holidays !== null && form.holidays !== undefined} change={(next) => change(i, next)} alone={components.length === 1} />
      ))}
      <Button variant="outlined" onClick={add} sx={{ alignSelf: 'flex-start' }}>
        {t('tariffs.component.add')}
      </Button>
    </>
  );
}
