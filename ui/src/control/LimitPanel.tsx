import { Box } from '@mui/material';
import type { LimitState } from '../api/types';
import { Panel } from '../design/Panel';
import { StatusBadge } from '../design/StatusBadge';
import { useTexts, type Texts } from '../i18n/useTexts';
import { join } from '../lib/format';
import { upperFirst } from './wording';

/** What bounds the connection from above now. */
export function LimitPanel({ limits, zone }: { limits: readonly LimitState[]; zone: string }) {
  const texts = useTexts();
  const { t, format } = texts;
  return (
    <Panel title={t('limits.title')} flush>
      {limits.length === 0 ? (
        <Box sx={{ px: { xs: 2, md: 3 }, pb: 2.5, color: 'text.secondary' }}>{t('limits.none')}</Box>
      ) : (
        <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {limits.map((l, i) => (
            <Box component="li" key={`${l.ref} ${i}`} sx={{ px: { xs: 2, md: 3 }, py: 1.5, borderTop: 1, borderColor: 'divider' }} data-testid="limit">
              <Box sx={{ fontWeight: 600 }}>{upperFirst(bounds(l, texts))}</Box>
              <Box sx={{ typography: 'body2', color: 'text.secondary' }} className="figures">
                {l.ref} · {l.until ? t('limits.until', { time: format.dateTime(l.until, zone) }) : t('limits.endless')}
              </Box>
              {l.fail_safe ? <StatusBadge tone="warning">{t('limits.fail_safe')}</StatusBadge> : null}
            </Box>
          ))}
        </Box>
      )}
    </Panel>
  );
}

function bounds({ min_watts: min, max_watts: max, constraint, max_vars: vars, max_watts_per_s: ramp }: LimitState, { t, format }: Pick<Texts, 't' | 'format'>): string {
  const power = (w: number) => join(format.power(w));
  if (vars !== undefined) return t('limits.reactive', { power: power(vars).replace(/W$/, 'var') });
  if (ramp !== undefined) return t('limits.ramp', { power: power(ramp) });
  if (constraint === 'CONSUMPTION_CAP' && max !== undefined) return t('limits.consume', { power: power(max) });
  if (constraint === 'GENERATION_CAP' && min !== undefined) return t('limits.generate', { power: power(-min) });
  const parts: string[] = [];
  if (max !== undefined) parts.push(max >= 0 ? t('limits.import', { power: power(max) }) : t('limits.must_export', { power: power(max) }));
  if (min !== undefined) parts.push(min <= 0 ? t('limits.export', { power: power(min) }) : t('limits.must_import', { power: power(min) }));
  return parts.join(', ');
}
