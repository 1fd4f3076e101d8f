import assert from 'node:assert/strict';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { logIn, pagesOf, patience } from './browser.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const screens = new URL('../test-results/screens/', import.meta.url);
export const sizes = { 390: { width: 390, height: 844 }, 1920: { width: 1920, height: 1080 } };

/**
 * Every page, light and dark, at phone and wall size: axe-core finds no serious or critical
 * violation, nothing is wider than the screen, and a picture is kept in test-results/screens.
 */
export async function accessibility(browser, site, check) {
  await rm(screens, { recursive: true, force: true });
  await mkdir(screens, { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, viewport] of Object.entries(sizes)) {
      const context = await browser.newContext({ locale: 'en-GB', viewport, colorScheme, reducedMotion: 'reduce' });
      context.setDefaultTimeout(patience);
      await logIn(context, site);
      const label = `${width} px, ${colorScheme}`;
      for (const target of await pagesOf(context, site)) {
        await check(`${target.name} is accessible: ${label}`, () => inspect(context, site, { ...target, shot: `${target.name}-${width}-${colorScheme}.png` }));
      }
      await check(`the account menu is accessible: ${label}`, () => inspectMenu(context, site));
      await context.close();
    }
  }
}

async function inspect(context, site, target) {
  const page = await context.newPage();
  try {
    await page.goto(site.url + target.path);
    await page.locator(target.ready).first().waitFor();
    if (target.drawn) await page.locator(target.drawn).first().waitFor();
    await page.waitForTimeout(1000);
    await page.evaluate(() => document.fonts.ready); // other fonts are of other widths
    await judge(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
    await shoot(page, new URL(target.shot, screens).pathname);
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

export async function judge(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const grave = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact));
  const told = grave.map((v) => `${v.impact}: ${v.id}: ${v.help}\n  ${v.nodes.map((n) => `${n.html.slice(0, 160)} ${n.any[0]?.message ?? ''}`).join('\n  ')}`);
  assert.equal(grave.length, 0, told.join('\n'));
}

// As tall as the content, so that the bars at the edges of the screen stand where they belong.
export async function shoot(page, path) {
  const { width, height } = page.viewportSize();
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(Math.max(tall, height), 8000) });
  await page.waitForTimeout(500);
  await page.screenshot({ path, timeout: patience });
  assert.ok((await stat(path)).size > 4000, `${path} is an empty picture`);
}
