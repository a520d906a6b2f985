// The console's screens with plots, the calendar and the accounts: the picture, its figures as a table, and what admins do.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { accessibilityFindings, draw, overflow } from '../lib/browser.js';
import { confirm, HOSTILE, logIn, logInAs, useConsole, withConsole } from '../lib/console.js';
import { makeAccount, PASSWORD } from '../lib/people.js';
import { until } from '../lib/until.js';

let server; // with accounts
let demo;
let browser;

useConsole(['admin', 'care'], async (used) => {
  ({ server, demo, browser } = used);
  await server.http.expect(200, 'POST', '/v1/clock', { json: { now: '2016-03-07T10:00:00+06:00' } });
});

const address = () => `http://127.0.0.1:${server.httpPort}`;
const logOut = (page) => page.getByRole('button', { name: 'Log out' }).click();

/** How many pixels of the plot's canvas are painted. */
const painted = (plot) =>
  plot.locator('canvas').evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 3; i < data.length; i += 4) count += data[i] > 0;
    return count;
  });

/** The rows of the table below a plot. */
async function tableOf(plot) {
  await plot.getByText('The figures as a table').click();
  const rows = plot.locator('tbody tr');
  await rows.first().waitFor();
  return rows.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
}

test('joins and leaves of the month are a picture, and the same figures a table', { timeout: 60_000 }, async () => {
  await withConsole(browser, demo.address, async (page) => {
    await logInAs(page, 'marketing');
    await page.getByRole('link', { name: 'Joins and leaves' }).click();
    const plot = page.locator('.plot');
    await plot.locator('canvas').waitFor();
    assert.ok((await painted(plot)) > 2000);
    await draw(page, 'console-membership');
    const rows = await tableOf(plot);
    assert.equal(rows.length, 31);
    const figures = rows.map((row) => row.slice(1).map((cell) => Number(cell.replace(/,/g, ''))));
    for (const [i, [joins, leaves, members]] of figures.entries()) {
      if (i > 0) assert.equal(members, figures[i - 1][2] + joins - leaves, rows[i][0]);
    }
    assert.ok(figures.filter(([joins]) => joins > 0).length > 20, 'the demo has had a month');
    assert.match(await plot.getByRole('img').evaluate((it) => it.ariaLabel ?? document.getElementById(it.getAttribute('aria-labelledby')).textContent), /\d+ joins, \d+ leaves in 31 days/);
    assert.deepEqual(await accessibilityFindings(page), []);
    await page.getByLabel('Days', { exact: true }).selectOption('366');
    await until('a year', async () => (await plot.locator('tbody tr').count()) === 366);
    await page.emulateMedia({ colorScheme: 'dark' });
    await until('the picture again', async () => (await painted(plot)) > 2000);
  });
});

test('a plot is as wide as its place, whatever that becomes', { timeout: 60_000 }, async () => {
  await withConsole(browser, demo.address, async (page) => {
    await logInAs(page, 'compliance');
    await page.getByRole('link', { name: 'Joins and leaves' }).click();
    const canvas = page.locator('.plot canvas');
    await canvas.waitFor();
    for (const width of [320, 1440, 768]) {
      await page.setViewportSize({ width, height: 900 });
      const place = async () => (await page.locator('.plot .picture').boundingBox()).width;
      await until(`${width} px`, async () => Math.abs((await canvas.boundingBox()).width - (await place())) < 2 && (await place()) < width);
      assert.ok((await overflow(page)) <= 0, `${width} px`);
    }
  });
});

test('the caps hold in every month, and nothing came after a leave', { timeout: 60_000 }, async () => {
  await withConsole(browser, demo.address, async (page) => {
    await logInAs(page, 'compliance');
    await page.getByRole('link', { name: 'Caps' }).click();
    await page.getByText('never above the cap').nth(1).waitFor();
    await page.getByText(/Nobody was contacted after a leave: \d+ leaves were looked at/).waitFor();
    const rows = await page.locator('.counts').first().locator('tbody tr').evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
    assert.ok(rows.length >= 2);
    for (const [month, most, cap, contacts] of rows) assert.ok(Number(most) > 0 && Number(most) <= Number(cap), `${month}: ${most} of ${cap}, ${contacts}`);
    assert.ok((await painted(page.locator('.plot').first())) > 500);
    assert.deepEqual(await accessibilityFindings(page), []);
    await draw(page, 'console-caps-months', { fullPage: true });
  });
});

test('the calendar has the month by day, its bars are links in order, and a phone has a list', { timeout: 60_000 }, async () => {
  for (const width of [1440, 320]) {
    await withConsole(
      browser,
      demo.address,
      async (page) => {
        await logInAs(page, 'marketing');
        await page.getByRole('link', { name: 'Calendar' }).click();
        const bars = page.locator('.calendar li a');
        await bars.first().waitFor();
        const shown = await page.getByRole('heading', { level: 2 }).textContent();
        await page.getByRole('button', { name: 'Month before' }).click();
        await until('the month before', async () => (await page.getByRole('heading', { level: 2 }).textContent()) !== shown);
        await page.getByRole('button', { name: 'This month' }).click();
        await until('this month', async () => (await page.getByRole('heading', { level: 2 }).textContent()) === shown);
        await bars.first().focus();
        await page.keyboard.press('Tab');
        assert.ok(await bars.nth(1).evaluate((bar) => bar === document.activeElement), 'the next bar has the focus');
        const boxes = await bars.evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().width));
        if (width === 320) assert.ok(boxes.every((each) => each > 200), 'each has the whole width');
        else assert.ok(new Set(boxes.map(Math.round)).size > 1, 'bars are as long as their days');
        assert.ok((await overflow(page)) <= 0);
        assert.deepEqual(await accessibilityFindings(page), []);
        await draw(page, `console-calendar-${width}`, { fullPage: true });
        await page.keyboard.press('Enter');
        await page.getByText('What became of it').waitFor();
      },
      { width },
    );
  }
});

test('charging is followed: answers a second and how long they take', { timeout: 60_000 }, async () => {
  await withConsole(browser, demo.address, async (page) => {
    await logInAs(page, 'network');
    await page.getByText('live', { exact: true }).waitFor();
    const plots = page.locator('.plot');
    await until('a few seconds', async () => (await tellsOf(plots.first())) >= 5);
    assert.ok((await painted(plots.first())) > 500);
    assert.match(await plots.nth(1).locator('.unseen').textContent(), /half within ≤ [\d.]+ ms, 99 of 100 within ≤ [\d.]+ ms/);
    const rows = await tableOf(plots.nth(1));
    assert.ok(rows.length >= 5);
    await page.waitForFunction((count) => document.querySelectorAll('.plot tbody tr').length === count, rows.length); // it stands still while it is read
    assert.deepEqual(await accessibilityFindings(page), []);
    await draw(page, 'console-network', { fullPage: true });
    await logOut(page);
    await page.locator('.as').waitFor();
  });
});
test('who wants little motion sees the network move every ten seconds, not each', { timeout: 60_000 }, async () => {
  await withConsole(browser, demo.address, async (page) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await logInAs(page, 'network');
    const plot = page.locator('.plot').first();
    await until('a few seconds', async () => (await tellsOf(plot)) >= 2);
    const picture = () => plot.locator('canvas').evaluate((canvas) => canvas.toDataURL());
    const seconds = await tellsOf(plot);
    const began = Date.now();
    const pictures = new Set();
    await until('four seconds more', async () => {
      pictures.add(await picture());
      return (await tellsOf(plot)) >= seconds + 4;
    });
    // One before, and one for each ten seconds that a slow machine may have taken.
    assert.ok(pictures.size <= 2 + (Date.now() - began) / 10_000, `${pictures.size} pictures`);
    const before = await picture();
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await until('the next second', async () => (await picture()) !== before);
  });
});

const tellsOf = async (plot) => Number(/last (\d+) seconds/.exec(await plot.locator('.unseen').textContent())?.[1] ?? 0);

test('finance exports the month as a file that says what the screen says', { timeout: 60_000 }, async () => {
  await withConsole(browser, demo.address, async (page) => {
    await logInAs(page, 'finance');
    await page.getByText('Owed now').waitFor();
    assert.equal(await page.locator('.plot canvas').count(), 2);
    assert.ok((await painted(page.locator('.plot').first())) > 2000);
    await page.getByText('None are written').waitFor();
    const month = await page.getByLabel('Month').inputValue();
    const open = await page.locator('.owed').first().locator('tbody .figure').first().textContent();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export' }).click();
    const file = await download;
    assert.equal(file.suggestedFilename(), `liability-${month}.csv`);
    const csv = readFileSync(await file.path(), 'utf8');
    assert.ok(csv.includes(`${month},open,,${open.replace(/[^\d.]/g, '')}\n`));
  });
});

test('the admin makes an account, changes role and password, and disables it; errors stand at their fields', { timeout: 90_000 }, async () => {
  await withConsole(browser, address(), async (page) => {
    await logIn(page, 'admin');
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByRole('link', { name: 'A new account' }).click();
    await page.getByLabel('Name').fill('Aigul');
    await page.getByLabel('Role').selectOption('partner');
    await page.getByLabel('Partner').fill(HOSTILE.slice(0, 90));
    await page.getByLabel('Password').fill('short');
    const wrong = page.locator('.field .wrong');
    await page.getByRole('button', { name: 'Make it' }).click();
    await wrong.filter({ hasText: 'begins with a letter' }).waitFor();
    await page.getByLabel('Name').fill('care');
    await page.getByRole('button', { name: 'Make it' }).click();
    await wrong.filter({ hasText: 'already' }).waitFor();
    await page.getByLabel('Name').fill('aigul');
    await page.getByRole('button', { name: 'Make it' }).click();
    await wrong.filter({ hasText: '12 characters' }).waitFor();
    assert.deepEqual(await accessibilityFindings(page), []);
    await draw(page, 'console-account-new', { fullPage: true });
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByRole('heading', { level: 1, name: 'aigul' }).waitFor();
    assert.equal(await page.locator('main img, main script').count(), 0);
    await page.getByLabel('Role').selectOption('marketing');
    await page.getByRole('button', { name: 'Change the role' }).click();
    await page.getByText('The role is another one').waitFor();
    await page.getByLabel('New password', { exact: true }).fill('another good one');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('The password is another one').waitFor();
    const { json } = await server.http.expect(200, 'GET', '/v1/accounts');
    const made = json.accounts.find(({ name }) => name === 'aigul');
    assert.deepEqual([made.role, made.partner, made.disabled, made.by], ['marketing', null, false, 'admin']);
    assert.deepEqual(await accessibilityFindings(page), []);
    await draw(page, 'console-account', { fullPage: true });
    await logOut(page);
    await logIn(page, 'aigul', 'another good one');
    await page.getByRole('link', { name: 'Campaigns' }).waitFor();
    await logOut(page);
    await logIn(page, 'admin');
    await page.goto(`${address()}/console#/accounts/aigul`);
    await confirm(page, page.locator('main'), 'Disable');
    await page.getByText('The account is disabled').waitFor();
    await page.goto(`${address()}/console#/accounts/admin`);
    await page.getByText('This is you').waitFor();
    await page.getByRole('link', { name: 'All accounts' }).click();
    await page.locator('tbody tr', { hasText: 'aigul' }).getByText('disabled').waitFor();
    await logOut(page);
    await logIn(page, 'aigul', 'another good one');
    await page.getByText('the account is closed').waitFor();
  }, { allow: /401|404|422/ });
});

test('script in every text field is text on every screen and on the site', { timeout: 120_000 }, async () => {
  const { http } = server;
  const script = HOSTILE.slice(0, 60).replace(/"/g, '\'') + '<script src=//evil.example></script>';
  const texts = { kk: script, ru: script, en: script };
  const person = '77010000042';
  await http.expect(201, 'PUT', `/v1/subscribers/${person}`, { json: { brand: 'activ', tariff: 'Beseda', language: 'en' } });
  await http.expect(200, 'POST', `/v1/subscribers/${person}/dial`, { json: { text: '*555*1#' } });
  await http.expect(201, 'POST', `/v1/subscribers/${person}/grants`, { json: { amount: '5', valid_hours: 24, reason: script, approved_by: script } });
  await http.expect(201, 'POST', `/v1/subscribers/${person}/adjustments`, { json: { amount: '1', reason: script, by: script, approved_by: `${script}2` } });
  const planned = { partner: script, name: script, texts, by: 'a', starts: '2016-03-07T10:00:00+06:00', ends: '2016-03-09T10:00:00+06:00' };
  const campaign = (await http.expect(201, 'POST', '/v1/campaigns', { json: { ...planned, kind: 'message', channel: 'sms' } })).json.id;
  const question = { kind: 'single', texts, options: [{ texts: { kk: '<b>1' } }, { texts: { kk: '<i>2' } }] };
  const survey = (await http.expect(201, 'POST', '/v1/campaigns', { json: { ...planned, kind: 'survey', channel: 'sms', survey: { questions: [question], closes: '2016-03-12T10:00:00+06:00' } } })).json.id;
  const offer = (await http.expect(201, 'POST', '/v1/publications', { json: { partner: script, title: texts, texts, places: ['site'], by: 'a' } })).json.id;
  await http.expect(200, 'POST', `/v1/publications/${offer}/approval`, { json: { by: 'b' } });
  await makeAccount(server, 'hostile', 'partner', { partner: script });
  await withConsole(browser, address(), async (page) => {
    await logIn(page, 'admin');
    const harmless = async (where) => {
      await page.waitForLoadState('networkidle');
      assert.equal(await page.locator('img[src="x"], [src*="evil"], [onerror]').count(), 0, where);
      assert.notEqual(await page.title(), 'owned', where);
    };
    for (const [screen, shown] of [
      ['campaigns', script], [`campaigns/${campaign}`, script], [`campaigns/${survey}`, script], ['calendar', script], ['publications', script],
      ['accounts', script], ['accounts/hostile', script], ['bonus', 'Extra bonus'], ['access', 'Access log'],
    ]) {
      await page.goto(`${address()}/console#/${screen}`);
      await page.getByText(shown).first().waitFor();
      await harmless(screen);
    }
    await page.goto(`${address()}/console#/care`);
    await page.getByLabel('Number').fill(person);
    await page.getByLabel('Why you look').fill(script);
    await page.getByRole('button', { name: 'Open' }).click();
    await page.locator('.timeline').getByText(script).first().waitFor();
    await harmless('care');
    for (const path of ['/kk/offers', '/ru/offers', '/en/offers', `/publications/${offer}/sheet?lang=kk`]) {
      await page.goto(`${address()}${path}`);
      await page.getByText(script).first().waitFor();
      await harmless(path);
    }
  });
});
