import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { judge, sizes } from './accessibility.mjs';
import { logIn, patience } from './browser.mjs';

const pictures = new URL('../test-results/callers/', import.meta.url);

/** Who decides whether the old interface can go: sees which programs still call by circuit, and which of them in vain. */
export async function callers(browser, site, check) {
  await mkdir(pictures, { recursive: true });
  const desk = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  desk.setDefaultTimeout(patience);
  await logIn(desk, site);
  const name = `Old feeder ${Date.now().toString(36)}`;
  let at;

  await check('programs that call by circuit stand on the page Microgrid, with what came of it', async () => {
    at = await call(desk, site, name);
    const page = await desk.newPage();
    await page.goto(`${site.url}${at}`);
    const table = page.getByRole('table', { name: 'Callers that know circuits' });
    const vain = table.getByRole('row').filter({ hasText: name });
    await vain.getByText('Not exactly one node stands for this circuit', { exact: false }).waitFor();
    await vain.filter({ hasText: /2.*2 failed/ }).waitFor();
    await table.getByRole('button', { name: 'Read the cycle for House connection' }).click();
    await page.getByTestId('explanation').waitFor();
    await page.close();
  });
  await check('they are accessible on a phone and on a wall, in both themes and languages', async () => {
    for (const [width, language, title] of [['390', 'de', 'Aufrufer, die Stromkreise nennen'], ['1920', 'en', 'Callers that know circuits']]) {
      for (const colorScheme of ['light', 'dark']) {
        const page = await dressed(desk, { viewport: sizes[width] ?? { width: 1920, height: 1080 }, colorScheme, language });
        await page.goto(`${site.url}${at}`);
        const panel = page.getByRole('region', { name: title }).first();
        await panel.getByText(name).waitFor();
        await panel.scrollIntoViewIfNeeded();
        await page.waitForTimeout(500);
        await judge(page);
        await panel.screenshot({ path: new URL(`callers-${width}-${colorScheme}.png`, pictures).pathname });
        await page.close();
      }
    }
  });
  await desk.close();
}

async function dressed(desk, { viewport, colorScheme, language }) {
  const page = await desk.newPage();
  await page.addInitScript((l) => localStorage.setItem('ohmstead-preferences', JSON.stringify({ state: { language: l, languageChosen: true, lastSite: null }, version: 0 })), language);
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme });
  return page;
}

/** Calls by a circuit that stands on a node, and twice by one that does not. The answer is where the page is. */
async function call(desk, site, name) {
  const ask = async (method, path, data) => {
    const answer = await desk.request.fetch(site.url + path, { method, data });
    return { status: answer.status(), body: await answer.json() };
  };
  const { items } = (await ask('GET', '/api/sites')).body;
  const depot = `/api/depot/${items[0].id}`;
  let feeder;
  for (const until = Date.now() + patience; !feeder; await new Promise((resolve) => setTimeout(resolve, 500))) {
    feeder = (await ask('GET', `${depot}/microgrid`)).body.result.circuits.find((c) => c.node_id !== null);
    assert.ok(Date.now() < until, 'the demo has no microgrid');
  }
  const rebalanced = await ask('POST', `/api/circuit/${feeder.circuit_id}/rebalance_load`, {});
  assert.equal(rebalanced.status, 200, JSON.stringify(rebalanced.body));
  const loose = randomUUID();
  await ask('POST', `${depot}/circuits/${loose}`, { version: 0, name, default_capacity_watts: 1000, fail_safe_capacity_watts: 0 });
  for (let i = 0; i < 2; i++) assert.equal((await ask('POST', `/api/circuit/${loose}/rebalance_load`, {})).status, 409);
  return `/sites/${items[0].id}/microgrid`;
}
