import { Box } from '@mui/material';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons';
import { radius } from './tokens';

export type Tone = 'ok' | 'warning' | 'severe' | 'quiet' | 'brand';

const looks: Record<Tone, { ink: string; ground: string; icon: IconName }> = {
  ok: { ink: 'success.main', ground: 'soft.ok', icon: 'ok' },
  warning: { ink: 'warning.main', ground: 'soft.warning', icon: 'warning' },
  severe: { ink: 'error.main', ground: 'soft.severe', icon: 'severe' },
  quiet: { ink: 'text.secondary', ground: 'surface.sunken', icon: 'info' },
  brand: { ink: 'primary.main', ground: 'surface.brandSoft', icon: 'info' },
};

interface StatusBadgeProps {
  tone: Tone;
  icon?: IconName | null;
  children: ReactNode;
}

/** A state in a word with its icon and colour: any one of the three is enough to read it. */
export function StatusBadge({ tone, icon, children }: StatusBadgeProps) {
  const look = looks[tone];
  const glyph = icon === undefined ? look.icon : icon;
  return (
    <Box
      component="span"
      sx={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 0.625,
        minHeight: 26,
        pl: glyph ? 0.75 : 1.25,
        pr: 1.25,
        borderRadius: `${radius.pill}px`,
        bgcolor: look.ground,
        color: look.ink,
        typography: 'body2',
        fontWeight: 560,
        lineHeight: 1.2,
        width: 'fit-content',
      }}
    >
      {glyph ? <Icon name={glyph} size={16} /> : null}
      {children}
    </Box>
  );
}
