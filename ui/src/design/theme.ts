import { createTheme, type Theme } from '@mui/material/styles';
import { elevation, fontStack, motion, radius, schemes, space, type EnergyKind, type Scheme, type } from './tokens';

interface Extra {
  energy: Record<EnergyKind, string>;
  surface: { sunken: string; line: string; lineStrong: string; brandSoft: string; stale: string; focus: string };
  soft: { ok: string; warning: string; severe: string };
}

declare module '@mui/material/styles' {
  interface Palette extends Extra {}
  interface PaletteOptions extends Partial<Extra> {}
}

function palette(scheme: Scheme) {
  const s = schemes[scheme];
  return {
    primary: { main: s.brand, dark: s.brandHover, contrastText: s.onBrand },
    error: { main: s.severe },
    warning: { main: s.warning },
    success: { main: s.ok },
    background: { default: s.canvas, paper: s.surface },
    text: { primary: s.text, secondary: s.muted, disabled: s.stale },
    divider: s.line,
    energy: s.energy,
    surface: {
      sunken: s.sunken,
      line: s.line,
      lineStrong: s.lineStrong,
      brandSoft: s.brandSoft,
      stale: s.stale,
      focus: s.focus,
    },
    soft: { ok: s.okSoft, warning: s.warningSoft, severe: s.severeSoft },
  };
}

/** The product's theme: both schemes as CSS variables, chosen by data-theme on the root element. */
export const theme: Theme = createTheme({
  cssVariables: { cssVarPrefix: 'oh', colorSchemeSelector: 'data-theme' },
  colorSchemes: { light: { palette: palette('light') }, dark: { palette: palette('dark') } },
  spacing: space,
  shape: { borderRadius: radius.medium },
  typography: {
    fontFamily: fontStack,
    fontSize: 15,
    body1: { fontSize: type.body, lineHeight: 1.5 },
    body2: { fontSize: type.small, lineHeight: 1.5 },
    h1: { fontSize: type.title, fontWeight: 620, lineHeight: 1.2, letterSpacing: '-0.015em' },
    h2: { fontSize: type.lead, fontWeight: 620, lineHeight: 1.3, letterSpacing: '-0.01em' },
    h3: { fontSize: type.body, fontWeight: 620, lineHeight: 1.3 },
    caption: { fontSize: type.micro, lineHeight: 1.4 },
    button: { fontSize: type.body, fontWeight: 560, textTransform: 'none' },
  },
  components: {
    MuiCssBaseline: { styleOverrides: (t) => baseline(t) },
    MuiButtonBase: { defaultProps: { disableRipple: true } },
    MuiButton: {
      defaultProps: { disableElevation: true },
      styleOverrides: { root: { borderRadius: radius.medium, minHeight: 44, paddingInline: 18 } },
    },
    MuiOutlinedInput: {
      styleOverrides: {
        root: ({ theme: t }) => ({
          backgroundColor: t.vars!.palette.background.paper,
          '& .MuiOutlinedInput-notchedOutline': { borderColor: t.vars!.palette.surface.lineStrong },
        }),
      },
    },
    MuiMenu: {
      styleOverrides: {
        paper: ({ theme: t }) => ({
          border: `1px solid ${t.vars!.palette.divider}`,
          backgroundImage: 'none',
          boxShadow: '0 16px 40px -12px rgb(0 0 0 / 0.3)',
        }),
      },
    },
    MuiToggleButton: {
      styleOverrides: {
        root: ({ theme: t }) => ({
          minHeight: 36,
          paddingInline: 12,
          borderColor: t.vars!.palette.divider,
          color: t.vars!.palette.text.secondary,
          fontSize: type.small,
          '&.Mui-selected, &.Mui-selected:hover': {
            backgroundColor: t.vars!.palette.surface.brandSoft,
            color: t.vars!.palette.text.primary,
          },
        }),
      },
    },
    MuiTableCell: {
      styleOverrides: {
        root: ({ theme: t }) => ({ borderColor: t.vars!.palette.divider, padding: '10px 16px', fontSize: type.body }),
        head: ({ theme: t }) => ({
          color: t.vars!.palette.text.secondary,
          fontSize: type.micro,
          fontWeight: 560,
          letterSpacing: '0.02em',
        }),
      },
    },
    MuiTooltip: { defaultProps: { arrow: true, enterDelay: 300 } },
    MuiSkeleton: { defaultProps: { animation: 'wave' } },
  },
});

function baseline(t: Theme) {
  const vars = t.vars!.palette;
  return {
    ':root': { '--elevation': elevation.light, '--quick': motion.quick, '--calm': motion.calm, '--ease': motion.ease },
    '[data-theme="dark"]': { '--elevation': elevation.dark },
    html: { WebkitTextSizeAdjust: '100%' },
    body: {
      fontFeatureSettings: "'cv05', 'cv11', 'ss03'",
      overflowWrap: 'anywhere',
      minHeight: '100dvh',
    },
    '#root': { minHeight: '100dvh' },
    ':focus-visible': { outline: `2px solid ${vars.surface.focus}`, outlineOffset: 2 },
    '.MuiButtonBase-root:focus-visible': { outline: `2px solid ${vars.surface.focus}`, outlineOffset: 2 },
    '.figures': { fontVariantNumeric: 'tabular-nums' },
    '.visually-hidden': {
      position: 'absolute',
      width: 1,
      height: 1,
      margin: -1,
      padding: 0,
      overflow: 'hidden',
      clipPath: 'inset(50%)',
      whiteSpace: 'nowrap',
      border: 0,
    },
    '@media (prefers-reduced-motion: reduce)': {
      '*, *::before, *::after': {
        animationDuration: '0.01ms !important',
        animationIterationCount: '1 !important',
        transitionDuration: '0.01ms !important',
        scrollBehavior: 'auto !important',
      },
    },
  };
}
