import { MenuItem, TextField } from '@mui/material';
import type { SiteMark } from '../../api/types';
import { filterChoice } from '../../design/SiteSelect';
import { useTexts } from '../../i18n/useTexts';

interface OneSiteProps {
  sites: readonly SiteMark[];
  value: string;
  onChange: (site: string) => void;
}

/** The one site that is asked about. */
export function OneSite({ sites, value, onChange }: OneSiteProps) {
  const { t } = useTexts();
  return (
    <TextField {...filterChoice} label={t('events.site')} value={value} onChange={(e) => onChange(e.target.value)}>
      {sites.map((s) => (
        <MenuItem key={s.id} value={s.id}>
          {s.name}
        </MenuItem>
      ))}
    </TextField>
  );
}
