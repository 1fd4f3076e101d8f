import type { QueryClient } from '@tanstack/react-query';
import { matchPath } from 'react-router';
import { assetsQuery, meKey, meQuery, siteQuery } from '../api/queries';
import { followAhead } from '../live/useLiveSite';

/** The pages, each a part of the program that is fetched when it is needed. */
export const load = {
  portfolio: () => import('../pages/portfolio/PortfolioPage'),
  site: () => import('../pages/site/SitePage'),
  devices: () => import('../pages/devices/DevicesPage'),
  channels: () => import('../pages/channels/ChannelsPage'),
  analysis: () => import('../pages/analysis/AnalysisPage'),
  meters: () => import('../pages/meters/MetersPage'),
  plans: () => import('../pages/plans/PlansPage'),
  charging: () => import('../pages/charging/ChargingPage'),
  control: () => import('../pages/control/ControlPage'),
  microgrid: () => import('../pages/microgrid/MicrogridPage'),
  microgrids: () => import('../pages/microgrid/MicrogridsPage'),
  tariffs: () => import('../pages/market/TariffsPage'),
  events: () => import('../pages/events/EventsPage'),
  rules: () => import('../pages/rules/RulesPage'),
  notifications: () => import('../pages/notifications/NotificationsPage'),
  places: () => import('../pages/places/PlacesPage'),
  imports: () => import('../pages/places/ImportPage'),
  market: () => import('../pages/market/Market'),
  prices: () => import('../pages/prices/PricesPage'),
  reports: () => import('../pages/reports/ReportsPage'),
  balanceGroups: () => import('../pages/balancegroups/BalanceGroupsPage'),
  invoices: () => import('../pages/invoices/InvoicesPage'),
  invoice: () => import('../pages/invoices/InvoicePage'),
  roi: () => import('../pages/invoices/RoiPage'),
  model: () => import('../pages/model/ModelPage'),
  audit: () => import('../pages/audit/AuditPage'),
  account: () => import('../pages/account/AccountPage'),
  admin: () => import('../pages/admin/AdminPage'),
  edges: () => import('../pages/edges/EdgesPage'),
  edge: () => import('../pages/edges/EdgePage'),
  provision: () => import('../pages/provision/ProvisionPage'),
  welcome: () => import('../pages/welcome/WelcomePage'),
};

/**
 * Asks at once for all that the address needs, instead of one thing after the other: who is logged
 * in, the page's program, its site and, where there is a session, its live values. Where there is none
 * the answers are refusals, and the login is shown.
 */
export function warm(queries: QueryClient, path: string): void {
  if (path === '/login' || path === '/welcome') return;
  const me = queries.prefetchQuery(meQuery());
  const site = matchPath('/sites/:site/*', path)?.params.site;
  if (site) {
    void queries.prefetchQuery(siteQuery(site));
    void queries.prefetchQuery(assetsQuery(site));
    void me.then(() => {
      if (queries.getQueryData(meKey)) followAhead(site, queries);
    });
  }
  void pageAt(path)();
}

function pageAt(path: string): () => Promise<unknown> {
  if (matchPath('/sites/:site', path)) return load.site;
  if (matchPath('/sites/:site/devices', path)) return load.devices;
  if (matchPath('/sites/:site/channels', path)) return load.channels;
  if (matchPath('/sites/:site/analysis', path)) return load.analysis;
  if (matchPath('/sites/:site/meters', path)) return load.meters;
  if (matchPath('/sites/:site/plans', path)) return load.plans;
  if (matchPath('/sites/:site/control', path)) return load.control;
  if (matchPath('/sites/:site/charging', path)) return load.charging;
  if (matchPath('/sites/:site/microgrid', path)) return load.microgrid;
  if (matchPath('/microgrids', path)) return load.microgrids;
  if (matchPath('/market/tariffs', path)) return load.tariffs;
  if (matchPath('/events', path)) return load.events;
  if (matchPath('/events/rules', path)) return load.rules;
  if (matchPath('/events/notifications', path)) return load.notifications;
  if (matchPath('/places', path)) return load.places;
  if (matchPath('/places/import', path)) return load.imports;
  if (matchPath('/market/prices', path)) return load.prices;
  if (matchPath('/reports', path)) return load.reports;
  if (matchPath('/market/balance-groups', path)) return load.balanceGroups;
  if (matchPath('/market/invoices', path)) return load.invoices;
  if (matchPath('/market/invoices/:invoice', path)) return load.invoice;
  if (matchPath('/market/roi', path)) return load.roi;
  if (matchPath('/data-model', path)) return load.model;
  if (matchPath('/audit', path)) return load.audit;
  if (matchPath('/admin', path)) return load.admin;
  if (matchPath('/edges', path)) return load.edges;
  if (matchPath('/edges/:edge', path)) return load.edge;
  if (matchPath('/provision', path)) return load.provision;
  if (matchPath('/account', path)) return load.account;
  return load.portfolio;
}
