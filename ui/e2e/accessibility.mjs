import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { logIn, pagesOf } from './browser.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const sizes = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } };

/** axe-core finds no serious or critical violation on any page, light and dark, phone and desk. */
export async function accessibility(browser, site, check) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [size, viewport] of Object.entries(sizes)) {
      const context = await browser.newContext({ locale: 'en-GB', viewport, colorScheme, reducedMotion: 'reduce' });
      await logIn(context, site);
      for (const target of await pagesOf(context, site)) {
        await check(`axe: ${target.name}, ${colorScheme}, ${size}`, () => inspect(context, site, target));
      }
      await check(`axe: account menu, ${colorScheme}, ${size}`, () => inspectMenu(context, site));
      await context.close();
    }
  }
}

async function inspect(context, site, target) {
  const page = await context.newPage();
  try {
    await page.goto(site.url + target.path);
    await page.locator(target.ready).first().waitFor();
    await page.waitForTimeout(800);
    await judge(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
  } finally {
    await page.close();
  }
}

async function inspectMenu(context, site) {
  const page = await context.newPage();
  try {
    await page.goto(site.url);
    await page.getByRole('button', { name: 'Account and display' }).click();
    await page.getByRole('dialog').waitFor();
    await page.waitForTimeout(500);
    await judge(page);
  } finally {
    await page.close();
  }
}

async function judge(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const grave = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact));
  const told = grave.map((v) => `${v.impact}: ${v.id}: ${v.help}\n  ${v.nodes.map((n) => `${n.html.slice(0, 160)} ${n.any[0]?.message ?? ''}`).join('\n  ')}`);
  assert.equal(grave.length, 0, told.join('\n'));
}
