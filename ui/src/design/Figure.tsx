import { Box } from '@mui/material';
import { absent, type Quantity } from '../lib/format';
import { type } from './tokens';

type Size = 'body' | 'title' | 'figure' | 'hero' | 'wall';

interface FigureProps {
  quantity: Quantity | null;
  size?: Size;
  /** Greyed: the value is no longer fresh. */
  muted?: boolean;
}

/** A number with its unit, set in tabular figures. */
export function Figure({ quantity, size = 'figure', muted = false }: FigureProps) {
  const large = size !== 'body';
  return (
    <Box
      component="span"
      className="figures"
      sx={{
        display: 'inline-flex',
        alignItems: 'baseline',
        gap: '0.16em',
        fontSize: type[size],
        fontWeight: large ? 600 : 560,
        letterSpacing: large ? '-0.025em' : 0,
        lineHeight: 1.1,
        color: muted || !quantity ? 'text.disabled' : 'text.primary',
        whiteSpace: 'nowrap',
      }}
    >
      <span>{quantity ? quantity.value : absent}</span>
      {quantity && quantity.unit !== '' ? (
        <Box
          component="span"
          sx={{
            fontSize: large ? 'max(0.5em, 0.8125rem)' : '1em',
            fontWeight: 520,
            color: muted ? 'text.disabled' : 'text.secondary',
            letterSpacing: 0,
          }}
        >
          {quantity.unit}
        </Box>
      ) : null}
    </Box>
  );
}
