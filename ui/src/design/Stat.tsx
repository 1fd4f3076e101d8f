import { Box } from '@mui/material';
import type { ReactNode } from 'react';
import type { Quantity } from '../lib/format';
import { Figure } from './Figure';
import { Icon, type IconName } from './icons';
import type { EnergyKind } from './tokens';

interface StatProps {
  label: ReactNode;
  quantity: Quantity | null;
  /** Below the number: what it means, when it was, how it compares. */
  note?: ReactNode;
  icon?: IconName;
  kind?: EnergyKind;
  /** A share 0…1, drawn as a bar under the number. */
  share?: number | null | undefined;
}

/** A key figure: label, number with unit, and one line that explains it. */
export function Stat({ label, quantity, note, icon, kind, share }: StatProps) {
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 0.75, minWidth: 0, height: '100%' }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.75, color: 'text.secondary', typography: 'body2' }}>
        {icon ? <Icon name={icon} size={18} color={kind ? `energy.${kind}` : undefined} /> : null}
        <span>{label}</span>
      </Box>
      <Figure quantity={quantity} size="figure" />
      {share === undefined ? null : <ShareBar share={share} kind={kind} />}
      {note ? <Box sx={{ typography: 'caption', color: 'text.secondary', mt: 'auto' }}>{note}</Box> : null}
    </Box>
  );
}

/** A share as a bar; decoration of a number that stands beside it. */
export function ShareBar({ share, kind }: { share: number | null; kind?: EnergyKind | undefined }) {
  const width = Math.max(0, Math.min(1, share ?? 0)) * 100;
  return (
    <Box aria-hidden="true" sx={{ height: 6, borderRadius: 3, bgcolor: 'surface.sunken', overflow: 'hidden', my: 0.25 }}>
      <Box
        sx={{
          height: '100%',
          width: `${width}%`,
          borderRadius: 3,
          bgcolor: kind ? `energy.${kind}` : 'primary.main',
          transition: 'width var(--calm) var(--ease)',
        }}
      />
    </Box>
  );
}
