import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logIn, patience } from './browser.mjs';
import { firstLogin, freePorts, program } from './server.mjs';

/**
 * A newcomer enrols an edge and provisions the simulated SunSpec inverter through the wizard only: a
 * backend, a simulated inverter behind Modbus TCP, and an edge that is started by nothing but the
 * commands that the wizard shows.
 */
export async function provision(browser, check) {
  const bench = await open();
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 }, baseURL: bench.site.url });
  context.setDefaultTimeout(patience);
  try {
    await walk(context, bench, check);
  } finally {
    await context.close();
    await bench.close();
  }
}

async function walk(context, bench, check) {
  const page = await context.newPage();
  const next = (name) => page.getByRole('button', { name, exact: true }).click();
  await logIn(context, bench.site);

  await check('the wizard makes a site', async () => {
    await page.goto('/edges');
    await page.getByRole('link', { name: 'Add a device' }).click();
    await page.getByRole('button', { name: 'A new site' }).click();
    await next('Make the site');
    await page.getByRole('alert').getByText('Enter a name.').waitFor();
    await page.getByLabel('Name of the site').fill('Barn');
    await next('Make the site');
    await page.getByRole('heading', { name: 'Edge', exact: true }).waitFor();
  });
  await check('it shows the command that enrols an edge, and waits until the edge is heard', async () => {
    await page.getByLabel(/^Name/).fill('Cabinet 1');
    await next('Make the code');
    const enrol = await page.getByTestId('enrol-command').inputValue();
    assert.match(enrol, new RegExp(`^ohmstead edge enrol --backend ${bench.site.url} --code [0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$`));
    await page.getByText('Waiting for the edge to enrol…').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Next', exact: true }).isEnabled(), false);
    const run = await page.getByTestId('run-command').inputValue();
    await bench.onSite(enrol);
    bench.keep(run);
    await page.getByTestId('edge-here').waitFor();
    await page.reload(); // what was chosen outlives it
    await page.getByTestId('edge-here').waitFor();
    await next('Next');
  });
  await check('an address outside the site is refused in words, and the inverter is found', async () => {
    await page.getByLabel('Address').fill('8.8.8.8:502');
    await next('Scan');
    await page.getByRole('alert').getByText(/8\.8\.8\.8/).waitFor();
    await page.getByLabel('Address').fill(`127.0.0.1:${bench.port}`);
    await next('Scan');
    await page.getByTestId('found').first().waitFor();
    await next('Choose');
  });
  await check('the profile is suggested with its reason, and the device read by it', async () => {
    const best = page.getByTestId('suggestion').first();
    await best.getByText('Best match').waitFor();
    await best.getByText(/published SunSpec models/).waitFor();
    await best.getByText('sunspec', { exact: true }).waitFor();
    await next('Read the device');
    await page.getByRole('row').filter({ hasText: 'ActivePower' }).filter({ hasText: 'producing' }).first().waitFor();
    await page.getByRole('row').filter({ hasText: 'Frequency' }).filter({ hasText: 'Hz' }).first().waitFor();
  });
  await check('a set-point is tried once somebody has confirmed it', async () => {
    await page.getByLabel(/^Value in/).fill('3000');
    await page.getByLabel('Held for, in seconds').fill('2');
    await page.locator('input[name=reason]').fill('the test of the wizard');
    await next('Try it');
    await page.getByRole('alert').getByText('Confirm that the device may move.').waitFor();
    await page.getByRole('checkbox', { name: /may move/ }).check();
    await next('Try it');
    await page.getByTestId('tried').waitFor();
    await next('The values are right');
  });
  await check('it becomes an asset, and the edge runs it', async () => {
    await next('Take into service');
    await page.getByRole('alert').getByText(/ratings as numbers above 0/).waitFor();
    await page.getByLabel('Rated power in kW').fill('8');
    await page.getByLabel('Name', { exact: true }).fill('Roof south');
    await next('Take into service');
    await page.getByText('The edge runs it').waitFor();
    await page.getByTestId('pv0.ActivePower').getByText(/kW/).waitFor();
  });
  await check("live values of the inverter stand on the site's page of devices", async () => {
    await page.getByRole('link', { name: 'Devices of Barn' }).click();
    const power = page.getByTestId('pv0.ActivePower');
    await power.getByText(/producing/).waitFor();
    const first = await power.textContent();
    assert.match(first, /[1-9].*kW/);
    await page.waitForFunction(([before]) => document.querySelector('[data-testid="pv0.ActivePower"]')?.textContent !== before, [first]);
    await page.getByText('OK', { exact: true }).first().waitFor();
  });
  await check('a version that the edge refuses is told with every problem, and leaves the former running', async () => {
    await page.goto('/edges');
    await page.getByRole('link', { name: 'Cabinet 1' }).click();
    await page.getByText('version 1, the newest', { exact: true }).waitFor();
    await write(page, 'nonsense', (text) => `${text}cycle: 1h\nnonsense: 1\n`);
    const problems = page.getByRole('row').filter({ hasText: 'nonsense' }).getByRole('listitem');
    await problems.filter({ hasText: 'unknown field nonsense' }).waitFor();
    await problems.filter({ hasText: 'cycle is "1h"' }).waitFor();
    await page.getByText('version 1, the newest is 2', { exact: true }).waitFor();
  });
  await check('another version is taken over, shown line by line, and gone back from', async () => {
    await write(page, 'slower', (text) => `${text}cycle: 1s\n`);
    await page.getByText('version 3, the newest', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Changes of version 3' }).click();
    await page.getByRole('combobox', { name: 'Against' }).click();
    await page.getByRole('option', { name: 'Version 1', exact: true }).click();
    await page.getByTestId('changes').getByText('+ cycle: 1s').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Go back to version 1' }).click();
    await page.locator('input[name=comment]').fill('it was better before');
    await next('Have the edge run it');
    await page.getByText(/^version [14], /).waitFor();
    await page.getByRole('row').filter({ hasText: 'it was better before' }).getByText('Runs', { exact: true }).waitFor();
  });
}

/** Writes a version of the edge's site file by hand, from the one that stands. */
async function write(page, why, change) {
  await page.getByRole('button', { name: 'Write a version' }).click();
  const text = page.locator('textarea[name=text]');
  await text.fill(change(await text.inputValue()));
  await page.locator('input[name=comment]').fill(why);
  await page.getByRole('button', { name: 'Have the edge run it' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** A backend, a simulated inverter, and a computer on site. */
async function open() {
  const binary = program();
  const dir = await mkdtemp(join(tmpdir(), 'ohmstead-e2e-provision-'));
  await chmod(dir, 0o711); // started as root, the database runs as another account and must get through
  const [http, hub, port] = await freePorts(3);
  await mkdir(join(dir, 'bin'));
  await symlink(binary, join(dir, 'bin', 'ohmstead'));
  await writeFile(join(dir, 'inverter.yaml'), `start: "12:00"\ndevices:\n  - {key: pv-inverter, role: PV_INVERTER, listen: "127.0.0.1:${port}"}\n`);
  const env = { ...process.env, PATH: `${join(dir, 'bin')}:${process.env.PATH}` };
  const running = [];
  const said = [];
  const keep = (command) => running.push(begin(command, env, said));
  const close = async () => {
    for (const child of running.reverse()) await end(child);
    await rm(dir, { recursive: true, force: true });
  };
  const edge = join(dir, 'edge');
  try {
    keep(`ohmstead sim -c ${join(dir, 'inverter.yaml')}`);
    keep(`ohmstead serve --demo --data ${join(dir, 'data')} --http 127.0.0.1:${http} --hub 127.0.0.1:${hub}`);
    const site = await answering(join(dir, 'data'), http);
    return {
      site, port, close,
      /** Runs a command on site to its end; the place for its data is all that is added. */
      onSite: (command) => ended(begin(`${command} --data ${edge}`, env, said), said),
      keep: (command) => keep(`${command} --data ${edge}`),
    };
  } catch (error) {
    await close();
    throw new Error(`${error.message}; it said:\n${said.join('').slice(-4000)}`);
  }
}

function begin(command, env, said) {
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk.toString()) > 400 && said.shift());
  return child;
}

async function ended(child, said) {
  const status = child.exitCode ?? (await new Promise((resolve) => child.once('exit', resolve)));
  assert.equal(status, 0, said.join('').slice(-2000));
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
  await exit;
  clearTimeout(timer);
}

/** The first login of a backend once it answers. */
async function answering(data, port) {
  const until = Date.now() + patience;
  while (Date.now() < until) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then((answer) => answer.ok, () => false);
    if (ready && existsSync(join(data, 'first-login.json'))) return { ...(await firstLogin(data)), url: `http://127.0.0.1:${port}` };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`ohmstead serve did not answer within ${patience / 1000} s`);
}
