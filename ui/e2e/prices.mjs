import assert from 'node:assert/strict';
import { logIn, patience } from './browser.mjs';
import { screens, sizes } from './accessibility.mjs';

/** Prices from a file, checked and stored; then a forecast on the page of the site. */
export async function prices(browser, site, check) {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', viewport: sizes[1920], reducedMotion: 'reduce' });
  context.setDefaultTimeout(patience);
  await logIn(context, site);
  const page = await context.newPage();
  await check('prices of a day come from a file', () => bring(page, site));
  await check('a forecast stands on the page of its site', () => forecast(page, context, site));
  await context.close();
}

/** The hours of a day, two of them with negative prices. */
function day() {
  const hours = Array.from({ length: 24 }, (_, h) => `2026-06-02T${String(h).padStart(2, '0')}:00:00+02:00;${h === 13 || h === 14 ? '-12,50' : (60 + 40 * Math.cos(((h - 19) * Math.PI) / 12)).toFixed(2).replace('.', ',')}`);
  return `ts;value\n${hours.join('\n')}\n`;
}

async function bring(page, site) {
  await page.goto(`${site.url}/market/prices`);
  await page.getByRole('textbox', { name: 'Market region' }).fill('DE-LU');
  await page.getByRole('textbox', { name: 'Source' }).fill('Exchange, day-ahead');
  await page.getByRole('combobox', { name: 'Each holds for' }).click();
  await page.getByRole('option', { name: 'an hour', exact: true }).click();
  await page.getByTestId('prices-file').setInputFiles({ name: 'day.csv', mimeType: 'text/csv', buffer: Buffer.from(day()) });
  await page.getByRole('button', { name: 'Check, without storing' }).click();
  await page.getByText(/No problem: 24 new/).waitFor();
  await page.getByRole('button', { name: 'Store' }).click();
  await page.getByText('−0.0125', { exact: false }).first().waitFor();
  await page.locator('[role=img] canvas').waitFor();
  assert.equal(await page.getByText('−0.0125', { exact: false }).count(), 2);
  await page.screenshot({ path: new URL('prices-day-1920.png', screens).pathname });
  await page.setViewportSize(sizes[390]);
  await page.waitForTimeout(500);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
  await page.screenshot({ path: new URL('prices-day-390.png', screens).pathname });
  await page.setViewportSize(sizes[1920]);
}

async function forecast(page, context, site) {
  const { items } = await (await context.request.get(`${site.url}/api/sites`)).json();
  const quarter = 15 * 60_000;
  const now = Math.floor(Date.now() / quarter) * quarter;
  const points = Array.from({ length: 64 }, (_, i) => {
    const value = 3 * Math.sin(i / 8);
    return { ts: new Date(now + (i - 32) * quarter).toISOString(), predicted_value: value, p10: value - 1.2, p50: value, p90: value + 1.2 };
  });
  const answer = await context.request.post(`${site.url}/api/sites/${items[0].id}/forecast`, {
    data: { metric: 'ActivePower', unit: 'kW', model_version: 'test/1', issued_at: new Date(now - 32 * quarter).toISOString(), points },
  });
  assert.equal((await answer.json()).accepted, points.length);
  await page.goto(`${site.url}/sites/${items[0].id}`);
  await page.getByText(/Forecast of the connection: test\/1, issued/).waitFor();
  await page.locator('[role=img] canvas').first().waitFor();
  await page.waitForTimeout(1000);
  await page.screenshot({ path: new URL('site-forecast-1920.png', screens).pathname, fullPage: true });
}
