import { Box } from '@mui/material';
import { Suspense, useEffect } from 'react';
import { Navigate, Outlet, useLocation, useMatch } from 'react-router';
import { Problem } from '../api/problem';
import { useMe, useSites } from '../api/queries';
import type { Me } from '../api/types';
import { AppShell, type Destination } from '../design/AppShell';
import { ErrorState, Loading } from '../design/States';
import { useTexts } from '../i18n/useTexts';
import { AccountMenu } from './AccountMenu';
import { Boundary } from './Boundary';
import { usePreferences } from './preferences';

/** Everything behind the login. Who has no session is sent to the login and comes back after it. */
export function Frame() {
  const me = useMe();
  const location = useLocation();
  const suggest = usePreferences((s) => s.suggestLanguage);
  const language = me.data?.user.language;
  useEffect(() => {
    if (language) suggest(language);
  }, [language, suggest]);

  if (me.error instanceof Problem && me.error.status === 401) {
    const back = location.pathname === '/' ? undefined : { back: location.pathname + location.search };
    return <Navigate to="/login" replace state={back} />;
  }
  if (me.data) return <Inside me={me.data} />;
  return (
    <Box component="main" sx={{ p: 4 }}>
      {me.error ? <ErrorState error={me.error} onRetry={() => void me.refetch()} /> : <Loading heights={[56, 320]} />}
    </Box>
  );
}

function Inside({ me }: { me: Me }) {
  const destinations = useDestinations(me);
  const location = useLocation();
  // Who runs the platform sees no site: they begin with the tenants.
  if (location.pathname === '/' && !me.permissions.includes('READ') && me.permissions.includes('TENANTS')) return <Navigate to="/admin" replace />;
  return (
    <AppShell
      destinations={destinations}
      context={
        <Box component="span" sx={{ fontWeight: 600, display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
          {me.tenant.name}
        </Box>
      }
      controls={<AccountMenu me={me} />}
    >
      <Boundary key={location.pathname}>
        <Suspense fallback={<Box sx={{ p: 4 }}><Loading heights={[56, 420]} /></Box>}>
          <Outlet />
        </Suspense>
      </Boundary>
    </AppShell>
  );
}

function useDestinations(me: Me): Destination[] {
  const { t, tn } = useTexts();
  const reads = me.permissions.includes('READ');
  const sites = useSites(reads).data?.items;
  const visited = usePreferences((s) => s.lastSite);
  const shown = useMatch('/sites/:site/*')?.params.site;
  const site = shown ?? sites?.find((s) => s.id === visited)?.id ?? sites?.[0]?.id;
  const alarms = (sites ?? []).reduce((sum, s) => sum + s.open_alarms, 0);
  const admin: Destination[] = me.permissions.some((p) => p === 'ADMINISTER' || p === 'TENANTS') ? [{ to: '/admin', label: t('nav.admin'), icon: 'user', more: reads }] : [];
  const model: Destination = { to: '/data-model', label: t('nav.model'), icon: 'model', more: reads };
  if (!reads) return me.permissions.includes('TENANTS') ? [...admin, model] : admin;
  const list: Destination[] = [{ to: '/', label: t('nav.portfolio'), icon: 'portfolio', end: true }];
  if (site) {
    list.push({ to: `/sites/${site}`, label: t('nav.site'), icon: 'site', end: true });
    list.push({ to: `/sites/${site}/control`, label: t('nav.control'), icon: 'control' });
    list.push({ to: `/sites/${site}/plans`, label: t('nav.plans'), icon: 'clock', more: true });
    list.push({ to: `/sites/${site}/microgrid`, label: t('nav.microgrid'), icon: 'microgrid', more: true });
    list.push({ to: `/sites/${site}/charging`, label: t('nav.charging'), icon: 'ev', more: true });
    list.push({ to: `/sites/${site}/devices`, label: t('nav.devices'), icon: 'devices' });
    list.push({ to: `/sites/${site}/channels`, label: t('nav.channels'), icon: 'channels', more: true });
    list.push({ to: `/sites/${site}/analysis`, label: t('nav.analysis'), icon: 'reports', more: true });
  }
  const count = alarms ? { count: alarms, countLabel: tn('alarms.open', alarms) } : {};
  list.push({ to: '/events', label: t('nav.events'), icon: 'events', ...count });
  list.push({ to: '/market', label: t('nav.market'), icon: 'tariff', more: true });
  list.push({ to: '/places', label: t('nav.places'), icon: 'places', more: true });
  if (me.permissions.includes('REPORT')) list.push({ to: '/reports', label: t('nav.reports'), icon: 'reports', more: true });
  if (me.permissions.includes('READ_AUDIT')) list.push({ to: '/audit', label: t('nav.audit'), icon: 'audit', more: true });
  if (me.permissions.includes('PROVISION')) list.push({ to: '/edges', label: t('nav.edges'), icon: 'edge', more: true });
  list.push(...admin, model);
  return list;
}
