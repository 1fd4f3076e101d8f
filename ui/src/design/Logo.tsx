import { Box } from '@mui/material';

/** The mark: the unit sign of the ohm drawn as a house with the sun in it. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <Box
      component="svg"
      viewBox="0 0 32 32"
      aria-hidden="true"
      focusable="false"
      sx={{ width: size, height: size, display: 'block', flex: 'none' }}
    >
      <Box component="rect" width="32" height="32" rx="8" sx={{ fill: '#0c5866' }} />
      <path
        d="M6.5 24.5h6v-3.6c-2.5-1.3-4.2-3.8-4.2-6.7L16 7.4l7.7 6.8c0 2.9-1.7 5.4-4.2 6.7v3.6h6"
        fill="none"
        stroke="#fff"
        strokeWidth="2.4"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <circle cx="16" cy="14.6" r="2" fill="#f5b83d" />
    </Box>
  );
}

/** The mark with the product's name. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <Box sx={{ display: 'inline-flex', alignItems: 'center', gap: 1.25 }}>
      <Mark size={size} />
      <Box component="span" sx={{ fontSize: size * 0.56, fontWeight: 660, letterSpacing: '-0.02em' }}>
        Ohmstead
      </Box>
    </Box>
  );
}
