// The demo's page in a browser: a phone that dials, balances and a timeline that follow, a clock that is pushed.
// SCREENSHOTS=DIRECTORY also draws it.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { startDemo } from '../lib/demo.js';
import { promised, until } from '../lib/until.js';

const DAY_MS = 86_400_000;

let demo;
let browser;

before(
  async () => {
    demo = await startDemo();
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  },
  { timeout: 60_000 },
);
after(async () => {
  await browser?.close();
  assert.equal(await demo.stop(), 0);
});

/** A page of this width; nothing may complain in it, and nothing may be wider than it. */
async function withPage({ width, height = 900, dark = false }, use) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
  page.setDefaultTimeout(10_000);
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  try {
    await page.goto(`${demo.address}/demo`);
    await page.locator('#timeline li').first().waitFor();
    await use(page, complaints);
    assert.deepEqual(complaints, []);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `the page is ${overflow} px wider than ${width}`);
  } finally {
    await page.close();
  }
}

async function key(page, keys) {
  for (const each of keys) await page.click(`.keys button[data-key="${each}"]`);
}

/** Keys a code and the call key; gives the screen. */
async function dial(page, code) {
  await key(page, [...code, 'call']);
  await page.locator('.phone:not([data-waits])').waitFor();
  return page.textContent('#text');
}

/** Somebody who speaks English, chosen by the page's own menu (the fifth or fourth line of the home screen). */
async function speakEnglish(page) {
  const home = await dial(page, '*555#');
  await dial(page, /^(\d)\..*(Язык|Тіл|Language)/m.exec(home)[1]);
  await dial(page, '3');
  await key(page, ['end']);
}

test('a code keyed on the phone is answered on its screen, and the timeline follows', { timeout: 60_000 }, async () => {
  await withPage({ width: 1440 }, async (page) => {
    await speakEnglish(page);
    assert.match(await dial(page, '*111*3#'), /^Balance: [\d.]+ tenge/);
    await dial(page, '*555*2#');
    await page.locator('#member:not(.is)').waitFor();
    assert.match(await dial(page, '*555*1#'), /Welcome|bonus/i);
    await page.locator('#member.is').waitFor();
    await page.locator('#timeline li', { hasText: 'Joined the programme' }).first().waitFor();
  });
});

test('a menu waits for its answer; hanging up ends it', { timeout: 60_000 }, async () => {
  await withPage({ width: 1440 }, async (page) => {
    await speakEnglish(page);
    const home = await dial(page, '*555#');
    assert.match(home, /^1\./);
    await page.locator('.phone[data-asks]').waitFor();
    assert.notEqual(await dial(page, '1'), home);
    await key(page, ['end']);
    assert.equal(await page.locator('.phone[data-asks]').count(), 0);
  });
});

test("the keyboard's keys are the phone's", { timeout: 60_000 }, async () => {
  await withPage({ width: 1440 }, async (page) => {
    await page.keyboard.type('*111*39');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('#');
    assert.equal(await page.textContent('#entry'), '*111*3#');
    await page.keyboard.press('Enter');
    await page.locator('#text', { hasText: /\d/ }).waitFor();
  });
});

test('the clock is pushed by a day', { timeout: 60_000 }, async () => {
  await withPage({ width: 1440 }, async (page) => {
    const at = async () => Date.parse(await page.getAttribute('#now', 'datetime'));
    const before = await at();
    await page.click('.push button[data-hours="24"]');
    await until('the next day on the page', async () => (await at()) >= before + DAY_MS);
    assert.ok((await at()) < before + DAY_MS + 60_000);
  });
});

test('anyone on the network can be found by some digits', { timeout: 60_000 }, async () => {
  await withPage({ width: 1440 }, async (page) => {
    await page.fill('#find', '77');
    await page.locator('#found button[aria-pressed="false"]').first().waitFor();
    const other = page.locator('#found button[aria-pressed="false"]').first();
    const number = await other.textContent();
    await other.click();
    await page.locator('#facts dd', { hasText: number }).waitFor();
    assert.equal(await page.textContent('#number'), number);
  });
});

/** The API, with the page's own token. */
async function api(page, method, path, json) {
  const authorization = `Bearer ${await page.getAttribute('meta[name="airperk-token"]', 'content')}`;
  const answer = await page.request.fetch(new URL(path, demo.address).href, { method, data: json, headers: { authorization } });
  return { status: answer.status(), ...(await answer.json()) };
}

/** Makes the person whose phone the page shows a member with 100 SMART units and money, on the tariff Time to Talk. */
async function memberWithUnits(page) {
  const msisdn = await page.getAttribute('#found button[aria-pressed="true"]', 'data-msisdn');
  const of = `/v1/subscribers/${msisdn}`;
  await api(page, 'PUT', of, { brand: 'activ', tariff: 'Time to Talk', language: 'en' });
  await api(page, 'POST', `${of}/topups`, { amount: '1000' });
  await dial(page, '*555*1#');
  const grant = { amount: '100', valid_hours: 240, reason: 'a test', approved_by: 'a test' };
  assert.equal((await api(page, 'POST', `${of}/grants`, grant)).status, 201);
  return { of, name: (await api(page, 'GET', `${of}/balances`)).balances.find((each) => each.kind === 'smart').name };
}

/** Presses one of the page's three buttons; gives the rows that paid and those that did not. */
async function use(page, button) {
  await page.evaluate(() => document.getElementById('paid').replaceChildren());
  await page.click(button);
  await page.locator('#paid > *').first().waitFor();
  return {
    title: await page.textContent('#paid'),
    paying: await page.locator('#paid li.paying').allTextContents(),
    kept: await page.locator('#paid li.kept').allTextContents(),
  };
}

test('a call is paid by SMART units, and takes its time on the clock', { timeout: 60_000 }, async () => {
  await withPage({ width: 1440 }, async (page) => {
    const { of, name } = await memberWithUnits(page);
    const before = Date.parse((await api(page, 'GET', '/v1/clock')).now);
    await page.fill('#call-minutes', '2');
    const { title, paying } = await use(page, '#use-voice');
    assert.match(title, /^A call inside the network, 2 min/);
    assert.deepEqual(paying, [`${name}33.4 units`]);
    assert.ok(Date.parse((await api(page, 'GET', '/v1/clock')).now) >= before + 120_000);
    const [charge] = (await api(page, 'GET', `${of}/charges?limit=1`)).charges;
    assert.deepEqual(charge.parts, [{ balance: name, amount: '33.4', unit: 'units' }]);
    await page.locator('#timeline li', { hasText: 'A call inside the network' }).first().waitFor();
  });
});

test('an SMS to another network is paid by the main balance, and the rule is shown', { timeout: 60_000 }, async () => {
  await withPage({ width: 1440 }, async (page) => {
    const { name } = await memberWithUnits(page);
    await page.selectOption('#sms-to', { index: 1 });
    const { title, paying, kept } = await use(page, '#use-sms');
    assert.match(title, /^An SMS to another network/);
    assert.deepEqual(paying, ['main12.33 tenge']);
    assert.equal(kept.length, 1);
    assert.ok(kept[0].startsWith(name) && kept[0].endsWith('U1'), kept[0]);
  });
});

test('data is paid by SMART units at home, and by the main balance abroad', { timeout: 60_000 }, async () => {
  await withPage({ width: 1440 }, async (page) => {
    const { name } = await memberWithUnits(page);
    await page.fill('#data-mb', '2');
    const at_home = await use(page, '#use-data');
    assert.match(at_home.title, /^Data.*, 2 MB/);
    assert.deepEqual(at_home.paying, [`${name}40.32 units`]);
    await page.check('#abroad');
    const abroad = await use(page, '#use-data');
    assert.match(abroad.title, /roaming/);
    assert.deepEqual(abroad.paying, ['main300 tenge']);
    assert.ok(abroad.kept.some((row) => row.startsWith(name) && row.endsWith('U2')), abroad.kept.join());
  });
});

test('what cannot be used is refused with its reason', { timeout: 60_000 }, async () => {
  await withPage({ width: 1440 }, async (page, complaints) => {
    const { of } = await memberWithUnits(page);
    const { msisdn } = await api(page, 'GET', of);
    const path = `/demo/subscribers/${msisdn}/use`;
    for (const [json, field] of [
      [{ kind: 'fax', quantity: 1 }, 'kind'],
      [{ kind: 'sms', quantity: 1 }, 'called'],
      [{ kind: 'sms', called: '+', quantity: 1 }, 'called'],
      [{ kind: 'sms', called: '77051234567', quantity: 0 }, 'quantity'],
      [{ kind: 'voice', called: '77051234567', quantity: 1e9 }, 'quantity'],
      [{ kind: 'data', called: '77051234567', quantity: 1 }, 'called'],
      [{ kind: 'data', quantity: 1, network: 'home' }, 'network'],
      [{ kind: 'data', quantity: 1, where: 'home' }, 'where'],
    ]) {
      const { status, field: blamed, detail } = await api(page, 'POST', path, json);
      assert.deepEqual([status, blamed], [422, field], JSON.stringify(json) + detail);
    }
    assert.equal((await api(page, 'POST', '/demo/subscribers/77019999999/use', { kind: 'data', quantity: 1 })).status, 404);
    await page.fill('#call-minutes', '');
    await page.click('#use-voice');
    await page.locator('#paid .no', { hasText: 'quantity' }).waitFor();
    complaints.length = 0; // the browser tells of the refusal too
  });
});

let person = 0;
for (const width of [320, 390, 768, 1440]) {
  for (const dark of [false, true]) {
    test(`it fits ${width} px, ${dark ? 'dark' : 'light'}`, { timeout: 60_000 }, async () => {
      await withPage({ width, dark, height: width < 500 ? 844 : 900 }, async (page, complaints) => {
        if (!process.env.SCREENSHOTS) return;
        person = (person % 3) + 1;
        await page.locator('#found button').nth(person).click();
        await speakEnglish(page);
        if ((await page.locator('#member.is').count()) === 0) await dial(page, '*555*1#');
        await dial(page, '*555*00#');
        await dial(page, '*111*3#');
        await page.selectOption('#sms-to', { index: 1 });
        await use(page, '#use-sms');
        await page.waitForLoadState('networkidle');
        await page.evaluate(() => scrollTo(0, 0));
        await page.screenshot({ path: join(process.env.SCREENSHOTS, `demo-${width}-${dark ? 'dark' : 'light'}.png`) });
        complaints.length = 0; // drawing one needs a style of its own
      });
    });
  }
}

test('the page and its token are for names of this machine alone', async () => {
  const { request } = await import('node:http');
  const port = new URL(demo.address).port;
  const status = (host) =>
    promised('an answer', (resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path: '/demo', headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.once('error', reject).end();
    });
  assert.equal(await status(`localhost:${port}`), 200);
  assert.equal(await status('evil.example'), 403);
});

test('a demo that ends leaves nothing behind, its surveys\' keys included', { timeout: 60_000 }, async () => {
  const place = mkdtempSync(join(tmpdir(), 'airperk-demos-'));
  try {
    const passing = await startDemo({ subscribers: 50, env: { ...process.env, TMPDIR: place } });
    assert.equal(readdirSync(place).length, 1);
    assert.equal(await passing.stop(), 0);
    assert.deepEqual(readdirSync(place), []);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});
