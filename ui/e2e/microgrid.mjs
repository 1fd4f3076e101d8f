import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { judge, shoot, sizes } from './accessibility.mjs';
import { logIn, patience } from './browser.mjs';

const pictures = new URL('../test-results/microgrid/', import.meta.url);
const thin = (text) => text.replaceAll('\u202f', ' ');

/** Who must say at night why a charger was throttled: reads it, rebalances, and edits a tree that somebody else edits too. */
export async function microgrid(browser, site, check) {
  await mkdir(pictures, { recursive: true });
  const desk = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  desk.setDefaultTimeout(patience);
  await logIn(desk, site);
  const page = await desk.newPage();
  const run = Date.now().toString(36);
  let garage;

  await check('the microgrid of the demo shows every node with what it draws', async () => {
    garage = await drawGarage(desk, site, run);
    await page.goto(`${site.url}${garage.path}`);
    await page.getByTestId('node-tree').waitFor();
    await page.getByRole('img', { name: /^Solar roof: (draws|feeds in) .* cap 8.00.kW, headroom/ }).waitFor();
  });
  await check('a rebalance opens its explanation, which says why a charger got less', async () => {
    await page.getByRole('button', { name: 'Rebalance', exact: true }).click();
    const told = page.getByTestId('explanation');
    await told.getByText(`Left ${run} got`).waitFor();
    const text = thin(await told.textContent());
    assert.ok(text.includes('6.00 kW of 19.9 kW was given out.'), text);
    assert.ok(text.includes(`Left ${run} got 2.25 kW of 11.0 kW: Garage ${run} is at its consumption cap of 6.00 kW (set by hand), because 3.75 kW of it went to 2 others below it`), text);
    assert.ok(text.includes(`Yard ${run} got all of the 1.50 kW it asked for.`), text);
    assert.match(new URL(page.url()).searchParams.get('cycle'), /^[0-9a-f-]{36}$/);
    await shoot(page, new URL('explanation.png', pictures).pathname);
  });
  await check('a curtailment is read at the charger too, in German on a phone', async () => {
    const phone = await browser.newContext({ locale: 'de-DE', viewport: sizes[390], reducedMotion: 'reduce' });
    phone.setDefaultTimeout(patience);
    await phone.addInitScript(() => localStorage.setItem('ohmstead-preferences', JSON.stringify({ state: { language: 'de', languageChosen: true, lastSite: null }, version: 0 })));
    await logIn(phone, site);
    const small = await phone.newPage();
    await small.goto(`${site.url}${garage.path}?node=${garage.left}`);
    const panel = small.getByTestId('node-panel');
    await panel.getByText(`Left ${run} bekam`).waitFor();
    assert.ok(thin(await panel.textContent()).includes(`Left ${run} bekam 2,25 kW von 11,0 kW: Garage ${run} ist an der Bezugsgrenze von 6,00 kW (von Hand gesetzt)`));
    await small.screenshot({ path: new URL('charger-390-de.png', pictures).pathname });
    await phone.close();
  });
  await check('a try says whether a charger could draw more', async () => {
    await page.goto(`${site.url}${garage.path}?node=${garage.left}`);
    await page.getByLabel('Power, kW').fill('22');
    await page.getByRole('button', { name: 'Try' }).click();
    await page.getByTestId('tryout').getByText(/would not fit/).waitFor();
    await page.getByTestId('node-panel').getByRole('button', { name: 'Close' }).click();
  });
  await check('an operator bounds a node for a while, sees it in the timeline, and withdraws it', () => override(desk, site, { garage, run }));
  await check('an edit that somebody overtook is shown beside theirs, asked about and saved together', () => conflict(page, desk, site, { garage, run }));
  await check('the page, a node and its explanation are accessible in both themes', async () => {
    for (const colorScheme of ['light', 'dark']) {
      await page.goto(`${site.url}${garage.path}`);
      await dress(page, colorScheme);
      await page.getByTestId('cycle-link').first().click();
      await page.getByTestId('sentences').first().waitFor();
      await page.waitForTimeout(500);
      await judge(page);
      await shoot(page, new URL(`page-1440-${colorScheme}.png`, pictures).pathname);
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto(`${site.url}${garage.path}?node=${garage.left}`);
      await page.getByTestId('node-panel').waitFor();
      await page.waitForTimeout(500);
      await judge(page);
      await page.screenshot({ path: new URL(`node-1440-${colorScheme}.png`, pictures).pathname });
    }
  });
  await desk.close();
}

async function override(desk, site, { garage, run }) {
  for (const width of [1920, 390]) {
    const page = await desk.newPage();
    await page.setViewportSize(sizes[width]);
    await page.goto(`${site.url}${garage.path}?node=${garage.left}`);
    const panel = page.getByTestId('node-panel');
    await panel.getByRole('button', { name: 'Override' }).click();
    const dialog = page.getByRole('dialog', { name: `Override: Left ${run}` });
    await dialog.getByLabel('At most, kW').fill('1.5');
    await dialog.getByLabel('Why').fill('the transformer is hot');
    await page.waitForTimeout(400);
    await judge(page);
    await page.screenshot({ path: new URL(`override-${width}.png`, pictures).pathname });
    await dialog.getByRole('button', { name: 'Order it' }).click();
    const held = panel.getByTestId('override');
    await held.getByText('the transformer is hot', { exact: false }).waitFor();
    assert.ok(thin(await held.textContent()).startsWith('Consumption ≤ 1.50 kW'), await held.textContent());
    await page.screenshot({ path: new URL(`overridden-${width}.png`, pictures).pathname });
    await panel.getByRole('button', { name: 'Close' }).click();
    await panel.waitFor({ state: 'detached' });
    const line = page.getByRole('img', { name: /^Override the transformer is hot at Left/ });
    await line.scrollIntoViewIfNeeded();
    await page.screenshot({ path: new URL(`override-timeline-${width}.png`, pictures).pathname });
    await page.getByRole('button', { name: `Withdraw the override of Left ${run}` }).click();
    const end = page.getByRole('dialog', { name: `Withdraw the override of Left ${run}` });
    await end.getByLabel('Why').fill('it is cool again');
    await end.getByRole('button', { name: 'Order it' }).click();
    await line.waitFor({ state: 'detached' });
    await page.close();
  }
}

async function conflict(page, desk, site, { garage, run }) {
  await page.goto(`${site.url}${garage.path}`);
  await page.getByRole('button', { name: 'Edit the tree' }).click();
  await page.getByTestId('node-link').filter({ hasText: `Left ${run}` }).click();
  await page.getByTestId('node-editor').getByLabel('Name').fill(`Mine ${run}`);
  await page.getByTestId('node-panel').getByRole('button', { name: 'Close' }).click();
  await page.getByTestId('edit-bar').getByText('1 change', { exact: false }).first().waitFor();

  const before = await tree(desk, site, garage);
  const theirs = (id, change) => ({ op: 'update', node: bare({ ...before.nodes.find((n) => n.node_id === id), ...change }) });
  await send(desk, site, 'POST', `${garage.api}/topology`, { version: before.microgrid.version, operations: [theirs(garage.left, { name: `Theirs ${run}` }), theirs(garage.yard, { status: 'MAINTENANCE' })] });

  await page.getByRole('button', { name: 'Save the tree' }).click();
  const dialog = page.getByTestId('conflict');
  await dialog.getByText(`You began with version ${before.microgrid.version}; it is version ${before.microgrid.version + 1} now.`, { exact: false }).waitFor();
  await dialog.getByText(`Yard ${run}: Status from in service to in maintenance`).waitFor();
  for (const colorScheme of ['light', 'dark']) {
    await dress(page, colorScheme);
    await judge(page);
    await page.screenshot({ path: new URL(`conflict-1440-${colorScheme}.png`, pictures).pathname });
  }
  assert.ok(await page.getByRole('button', { name: 'Save both together' }).isDisabled(), 'a collision is saved without an answer');
  await dialog.getByRole('button', { name: `Mine: Mine ${run}` }).click();
  await page.getByRole('button', { name: 'Save both together' }).click();
  await page.getByText(`Saved: the tree is version ${before.microgrid.version + 2} now.`).waitFor();
  const after = await tree(desk, site, garage);
  const left = after.nodes.find((n) => n.node_id === garage.left);
  const yard = after.nodes.find((n) => n.node_id === garage.yard);
  assert.equal(left.name, `Mine ${run}`);
  assert.equal(yard.status, 'MAINTENANCE');
}

/** Shows the page in a theme. */
async function dress(page, colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction((scheme) => document.documentElement.dataset.theme === scheme, colorScheme);
  await page.waitForTimeout(500);
  await page.waitForFunction(() => document.getAnimations().every((a) => a.playState !== 'running' || a.effect?.getComputedTiming().iterations === Infinity));
}

const bare = (node) => Object.fromEntries(Object.entries(node).filter(([, value]) => value !== null));

async function send(context, site, method, path, data, headers = {}) {
  const answer = await context.request.fetch(site.url + path, { method, data, headers });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

async function tree(context, site, { depot }) {
  return (await send(context, site, 'GET', depot)).result;
}

/** Hangs a garage with three chargers on the demo's house, capped at 6 kW, which ask for 19.9 kW. */
async function drawGarage(context, site, run) {
  const { items } = await send(context, site, 'GET', '/api/sites');
  const depot = `/api/depot/${items[0].id}/microgrid`;
  let drawn;
  for (const until = Date.now() + patience; ; await new Promise((resolve) => setTimeout(resolve, 500))) {
    drawn = (await send(context, site, 'GET', depot)).result;
    const { result } = await send(context, site, 'GET', `/api/microgrid/${drawn.microgrid.microgrid_id}/status`);
    if (drawn.nodes.length >= 4 && result.latest_cycle) break;
    assert.ok(Date.now() < until, 'the demo has no microgrid');
  }
  const api = `/api/microgrid/${drawn.microgrid.microgrid_id}`;
  const top = drawn.nodes.find((n) => !n.parent_node_id).node_id;
  const [garage, left, right, yard] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const add = (node_id, parent_node_id, name, node_type, display_order) => ({ op: 'add', node: { node_id, parent_node_id, name: `${name} ${run}`, node_type, display_order } });
  const operations = [add(garage, top, 'Garage', 'CIRCUIT', 9), add(left, garage, 'Left', 'CONNECTOR', 1), add(right, garage, 'Right', 'CONNECTOR', 2), add(yard, garage, 'Yard', 'CONNECTOR', 3)];
  await send(context, site, 'POST', `${api}/topology`, { version: drawn.microgrid.version, operations });
  await send(context, site, 'POST', `${api}/node-limits`, { node_id: garage, constraint_type: 'CONSUMPTION_CAP', limit_watts: 6_000, source_type: 'MANUAL' });
  for (const node_id of [left, right, yard]) {
    await send(context, site, 'POST', `${api}/control-points/${randomUUID()}`, { node_id, capability_type: 'LOAD_BALANCING', state: 'enabled', control_source: 'LOCAL', local_config: { rated_watts: 22_000, fallback_demand_watts: 0 } });
  }
  const key = await send(context, site, 'POST', '/api/keys', { name: `chargers ${run}`, scopes: ['INGEST'], expires_at: new Date(Date.now() + 86_400_000).toISOString() });
  const ask = (node_id, requested_watts) => ({ node_id, requested_watts, min_watts: 1_400 });
  const answer = await fetch(`${site.url}${api}/requests`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key.text}` },
    body: JSON.stringify({ requests: [ask(left, 11_000), ask(right, 7_400), ask(yard, 1_500)] }),
  });
  assert.ok(answer.ok, `ask for power: ${answer.status}`);
  return { depot, api, path: `/sites/${items[0].id}/microgrid`, left, yard };
}
