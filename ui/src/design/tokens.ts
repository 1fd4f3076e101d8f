// The one place where colours, sizes and motion are decided. Pages never name a colour of their
// own: they use the MUI theme made from these tokens, and charts ask for the scheme's tokens.

export type Scheme = 'light' | 'dark';

/** What a power flow belongs to. The same colour, icon and line pattern mean it everywhere. */
export type EnergyKind = 'grid' | 'solar' | 'battery' | 'load' | 'ev';

export const energyKinds: readonly EnergyKind[] = ['grid', 'solar', 'battery', 'load', 'ev'];

interface SchemeTokens {
  canvas: string;
  surface: string;
  sunken: string;
  line: string;
  lineStrong: string;
  text: string;
  muted: string;
  brand: string;
  brandHover: string;
  onBrand: string;
  brandSoft: string;
  focus: string;
  ok: string;
  okSoft: string;
  warning: string;
  warningSoft: string;
  severe: string;
  severeSoft: string;
  /** Values that are no longer fresh. */
  stale: string;
  energy: Record<EnergyKind, string>;
}

// Energy hues follow the Okabe-Ito palette (Okabe & Ito 2008, "Color Universal Design"), moved in
// lightness until each has at least 3:1, what WCAG 2.2 asks of graphics, on both surfaces of its
// scheme. They colour icons, lines and areas; text keeps the text colours.
export const schemes: Record<Scheme, SchemeTokens> = {
  light: {
    canvas: '#f2f5f6',
    surface: '#ffffff',
    sunken: '#e9eef0',
    line: '#dbe3e6',
    lineStrong: '#7d8e97',
    text: '#10212b',
    muted: '#4d5f6a',
    brand: '#0c5866',
    brandHover: '#08424d',
    onBrand: '#ffffff',
    brandSoft: '#dcecef',
    focus: '#0c7f95',
    ok: '#176b43',
    okSoft: '#ddf1e6',
    warning: '#8a4b00',
    warningSoft: '#fdeed6',
    severe: '#b3261e',
    severeSoft: '#fce4e2',
    stale: '#586771',
    energy: {
      grid: '#1f5fbf',
      solar: '#c27500',
      battery: '#087f5b',
      load: '#b0508a',
      ev: '#0b7ea8',
    },
  },
  dark: {
    canvas: '#0a1216',
    surface: '#111c22',
    sunken: '#0d161b',
    line: '#22313a',
    lineStrong: '#6b7f8a',
    text: '#e8eff2',
    muted: '#9fb1bb',
    brand: '#5cc4d2',
    brandHover: '#86d7e2',
    onBrand: '#05262d',
    brandSoft: '#12343c',
    focus: '#6fd3e0',
    ok: '#5bd197',
    okSoft: '#12352a',
    warning: '#f2b548',
    warningSoft: '#3a2c10',
    severe: '#ff8f86',
    severeSoft: '#43201f',
    stale: '#8a9aa4',
    energy: {
      grid: '#7fabff',
      solar: '#f5b73a',
      battery: '#3dcf9e',
      load: '#d88cb9',
      ev: '#62cdf5',
    },
  },
};

/** Line patterns of charts, in pixels: the second sign beside colour. */
export const linePatterns: Record<EnergyKind, readonly number[] | 'solid'> = {
  grid: 'solid',
  solar: [8, 3],
  battery: [2, 3],
  load: 'solid',
  ev: [10, 3, 2, 3],
};

export const fontStack =
  "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

/** Type scale in rem: a ratio near 1.25 from 13 px text to the 56 px figures of a wall screen. */
export const type = {
  micro: '0.75rem',
  small: '0.8125rem',
  body: '0.9375rem',
  lead: '1.0625rem',
  title: '1.375rem',
  figure: '1.75rem',
  hero: '2.5rem',
  wall: '3.5rem',
} as const;

/** Spacing step in pixels; MUI's spacing(n) multiplies it. */
export const space = 8;

export const radius = { small: 6, medium: 10, large: 16, pill: 999 } as const;

export const elevation = {
  light: '0 1px 2px rgb(16 33 43 / 0.06), 0 8px 24px -12px rgb(16 33 43 / 0.12)',
  dark: '0 1px 0 rgb(255 255 255 / 0.03) inset, 0 10px 28px -16px rgb(0 0 0 / 0.8)',
} as const;

export const motion = {
  quick: '120ms',
  calm: '240ms',
  ease: 'cubic-bezier(0.2, 0, 0, 1)',
} as const;

/** Room taken by the navigation, in pixels. */
export const shell = { rail: 88, bottomBar: 64, topBar: 60 } as const;
