import { MenuItem, TextField } from '@mui/material';
import type { SiteMark } from '../api/types';
import { useTexts } from '../i18n/useTexts';

/** How a choice of a filter bar is laid out: beside others on a desk, two in a row on a phone. */
export const filterChoice = {
  select: true,
  size: 'small',
  slotProps: { select: { displayEmpty: true }, inputLabel: { shrink: true } },
  sx: { minWidth: { xs: 0, sm: 180 }, flex: { xs: '1 1 140px', sm: 'none' } },
} as const;

interface SiteSelectProps {
  sites: readonly SiteMark[];
  /** Id of the chosen site; "" for all. One that is not among the sites shows as all. */
  value: string;
  onChange: (site: string) => void;
}

/** Which site a list is about: one, or all. */
export function SiteSelect({ sites, value, onChange }: SiteSelectProps) {
  const { t } = useTexts();
  return (
    <TextField {...filterChoice} label={t('events.site')} value={sites.some((s) => s.id === value) ? value : ''} onChange={(e) => onChange(e.target.value)}>
      <MenuItem value="">{t('events.all_sites')}</MenuItem>
      {sites.map((s) => (
        <MenuItem key={s.id} value={s.id}>
          {s.name}
        </MenuItem>
      ))}
    </TextField>
  );
}
