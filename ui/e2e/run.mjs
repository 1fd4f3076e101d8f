// Drives the real product in a real browser: `npm run e2e`. It ends with one line, "N passed, N
// failed", and exits non-zero when something failed.
//
//   OHMSTEAD_DATA_DIR  a data directory with first-login.json of a server that runs already;
//                      without it one is started for the test
//   OHMSTEAD_BIN       the binary to start (../bin/ohmstead)
//   CHROMIUM           the browser (chromium, chromium-browser or google-chrome of the system)
import { launch } from './browser.mjs';
import { accessibility } from './accessibility.mjs';
import { callers } from './callers.mjs';
import { first } from './first.mjs';
import { journey } from './journey.mjs';
import { microgrid } from './microgrid.mjs';
import { controlPage, panel, panelAccessibility } from './panel.mjs';
import { people } from './people.mjs';
import { places } from './places.mjs';
import { prices } from './prices.mjs';
import { rules } from './rules.mjs';
import { provision } from './provision.mjs';
import { server } from './server.mjs';

let passed = 0;
let failed = 0;

/** Runs one named check; a check that throws has failed and the next one runs all the same. */
async function check(name, run) {
  const begun = Date.now();
  try {
    await run();
    passed++;
    console.log(`ok    ${name} (${Date.now() - begun} ms)`);
  } catch (error) {
    failed++;
    console.log(`FAIL  ${name}\n      ${String(error.stack ?? error).replaceAll('\n', '\n      ')}`);
  }
}

let site;
let browser;
try {
  site = await server();
  browser = await launch();
  await first(browser, site, check);
  await journey(browser, site, check);
  await people(browser, site, check);
  await rules(browser, site, check);
  await places(browser, site, check);
  await prices(browser, site, check);
  await microgrid(browser, site, check);
  await callers(browser, site, check);
  await panel(browser, site, check);
  await controlPage(browser, site, check);
  await accessibility(browser, site, check);
  await panelAccessibility(browser, site, check);
  await provision(browser, check);
} catch (error) {
  failed++;
  console.log(`FAIL  ${error.message}`);
} finally {
  await browser?.close();
  await site?.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
