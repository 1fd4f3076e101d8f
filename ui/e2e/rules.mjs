import assert from 'node:assert/strict';
import { logIn, patience } from './browser.mjs';

/** How somebody is told of an alarm: a channel, a rule that is tried before it is kept, its alarm, the log of what was sent. */
export async function rules(browser, site, check) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 1000 } });
  context.setDefaultTimeout(patience);
  await logIn(context, site);
  const page = await context.newPage();
  const stamp = Date.now();
  const [rule, channel] = [`Always warm ${stamp}`, `Desk ${stamp}`];

  await check('a webhook is set up, its secret is shown once, and a test says how it fared', async () => {
    await page.goto(`${site.url}/events/notifications`);
    await page.getByRole('button', { name: 'Add a channel' }).first().click();
    await page.getByLabel('Name').fill(channel);
    await page.getByRole('button', { name: 'Save the channel' }).click();
    await page.getByRole('alert').getByText(/to/).first().waitFor();
    await page.getByRole('button', { name: 'Webhook' }).click();
    await page.getByLabel('Address').fill('https://127.0.0.1:9/ohmstead');
    await page.getByRole('button', { name: 'Save the channel' }).click();
    assert.match(await page.getByTestId('secret').inputValue(), /^whsec_/);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('button', { name: `Send a test message to ${channel}` }).click();
    await page.getByTestId('test-outcome').getByText(/was not delivered: ./).waitFor();
  });
  await check('a rule is tried on what was measured, and nothing is kept by that', async () => {
    await page.goto(`${site.url}/events/rules`);
    await page.getByRole('button', { name: 'Write a rule' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(rule);
    await dialog.getByLabel('Channel').fill('*.SOC');
    await dialog.getByLabel('Threshold').fill('much');
    await dialog.getByLabel('Lasting').fill('0');
    await dialog.getByRole('button', { name: 'Try it' }).click();
    await dialog.getByRole('alert').getByText(/much is not a number/).waitFor();
    await dialog.getByLabel('Threshold').fill('-1');
    await dialog.getByRole('button', { name: 'Try it' }).click();
    await dialog.getByTestId('trial').getByText(/It would have raised [1-9]/).waitFor();
    const kept = await (await context.request.get(`${site.url}/api/rules`)).json();
    assert.equal(kept.items.some((r) => r.name === rule), false, 'a trial kept a rule');
  });
  await check('the rule is kept and raises its alarm', async () => {
    await page.getByRole('button', { name: 'Save the rule' }).click();
    await page.getByRole('button', { name: rule, exact: true }).waitFor();
    await page.goto(`${site.url}/events`);
    await page.getByTestId('event').getByText(rule).first().waitFor();
  });
  await check('the log says that the alarm was told, and what became of it', async () => {
    await page.goto(`${site.url}/events/notifications`);
    const row = page.getByRole('row').filter({ hasText: channel }).filter({ hasText: rule });
    await row.first().getByText(/^(Waiting|Given up)$/).waitFor();
  });
  await check('a name that is taken is refused in words', async () => {
    await page.goto(`${site.url}/events/rules`);
    await page.getByRole('button', { name: 'Write a rule' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(rule);
    await dialog.getByLabel('Channel').fill('*.SOC');
    await dialog.getByLabel('Threshold').fill('101');
    await dialog.getByRole('button', { name: 'Save the rule' }).click();
    await dialog.getByRole('alert').getByText(rule, { exact: false }).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });
  await check('a rule that was changed meanwhile says so, is taken over, and is removed with its alarms', async () => {
    const { items } = await (await context.request.get(`${site.url}/api/rules?limit=500`)).json();
    const { id, version, ...said } = items.find((r) => r.name === rule);
    await page.getByRole('button', { name: rule, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Threshold').waitFor();
    const draft = Object.fromEntries(['name', 'site_id', 'severity', 'enabled', 'kind', 'channel', 'above', 'below', 'hysteresis', 'for_seconds', 'window_seconds', 'expression', 'inputs'].map((k) => [k, said[k]]));
    const answer = await context.request.put(`${site.url}/api/rules/${id}`, { data: { ...draft, hysteresis: 3, version } });
    assert.ok(answer.ok(), `change the rule: status ${answer.status()}`);
    await dialog.getByRole('button', { name: 'Save the rule' }).click();
    await dialog.getByRole('alert').getByText(/was changed meanwhile/).waitFor();
    await dialog.getByRole('button', { name: 'Take over the newest version' }).click();
    await page.waitForFunction(() => [...document.querySelectorAll('[role=dialog] input')].some((i) => i.value === '3'));
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await dialog.getByRole('button', { name: 'Really remove' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: rule, exact: true }).waitFor({ state: 'detached' });
  });
  await context.close();
}
