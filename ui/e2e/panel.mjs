import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { judge, shoot, sizes, screens } from './accessibility.mjs';
import { patience } from './browser.mjs';

/**
 * The way of one who stands in front of the edge: its own panel, which needs no backend. A set-point by
 * hand is set, is seen at work and cut, and is ended; what is wrong is refused in words.
 */
export async function panel(browser, site, check) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const card = page.getByTestId('control-battery0');
  const dialog = page.getByRole('dialog');

  await check('the panel shows nothing without its password', async () => {
    await page.goto(site.panel.url);
    await page.locator('input[name=password]').waitFor();
    assert.equal(await page.getByTestId('edge-state').count(), 0);
    const answer = await context.request.get(`${site.panel.url}/api/panel/report`);
    assert.equal(answer.status(), 401);
  });
  await check('a wrong password of the panel is refused in words', async () => {
    await enter(page, 'not the password');
    await page.getByRole('alert').getByText('The password is wrong').waitFor();
  });
  await check('the right one leads in, also as it is typed from paper', async () => {
    await enter(page, site.panel.password.toLowerCase().replaceAll('-', ' '));
    await page.getByTestId('edge-state').getByText('Running').waitFor();
  });
  await check('the panel shows every controller and what the battery was given', async () => {
    for (const id of ['soc-limits', 'stale-guard', 'peak-limit', 'self-consumption']) await page.getByRole('rowheader', { name: id }).waitFor();
    await card.getByTestId('given').getByText(/\d/).first().waitFor();
    await card.getByText('self-consumption').first().waitFor();
    assert.match(await page.getByTestId('timing').innerText(), /every 200/);
    assert.equal(await page.getByRole('rowheader', { name: /grid-meter|pv-inverter|battery|load-meter/ }).count(), 4);
  });
  await check('the panel stays live', async () => {
    const at = () => page.getByTestId('panel-live').innerText();
    const before = await at();
    await until(async () => (await at()) !== before, 'the clock of the panel stands');
  });
  await check('a power the battery cannot have is refused before it is sent', async () => {
    await card.getByRole('button', { name: 'Take by hand: Battery' }).click();
    await fill(dialog, '9', 'a look');
    await dialog.getByRole('alert').getByText('Give a power from').waitFor();
  });
  await check('so is an order without a reason', async () => {
    await fill(dialog, '5', '');
    await dialog.getByRole('alert').getByText('Say why').waitFor();
  });
  await check('a set-point by hand is taken and seen at work', async () => {
    await dialog.getByRole('button', { name: '15 min' }).click();
    await fill(dialog, '5,0', 'commissioning');
    await dialog.waitFor({ state: 'detached' });
    const row = page.getByTestId('override');
    await row.getByText('Battery: Charge 5.00').waitFor();
    await row.getByText('by the panel on site').waitFor();
    await card.getByText('set-point by hand', { exact: true }).first().waitFor();
  });
  await check('what stands in its way is said: who was cut, by whom and why', async () => {
    const cuts = async () => (await card.getByTestId('rung-cut').allInnerTexts()).join('\n'); // they come and go with every report
    await until(async () => /asked for .*, got .*\n.*\(held by /.test(await cuts()), 'nothing is said of a cut');
  });
  await check('the panel speaks German, and says powers without a sign', async () => {
    await page.getByRole('button', { name: 'Account and display' }).click();
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.keyboard.press('Escape');
    await page.getByTestId('edge-state').getByText('Regelt').waitFor();
    await page.getByTestId('override').getByText('von dem Panel vor Ort').waitFor();
    assert.doesNotMatch(await page.locator('main').innerText(), /[-\u2212]\d+([.,]\d+)?\s?kW/);
    await page.getByRole('button', { name: 'Konto und Darstellung' }).click();
    await page.getByRole('button', { name: 'English' }).click();
    await page.keyboard.press('Escape');
  });
  await check('the set-point by hand is ended', async () => {
    await page.getByRole('button', { name: 'End the set-point by hand of Battery' }).click();
    await page.getByText('No asset is taken by hand.').waitFor();
  });
  await check('control is switched off and on again', async () => {
    await page.getByRole('button', { name: 'Switch control off' }).click();
    await dialog.locator('input[name=reason]').fill('work at the meter');
    await dialog.getByRole('button', { name: 'Order it' }).click();
    await page.getByTestId('edge-state').getByText('Standby').waitFor();
    await card.getByText('safe state').first().waitFor();
    await page.getByRole('button', { name: 'Switch control on' }).click();
    await dialog.locator('input[name=reason]').fill('work is done');
    await dialog.getByRole('button', { name: 'Order it' }).click();
    await page.getByTestId('edge-state').getByText('Running').waitFor();
  });
  await check('what was ordered on site reaches the backend as events, with who', async () => {
    const token = await tokenOf(site);
    const asked = async () => {
      const answer = await fetch(`${site.url}/api/events?limit=100`, { headers: { Authorization: `Bearer ${token}` } });
      return (await answer.json()).items.map((e) => `${e.code} ${e.text_en}`).join('\n');
    };
    await until(async () => /OVERRIDE_SET local panel set 5000 W by hand/.test(await asked()), 'the backend knows nothing of the set-point by hand');
    await until(async () => /OVERRIDE_RELEASED local panel/.test(await asked()), 'the backend knows nothing of the end of the set-point by hand');
    await until(async () => /PANEL_LOGIN_REFUSED/.test(await asked()), 'the backend knows nothing of the wrong password');
  });
  await check('only addresses of the site are scanned', async () => {
    await page.getByRole('link', { name: 'Commission' }).click();
    await page.locator('input[name=address]').fill('8.8.8.8:502');
    await page.getByRole('button', { name: 'Scan' }).click();
    await page.getByRole('alert').getByText('is not in a network of this site').waitFor();
  });
  await check('a device is found by scanning, and read in our units and signs', async () => {
    const { devices } = await (await context.request.get(`${site.panel.url}/api/panel/report`)).json();
    await page.locator('input[name=address]').fill(devices.find((d) => d.key === 'pv-inverter').address);
    await page.locator('input[name=units]').fill('1');
    await page.getByRole('button', { name: 'Scan' }).click();
    await page.getByTestId('found').getByRole('button', { name: 'Read by sunspec', exact: true }).click();
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page.getByRole('rowheader', { name: 'ActivePower PV', exact: true }).waitFor();
    assert.match(await page.getByTestId('snippet').innerText(), /profile: sunspec, address: .*, unit: 1/);
  });
  await check('no set-point is tried on a device that the edge drives', async () => {
    await page.locator('input[name=value]').fill('1000');
    await page.locator('input[name=reason]').fill('a look');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('alert').getByText('this edge drives pv-inverter', { exact: false }).waitFor();
  });
  await check('after logging out the panel shows nothing any more', async () => {
    await page.getByRole('button', { name: 'Account and display' }).click();
    await page.getByText('Log out').click();
    await page.locator('input[name=password]').waitFor();
    assert.equal(await page.getByTestId('edge-state').count(), 0);
  });
  await context.close();
}

/** The Control page of the backend: the same view, an order followed until it is executed, and who may not order. */
export async function controlPage(browser, site, check) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const token = await tokenOf(site);
  const answer = await context.request.post(`${site.url}/api/login`, { data: { email: site.email, password: site.password } });
  assert.ok(answer.ok());
  const { items } = await (await fetch(`${site.url}/api/sites`, { headers: { Authorization: `Bearer ${token}` } })).json();
  const dialog = page.getByRole('dialog');

  await check('the Control page shows what the edge does now', async () => {
    await page.goto(`${site.url}/sites/${items[0].id}/control`);
    await page.getByTestId('edge-state').getByText('Running').waitFor();
    await page.getByTestId('control-current').getByText('Now').waitFor();
    await page.getByTestId('control-battery0').getByText('self-consumption').first().waitFor();
  });
  await check('an order is followed until the edge has executed it', async () => {
    await page.getByRole('button', { name: 'Take by hand: Battery' }).click();
    await fill(dialog, '0.4', 'a test of the way');
    await dialog.waitFor({ state: 'detached' });
    const order = page.getByTestId('order').first();
    await order.getByText('Set-point by hand: battery0, charge 0.40').waitFor();
    await order.getByText(/^(executed|cut|accepted)$/).waitFor();
    await page.getByTestId('override').getByText('by you').waitFor();
  });
  await check('and ended', async () => {
    await page.getByRole('button', { name: 'End the set-point by hand of Battery' }).click();
    await page.getByText('No asset is taken by hand.').waitFor();
    await page.getByTestId('order').filter({ hasText: 'End of a set-point by hand' }).first().getByText('executed').waitFor();
  });
  await context.close();
}

/** The panel, light and dark, on a phone and on a wall: no serious violation, nothing wider than the screen, a picture kept. */
export async function panelAccessibility(browser, site, check) {
  await mkdir(screens, { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, viewport] of Object.entries(sizes)) {
      const context = await browser.newContext({ locale: 'en-GB', viewport, colorScheme, reducedMotion: 'reduce' });
      context.setDefaultTimeout(patience);
      const label = `${width} px, ${colorScheme}`;
      await check(`the panel's login is accessible: ${label}`, () => inspect(context, site, { ready: 'input[name=password]', shot: `panel-login-${width}-${colorScheme}.png` }));
      await context.request.post(`${site.panel.url}/api/panel/login`, { data: { password: site.panel.password } });
      await check(`the panel is accessible: ${label}`, () => inspect(context, site, { ready: '[data-testid=edge-state]', shot: `panel-${width}-${colorScheme}.png` }));
      await check(`taking by hand is accessible: ${label}`, () =>
        inspect(context, site, { ready: '[data-testid=edge-state]', press: 'Take by hand: Battery', shot: `panel-by-hand-${width}-${colorScheme}.png` }));
      await check(`commissioning is accessible: ${label}`, () => inspect(context, site, { path: '/commission', ready: 'input[name=address]', shot: `panel-commission-${width}-${colorScheme}.png` }));
      await context.close();
    }
  }
}

async function inspect(context, site, { ready, press, shot, path = '/' }) {
  const page = await context.newPage();
  try {
    await page.goto(site.panel.url + path);
    await page.locator(ready).first().waitFor();
    if (press) {
      await page.getByRole('button', { name: press }).click();
      await page.getByRole('dialog').waitFor();
    }
    await page.waitForTimeout(800);
    await page.evaluate(() => document.fonts.ready); // other fonts are of other widths
    await judge(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
    await shoot(page, new URL(shot, screens).pathname);
  } finally {
    await page.close();
  }
}

async function enter(page, password) {
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
}

async function fill(dialog, power, reason) {
  await dialog.locator('input[name=power]').fill(power);
  await dialog.locator('input[name=reason]').fill(reason);
  await dialog.getByRole('button', { name: 'Order it' }).click();
}

async function tokenOf({ url, email, password }) {
  const answer = await fetch(`${url}/api/login`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, password }) });
  return (await answer.json()).token;
}

async function until(holds, complaint) {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(complaint);
}
