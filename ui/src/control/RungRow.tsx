import { Box } from '@mui/material';
import type { EnergyKind } from '../design/tokens';
import { Icon, type IconName } from '../design/icons';
import { useTexts, type Texts } from '../i18n/useTexts';
import { RunbookLink } from './Runbook';
import type { Rung } from './ladder';
import { amount, asksFor, because, flowing, who } from './wording';

const looks: Record<'cut' | 'decides' | 'granted', { icon: IconName; ink: string }> = {
  cut: { icon: 'cut', ink: 'warning.main' },
  decides: { icon: 'ok', ink: 'success.main' },
  granted: { icon: 'tick', ink: 'text.secondary' },
};

/** One request: who asks what of the asset and why, and what became of it. */
export function RungRow({ rung, kind }: { rung: Rung; kind: EnergyKind }) {
  const texts = useTexts();
  const { t, word } = texts;
  const { request, cut } = rung;
  const fate = cut ? 'cut' : rung.decides ? 'decides' : 'granted';
  const look = looks[fate];
  const why = because(request.code, request.params, texts);
  return (
    <Box
      component="li"
      data-testid={cut ? 'rung-cut' : 'rung'}
      sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr auto', sm: '104px 1fr auto' }, columnGap: 1.5, rowGap: 0.25, px: { xs: 2, md: 2.5 }, py: 1.25, borderTop: 1, borderColor: 'divider', alignItems: 'start', bgcolor: cut ? 'soft.warning' : 'transparent' }}
    >
      <Box sx={{ typography: 'caption', color: 'text.secondary', fontWeight: 560, pt: 0.25, gridColumn: { xs: '1 / -1', sm: 'auto' } }}>{word('class', request.class)}</Box>
      <Box sx={{ minWidth: 0 }}>
        <Box sx={{ typography: 'body2' }}>
          <Box component="span" sx={{ fontWeight: 600 }}>{who(request.by, t)}</Box>: {asksFor(request, kind, texts)}
        </Box>
        {why ? <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{why}</Box> : null}
        {cut ? (
          <Box sx={{ mt: 0.5, typography: 'body2' }}>
            <Box component="span" sx={{ fontWeight: 560, color: 'warning.main' }}>
              {t('control.cut_from', { asked: told(cut.channel, cut.unit, cut.asked, kind, texts), given: told(cut.channel, cut.unit, cut.given, kind, texts) })}
            </Box>
            <Box>
              {because(cut.code, cut.params, texts)}
              {' '}
              <Box component="span" sx={{ color: 'text.secondary' }}>({t('control.bound_by', { by: who(cut.bound_by, t, 'binder') })})</Box>
              <RunbookLink code={cut.code} />
            </Box>
          </Box>
        ) : null}
      </Box>
      <Box sx={{ display: 'inline-flex', gap: 0.5, alignItems: 'center', color: look.ink, typography: 'caption', fontWeight: 600, pt: 0.25 }}>
        <Icon name={look.icon} size={16} />
        {t(`control.${fate}`)}
      </Box>
    </Box>
  );
}

function told(channel: string, unit: string, value: number, kind: EnergyKind, texts: Pick<Texts, 't' | 'format'>): string {
  return channel === '' ? flowing(kind, value, texts) : amount(value, unit, texts);
}
