import assert from 'node:assert/strict';
import { logIn, patience } from './browser.mjs';

/** How sites come in: from files with a fault, put right, then changed and moved in the tree, by the dialog and by dragging, and seen on the map. */
export async function places(browser, site, check) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 1000 } });
  context.setDefaultTimeout(patience);
  await logIn(context, site);
  const page = await context.newPage();
  const stamp = Date.now();
  const [group, union, plant] = [`group${stamp}`, `union${stamp}`, `plant${stamp}`];
  const file = (name, content) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
  const link = (name) => page.getByTestId('tree').getByTestId('place-link').filter({ hasText: `${name} ${stamp}` });
  const files = (zone) => [
    file('org_nodes.csv', [
      `key,kind,name,parent\n${group},ENTERPRISE,Group ${stamp},\n${union},ENTERPRISE,Union ${stamp},\n`,
      ...['hall', 'annex'].map((key) => `${key}${stamp},BUILDING,${key} ${stamp},${plant}\n`),
      `loft${stamp},FLOOR,loft ${stamp},hall${stamp}\n`,
    ].join('')),
    file('sites.csv', `key,name,time_zone,parent,latitude,longitude\n${plant},Plant ${stamp},${zone},,48.14,11.58\n`),
    file('assets.csv', `site,key,nature,max_active_power_watts\n${plant},battery0,ESS,50000\n`),
  ];

  await check('a fault in a file is named with its place, and nothing is stored', async () => {
    await page.goto(`${site.url}/places/import`);
    await page.getByTestId('import-files').setInputFiles(files('Munich'));
    await page.getByRole('button', { name: 'Check, without storing' }).click();
    await page.getByTestId('import-problem').getByText('sites.csv:2').waitFor();
    await page.getByText(/time_zone is Munich, want an IANA time zone/i).waitFor();
    assert.ok(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled());
  });
  await check('files without a fault are stored whole', async () => {
    await page.getByTestId('import-files').setInputFiles(files('Europe/Berlin'));
    await page.getByRole('button', { name: 'Check, without storing' }).click();
    await page.getByText('No problem: this is what would become of it').waitFor();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { name: 'Everything is stored' }).waitFor();
  });
  await check('the site is moved below the enterprise, and shows what stands there', async () => {
    await page.goto(`${site.url}/places`);
    await link('Plant').click();
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByRole('dialog').getByRole('combobox').fill(`group ${stamp}`);
    await page.getByRole('option', { name: `Group ${stamp}` }).waitFor();
    await page.getByRole('dialog').getByRole('combobox').press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByText(`Group ${stamp} › Plant ${stamp}`).waitFor();
    await page.getByRole('button', { name: 'battery0', exact: true }).waitFor();
  });
  await check('a place is dragged onto what may hold it, lies there after a reload, and is refused elsewhere', async () => {
    await page.getByLabel('Find a place').fill(String(stamp));
    const row = (name) => page.getByTestId('tree').getByTestId('place-row').filter({ hasText: `${name} ${stamp}` });
    await row('Plant').hover();
    await page.mouse.down();
    await row('hall').hover(); // a browser begins to drag with the first move, and is over something with the next
    await row('hall').hover();
    await row('hall').getByText('lies below it').waitFor();
    assert.equal(await row('Union').getAttribute('data-drop'), 'fits');
    await page.mouse.up();
    await row('Plant').dragTo(row('Union'));
    await page.getByText(`Plant ${stamp} now lies below Union ${stamp}.`).waitFor();
    await row('loft').dragTo(row('annex'));
    await page.getByText(`loft ${stamp} now lies below annex ${stamp}.`).waitFor();
    await page.reload();
    await page.getByText(`Union ${stamp} › Plant ${stamp}`).waitFor();
    await page.getByLabel('Find a place').fill(`loft ${stamp}`);
    await link('loft').click();
    await page.getByText(`Union ${stamp} › Plant ${stamp} › annex ${stamp} › loft ${stamp}`).waitFor();
    await page.getByLabel('Find a place').fill('');
    await link('Plant').click();
  });
  await check('an asset is changed under the version that was read, and a change of somebody else is said', async () => {
    await page.getByRole('button', { name: 'battery0', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Capacity').waitFor(); // it holds what was read before somebody else changes it
    const node = (await (await context.request.get(`${site.url}/api/org-nodes?kind=SITE&limit=1000`)).json()).items.find((n) => n.key === plant);
    const { assets } = await (await context.request.get(`${site.url}/api/sites/${node.site_id}/inventory`)).json();
    const { id, site_id: _site, archived_at: _archived, ...said } = assets[0];
    const answer = await context.request.put(`${site.url}/api/assets/${id}`, { data: { ...said, manufacturer: 'Maker' } });
    assert.ok(answer.ok(), `change the asset: status ${answer.status()}`);
    await dialog.getByLabel('Capacity').fill('100000');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').getByText(/was changed meanwhile/).waitFor();
    await dialog.getByRole('button', { name: 'Take over the newest version' }).click();
    await page.waitForFunction(() => [...document.querySelectorAll('[role=dialog] input')].some((i) => i.value === 'Maker'));
    await dialog.getByLabel('Capacity').fill('100000');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('100 kWh').waitFor();
  });
  await check('the map shows the site, and the list finds it', async () => {
    await page.goto(`${site.url}/?text=${stamp}`);
    await page.getByTestId('map-site').waitFor();
    await page.getByTestId('site-link').waitFor();
    assert.equal(await page.getByTestId('site-link').count(), 1);
    assert.match(await page.getByTestId('map-site').getAttribute('aria-label'), new RegExp(`Plant ${stamp}: Never seen`));
  });
  await check('a site that is archived leaves the lists and is brought back', async () => {
    await page.goto(`${site.url}/places`);
    await link('Plant').click();
    await page.getByRole('button', { name: 'Archive', exact: true }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Archive', exact: true }).click();
    await link('Plant').waitFor({ state: 'detached' });
    await page.getByLabel('Show what is archived').check();
    await link('Plant').click();
    await page.getByRole('button', { name: 'Bring back', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Bring back', exact: true }).click();
    await page.getByRole('button', { name: 'Archive', exact: true }).first().waitFor();
    // Out of the way of what comes after.
    const { id, version } = (await (await context.request.get(`${site.url}/api/org-nodes?kind=SITE&limit=1000`)).json()).items.find((n) => n.key === plant);
    const answer = await context.request.post(`${site.url}/api/org-nodes/${id}/archive`, { data: { version, archived: true } });
    assert.ok(answer.ok(), `archive the site: status ${answer.status()}`);
  });
  await context.close();
}
