import assert from 'node:assert/strict';
import { logIn, patience } from './browser.mjs';

const password = 'otter kettle marble lamp';

/** How a person comes in: an owner invites a viewer, who sets a password and sees what the role gives and no more. */
export async function people(browser, site, check) {
  const desk = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
  const guest = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 844 } });
  for (const context of [desk, guest]) context.setDefaultTimeout(patience);
  const email = `viewer-${Date.now()}@people.example`;
  const owner = await desk.newPage();
  const person = await guest.newPage();
  let link;

  await check('an owner invites a viewer and gets a link', async () => {
    await logIn(desk, site);
    await owner.goto(`${site.url}/admin`);
    await owner.getByRole('button', { name: 'Invite', exact: true }).click();
    await owner.getByRole('button', { name: 'Make the link' }).click();
    await owner.getByRole('alert').getByText('Enter an e-mail and a name.').waitFor();
    await owner.getByRole('dialog').getByLabel('E-mail').fill(email);
    await owner.getByRole('dialog').getByLabel('Name').fill('Ada Example');
    await owner.getByRole('button', { name: 'Make the link' }).click();
    link = await owner.getByTestId('secret').inputValue();
    assert.match(link, /\/welcome#[\w-]{43}$/);
    await owner.getByRole('button', { name: 'I have kept it' }).click();
    await owner.getByText(email).waitFor();
  });
  await check('who is invited twice is refused in words', async () => {
    await owner.getByRole('button', { name: 'Invite', exact: true }).click();
    await owner.getByRole('dialog').getByLabel('E-mail').fill(email);
    await owner.getByRole('dialog').getByLabel('Name').fill('Ada Again');
    await owner.getByRole('button', { name: 'Make the link' }).click();
    await owner.getByRole('alert').getByText(/belongs to somebody already/).waitFor();
    await owner.getByRole('button', { name: 'Cancel' }).click();
  });
  await check('the link greets the person and refuses a short password in words', async () => {
    await person.goto(link);
    await person.getByRole('heading', { name: 'Hello Ada Example' }).waitFor();
    await person.getByLabel('New password').fill('short');
    await person.getByRole('button', { name: 'Set the password and log in' }).click();
    await person.getByRole('alert').getByText(/12/).waitFor();
  });
  await check('a good password lets the person in, and sees what a viewer sees', async () => {
    await person.getByLabel('Your name').fill('Ada of Night');
    await person.getByLabel('New password').fill(password);
    await person.locator('[data-testid=rule-length][data-met=true]').waitFor();
    await person.getByRole('button', { name: 'Set the password and log in' }).click();
    await person.getByTestId('site-link').first().waitFor();
    assert.equal(new URL(person.url()).hash, '');
    await person.getByRole('button', { name: 'More' }).click();
    await person.getByRole('menuitem', { name: 'Data model' }).waitFor();
    for (const hidden of ['Admin', 'Audit', 'Reports']) assert.equal(await person.getByRole('menuitem', { name: hidden }).count(), 0, `a viewer is shown ${hidden}`);
    await person.goto(`${site.url}/admin`);
    await person.getByRole('alert').getByText(/ADMINISTER/).waitFor();
  });
  await check('a used link is refused in words', async () => {
    const other = await browser.newContext({ locale: 'en-GB' });
    const page = await other.newPage();
    await page.goto(link);
    await page.getByRole('alert').getByText(/has been used, replaced or has expired/).waitFor();
    await other.close();
  });
  await check('the owner sees the session, ends it, and locks the person out', async () => {
    await owner.goto(`${site.url}/admin`);
    await owner.getByLabel('Name or e-mail').fill(email);
    await owner.getByRole('button', { name: 'Open Ada of Night' }).click();
    await owner.getByTestId('sessions').getByRole('button').first().click();
    await owner.getByText('Nowhere at the moment.').waitFor();
    await person.goto(site.url);
    await person.waitForURL('**/login');
    await owner.getByRole('button', { name: 'Disable', exact: true }).click();
    await owner.getByRole('button', { name: 'Let in again' }).waitFor();
    await owner.getByRole('button', { name: 'Close' }).click();
  });
  await check('an API key is shown once and revoked', async () => {
    await owner.goto(`${site.url}/admin?part=keys`);
    await owner.getByRole('button', { name: 'Make a key' }).click();
    await owner.getByRole('dialog').getByLabel('What uses it').fill(`meter of ${email}`);
    await owner.getByRole('checkbox', { name: 'send readings' }).check();
    await owner.getByRole('button', { name: 'Make the key' }).click();
    const key = await owner.getByTestId('secret').inputValue();
    assert.match(key, /^ohm_/);
    await owner.getByRole('button', { name: 'I have kept it' }).click();
    await owner.getByRole('button', { name: `Revoke meter of ${email}` }).click();
    await owner.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await owner.getByText('Revoked', { exact: true }).first().waitFor();
    assert.equal(await owner.getByText(key).count(), 0);
  });
  await guest.close();
  await desk.close();
}
