import { mkdir, rm, stat } from 'node:fs/promises';
import { logIn, pagesOf } from './browser.mjs';

const folder = new URL('../test-results/screens/', import.meta.url);
const sizes = { 390: { width: 390, height: 844 }, 1920: { width: 1920, height: 1080 } };

/** A picture of every page at phone and wall size, light and dark, in test-results/screens. */
export async function screens(browser, site, check) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, viewport] of Object.entries(sizes)) {
      await check(`screenshots, ${colorScheme}, ${width} px`, () => shoot(browser, site, { colorScheme, width, viewport }));
    }
  }
}

async function shoot(browser, site, { colorScheme, width, viewport }) {
  const context = await browser.newContext({ locale: 'en-GB', viewport, colorScheme });
  try {
    await logIn(context, site);
    for (const target of await pagesOf(context, site)) {
      const page = await context.newPage();
      await page.goto(site.url + target.path);
      await page.locator(target.ready).first().waitFor();
      await page.waitForTimeout(2000);
      // As tall as its content, so that the bars at the edges of the screen stand where they belong.
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width: viewport.width, height: Math.min(Math.max(height, viewport.height), 8000) });
      await page.waitForTimeout(500);
      const path = new URL(`${target.name}-${width}-${colorScheme}.png`, folder).pathname;
      await page.screenshot({ path });
      if ((await stat(path)).size < 4000) throw new Error(`${path} is an empty picture`);
      await page.close();
    }
  } finally {
    await context.close();
  }
}
