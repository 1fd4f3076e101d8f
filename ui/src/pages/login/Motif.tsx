import { Box } from '@mui/material';
import { Logo } from '../../design/Logo';
import { schemes } from '../../design/tokens';

// A day at a site as a drawing: the sun's bell, the load's two humps, the line of the connection.
// It is an ornament and shows nobody's data.

const ink = schemes.dark;

function bell(x: number): number {
  return x < 0.24 || x > 0.8 ? 0 : Math.sin(((x - 0.24) / 0.56) * Math.PI) ** 1.6;
}

function humps(x: number): number {
  const hump = (at: number, wide: number) => Math.exp(-(((x - at) / wide) ** 2));
  return 0.2 + 0.3 * hump(0.33, 0.07) + 0.62 * hump(0.8, 0.085) + 0.08 * hump(0.55, 0.15);
}

function curve(f: (x: number) => number, height: number): string {
  const points = Array.from({ length: 161 }, (_, i) => {
    const x = i / 160;
    return `${(x * 1000).toFixed(1)},${(420 - f(x) * height).toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}

/** The drawing at the side of the login. */
export function Motif({ title, caption }: { title: string; caption: string }) {
  return (
    <Box
      sx={{
        position: 'relative',
        overflow: 'hidden',
        color: ink.text,
        bgcolor: '#072a33',
        backgroundImage: 'linear-gradient(160deg, #0b3f4b 0%, #072a33 55%, #051d24 100%)',
        display: 'flex',
        flexDirection: 'column',
        justifyContent: 'space-between',
        minHeight: { xs: 220, lg: 'auto' },
        p: { xs: 3, sm: 5, lg: 7 },
      }}
    >
      <Drawing />
      <Box sx={{ position: 'relative' }}>
        <Logo size={34} />
      </Box>
      <Box sx={{ position: 'relative', maxWidth: '20ch', fontSize: { xs: '1.375rem', sm: '1.75rem', lg: '2.75rem', xl: '3.25rem' }, fontWeight: 560, letterSpacing: '-0.03em', lineHeight: 1.1, mt: { xs: 'auto', lg: '8vh' }, mb: 'auto', pt: 2 }}>
        {title}
      </Box>
      <Box sx={{ position: 'relative', color: ink.muted, display: { xs: 'none', lg: 'block' } }}>{caption}</Box>
    </Box>
  );
}

function Drawing() {
  const sun = curve(bell, 300);
  return (
    <Box
      component="svg"
      viewBox="0 0 1000 520"
      preserveAspectRatio="none"
      aria-hidden="true"
      sx={{ position: 'absolute', insetInline: 0, bottom: 0, width: '100%', height: { xs: '100%', lg: '62%' }, opacity: { xs: 0.45, lg: 1 } }}
    >
      <defs>
        <linearGradient id="sun" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor={ink.energy.solar} stopOpacity="0.5" />
          <stop offset="1" stopColor={ink.energy.solar} stopOpacity="0.02" />
        </linearGradient>
      </defs>
      {Array.from({ length: 25 }, (_, i) => (
        <line key={i} x1={i * (1000 / 24)} x2={i * (1000 / 24)} y1="60" y2="420" stroke="#fff" strokeOpacity={i % 6 === 0 ? 0.1 : 0.04} vectorEffect="non-scaling-stroke" />
      ))}
      <path d={`${sun}L1000,420L0,420Z`} fill="url(#sun)" />
      <path d={sun} fill="none" stroke={ink.energy.solar} strokeWidth="2" vectorEffect="non-scaling-stroke" />
      <path d={curve(humps, 240)} fill="none" stroke={ink.energy.load} strokeWidth="2" strokeDasharray="1 6" strokeLinecap="round" vectorEffect="non-scaling-stroke" />
      <line x1="0" x2="1000" y1="420" y2="420" stroke={ink.energy.grid} strokeWidth="3" vectorEffect="non-scaling-stroke" />
    </Box>
  );
}
