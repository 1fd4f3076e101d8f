import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { createBrowserRouter, Navigate } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { newQueryClient } from '../api/queries';
import { theme } from '../design/theme';
import { LoginPage } from '../pages/login/LoginPage';
import { Crashed } from './Crashed';
import { Frame } from './Frame';
import { NotFound } from './NotFound';
import { load, warm } from './load';
import { usePreferences } from './preferences';

const PortfolioPage = lazy(load.portfolio);
const SitePage = lazy(load.site);
const DevicesPage = lazy(load.devices);
const ChannelsPage = lazy(load.channels);
const AnalysisPage = lazy(load.analysis);
const MetersPage = lazy(load.meters);
const PlansPage = lazy(load.plans);
const ChargingPage = lazy(load.charging);
const BalanceGroupsPage = lazy(load.balanceGroups);
const Market = lazy(load.market);
const TariffsPage = lazy(load.tariffs);
const ControlPage = lazy(load.control);
const MicrogridPage = lazy(load.microgrid);
const MicrogridsPage = lazy(load.microgrids);
const EventsPage = lazy(load.events);
const RulesPage = lazy(load.rules);
const NotificationsPage = lazy(load.notifications);
const PlacesPage = lazy(load.places);
const ImportPage = lazy(load.imports);
const AuditPage = lazy(load.audit);
const PricesPage = lazy(load.prices);
const ReportsPage = lazy(load.reports);
const ModelPage = lazy(load.model);
const AccountPage = lazy(load.account);
const AdminPage = lazy(load.admin);
const EdgesPage = lazy(load.edges);
const EdgePage = lazy(load.edge);
const ProvisionPage = lazy(load.provision);
const InvoicesPage = lazy(load.invoices);
const InvoicePage = lazy(load.invoice);
const RoiPage = lazy(load.roi);
const WelcomePage = lazy(load.welcome);

const router = createBrowserRouter([
  { path: '/login', Component: LoginPage, ErrorBoundary: Crashed },
  { path: '/welcome', element: <Suspense><WelcomePage /></Suspense>, ErrorBoundary: Crashed },
  {
    path: '/',
    Component: Frame,
    ErrorBoundary: Crashed,
    children: [
      { index: true, Component: PortfolioPage },
      { path: 'sites/:site', Component: SitePage },
      { path: 'sites/:site/devices', Component: DevicesPage },
      { path: 'sites/:site/channels', Component: ChannelsPage },
      { path: 'sites/:site/analysis', Component: AnalysisPage },
      { path: 'sites/:site/meters', Component: MetersPage },
      { path: 'sites/:site/plans', Component: PlansPage },
      { path: 'sites/:site/control', Component: ControlPage },
      { path: 'sites/:site/charging', Component: ChargingPage },
      { path: 'sites/:site/microgrid', Component: MicrogridPage },
      { path: 'microgrids', Component: MicrogridsPage },
      {
        path: 'market',
        Component: Market,
        children: [
          { index: true, element: <Navigate to="/market/tariffs" replace /> },
          { path: 'tariffs', Component: TariffsPage },
          { path: 'prices', Component: PricesPage },
          { path: 'invoices', Component: InvoicesPage },
          { path: 'invoices/:invoice', Component: InvoicePage },
          { path: 'roi', Component: RoiPage },
          { path: 'balance-groups', Component: BalanceGroupsPage },
        ],
      },
      { path: 'events', Component: EventsPage },
      { path: 'events/rules', Component: RulesPage },
      { path: 'events/notifications', Component: NotificationsPage },
      { path: 'places', Component: PlacesPage },
      { path: 'places/import', Component: ImportPage },
      { path: 'reports', Component: ReportsPage },
      { path: 'data-model', Component: ModelPage },
      { path: 'audit', Component: AuditPage },
      { path: 'admin', Component: AdminPage },
      { path: 'edges', Component: EdgesPage },
      { path: 'edges/:edge', Component: EdgePage },
      { path: 'provision', Component: ProvisionPage },
      { path: 'account', Component: AccountPage },
      { path: '*', Component: NotFound },
    ],
  },
]);

/** The whole interface. */
export function App() {
  const [queries] = useState(() => {
    const client = newQueryClient();
    warm(client, location.pathname);
    return client;
  });
  const language = usePreferences((s) => s.language);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <ThemeProvider theme={theme} defaultMode="system" modeStorageKey="ohmstead-appearance">
      <CssBaseline enableColorScheme />
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ThemeProvider>
  );
}
