import { Box } from '@mui/material';
import type { ReactNode } from 'react';
import type { EnergyKind } from './tokens';

// One family of icons: 24 px grid, 1.75 px round strokes, drawn for this product.

const paths = {
  places: (
    <>
      <rect x="8.5" y="3.5" width="7" height="5" rx="1.3" />
      <rect x="3.5" y="15.5" width="7" height="5" rx="1.3" />
      <rect x="13.5" y="15.5" width="7" height="5" rx="1.3" />
      <path d="M12 8.5V12M7 15.5V12h10v3.5" />
    </>
  ),
  tariff: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M15.5 8.8A4.2 4.2 0 0 0 8.6 12a4.2 4.2 0 0 0 6.9 3.2M7 10.8h5.5M7 13.2h5.5" />
    </>
  ),
  more: <path d="M5.5 12h.01M12 12h.01M18.5 12h.01" strokeWidth="2.6" />,
  audit: (
    <>
      <path d="M6 3.5h9l3.5 3.5v13.5H6z" />
      <path d="M9 9h3M9 12.5h6M9 16h6" />
    </>
  ),
  reports: (
    <>
      <path d="M4 20.5h16" />
      <path d="M6.5 17v-5M12 17V4.5M17.5 17V9" strokeWidth="3.2" />
    </>
  ),
  microgrid: (
    <>
      <rect x="9" y="3" width="6" height="5" rx="1.2" />
      <path d="M12 8v4M5.5 16v-4h13v4M12 12v4" />
      <circle cx="5.5" cy="18.5" r="2.3" />
      <circle cx="12" cy="18.5" r="2.3" />
      <circle cx="18.5" cy="18.5" r="2.3" />
    </>
  ),
  group: (
    <>
      <rect x="4" y="4.5" width="16" height="15" rx="2.5" strokeDasharray="3 2.6" />
      <circle cx="9.2" cy="12" r="1.8" />
      <circle cx="14.8" cy="12" r="1.8" />
    </>
  ),
  circuit: (
    <>
      <path d="M12 3.5v4M12 16.5v4" />
      <rect x="7.5" y="7.5" width="9" height="9" rx="1.8" />
      <path d="m10.3 13.7 3.4-3.4" />
    </>
  ),
  close: <path d="m6 6 12 12M18 6 6 18" />,
  chevronDown: <path d="m5.5 9 6.5 6.5 6.5-6.5" />,
  model: (
    <>
      <ellipse cx="12" cy="6" rx="7.5" ry="2.8" />
      <path d="M4.5 6v12c0 1.5 3.4 2.8 7.5 2.8s7.5-1.3 7.5-2.8V6M4.5 12c0 1.5 3.4 2.8 7.5 2.8s7.5-1.3 7.5-2.8" />
    </>
  ),
  print: (
    <>
      <path d="M7 9V3.5h10V9M7 17H4.5v-7.5h15V17H17" />
      <path d="M7 14h10v6.5H7z" />
    </>
  ),
  download: (
    <>
      <path d="M12 3.5v11M7.5 10.5 12 15l4.5-4.5" />
      <path d="M4.5 19.5h15" />
    </>
  ),
  edge: (
    <>
      <rect x="5" y="4" width="14" height="16" rx="2" />
      <path d="M8.5 8.5h7M8.5 12h7M8.5 16h.01M12 16h.01" />
    </>
  ),
  portfolio: (
    <>
      <rect x="3.5" y="4" width="7" height="7" rx="1.5" />
      <rect x="13.5" y="4" width="7" height="7" rx="1.5" />
      <rect x="3.5" y="13.5" width="7" height="7" rx="1.5" />
      <rect x="13.5" y="13.5" width="7" height="7" rx="1.5" />
    </>
  ),
  site: (
    <>
      <path d="M3.5 11.2 12 4l8.5 7.2" />
      <path d="M6 9.5V19.5h12V9.5" />
      <path d="m12.8 10.5-2.3 3.6h3l-2.3 3.6" />
    </>
  ),
  channels: (
    <>
      <path d="M3.5 4v16.5h17" />
      <path d="m6.5 15.5 3.6-5 3.4 3 3-6.5 3.5 4" />
    </>
  ),
  devices: (
    <>
      <rect x="4" y="4" width="16" height="6.5" rx="1.8" />
      <rect x="4" y="13.5" width="16" height="6.5" rx="1.8" />
      <path d="M7.5 7.25h.01M7.5 16.75h.01M11 7.25h5.5M11 16.75h5.5" />
    </>
  ),
  events: (
    <>
      <path d="M6.5 17V11a5.5 5.5 0 0 1 11 0v6" />
      <path d="M4.5 17h15" />
      <path d="M10.2 20a2 2 0 0 0 3.6 0" />
      <path d="M12 5.5V3.5" />
    </>
  ),
  grid: (
    <>
      <path d="M8.5 20.5 11 3.5h2l2.5 17" />
      <path d="M5 9.5h14M6.5 6.5 5 9.5M17.5 6.5 19 9.5M6.5 6.5h11" />
      <path d="m9.5 13.5 5.7 5M14.5 13.5l-5.7 5" />
    </>
  ),
  solar: (
    <>
      <circle cx="12" cy="12" r="4" />
      <path d="M12 2.8v2.4M12 18.8v2.4M2.8 12h2.4M18.8 12h2.4M5.5 5.5l1.7 1.7M16.8 16.8l1.7 1.7M18.5 5.5l-1.7 1.7M7.2 16.8l-1.7 1.7" />
    </>
  ),
  battery: (
    <>
      <rect x="6.5" y="5.5" width="11" height="15.5" rx="2.2" />
      <path d="M10 3h4v2.5h-4z" />
      <path d="m12.7 9.2-2.5 3.9h3.6l-2.5 3.9" />
    </>
  ),
  load: (
    <>
      <path d="M8.5 3.5v4M15.5 3.5v4" />
      <path d="M6 7.5h12v3.5a6 6 0 0 1-12 0z" />
      <path d="M12 17v4" />
    </>
  ),
  ev: (
    <>
      <path d="M4.5 16.5v-4l1.8-5h8.4l1.8 5v4z" />
      <path d="M4.5 12.5h12" />
      <circle cx="7.5" cy="17" r="1.7" />
      <circle cx="13.5" cy="17" r="1.7" />
      <path d="M16.5 15h1.5a1.5 1.5 0 0 0 1.5-1.5V8.5M18 6v2.5h3V6" />
    </>
  ),
  ok: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="m8.3 12.3 2.6 2.6 4.8-5.3" />
    </>
  ),
  info: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 11v5M12 8h.01" />
    </>
  ),
  warning: (
    <>
      <path d="M12 4 2.8 19.5h18.4z" />
      <path d="M12 10v4.5M12 17h.01" />
    </>
  ),
  severe: (
    <>
      <path d="M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3z" />
      <path d="M12 8v5M12 16h.01" />
    </>
  ),
  silent: (
    <>
      <path d="M4 4l16 16" />
      <path d="M5 10.5a10 10 0 0 1 3-2M11 7.6a10 10 0 0 1 8 2.9M8 14a6 6 0 0 1 4-1.6M12 18h.01" />
    </>
  ),
  clock: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7.5V12l3 2" />
    </>
  ),
  user: (
    <>
      <circle cx="12" cy="8.5" r="3.7" />
      <path d="M4.8 20a7.3 7.3 0 0 1 14.4 0" />
    </>
  ),
  logout: (
    <>
      <path d="M13.5 4.5h-7A1.5 1.5 0 0 0 5 6v12a1.5 1.5 0 0 0 1.5 1.5h7" />
      <path d="M10 12h10M16.5 8.5 20 12l-3.5 3.5" />
    </>
  ),
  chevronLeft: <path d="m14.5 5.5-6.5 6.5 6.5 6.5" />,
  chevronRight: <path d="m9.5 5.5 6.5 6.5-6.5 6.5" />,
  eye: (
    <>
      <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z" />
      <circle cx="12" cy="12" r="2.8" />
    </>
  ),
  eyeOff: (
    <>
      <path d="M4 4l16 16" />
      <path d="M6.5 7.5C4 9.3 2.5 12 2.5 12S6 18.5 12 18.5c1.7 0 3.2-.5 4.5-1.2M10 5.7c.6-.1 1.3-.2 2-.2 6 0 9.5 6.5 9.5 6.5s-.7 1.3-2 2.8" />
    </>
  ),
  control: (
    <>
      <path d="M5 4v5M5 13v7M12 4v9M12 17v3M19 4v3M19 11v9" />
      <circle cx="5" cy="11" r="2" />
      <circle cx="12" cy="15" r="2" />
      <circle cx="19" cy="9" r="2" />
    </>
  ),
  commission: (
    <>
      <path d="M14.5 6.5a4 4 0 0 0-5.2 5.2l-5.1 5.1a1.8 1.8 0 0 0 2.6 2.6l5.1-5.1a4 4 0 0 0 5.2-5.2l-2.4 2.4-2.2-.4-.4-2.2z" />
    </>
  ),
  hand: (
    <>
      <path d="M8 12.5V6.3a1.3 1.3 0 0 1 2.6 0v4.2M10.6 10.5V4.8a1.3 1.3 0 0 1 2.6 0v5.7M13.2 10.5V5.8a1.3 1.3 0 0 1 2.6 0v6.7M15.8 9.3a1.3 1.3 0 0 1 2.6 0v5.2a6 6 0 0 1-6 6c-2.6 0-4-1-5.2-3l-2-3.4a1.35 1.35 0 0 1 2.2-1.5L8.6 14" />
    </>
  ),
  cut: (
    <>
      <path d="M4 5.5h16" />
      <path d="M12 20v-9.5M8 14l4-4 4 4" />
    </>
  ),
  tick: <path d="m5.5 12.5 4.2 4.2 8.8-9.4" />,
  book: (
    <>
      <path d="M5 5.5A2 2 0 0 1 7 3.5h12v15H7a2 2 0 0 0-2 2z" />
      <path d="M5 20.5a2 2 0 0 1 2-2h12M9 8h6M9 11.5h4" />
    </>
  ),
  search: (
    <>
      <circle cx="10.5" cy="10.5" r="6" />
      <path d="m15 15 5 5" />
    </>
  ),
  pin: (
    <>
      <path d="M12 21s-6.5-5.6-6.5-11a6.5 6.5 0 0 1 13 0c0 5.4-6.5 11-6.5 11z" />
      <circle cx="12" cy="10" r="2.3" />
    </>
  ),
  table: (
    <>
      <rect x="3.5" y="5" width="17" height="14" rx="2" />
      <path d="M3.5 10h17M9.5 10v9" />
    </>
  ),
  invoice: (
    <>
      <path d="M6 3.5h12v17l-2-1.5-2 1.5-2-1.5-2 1.5-2-1.5-2 1.5z" />
      <path d="M9 8h6M9 11.5h6M12.5 15H15" />
    </>
  ),
  empty: (
    <>
      <path d="M4 13.5 6.5 5h11l2.5 8.5V19H4z" />
      <path d="M4 13.5h4.5l1 2h5l1-2H20" />
    </>
  ),
  price: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M15 9.2a3.8 3.8 0 1 0 0 5.6M7.8 11.2h5M7.8 12.8h5" />
    </>
  ),
  theme: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 3.5v17a8.5 8.5 0 0 0 0-17z" fill="currentColor" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof paths;

interface IconProps {
  name: IconName;
  size?: number;
  color?: string;
}

/** An icon beside a text; it says nothing by itself to a screen reader. */
export function Icon({ name, size = 20, color }: IconProps) {
  return (
    <Box
      component="svg"
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
      sx={{
        width: size,
        height: size,
        flex: 'none',
        display: 'block',
        fill: 'none',
        stroke: 'currentColor',
        strokeWidth: 1.75,
        strokeLinecap: 'round',
        strokeLinejoin: 'round',
        color,
      }}
    >
      {paths[name]}
    </Box>
  );
}

/** The icon of an energy kind in its colour. */
export function EnergyIcon({ kind, size = 20, muted = false }: { kind: EnergyKind; size?: number; muted?: boolean }) {
  return <Icon name={kind} size={size} color={muted ? 'text.disabled' : `energy.${kind}`} />;
}
