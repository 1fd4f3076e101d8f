import { Box, Menu, MenuItem } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { matchPath, NavLink, useLocation } from 'react-router';
import { useTexts } from '../i18n/useTexts';
import { Icon, type IconName } from './icons';
import { Mark } from './Logo';
import { radius, shell } from './tokens';

export interface Destination {
  to: string;
  label: string;
  icon: IconName;
  /** A count that asks for attention; 0 shows nothing. */
  count?: number;
  countLabel?: string;
  /** Only this exact address is the current page. */
  end?: boolean;
  /** On a phone it stands behind "More", not in the bar. */
  more?: boolean;
}

interface AppShellProps {
  destinations: readonly Destination[];
  /** Left of the top bar: whose data this is. */
  context: ReactNode;
  /** Right of the top bar. */
  controls: ReactNode;
  children: ReactNode;
}

/** The frame of every page behind the login: rail on a desk, bottom bar on a phone. */
export function AppShell({ destinations, context, controls, children }: AppShellProps) {
  const { t } = useTexts();
  return (
    <Box sx={{ minHeight: '100dvh', display: 'flex' }}>
      <SkipLink label={t('app.skip')} />
      <Navigation destinations={destinations} label={t('nav.main')} />
      <Box sx={{ flex: 1, minWidth: 0, ml: { md: `${shell.rail}px` }, pb: { xs: `calc(${shell.bottomBar}px + env(safe-area-inset-bottom))`, md: 0 } }}>
        <TopBar context={context} controls={controls} />
        <Box component="main" id="content" tabIndex={-1} sx={{ outline: 'none' }}>
          {children}
        </Box>
      </Box>
    </Box>
  );
}

function SkipLink({ label }: { label: string }) {
  return (
    <Box
      component="a"
      href="#content"
      sx={{
        position: 'fixed',
        top: 8,
        left: 8,
        zIndex: 2000,
        px: 2,
        py: 1,
        bgcolor: 'primary.main',
        color: 'primary.contrastText',
        borderRadius: `${radius.medium}px`,
        transform: 'translateY(-200%)',
        '&:focus': { transform: 'none' },
      }}
    >
      {label}
    </Box>
  );
}

function TopBar({ context, controls }: Pick<AppShellProps, 'context' | 'controls'>) {
  return (
    <Box
      component="header"
      sx={{
        position: 'sticky',
        top: 0,
        zIndex: 1100,
        height: shell.topBar,
        display: 'flex',
        alignItems: 'center',
        gap: 2,
        px: { xs: 2, sm: 3, lg: 4 },
        bgcolor: 'background.default',
        borderBottom: 1,
        borderColor: 'divider',
      }}
    >
      <Box sx={{ display: { md: 'none' } }}>
        <Mark size={30} />
      </Box>
      <Box sx={{ flex: 1, minWidth: 0 }}>{context}</Box>
      {controls}
    </Box>
  );
}

function Navigation({ destinations, label }: { destinations: readonly Destination[]; label: string }) {
  return (
    <Box
      component="nav"
      aria-label={label}
      sx={{
        position: 'fixed',
        zIndex: 1200,
        bgcolor: 'background.paper',
        borderColor: 'divider',
        borderStyle: 'solid',
        display: 'flex',
        borderWidth: { xs: '1px 0 0', md: '0 1px 0 0' },
        flexDirection: { xs: 'row', md: 'column' },
        inset: { xs: 'auto 0 0 0', md: '0 auto 0 0' },
        width: { md: shell.rail },
        height: { xs: `calc(${shell.bottomBar}px + env(safe-area-inset-bottom))`, md: 'auto' },
        pb: { xs: 'env(safe-area-inset-bottom)', md: 2 },
        alignItems: { xs: 'stretch', md: 'center' },
        gap: { md: 0.75 },
        overflowY: { md: 'auto' },
      }}
    >
      <Box sx={{ flexShrink: 0, display: { xs: 'none', md: 'grid' }, placeItems: 'center', height: shell.topBar, mb: 1 }}>
        <Mark size={34} />
      </Box>
      {destinations.map((d) => (
        <NavItem key={d.label} destination={d} />
      ))}
      <MoreItem destinations={destinations.filter((d) => d.more)} />
    </Box>
  );
}

const item = {
  position: 'relative',
  flexDirection: 'column',
  alignItems: 'center',
  justifyContent: 'center',
  gap: 0.375,
  flex: { xs: 1, md: 'none' },
  width: { md: shell.rail - 12 },
  py: { xs: 0.5, md: 1 },
  color: 'text.secondary',
  textDecoration: 'none',
  fontSize: '0.75rem',
  fontWeight: 540,
  borderRadius: `${radius.medium}px`,
  '& > .pill': { transition: 'background-color var(--quick) var(--ease)' },
  '&:hover > .pill': { bgcolor: 'surface.sunken' },
  '&.active': { color: 'text.primary', fontWeight: 640 },
  '&.active > .pill': { bgcolor: 'surface.brandSoft', color: 'primary.main' },
} as const;

const pill = { width: 56, height: 32, borderRadius: '16px', display: 'grid', placeItems: 'center', position: 'relative' } as const;

/** On a phone: the places that have no room in the bar. */
function MoreItem({ destinations }: { destinations: readonly Destination[] }) {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  if (destinations.length === 0) return null;
  const inside = destinations.some((d) => matchPath({ path: d.to, end: false }, pathname));
  const close = () => setAnchor(null);
  return (
    <>
      <Box
        component="button"
        type="button"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        className={inside ? 'active' : ''}
        onClick={(e) => setAnchor(e.currentTarget)}
        sx={{ ...item, display: { xs: 'flex', md: 'none' }, border: 0, bgcolor: 'transparent', fontFamily: 'inherit', cursor: 'pointer' }}
      >
        <Box className="pill" sx={pill}>
          <Icon name="more" size={22} />
        </Box>
        {t('nav.more')}
      </Box>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={close} anchorOrigin={{ vertical: 'top', horizontal: 'right' }} transformOrigin={{ vertical: 'bottom', horizontal: 'right' }}>
        {destinations.map((d) => (
          <MenuItem key={d.label} component={NavLink} to={d.to} onClick={close} sx={{ minHeight: 48, gap: 1.5 }}>
            <Icon name={d.icon} size={22} />
            {d.label}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}

function NavItem({ destination: d }: { destination: Destination }) {
  return (
    <Box
      component={NavLink}
      to={d.to}
      end={d.end ?? false}
      sx={{ ...item, display: { xs: d.more ? 'none' : 'flex', md: 'flex' }, flexShrink: 0 }}
    >
      <Box className="pill" sx={pill}>
        <Icon name={d.icon} size={22} />
        {d.count ? <Count count={d.count} label={d.countLabel ?? ''} /> : null}
      </Box>
      {d.label}
    </Box>
  );
}

function Count({ count, label }: { count: number; label: string }) {
  return (
    <Box
      component="span"
      sx={{
        position: 'absolute',
        top: 0,
        right: 6,
        minWidth: 18,
        height: 18,
        px: 0.5,
        borderRadius: '9px',
        bgcolor: 'error.main',
        color: 'background.paper',
        fontSize: '0.6875rem',
        fontWeight: 700,
        display: 'grid',
        placeItems: 'center',
      }}
    >
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="visually-hidden">{label}</span>
    </Box>
  );
}
