// Publications and surveys in the console, and what the network's engineers and partners see.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibilityFindings, draw, overflow } from '../lib/browser.js';
import { confirm, HOSTILE, logIn, logInAs, useConsole, withConsole } from '../lib/console.js';
import { ask, logIn as logInOverHttp, makeAccount } from '../lib/people.js';
import { until } from '../lib/until.js';

let server; // with accounts
let demo;
let browser;

useConsole(['marketing', 'compliance', 'network'], async (used) => {
  ({ server, demo, browser } = used);
  await server.http.expect(200, 'POST', '/v1/clock', { json: { now: '2016-03-07T10:00:00+06:00' } });
  await makeAccount(server, 'coffee', 'partner', { partner: 'Coffee' });
});

const address = () => `http://127.0.0.1:${server.httpPort}`;
const clock = (now) => server.http.expect(200, 'POST', '/v1/clock', { json: { now } });
const logOut = (page) => page.getByRole('button', { name: 'Log out' }).click();
const texts = (en) => ({ kk: `${en} (kk)`, en });

/** "+ 1 234.5" in billionths. */
function nano(text) {
  const [whole, part = ''] = text.replace(/[^\d.]/g, '').split('.');
  return BigInt(whole) * 1_000_000_000n + BigInt(part.padEnd(9, '0'));
}

async function plannedSurvey(partner, name) {
  const json = {
    partner, name, kind: 'survey', channel: 'ussd', texts: texts('Taste'), by: 'marketer',
    starts: '2016-03-07T10:00:00+06:00', ends: '2016-03-08T10:00:00+06:00',
    survey: {
      questions: [{ kind: 'single', texts: texts('Coffee?'), options: [{ texts: texts('Yes') }, { texts: texts('No') }] }],
      closes: '2016-03-09T10:00:00+06:00',
    },
  };
  const { id } = (await server.http.expect(201, 'POST', '/v1/campaigns', { json })).json;
  await server.http.expect(200, 'POST', `/v1/campaigns/${id}/approval`, { json: { by: 'chief' } });
  return id;
}

test('marketing plans an offer in three languages, somebody else approves it, and the site has it until it is withdrawn', { timeout: 90_000 }, async () => {
  await withConsole(browser, address(), async (page) => {
    await logIn(page, 'marketing');
    await page.getByRole('link', { name: 'Publications' }).click();
    await page.getByText('Nothing has been planned yet').waitFor();
    await page.getByRole('link', { name: 'Plan a publication' }).click();
    await page.getByLabel('Partner').fill('Dala Coffee');
    await page.getByLabel('Title, Kazakh').fill('Екінші кесе');
    await page.getByLabel('Text, Kazakh').fill('Тегін');
    await page.getByLabel('Title, English').fill(HOSTILE);
    await page.getByLabel('Text, English').fill('Free');
    await page.getByLabel('Until').fill('2016-01-01T00:00:00+06:00');
    await page.getByRole('button', { name: 'Plan it' }).click();
    await page.locator('.field .wrong', { hasText: 'until' }).waitFor(); // at its field
    assert.equal(await page.getByLabel('Until').getAttribute('aria-invalid'), 'true');
    assert.deepEqual(await accessibilityFindings(page), []);
    await draw(page, 'console-publication-new', { fullPage: true });
    await page.getByLabel('Until').fill('2016-05-01T00:00:00+06:00');
    await page.getByRole('button', { name: 'Plan it' }).click();
    const row = page.locator('tbody tr', { hasText: 'Dala Coffee' });
    await row.locator('.state.planned').waitFor();
    await row.getByRole('button', { name: 'Approve' }).click();
    await page.locator('dialog[open]').getByRole('button', { name: 'Approve' }).click();
    await page.locator('dialog[open] .trouble').waitFor(); // not the one who planned it
    await page.locator('dialog[open]').getByRole('button', { name: 'Go back' }).click();
    await logOut(page);
    await logIn(page, 'compliance');
    await page.getByRole('link', { name: 'Publications' }).click();
    await row.waitFor();
    await confirm(page, row, 'Approve');
    await row.locator('.state.stands').waitFor();
    assert.equal(await row.getByRole('button', { name: 'Withdraw' }).count(), 0); // compliance plans nothing
    const sheet = await row.getByRole('link', { name: 'Sheet, Kazakh' }).getAttribute('href');
    assert.match((await server.http.get(sheet)).text, /Екінші кесе/);
    assert.match((await server.http.get('/kk/offers')).text, /Екінші кесе/);
    assert.deepEqual(await accessibilityFindings(page), []);
    await draw(page, 'console-publications', { fullPage: true });
    await logOut(page);
    await logIn(page, 'marketing');
    await page.getByRole('link', { name: 'Publications' }).click();
    await row.waitFor();
    await confirm(page, row, 'Withdraw');
    await row.locator('.state.withdrawn').waitFor();
    assert.doesNotMatch((await server.http.get('/kk/offers')).text, /Екінші кесе/);
  }, { allow: /401|404|409|422/ });
});

test('the demo has offers to see, on the site and in the console', { timeout: 60_000 }, async () => {
  await withConsole(browser, demo.address, async (page) => {
    await logInAs(page, 'marketing');
    await page.getByRole('link', { name: 'Publications' }).click();
    await page.locator('.state.stands').first().waitFor();
    await page.locator('.state.planned').first().waitFor();
    await page.goto(`${demo.address}/ru/offers`);
    assert.ok((await page.locator('.offers article').count()) >= 2);
    assert.match(await page.locator('.bonuses').textContent(), /100 единиц/);
    await draw(page, 'site-offers-demo', { fullPage: true });
  });
});

test('marketing composes a survey under a counter for each screen, and an error of the server stands at its field', { timeout: 90_000 }, async () => {
  await withConsole(browser, address(), async (page) => {
    await logIn(page, 'marketing');
    await page.getByRole('link', { name: 'Plan a campaign' }).click();
    await page.getByLabel('Partner').fill('Coffee');
    await page.getByLabel('Name', { exact: true }).fill('Taste');
    await page.getByLabel('Kind').selectOption('survey');
    await page.getByLabel('Channel').selectOption('ussd');
    await page.getByLabel('Kazakh (required)').fill('Сауалнама');
    await page.getByText('32 of 79 in UCS-2').first().waitFor(); // with begin, later and no
    await page.getByLabel('Question 1, Kazakh').fill('Кофе ұнады ма?');
    await page.getByLabel('Kazakh, answer 1').fill('Иә');
    await page.getByLabel('Kazakh, answer 2').fill('Жоқ');
    // Its place, the text, two answers and the key that skips.
    await page.getByText('Kazakh: 38 of 79 in UCS-2').waitFor();
    await page.getByRole('button', { name: 'One more question' }).click();
    await page.getByLabel('Answered by').nth(1).selectOption('number');
    await page.getByLabel('Question 2, Kazakh').fill('Жасыңыз?');
    await page.getByLabel('Lowest').fill('14');
    await page.getByLabel('Highest').fill('99');
    await page.getByLabel('Bands of the report').fill('50, 30');
    await page.getByLabel('Answer 2 leads to').selectOption('end');
    await page.getByRole('button', { name: 'Plan it' }).click();
    await page.locator('.field .wrong', { hasText: 'survey.questions[2].bands' }).waitFor();
    await page.getByLabel('Bands of the report').fill('30, 50');
    await page.getByLabel('Question 1, English').fill(`${HOSTILE} ${'x'.repeat(100)}`);
    await page.getByText(/English: \d+ of 160 in GSM-7: too long for a screen|English: \d+ of 79 in UCS-2: too long/).waitFor();
    await page.getByRole('button', { name: 'Plan it' }).click();
    await page.locator('.field .wrong', { hasText: 'survey.questions[1].texts.en' }).waitFor();
    assert.deepEqual(await accessibilityFindings(page), []);
    await draw(page, 'console-survey-new', { fullPage: true });
    await page.getByLabel('Question 1, English').fill('Good coffee?');
    await page.getByLabel('English, answer 1').fill('Yes');
    await page.getByLabel('English, answer 2').fill('No');
    await page.getByLabel('Bonus for answering to the end').fill('50');
    await page.getByRole('button', { name: 'Plan it' }).click();
    await page.locator('.state.planned').waitFor();
    const id = Number(/\d+$/.exec(page.url())[0]);
    const { survey } = (await server.http.expect(200, 'GET', `/v1/campaigns/${id}`)).json;
    assert.deepEqual([survey.questions[0].options[1].next, survey.questions[1].bands, survey.bonus.amount], ['end', [30, 50], '50']);
    await page.getByText('Good coffee?').waitFor();
    await page.getByRole('link', { name: 'All campaigns' }).click();
    await page.locator('tbody tr', { hasText: 'closes 14 Mar 2016' }).waitFor();
  }, { allow: /401|404|422/ });
});

test('a survey in the counter is as long as the server says', { timeout: 60_000 }, async () => {
  await withConsole(browser, address(), async (page) => {
    await logIn(page, 'marketing');
    await page.getByRole('link', { name: 'Plan a campaign' }).click();
    await page.getByLabel('Partner').fill('Coffee');
    await page.getByLabel('Name', { exact: true }).fill('Long');
    await page.getByLabel('Kind').selectOption('survey');
    await page.getByLabel('Channel').selectOption('ussd');
    await page.getByLabel('Kazakh (required)').fill('Сауалнама');
    await page.getByLabel('Kazakh, answer 1').fill('Иә');
    await page.getByLabel('Kazakh, answer 2').fill('Жоқ');
    for (const [letters, fits] of [[55, false], [54, true]]) {
      await page.getByLabel('Question 1, Kazakh').fill('ө'.repeat(letters));
      // The Russian screen shows the Kazakh text too, and its key that skips is a letter longer.
      const counted = Number(/Russian: (\d+) of 79/.exec(await page.locator('.screens p.quiet').nth(1).textContent())[1]);
      assert.equal(counted, 25 + letters);
      await page.getByRole('button', { name: 'Plan it' }).click();
      if (fits) await page.locator('.state.planned').waitFor();
      else await page.locator('.field .wrong', { hasText: `${counted} letters, 79 fit` }).waitFor();
    }
  }, { allow: /401|404|422/ });
});

test("compliance releases a survey's report, once it has closed", { timeout: 60_000 }, async () => {
  const id = await plannedSurvey('Coffee', 'To release');
  await withConsole(browser, address(), async (page) => {
    await logIn(page, 'compliance');
    await page.goto(`${address()}/console#/campaigns/${id}`);
    await page.getByText('Nobody sees anything before the close, 9 Mar 2016').waitFor();
    await clock('2016-03-09T10:00:01+06:00');
    const release = page.getByRole('button', { name: 'Release the report' }).first();
    await until('the close', async () => {
      await page.getByRole('button', { name: 'Read again' }).click();
      return release.isVisible();
    });
    await confirm(page, page.locator('main'), 'Release the report');
    await page.getByText('0 answered to the end. Released by compliance').waitFor();
    await page.getByText('Withheld: too few answered').waitFor();
    assert.deepEqual(await accessibilityFindings(page), []);
  });
});

test("a released report is tables with bars, and what is hidden is said to be", { timeout: 60_000 }, async () => {
  await withConsole(browser, demo.address, async (page) => {
    await logInAs(page, 'marketing');
    await page.getByRole('link', { name: 'Were you there' }).click();
    await page.getByText('answered to the end. Released by saule.k').waitFor();
    const tables = page.locator('.answers');
    assert.equal(await tables.count(), 3);
    assert.ok((await tables.locator('tbody tr').count()) + (await tables.getByText('Withheld').count()) >= 3);
    assert.deepEqual(await accessibilityFindings(page), []);
    await draw(page, 'console-report', { fullPage: true });
  });
});

test('marketing gives one member an extra bonus, with who approved it and why, and the site tells of its kind', { timeout: 60_000 }, async () => {
  const member = '77010009999';
  await server.http.expect(201, 'PUT', `/v1/subscribers/${member}`, { json: { brand: 'activ', tariff: 'Beseda', language: 'en' } });
  await server.http.expect(200, 'POST', `/v1/subscribers/${member}/dial`, { json: { text: '*555*1#' } });
  await withConsole(browser, address(), async (page) => {
    await logIn(page, 'marketing');
    await page.getByRole('link', { name: 'Extra bonus' }).click();
    assert.ok(await page.getByRole('button', { name: 'Give it', exact: true }).first().isDisabled());
    await page.getByLabel('Number').fill('8 701 000 99 99');
    await page.getByLabel('Units', { exact: true }).fill('77');
    await page.getByLabel('Valid for, days').fill('10');
    await page.getByLabel('Why').fill(HOSTILE.slice(0, 90));
    await page.getByLabel('Approved by').fill('chief');
    assert.deepEqual(await accessibilityFindings(page), []);
    await draw(page, 'console-bonus');
    await confirm(page, page.getByRole('region', { name: 'For one member' }), 'Give it');
    await page.getByText('Given: 77 units to +7 701 000 99 99').waitFor();
    const { json } = await server.http.expect(200, 'GET', `/v1/subscribers/${member}/timeline`);
    const given = json.events.filter(({ type }) => type === 'extra_bonus_given');
    assert.deepEqual(given.map(({ units, approved_by }) => [units, approved_by]), [['77', 'chief']]);
    await page.goto(`${address()}/en/offers`);
    await page.getByText('77 units').waitFor();
  });
});

test('marketing gives a segment an extra bonus: how many are in it is counted first, and each gets it once', { timeout: 60_000 }, async () => {
  const member = '77010009998';
  await server.http.expect(201, 'PUT', `/v1/subscribers/${member}`, { json: { brand: 'activ', tariff: 'Beseda', language: 'en' } });
  await server.http.expect(200, 'POST', `/v1/subscribers/${member}/dial`, { json: { text: '*555*1#' } });
  await withConsole(browser, address(), async (page) => {
    await logIn(page, 'marketing');
    await page.getByRole('link', { name: 'Extra bonus' }).click();
    const card = page.getByRole('region', { name: 'For a segment of members' });
    await card.getByText('Tariffs (all)').click();
    await card.getByLabel('Beseda', { exact: true }).check();
    await card.getByText(/^[1-9]\d* of \d+ members are in the segment now\.$/).waitFor();
    await card.getByLabel('Units for each').fill('33');
    await card.getByLabel('The reason').fill('Nauryz');
    await card.getByLabel('Who approved it').fill('chief');
    assert.deepEqual(await accessibilityFindings(page), []);
    await confirm(page, card, 'Give it to all');
    await card.getByText(/^[1-9]\d* members have it\.$/).waitFor();
    assert.ok(await card.getByRole('button', { name: 'Give it to all' }).first().isDisabled(), 'once');
    const { json } = await server.http.expect(200, 'GET', `/v1/subscribers/${member}/timeline`);
    const given = json.events.filter(({ type }) => type === 'extra_bonus_given');
    assert.deepEqual(given.map(({ units, reason }) => [units, reason]), [['33', 'Nauryz']]);
  });
});

test('the network screen follows rates, queues and unknown outcomes as they move', { timeout: 60_000 }, async () => {
  await withConsole(browser, demo.address, async (page) => {
    await logInAs(page, 'network');
    await page.getByText('live', { exact: true }).waitFor();
    const clockShown = page.locator('.head .quiet');
    const before = await clockShown.textContent();
    await until('the next second', async () => (await clockShown.textContent()) !== before);
    const figure = (name) => page.locator('.figures li', { hasText: name }).locator('b');
    assert.ok(Number(await figure('Subscribers').textContent()) >= 2000);
    assert.match(await figure('Delivered').textContent(), /^\d{3,}$/);
    assert.match(await figure('Commands waiting').textContent(), /^\d+$/);
    const line = page.locator('.spark polyline').first();
    await until('a line', async () => (await line.getAttribute('points')).split(' ').length > 2);
    assert.deepEqual(await accessibilityFindings(page), []);
    await draw(page, 'console-network', { fullPage: true });
    await logOut(page); // and with it the stream
    await page.locator('.as').waitFor();
  });
});

test('finance sees a waterfall that closes, and when what is owed ends', { timeout: 60_000 }, async () => {
  await withConsole(browser, demo.address, async (page) => {
    await logInAs(page, 'finance');
    await page.getByText('Owed now').waitFor();
    const figures = await page.locator('.owed').first().locator('tbody .figure').allTextContents();
    const [open, monthly, extra, used, back, idle, expired, left, close] = figures.map(nano);
    assert.ok(open + monthly > 0n);
    assert.equal(open + monthly + extra - used + back - idle - expired - left, close);
    await page.getByText('The figures as a table').click();
    await page.locator('.as-table tbody tr').first().waitFor();
    const calendar = await page.locator('.as-table tbody .figure').allTextContents();
    const ends = calendar.map(nano).reduce((sum, each) => sum + each, 0n);
    const apart = ends > close ? ends - close : close - ends; // what the crowd uses between the two
    assert.ok(apart * 100n <= close, `${ends} in the calendar, ${close} owed`);
    assert.deepEqual(await accessibilityFindings(page), []);
    await draw(page, 'console-finance', { fullPage: true });
    const [year, month] = (await page.getByLabel('Month').inputValue()).split('-').map(Number);
    await page.getByLabel('Month').fill(month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`);
    await page.getByText('Owed at the end').waitFor();
    const before = await page.locator('.owed').first().locator('tbody .figure').last().textContent();
    assert.equal(nano(before), open);
  });
});

test('a partner sees its own campaigns and reports alone', { timeout: 60_000 }, async () => {
  await withConsole(browser, demo.address, async (page) => {
    await logInAs(page, 'partner');
    await page.getByRole('heading', { name: 'Your campaigns' }).waitFor();
    assert.deepEqual(await page.locator('.top nav a').allTextContents(), ['Campaigns']);
    await page.getByRole('link', { name: 'Breakfast' }).waitFor();
    assert.equal(await page.getByText('Arman Cinema').count(), 0);
    assert.deepEqual(await accessibilityFindings(page), []);
    await draw(page, 'console-partner', { fullPage: true });
    await page.getByRole('link', { name: 'Were you there' }).click();
    await page.locator('.answers').first().waitFor();
    for (const button of ['Approve', 'Pause', 'Cancel', 'Release the report']) {
      assert.equal(await page.getByRole('button', { name: button, exact: true }).count(), 0, button);
    }
    assert.deepEqual(await accessibilityFindings(page), []);
    assert.ok((await overflow(page)) <= 0);
  });
});

test("another partner's campaign id is 404, in the list, alone and as a report", async () => {
  const own = await server.http.expect(201, 'POST', '/v1/campaigns', {
    json: { partner: 'Coffee', name: 'Own', kind: 'message', channel: 'sms', texts: { kk: 'Кофе' }, by: 'a' },
  });
  const other = await server.http.expect(201, 'POST', '/v1/campaigns', {
    json: { partner: 'Coffee 2', name: 'Other', kind: 'message', channel: 'sms', texts: { kk: 'Кофе' }, by: 'a' },
  });
  const { all } = await logInOverHttp(server, 'coffee');
  const get = (path) => ask(server, 'GET', path, { headers: all });
  const { json } = await get('/v1/campaigns?limit=500');
  assert.ok(json.campaigns.length > 0);
  assert.deepEqual([...new Set(json.campaigns.map(({ partner }) => partner))], ['Coffee']);
  assert.equal((await get(`/v1/campaigns/${own.json.id}`)).status, 200);
  assert.equal((await get(`/v1/campaigns/${other.json.id}`)).status, 404);
  assert.equal((await get(`/v1/campaigns/${other.json.id}/report`)).status, 404);
  for (const path of ['/v1/publications', '/v1/contacts/slots', '/v1/live', '/v1/access-log', '/v1/finance/liability', '/v1/finance/exports', '/v1/membership', '/v1/contacts/audit', '/v1/accounts']) {
    assert.equal((await get(path)).status, 403, path);
  }
  await until('a line of the log', () => server.log.includes(`refused, from 127.0.0.1: nothing of coffee is at /v1/campaigns/${other.json.id}\n`));
  const move = await ask(server, 'POST', `/v1/campaigns/${own.json.id}/approval`, { headers: all, json: {} });
  assert.equal(move.status, 403);
});
