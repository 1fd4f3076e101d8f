import { Box, Button, MenuItem, TextField } from '@mui/material';
import type { NotificationRoute } from '../../api/notifications';
import type { AlarmRule } from '../../api/rules';
import type { SiteMark } from '../../api/types';
import { useTexts } from '../../i18n/useTexts';
import { anyRoute } from './form';

interface RouteFieldsProps {
  routes: readonly NotificationRoute[];
  change: (routes: NotificationRoute[]) => void;
  /** The channel's own site; null for all. */
  site: string | null;
  sites: readonly SiteMark[];
  rules: readonly AlarmRule[];
}

const severities = ['INFO', 'WARNING', 'SEVERE'] as const;

/** The routes of a channel: from which severity on, of which site, of which rule. */
export function RouteFields({ routes, change, site, sites, rules }: RouteFieldsProps) {
  const { t } = useTexts();
  const set = (at: number, next: Partial<NotificationRoute>) => change(routes.map((r, i) => (i === at ? { ...r, ...next } : r)));
  const offered = site === null ? sites : sites.filter((s) => s.id === site);
  return (
    <Box component="fieldset" sx={{ border: 0, m: 0, p: 0, minWidth: 0, display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Box component="legend" sx={{ p: 0, mb: 1.5, fontWeight: 560 }}>{t('notify.routes')}</Box>
      {routes.map((route, i) => (
        <Box key={i} data-testid="route" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
          <TextField select size="small" label={t('notify.least')} value={route.least} onChange={(e) => set(i, { least: e.target.value as NotificationRoute['least'] })} sx={{ flex: '1 1 110px' }}>
            {severities.map((s) => (
              <MenuItem key={s} value={s}>
                {t(`severity.${s}`)}
              </MenuItem>
            ))}
          </TextField>
          <Optional label={t('notify.route_site')} any={t('events.all_sites')} value={route.site_id} options={offered} onChange={(site_id) => set(i, { site_id })} />
          <Optional label={t('notify.route_rule')} any={t('notify.any_rule')} value={route.rule_id} options={rules} onChange={(rule_id) => set(i, { rule_id })} />
          <Button size="small" color="inherit" disabled={routes.length === 1} aria-label={t('notify.route_remove', { n: i + 1 })} onClick={() => change(routes.filter((_, at) => at !== i))}>
            {t('rules.remove')}
          </Button>
        </Box>
      ))}
      <Button disabled={routes.length >= 20} onClick={() => change([...routes, anyRoute])} sx={{ alignSelf: 'flex-start' }}>
        {t('notify.route_add')}
      </Button>
    </Box>
  );
}

interface OptionalProps {
  label: string;
  any: string;
  value: string | null;
  options: readonly { id: string; name: string }[];
  onChange: (id: string | null) => void;
}

function Optional({ label, any, value, options, onChange }: OptionalProps) {
  const known = value === null || options.some((o) => o.id === value);
  return (
    <TextField select size="small" label={label} value={value ?? ''} onChange={(e) => onChange(e.target.value || null)} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }} sx={{ flex: '1 1 130px', minWidth: 0 }}>
      <MenuItem value="">{any}</MenuItem>
      {known ? null : <MenuItem value={value}>{value}</MenuItem>}
      {options.map((o) => (
        <MenuItem key={o.id} value={o.id}>
          {o.name}
        </MenuItem>
      ))}
    </TextField>
  );
}
