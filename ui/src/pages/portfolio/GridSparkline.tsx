import { Box, Skeleton } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import { useNetPower } from '../../api/queries';
import type { NetPower } from '../../api/types';
import { useTexts } from '../../i18n/useTexts';

const width = 240;
const height = 84;

/** Grid power of the last 24 hours as a small picture: import above the line, export below, gaps left out. */
export function GridSparkline({ site }: { site: string }) {
  const { t } = useTexts();
  const theme = useTheme();
  const power = useNetPower(site).data;
  if (!power) return <Skeleton variant="rounded" height={height} />;
  const bars = barsOf(power);
  const colour = theme.vars!.palette.energy.grid;
  const zero = zeroLine(power);
  return (
    <Box component="svg" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={t('portfolio.grid_24h_alt')} sx={{ display: 'block', width: '100%', height }}>
      {bars.map((b) => (
        <rect key={b.x} x={b.x} y={b.y} width={b.width} height={b.height} fill={colour} opacity={b.importing ? 1 : 0.55} />
      ))}
      <line x1="0" x2={width} y1={zero} y2={zero} stroke={theme.vars!.palette.surface.lineStrong} strokeWidth="1" vectorEffect="non-scaling-stroke" />
    </Box>
  );
}

interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
  importing: boolean;
}

function range(power: NetPower): { top: number; bottom: number } {
  const values = power.buckets.map((b) => b.grid_watts ?? 0);
  const top = Math.max(0, ...values);
  const bottom = Math.min(0, ...values);
  return top === bottom ? { top: 1, bottom: 0 } : { top, bottom };
}

/** Height of the zero line in the drawing. */
export function zeroLine(power: NetPower): number {
  const { top, bottom } = range(power);
  return (top / (top - bottom)) * (height - 2) + 1;
}

/** The bars of the drawing; an interval without a value has none. */
export function barsOf(power: NetPower): Bar[] {
  const { top, bottom } = range(power);
  const scale = (height - 2) / (top - bottom);
  const zero = zeroLine(power);
  const step = width / Math.max(1, power.buckets.length);
  return power.buckets.flatMap((b, i) => {
    if (b.grid_watts === null) return [];
    const size = Math.abs(b.grid_watts) * scale;
    const importing = b.grid_watts >= 0;
    return [{ x: i * step, y: importing ? zero - size : zero, width: step * 0.86, height: size, importing }];
  });
}
