// The public site in a browser and by hand: three languages, every width, no script, the terms as they are published.
// SCREENSHOTS=DIRECTORY also draws it.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { accessibilityFindings, draw, launch, overflow, watch } from '../lib/browser.js';
import { PROJECT, Server } from '../lib/server.js';
import { promised } from '../lib/until.js';

const FIRST_VIEW_BYTES_MAX = 60_000;
const PAGES = ['', '/offers', '/terms', '/terms/1', '/terms/2', '/questions', '/nothing-here'];
const LANGUAGES = ['kk', 'ru', 'en'];

let server;
let address;
let browser;
const term = (language) => readFileSync(join(PROJECT, `programme/terms/v1.${language}.txt`), 'utf8');

before(
  async () => {
    server = await Server.start();
    address = `http://127.0.0.1:${server.httpPort}`;
    browser = await launch();
  },
  { timeout: 60_000 },
);
after(async () => {
  await browser?.close();
  await server?.remove();
});

/** An answer as it came over the wire. */
function raw(path, headers = {}, method = 'GET') {
  return promised(`an answer to ${path}`, (resolve, reject) => {
    const asked = request(`${address}${path}`, { method, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () =>
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }),
      );
    });
    asked.once('error', reject).end();
  });
}

async function withPage(path, options, use) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  page.setDefaultTimeout(10_000);
  const watched = watch(page, address, { allow: /404/ });
  try {
    await page.goto(address + path);
    await use(page);
    watched.check();
  } finally {
    await page.close();
  }
}

/** Publishes terms in which some words are others; gives the number of the version. */
async function publish(change) {
  const texts = Object.fromEntries(LANGUAGES.map((language) => [language, change(term(language), language)]));
  const { json } = await server.http.expect(201, 'POST', '/v1/terms', { json: { texts } });
  return json.version;
}

test('the start leads to the language that the browser asks for', async () => {
  for (const [asked, language] of [
    ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
    ['en', 'en'],
    ['de-DE', 'kk'],
    ['', 'kk'],
  ]) {
    const { status, headers } = await raw('/', { 'accept-language': asked });
    assert.deepEqual([status, headers.location, headers.vary], [302, `/${language}`, 'Accept-Language']);
  }
  assert.equal((await raw('/ru/')).headers.location, '/ru');
});

test('what is published is on the site at once, with what it changed, and the next join accepts it', { timeout: 60_000 }, async () => {
  const before = (await raw('/ru/terms')).headers.etag;
  const version = await publish((text) => text.replace('500', '700') + '\n9. Ещё\nНовый абзац про <script>alert(1)</script>.\n');
  assert.equal(version, 2);
  assert.notEqual((await raw('/ru/terms', { 'if-none-match': before })).status, 304);
  await withPage('/ru/terms', {}, async (page) => {
    assert.match(await page.textContent('.terms'), /Бонус 700 единиц начисляется/);
    assert.match(await page.textContent('.state'), /Версия 2 Действует с \d+ \S+ \d{4} года/);
    assert.equal(await page.locator('.terms script').count(), 0);
    await page.click('.versions a[href="/ru/terms/2"]');
    assert.deepEqual(await page.locator('.change.edited del').allTextContents(), ['500']);
    assert.deepEqual(await page.locator('.change.edited ins').allTextContents(), ['700']);
    assert.match(await page.locator('.change.came').last().textContent(), /Новый абзац про <script>/);
    await page.click('.versions a[href="/ru/terms/1"]');
    assert.match(await page.textContent('.terms'), /Бонус 500 единиц начисляется/);
    assert.match(await page.textContent('.state'), /Прошлая версия/);
  });
  const of = '/v1/subscribers/77011234567';
  await server.http.expect(201, 'PUT', of, {
    json: { imsi: '401021234567890', brand: 'activ', tariff: 'Beseda', language: 'ru' },
  });
  await server.http.expect(200, 'POST', `${of}/dial`, { json: { text: '*555*1#' } });
  assert.equal((await server.http.get(of)).json.membership.terms_version, 2);
});

test('an offer stands on the site once somebody has approved it, with its feed and a sheet, until it is withdrawn', { timeout: 60_000 }, async () => {
  assert.match((await raw('/en/offers')).body.toString(), /No offers just now/);
  assert.match((await raw('/ru/offers')).body.toString(), /Сейчас предложений нет/);
  const offer = {
    partner: 'Dala Coffee',
    title: { kk: 'Екінші кесе', ru: 'Вторая чашка', en: 'The second cup' },
    texts: { kk: 'Тегін.', ru: 'Бесплатно.\nНа кассе.', en: '<script>alert(1)</script> is free' },
    until: '2040-01-01T00:00:00+05:00',
    places: ['site'],
    by: 'a',
  };
  const planned = await server.http.expect(201, 'POST', '/v1/publications', { json: offer });
  await server.http.expect(201, 'POST', '/v1/publications', { json: { ...offer, title: { kk: 'Қаңтар' }, places: ['media'] } });
  const { id } = planned.json;
  assert.match((await raw('/en/offers')).body.toString(), /No offers just now/);
  await server.http.expect(200, 'POST', `/v1/publications/${id}/approval`, { json: { by: 'b' } });
  await withPage('/ru', {}, async (page) => {
    await page.click('nav.menu a[href="/ru/offers"]');
    assert.equal(await page.textContent('.offers h3'), 'Вторая чашка');
    assert.match(await page.textContent('.offers .state'), /по 31 декабря 2039/);
    const feed = await page.getAttribute('link[type="application/atom+xml"]', 'href');
    assert.equal(feed, '/ru/feed.xml');
    assert.match((await raw(feed)).body.toString(), /Вторая чашка/);
    await page.click('nav.languages a[lang=en]');
    assert.match(await page.textContent('.offers .said'), /<script>alert\(1\)<\/script> is free/);
    assert.equal(await page.locator('main script').count(), 0);
    assert.equal(await page.locator('.offers article').count(), 1); // not what stands in the media
    await draw(page, 'site-offers');
    await page.click('.offers .state a');
    assert.match(page.url(), new RegExp(`/publications/${id}/sheet`));
  });
  await server.http.expect(200, 'POST', `/v1/publications/${id}/withdrawal`, { json: { by: 'a' } });
  assert.match((await raw('/en/offers')).body.toString(), /No offers just now/);
});

test('every kind of extra bonus is announced on the site, and not to whom it went', async () => {
  const member = '77015550009';
  const of = `/v1/subscribers/${member}`;
  await server.http.expect(201, 'PUT', of, { json: { brand: 'activ', tariff: 'Beseda', language: 'en' } });
  await server.http.expect(200, 'POST', `${of}/dial`, { json: { text: '*555*1#' } });
  await server.http.expect(201, 'POST', `${of}/grants`, {
    json: { amount: '321', valid_hours: 72, reason: 'a secret reason', approved_by: 'b' },
  });
  const page = (await raw('/en/offers')).body.toString();
  assert.match(page, /<b>321 units<\/b> valid for 3 days/);
  assert.ok(!page.includes(member) && !page.includes('secret'));
});

test('every page is right at every width, light and dark, in each language, and axe-core finds nothing', { timeout: 300_000 }, async () => {
  for (const language of LANGUAGES) {
    for (const [width, colorScheme] of [
      [320, 'light'],
      [768, 'dark'],
      [1440, language === 'ru' ? 'light' : 'dark'],
    ]) {
      for (const path of PAGES) {
        const where = `${language}${path} at ${width} px, ${colorScheme}`;
        await withPage(`/${language}${path}`, { viewport: { width, height: 900 }, colorScheme }, async (page) => {
          assert.ok((await overflow(page)) <= 0, `${where} is wider than its window`);
          assert.equal(await page.getAttribute('html', 'lang'), language);
          assert.equal(await page.locator('h1').count(), 1);
          assert.deepEqual(await accessibilityFindings(page), [], where);
          await draw(page, `site-${language}${path.replaceAll('/', '-')}-${width}-${colorScheme}`, { fullPage: true });
        });
      }
    }
  }
});

test('everything can be read without a script, and there is none', { timeout: 60_000 }, async () => {
  await withPage('/en', { javaScriptEnabled: false, viewport: { width: 320, height: 700 } }, async (page) => {
    assert.match(await page.textContent('h1'), /500 units every month/);
    for (const code of ['*555*1#', '*555*2#', '*555*00#', '*111*3#']) {
      assert.ok(await page.locator('.code', { hasText: code }).first().isVisible(), code);
    }
    await page.locator('summary').last().click();
    assert.ok(await page.getByText('Beseda+', { exact: true }).isVisible());
    await page.click('text=Read the terms in full');
    await page.locator('article.terms h2').waitFor();
    await page.click('nav.languages a[lang=kk]');
    assert.match(page.url(), /\/kk\/terms$/);
    assert.ok(!/<script/i.test(await page.content()));
  });
});

test('the keyboard skips to the content', { timeout: 60_000 }, async () => {
  await withPage('/en/terms', {}, async (page) => {
    await page.keyboard.press('Tab');
    assert.ok(await page.locator('.skip').evaluate((link) => link === document.activeElement));
    assert.ok((await page.locator('.skip').boundingBox()).y >= 0);
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
  });
});

test('a first view is under 60 KB compressed, and the second one asks for almost nothing', async () => {
  for (const language of LANGUAGES) {
    let bytes = 0;
    const get = async (path) => {
      const answer = await raw(path, { 'accept-encoding': 'gzip, deflate, br' });
      assert.equal(answer.headers['content-encoding'], 'gzip');
      assert.equal(answer.headers.vary, 'Accept-Encoding');
      bytes += answer.body.length;
      const plain = await raw(path);
      assert.equal(plain.headers['content-encoding'], undefined);
      assert.deepEqual(gunzipSync(answer.body), plain.body);
      const again = await raw(path, { 'if-none-match': answer.headers.etag });
      assert.deepEqual([again.status, again.body.length], [304, 0]);
      return plain;
    };
    const html = (await get(`/${language}`)).body.toString();
    const style = /href="(\/site\/[0-9a-f]+\.css)"/.exec(html)[1];
    assert.match((await get(style)).headers['cache-control'], /immutable/);
    await get('/favicon.svg');
    assert.ok(bytes < FIRST_VIEW_BYTES_MAX, `${bytes} bytes`);
    assert.equal((await raw(`/${language}`, { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding'], undefined);
  }
});

test('pages come with headers that keep others out', async () => {
  for (const path of ['/en', '/en/terms', '/en/nothing-here', '/']) {
    const { headers } = await raw(path);
    assert.match(headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/);
    assert.ok(!/unsafe|https?:|\*/.test(headers['content-security-policy']));
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
  }
});

test('what is not there is said so in the language of the reader, and not kept', async () => {
  const lost = await raw('/kk/%3Cscript%3E');
  assert.equal(lost.status, 404);
  assert.match(lost.body.toString(), /Мұндай бет жоқ/);
  assert.ok(!lost.body.includes('<script') && !lost.body.includes('%3Cscript'));
  for (const path of ['/ru/terms/0', '/ru/terms/99', '/ru/terms/01', '/ru/terms/x', '/ru/terms/4294967297']) {
    assert.equal((await raw(path)).status, 404, path);
  }
  assert.equal((await raw('/de')).status, 404);
  assert.equal((await raw('/ru', {}, 'POST')).status, 405);
  const head = await raw('/ru', {}, 'HEAD');
  assert.deepEqual([head.status, head.body.length], [200, 0]);
});

test("an operator's own words are the site's, and wrong ones are blamed by file and line", { timeout: 60_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'airperk-words-'));
  let other;
  try {
    cpSync(join(PROJECT, 'programme/site'), join(directory, 'words'), { recursive: true });
    const file = join(directory, 'words/en.toml');
    const words = readFileSync(file, 'utf8');
    writeFileSync(file, words.replace('nav_terms = "Terms"', 'nav_terms = "Our rules"'));
    const extra = `[site]\nwords = ${JSON.stringify(join(directory, 'words'))}\n`;
    other = await Server.start({ extra });
    const { text } = await other.http.get('/en');
    assert.match(text, />Our rules</);
    await other.stop();
    writeFileSync(file, words.replace('nav_terms = "Terms"', 'nav_trems = "Our {rules}"'));
    other.launch();
    assert.equal((await other.ended(10_000)).code, 2);
    assert.match(other.log, /en\.toml:\d+: .*nav_terms/);
  } finally {
    await other?.remove();
    rmSync(directory, { recursive: true });
  }
});
