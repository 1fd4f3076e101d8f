import assert from 'node:assert/strict';
import { parquetReadObjects } from 'hyparquet';
import { patience } from './browser.mjs';

/** One person's way through the product: log in, look at the site, change the language, log out. */
export async function journey(browser, site, check) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const trouble = watch(page, site.url);

  await check('without a session every page leads to the login', async () => {
    await page.goto(`${site.url}/events`);
    await page.waitForURL('**/login');
  });
  await check('a wrong password is refused in words', async () => {
    trouble.expect(401);
    await fillLogin(page, site.email, 'not the password');
    await page.getByRole('alert').getByText('E-mail or password is wrong').waitFor();
  });
  await check('the right one leads to where one wanted to go', async () => {
    await fillLogin(page, site.email, site.password);
    await page.waitForURL('**/events');
  });
  await check('the portfolio leads to the site', async () => {
    await page.getByRole('link', { name: 'Portfolio' }).click();
    await page.getByTestId('site-link').first().click();
    await page.waitForURL('**/sites/*');
    await page.getByTestId('live').getByText('Live', { exact: true }).waitFor();
  });
  await check('a live value changes', async () => {
    const flow = () => page.locator('[data-testid^=flow-]').allInnerTexts();
    await until(async () => /\d\s*kW/.test((await flow()).join()), 'the flow shows no value');
    const before = (await flow()).join();
    await until(async () => (await flow()).join() !== before, 'no value of the flow has changed');
  });
  await check('power is told in words, without a minus', async () => {
    const text = (await page.locator('[data-testid^=flow-]').allInnerTexts()).join('\n');
    assert.doesNotMatch(text, /[-\u2212]\s?\d/);
    assert.match(text, /importing|exporting|balanced/);
  });
  await check('the battery shows its state of charge and the chart is drawn', async () => {
    await page.getByTestId('soc').filter({ hasText: /\d/ }).first().waitFor();
    await page.locator('[role=img] canvas').first().waitFor();
  });
  await check('the chart is there as a table too', async () => {
    await page.getByRole('button', { name: '1 h', exact: true }).click();
    await page.getByRole('button', { name: 'Show the numbers as a table' }).click();
    await page.getByRole('region', { name: 'Power over time' }).getByRole('columnheader', { name: 'Import' }).first().waitFor();
  });
  await check('a node of the flow leads to its channels', async () => {
    await page.getByTestId('flow-battery').click();
    await page.waitForURL('**/devices?asset=*');
    await page.getByRole('article').getByText('SOC', { exact: true }).waitFor();
    assert.equal(await page.getByRole('article').count(), 1);
  });
  await check('a channel leads to its course, beside others, as a chart, as numbers and as a file', async () => {
    await page.getByRole('article').getByRole('link', { name: 'SOC', exact: true }).click();
    await page.waitForURL('**/channels?channel=battery0.SOC');
    await page.getByRole('searchbox', { name: 'Find a channel' }).fill('grid0 activepower');
    await page.getByRole('group', { name: 'Grid connection' }).getByRole('checkbox', { name: /^ActivePower\s*kW/ }).check();
    await page.getByRole('button', { name: '1 h', exact: true }).click();
    await until(async () => (await page.getByTestId('course').count()) === 2, 'two courses are shown');
    await page.getByRole('region', { name: 'battery0.SOC', exact: true }).locator('canvas').waitFor();
    await page.getByTestId('readings').getByText('good').first().waitFor();
    const file = async (name) => context.request.get(site.url + (await page.getByRole('link', { name, exact: true }).getAttribute('href')));
    const csv = async () => (await (await file('CSV')).text()).trim().split(/\r?\n/);
    let lines, rows;
    await until(async () => {
      lines = await csv();
      const raw = await (await file('Parquet')).body();
      rows = await parquetReadObjects({ file: raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length) });
      return (await csv()).length === lines.length; // the plant goes on measuring: nothing came between the files
    }, 'the file grows with every look');
    for (const channel of ['battery0.SOC', 'grid0.ActivePower']) assert.ok(lines.some((line) => line.includes(channel)), `${channel} is in the file`);
    assert.equal(rows.length, lines.length - 1, 'a reader of Parquet finds another number of rows than the lines of the file');
    const [channel, unit, from, mean] = lines[1].split(',');
    assert.deepEqual([rows[0].channel, rows[0].unit, rows[0].from.toISOString(), rows[0].mean === null ? '' : String(rows[0].mean)], [channel, unit, new Date(from).toISOString(), mean]);
    await page.goBack();
    await page.getByRole('article').first().waitFor();
  });
  await check('the keyboard reaches the content first', async () => {
    await page.reload();
    await page.getByRole('article').first().waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('href')), '#content');
  });
  await check('a report is run, and run again it is the same', async () => {
    await page.getByRole('link', { name: 'Reports' }).click();
    await page.waitForURL('**/reports');
    // The simulated past begins with yesterday.
    const before = new Date(Date.now() - 72 * 3_600_000).toISOString().slice(0, 10);
    await page.locator('input[type=date]').fill(before);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('status').getByText('Version 1 was made.').waitFor();
    await page.getByTestId('report').getByText('newest').first().waitFor();
    assert.match(await page.getByTestId('report-figures').innerText(), /Imported\s+\u2013/, 'a day without data shows another import than none');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('status').getByText('Nothing has changed since: it is version 1').waitFor();
  });
  await check('it comes as a file and as a page to print', async () => {
    const href = (name) => page.getByRole('link', { name, exact: true }).getAttribute('href');
    const csv = await context.request.get(site.url + (await href('CSV')));
    assert.match(csv.headers()['content-disposition'], /energy-day-.*-v1\.csv/);
    assert.match(await csv.text(), /^row,name,from,to,hours,import_wh/);
    const paper = await context.newPage();
    await paper.goto(site.url + (await href('Print')));
    await paper.getByText('Energy report of a day').waitFor();
    assert.equal(await paper.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
    await paper.close();
  });
  await check('the data model leads from an entity to its rows', async () => {
    await page.getByRole('link', { name: 'Data model' }).click();
    await page.waitForURL('**/data-model');
    await page.locator('[data-table=users]').click();
    await page.getByRole('table', { name: 'users' }).getByText('(hidden)').first().waitFor();
    await page.getByRole('cell', { name: site.email }).first().waitFor();
    await page.locator('[data-table=assets]').click();
    await page.getByRole('table', { name: 'assets' }).getByText('battery0').first().waitFor();
    await page.getByTestId('tier-TIME_SERIES').getByText(/\d+ rows/).waitFor();
    await page.getByRole('tab', { name: 'Example queries' }).click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/^(Import|Export) |Nothing was measured/).first().waitFor();
    await page.getByRole('tab', { name: 'Row-level security' }).click();
    await page.getByRole('combobox', { name: 'Person' }).click();
    await page.getByRole('option').first().click();
    await page.getByTestId('seen-scope').getByText('Reads all sites of the tenant.').waitFor();
  });
  await check('the audit log names who added the site and shows what', async () => {
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.waitForURL('**/audit');
    await page.getByRole('combobox', { name: 'What' }).click();
    // Asked for once the entries of before are no more on the page.
    const found = page.waitForResponse((answer) => answer.url().includes('/api/audit?') && answer.url().includes('entity=sites'));
    await page.getByRole('option', { name: 'Site', exact: true }).click();
    await found;
    const entry = page.getByTestId('audit-entry').first();
    await entry.getByText('Sealed, number').waitFor();
    await entry.getByRole('button', { name: 'Show fields' }).click();
    await entry.getByRole('rowheader', { name: 'time_zone' }).waitFor();
  });
  await check('it speaks German', async () => {
    await page.getByRole('button', { name: 'Account and display' }).click();
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Ereignisse' }).click();
    await page.getByRole('heading', { name: 'Ereignisse' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
  });
  await check('German stays after a reload, with a decimal comma', async () => {
    await page.reload();
    await page.getByRole('link', { name: 'Standort', exact: true }).click();
    await page.getByTestId('flow-grid').getByText(/Bezug|Einspeisung|ausgeglichen/).waitFor();
    await page.getByTestId('flow-load').filter({ hasText: /\d(,\d+)?\s*kW/ }).waitFor();
  });
  await check('the appearance is kept', async () => {
    const scheme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await page.getByRole('button', { name: 'Konto und Darstellung' }).click();
    await page.getByRole('button', { name: 'Dunkel' }).click();
    await page.keyboard.press('Escape');
    await until(async () => (await scheme()) === 'dark', 'the page has not turned dark');
    await page.reload();
    await page.getByTestId('flow-grid').waitFor();
    assert.equal(await scheme(), 'dark');
  });
  await check('who wants no motion gets none', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.reload();
    await page.getByTestId('flow-grid').waitFor();
    await page.waitForTimeout(1500);
    // A change still passes through a transition, but one shorter than a frame.
    const seen = () => document.getAnimations().filter((a) => a.effect.getComputedTiming().activeDuration > 1).length;
    assert.equal(await page.evaluate(seen), 0);
  });
  await check('after logging out nothing is shown any more', async () => {
    await page.getByRole('button', { name: 'Konto und Darstellung' }).click();
    await page.getByText('Abmelden').click();
    await page.waitForURL('**/login');
    trouble.expect(401);
    await page.goto(`${site.url}/events`);
    await page.waitForURL('**/login');
  });
  await check('a session that ends while a page is open leads to the login and back', async () => {
    await fillLogin(page, site.email, site.password);
    await page.waitForURL('**/events');
    await page.getByRole('link', { name: 'Portfolio' }).click();
    await page.getByTestId('site-link').first().click();
    await page.getByTestId('flow-grid').waitFor();
    await context.clearCookies();
    await page.waitForURL('**/login');
    await fillLogin(page, site.email, site.password);
    await page.waitForURL('**/sites/*');
  });
  await check('the browser had nothing to complain about and asked no other host', async () => {
    assert.deepEqual(trouble.found(), []);
  });
  await context.close();
}

async function fillLogin(page, email, password) {
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
}

async function until(holds, complaint) {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(complaint);
}

// Collects what the browser reports as wrong: errors of the page, refused content, other hosts.
// A page without a session asks who is logged in and is refused: that is no fault.
function watch(page, url) {
  const found = [];
  const expected = new Set(['401']);
  page.on('pageerror', (error) => found.push(`page: ${error.message}`));
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    const status = /status of (\d+)/.exec(message.text())?.[1];
    if (!expected.has(status)) found.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) found.push(`other host: ${request.url()}`);
  });
  return { expect: (status) => expected.add(String(status)), found: () => found };
}
