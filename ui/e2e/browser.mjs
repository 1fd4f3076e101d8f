import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** How long anything on a page may take, ms: generous, for the machine may be busy. */
export const patience = 120_000;

const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the system's browser without a window, with an empty profile. */
export async function launch() {
  const executablePath = process.env.CHROMIUM ?? known.find((path) => existsSync(path));
  if (!executablePath) throw new Error(`no browser: install chromium or name one in CHROMIUM; looked for ${known.join(', ')}`);
  return chromium.launch({ executablePath, args: flags });
}

/** Logs in through the API in the name of a browser context. */
export async function logIn(context, site) {
  const answer = await context.request.post(`${site.url}/api/login`, { data: { email: site.email, password: site.password } });
  if (!answer.ok()) throw new Error(`log in by the API: status ${answer.status()}`);
}

/** The pages there are, with what must be on screen before they count as shown. */
export async function pagesOf(context, site) {
  const answer = await context.request.get(`${site.url}/api/sites`);
  const { items } = await answer.json();
  if (!items?.length) throw new Error('the server knows no site');
  const id = items[0].id;
  const report = await reportOf(context, site, items[0]);
  return [
    { name: 'login', path: '/login', ready: 'input[name=email]', open: true },
    { name: 'portfolio', path: '/', ready: '[data-testid=site-link]' },
    { name: 'site', path: `/sites/${id}`, ready: '[data-testid=flow-grid]', drawn: '[role=img] canvas' },
    { name: 'control', path: `/sites/${id}/control`, ready: '[data-testid=edge-state]' },
    { name: 'charging', path: `/sites/${id}/charging`, ready: 'main section table, main section ul' },
    { name: 'plans', path: `/sites/${id}/plans`, ready: 'main section' },
    { name: 'devices', path: `/sites/${id}/devices`, ready: 'article table, article ul' },
    { name: 'channels', path: `/sites/${id}/channels?channel=grid0.ActivePower&channel=battery0.SOC&channel=pv0.ActivePower&range=1h`, ready: '[data-testid=course]', drawn: '[data-testid=readings] tr, [data-testid=readings] li' },
    { name: 'meters', path: `/sites/${id}/meters`, ready: 'main section' },
    { name: 'analysis', path: `/sites/${id}/analysis`, ready: '[data-testid=kpi-table]' },
    { name: 'microgrid', path: `/sites/${id}/microgrid`, ready: '[data-testid=node-tree]', drawn: '[data-testid=cycle-link]' },
    { name: 'microgrids', path: '/microgrids', ready: '[data-testid=microgrid-link]' },
    { name: 'tariffs', path: '/market/tariffs', ready: 'main section' },
    { name: 'events', path: '/events', ready: 'main section' },
    { name: 'rules', path: '/events/rules', ready: 'main section' },
    { name: 'notifications', path: '/events/notifications', ready: 'main section' },
    { name: 'balance-groups', path: '/market/balance-groups', ready: 'main section' },
    { name: 'places', path: `/places?place=${await placeOf(context, site)}`, ready: '[data-testid=site-facts]' },
    { name: 'import', path: '/places/import', ready: '[data-testid=import-files]' },
    { name: 'prices', path: '/market/prices', ready: 'main section' },
    { name: 'reports', path: `/reports?report=${report}`, ready: '[data-testid=report]', drawn: '[data-testid=report-link]' },
    { name: 'invoices', path: '/market/invoices', ready: 'main section' },
    { name: 'roi', path: '/market/roi', ready: 'main section' },
    { name: 'data-model', path: '/data-model', ready: '[data-testid=entity-graph]', drawn: '[data-testid=model-rows]' },
    { name: 'data-model-queries', path: '/data-model?part=queries', ready: 'main pre' },
    { name: 'data-model-promises', path: '/data-model?part=promises', ready: 'main section [role=group]' },
    { name: 'data-model-seen', path: '/data-model?part=seen', ready: 'main section [role=combobox]' },
    { name: 'audit', path: '/audit', ready: '[data-testid=audit-entry]' },
    { name: 'admin', path: '/admin', ready: '[data-testid=person-link]' },
    { name: 'account', path: '/account', ready: '[data-testid=rule-length]' },
    { name: 'admin-keys', path: '/admin?part=keys', ready: 'main section' },
    { name: 'admin-roles', path: '/admin?part=roles', ready: '[data-permission=READ], main section li h3' },
    { name: 'admin-kept', path: '/admin?part=kept', ready: 'main form' },
    { name: 'edges', path: '/edges', ready: '[data-testid=edge]' },
    { name: 'not-found', path: '/no/such/page', ready: 'main h1' },
    { name: 'docs', path: '/docs', ready: 'h2' },
  ];
}

/** The id of a site's place in the tree. */
async function placeOf(context, site) {
  const answer = await context.request.get(`${site.url}/api/org-nodes?kind=SITE`);
  return (await answer.json()).items[0].id;
}

/** The id of a report of the site's running day. */
async function reportOf(context, site, of) {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: of.time_zone }).format(new Date());
  const answer = await context.request.post(`${site.url}/api/reports`, { data: { kind: 'SITE', subject: of.id, period: 'DAY', day } });
  if (!answer.ok()) throw new Error(`run a report: status ${answer.status()}`);
  return (await answer.json()).version.id;
}
