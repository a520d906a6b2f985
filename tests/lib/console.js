// The console in a browser, for its tests: the demo behind it, a page in which nothing may complain, logins.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { launch, watch } from './browser.js';
import { startDemo } from './demo.js';
import { makeAccount, PASSWORD } from './people.js';
import { Server } from './server.js';

export const HOSTILE = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>"'&`;

/**
 * For the tests of one file: a server with an account of each of these roles, the demo, and a browser. `ready` is given
 * them, before the first test.
 */
export function useConsole(roles, ready) {
  const used = {};
  before(
    async () => {
      used.server = await Server.start();
      for (const role of roles) await makeAccount(used.server, role, role);
      used.demo = await startDemo();
      used.browser = await launch();
      await ready(used);
    },
    { timeout: 60_000 },
  );
  after(async () => {
    await used.browser?.close();
    await used.server?.remove();
    await used.demo?.stop();
  });
}

/** A page of the console; nothing may complain in it, and nothing may become a tag. */
export async function withConsole(browser, address, use, { width = 1440, height = 900, allow, colorScheme = 'light' } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const watched = watch(page, address, { allow: allow ?? /401|404/ });
  let asked = false;
  page.on('dialog', (dialog) => {
    asked = true;
    void dialog.dismiss();
  });
  try {
    await page.goto(`${address}/console`);
    await use(page);
    assert.notEqual(await page.title(), 'owned');
    assert.ok(!asked);
    watched.check();
  } finally {
    await context.close();
  }
}

export async function logIn(page, name, password = PASSWORD) {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}
export async function logInAs(page, role) {
  await page.locator('.as button', { hasText: new RegExp(`^${role}`) }).click();
  await page.locator('.top').waitFor();
}
/** Presses a button that asks once more, and says yes. */
export async function confirm(page, where, name) {
  await where.getByRole('button', { name, exact: true }).first().click();
  await page.locator('dialog[open]').getByRole('button', { name, exact: true }).click();
}
