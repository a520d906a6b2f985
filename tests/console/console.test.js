// The console in a browser: each role's main task, hostile text, sizes, every width. SCREENSHOTS=DIRECTORY also draws it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { test } from 'node:test';
import { accessibilityFindings, draw, overflow } from '../lib/browser.js';
import { confirm, HOSTILE, logIn, logInAs, useConsole, withConsole as inConsole } from '../lib/console.js';
import { promised } from '../lib/until.js';

const FIRST_LOAD_BYTES_MAX = 400_000;

let server; // with accounts
let demoAddress;
let browser;

useConsole(['care', 'marketing', 'compliance', 'admin'], async (used) => {
  ({ server, browser } = used);
  demoAddress = used.demo.address;
});

const serverAddress = () => `http://127.0.0.1:${server.httpPort}`;

const withConsole = (address, use, options) => inConsole(browser, address, use, options);

async function adminOf(page) {
  const token = /name="airperk-token" content="([^"]+)"/.exec(await (await page.request.get(`${demoAddress}/demo`)).text())[1];
  return { authorization: `Bearer ${token}` };
}

/** Somebody of the demo's crowd who is a member, with a charge that the bonus did not pay. */
async function someMember(page) {
  const headers = await adminOf(page);
  const { subscribers } = await (await page.request.get(`${demoAddress}/demo/subscribers?limit=50`, { headers })).json();
  // The crowd does not hear of what the console does: who is still a member says the subscriber's own record.
  let msisdn;
  for (const one of subscribers) {
    const found = await (await page.request.get(`${demoAddress}/v1/subscribers/${one.msisdn}`, { headers })).json();
    if (found.member) msisdn ??= one.msisdn;
  }
  const send = (path, data) => page.request.post(`${demoAddress}${path}`, { headers, data });
  await send(`/v1/subscribers/${msisdn}/topups`, { amount: '500' });
  await send(`/v1/subscribers/${msisdn}/dial`, { text: '*555*00#' });
  await send(`/demo/subscribers/${msisdn}/use`, { kind: 'sms', called: '77051234567', quantity: 1 });
  await send(`/demo/subscribers/${msisdn}/use`, { kind: 'voice', called: '77011234567', quantity: 61 });
  return msisdn;
}

async function open(page, number, reason = 'ticket 4711') {
  await page.getByLabel('Number').fill(number);
  await page.getByLabel('Why you look').fill(reason);
  await page.getByRole('button', { name: 'Open' }).click();
}

test('a name and a password open the console, a wrong one says so, and the login ends with a click', { timeout: 60_000 }, async () => {
  await withConsole(serverAddress(), async (page) => {
    await logIn(page, 'care', 'not the password');
    await page.getByText('the name or the password is wrong').waitFor();
    await logIn(page, 'care');
    await page.getByRole('heading', { name: 'Find a subscriber' }).waitFor();
    assert.deepEqual(await page.locator('.top nav a').allTextContents(), ['Care']);
    await page.reload();
    await page.getByRole('heading', { name: 'Find a subscriber' }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Password').waitFor();
    assert.equal(await page.locator('.as').count(), 0); // one click is enough in the demo alone
  });
});

test("a subscriber's whole story is one screen: found with a reason, explained, left on request", { timeout: 90_000 }, async () => {
  await withConsole(demoAddress, async (page) => {
    await logInAs(page, 'care');
    const msisdn = await someMember(page);
    await page.getByLabel('Number').fill(`+${msisdn}`);
    await page.getByRole('button', { name: 'Open' }).click();
    assert.equal(await page.locator('.person').count(), 0); // no reason, no look
    await open(page, `8 ${msisdn.slice(1)}`, 'звонит сама');
    await page.locator('.person .badge', { hasText: /^member$/ }).waitFor();
    const meters = await page.getByRole('meter').allTextContents();
    assert.match(meters[0], /\d+ of 10 messages/);
    assert.match(meters[1], /\d+ of 2 surveys/);
    const sms = page.locator('.charges li', { hasText: 'SMS to another network' }).first();
    assert.match(await sms.locator('.why').first().textContent(), /^U1 .*did not pay: not for this kind of use/);
    const call = page.locator('.charges li', { hasText: 'Call inside the network' }).first();
    assert.match(await call.textContent(), /: [\d.]+ (units|s|tenge)/);
    assert.match(await page.locator('.balances').textContent(), /expires in/);
    const timeline = page.locator('.timeline');
    for (const told of ['Joined and consented', 'Activated the bonus', 'SMS to another network']) {
      assert.ok((await timeline.locator('li', { hasText: told }).count()) > 0, told);
    }
    await page.getByRole('button', { name: 'Membership' }).click();
    assert.equal(await timeline.locator('li', { hasText: 'SMS to another network' }).count(), 0);
    await page.getByRole('button', { name: 'Everything' }).click();
    await draw(page, 'console-care');
    assert.deepEqual(await accessibilityFindings(page), []);
    await page.locator('.person').getByRole('button', { name: 'Leave on request' }).click();
    await page.locator('dialog[open]').getByRole('button', { name: 'Leave on request' }).click();
    await page.locator('.badge.off').waitFor();
    await timeline.locator('li', { hasText: 'Left: every consent ended' }).waitFor();
  });
});

test('compliance proves consent with a file, and sees who looked', { timeout: 60_000 }, async () => {
  await withConsole(demoAddress, async (page) => {
    await logInAs(page, 'care');
    const msisdn = await someMember(page);
    await open(page, msisdn, HOSTILE.slice(0, 60));
    await page.locator('.person').waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await logInAs(page, 'compliance');
    await page.getByLabel('Number').fill(msisdn);
    await page.getByLabel('Why you look').fill('a complaint');
    await page.waitForFunction(() => document.querySelectorAll('.find input')[1].value !== ''); // now, by the server's clock
    await page.getByRole('button', { name: 'Show' }).click();
    await page.locator('.consents .given').nth(2).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a file' }).click();
    const evidence = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
    assert.deepEqual([evidence.msisdn, evidence.consents['personal data'], evidence.evidence.terms_version], [msisdn, true, 1]);
    await page.getByLabel('Instant').fill('2000-01-01T00:00:00Z');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.locator('.consents .not').nth(2).waitFor();
    await draw(page, 'console-consent');
    await page.getByRole('link', { name: 'Caps' }).click();
    await page.getByText('nobody above 10').waitFor();
    await page.getByText('nobody above 2').waitFor();
    const counts = (await page.locator('.falls').first().locator('tbody .figure').allTextContents()).map(Number);
    assert.equal(counts.length, 11);
    assert.ok(counts.slice(1).reduce((a, b) => a + b) > 100, 'the demo has had campaigns');
    await draw(page, 'console-caps');
    assert.deepEqual(await accessibilityFindings(page), []);
    await page.getByRole('link', { name: 'Access log' }).click();
    await page.locator('tbody tr', { hasText: 'demo-care' }).first().waitFor();
    assert.ok((await page.locator('tbody').textContent()).includes('<img src=x'));
    assert.equal(await page.locator('tbody img, tbody script').count(), 0);
    await draw(page, 'console-access');
    assert.deepEqual(await accessibilityFindings(page), []);
  });
});

test('compliance takes an extract, does not erase a member, and erases who has left', { timeout: 60_000 }, async () => {
  await withConsole(demoAddress, async (page) => {
    await logInAs(page, 'care');
    const msisdn = await someMember(page);
    await page.getByRole('button', { name: 'Log out' }).click();
    await logInAs(page, 'compliance');
    await page.getByRole('link', { name: 'Person' }).click();
    await page.getByLabel('Number').fill(msisdn);
    await page.getByLabel('Why you look').fill('a letter');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('Nothing is erased while the membership lasts').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Erase' }).isDisabled());
    await draw(page, 'console-person');
    assert.deepEqual(await accessibilityFindings(page), []);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Extract as a file' }).click();
    const file = await download;
    assert.match(file.suggestedFilename(), new RegExp(`^extract-${msisdn}-.*\\.json$`));
    const extract = JSON.parse(readFileSync(await file.path(), 'utf8'));
    assert.deepEqual([extract.number.msisdn, extract.looked_at_by.accesses[0].why], [msisdn, 'a letter']);
    await page.request.post(`${demoAddress}/v1/subscribers/${msisdn}/dial`, { headers: await adminOf(page), data: { text: '*555*2#' } });
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('not a member').waitFor();
    await confirm(page, page.locator('.card'), 'Erase');
    await page.getByText("Erased; this month's counts go on").waitFor();
    await page.locator('dialog[open]').waitFor({ state: 'hidden' });
  });
});

test('terms published in the console are on the site at once, and the next join accepts them', { timeout: 60_000 }, async () => {
  await withConsole(serverAddress(), async (page) => {
    await logIn(page, 'compliance');
    await page.getByRole('link', { name: 'Terms' }).click();
    const text = page.locator('textarea');
    for (const language of ['Kazakh', 'Russian', 'English']) {
      await page.getByRole('button', { name: language }).click();
      await text.fill(`${(await text.inputValue()).replace('500', '700')}\n9. More\n${HOSTILE}\n`);
    }
    assert.match(await page.locator('.diff del').first().textContent(), /500/);
    assert.match(await page.locator('.diff ins').first().textContent(), /700/);
    await draw(page, 'console-terms');
    assert.deepEqual(await accessibilityFindings(page), []);
    const publish = page.getByRole('button', { name: 'Publish as version 2' });
    await publish.first().click();
    await page.locator('dialog[open]').getByRole('button', { name: 'Publish as version 2' }).click();
    await page.getByText('The public site says so already').waitFor();
    await page.goto(`${serverAddress()}/en/terms`);
    assert.match(await page.textContent('.terms'), /A bonus of 700 units/);
    assert.equal(await page.locator('.terms img, .terms script').count(), 0);
    await server.http.expect(201, 'PUT', '/v1/subscribers/77015550001', { json: { brand: 'activ', tariff: 'Beseda', language: 'en' } });
    await server.http.expect(200, 'POST', '/v1/subscribers/77015550001/dial', { json: { text: '*555*1#' } });
    assert.equal((await server.http.get('/v1/subscribers/77015550001')).json.membership.terms_version, 2);
  });
});

test('marketing plans under a live length counter and reach, and somebody else approves', { timeout: 90_000 }, async () => {
  await withConsole(demoAddress, async (page) => {
    await logInAs(page, 'marketing');
    // The weeks of past have campaigns, and what became of each contact.
    await page.getByRole('link', { name: 'Tuesday', exact: true }).click();
    await page.locator('.state.finished').waitFor();
    assert.ok(Number(await page.locator('.falls tr', { hasText: 'Delivered' }).locator('.figure').textContent()) > 100);
    await draw(page, 'console-waterfall');
    assert.deepEqual(await accessibilityFindings(page), []);
    await page.getByRole('link', { name: 'All campaigns' }).click();
    await page.getByRole('link', { name: 'Plan a campaign' }).click();
    await page.getByLabel('Partner').fill(HOSTILE.slice(0, 90));
    await page.getByLabel('Name', { exact: true }).fill('Spring');
    await page.getByLabel('Kazakh (required)').fill('Сәлем'.repeat(15));
    await page.getByText('75 of 134 in UCS-2, 2 SMS parts').waitFor();
    await page.getByLabel('Kazakh (required)').fill(`Сәлем ${HOSTILE}`.slice(0, 70));
    await page.getByText(/of 70 in UCS-2, 1 SMS/).waitFor();
    await page.getByRole('textbox', { name: 'English' }).fill('Hello {you}');
    await page.getByText('13 of 160 in GSM-7, 1 SMS').waitFor();
    await page.getByRole('checkbox', { name: 'Russian' }).check();
    await page.getByLabel('Control group, percent').fill('20');
    const ask = page.getByRole('button', { name: 'How many would it reach now?' });
    const counted = (name) => page.locator('.falls tr', { hasText: name }).locator('.figure').textContent();
    await ask.click();
    assert.ok(Number(await counted('Would be reached')) > 0);
    assert.ok(Number(await counted('In the control group')) > 0);
    await page.getByText('When they joined (whenever)').click();
    await page.getByLabel('Joined from').fill('tomorrow');
    await ask.click();
    await page.getByText(/"audience.joined_from"/).first().waitFor();
    await page.getByLabel('Joined from').fill('');
    await ask.click();
    await draw(page, 'console-composer');
    assert.deepEqual(await accessibilityFindings(page), []);
    await page.getByRole('button', { name: 'Plan it' }).click();
    await page.locator('.state.planned').waitFor();
    const campaign = page.url();
    const approve = async () => {
      await page.getByRole('button', { name: 'Approve' }).first().click();
      await page.locator('dialog[open]').getByRole('button', { name: 'Approve' }).click();
    };
    await approve();
    await page.locator('dialog[open] .trouble').waitFor(); // not the one who planned it
    await page.locator('dialog[open]').getByRole('button', { name: 'Go back' }).click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await logInAs(page, 'compliance');
    await page.goto(campaign);
    await page.locator('.state.planned').waitFor();
    await approve();
    await page.locator('.state.approved, .state.finished').waitFor(); // the demo's network is fast
    await draw(page, 'console-campaign');
    assert.deepEqual(await accessibilityFindings(page), []);
    await page.getByRole('link', { name: 'All campaigns' }).click();
    await page.getByRole('row', { name: 'Spring <img' }).waitFor();
    assert.deepEqual(await accessibilityFindings(page), []);
    await page.getByRole('button', { name: 'Stop everything' }).first().click();
    await page.locator('dialog[open]').getByRole('button', { name: 'Stop everything' }).click();
    await page.getByText('All contacts are stopped: nothing goes out').waitFor();
  }, { allow: /401|404|409|422/ });
});

test('every screen fits every width, light and dark', { timeout: 180_000 }, async () => {
  for (const [width, colorScheme] of [[320, 'light'], [768, 'dark'], [1440, 'dark']]) {
    await withConsole(
      demoAddress,
      async (page) => {
        const check = async (where) => {
          assert.ok((await overflow(page)) <= 0, `${where} is wider than ${width} px`);
          assert.deepEqual(await accessibilityFindings(page), [], `${where} at ${width} px, ${colorScheme}`);
          await draw(page, `console-${where}-${width}-${colorScheme}`, { fullPage: true });
        };
        await page.locator('.as').waitFor();
        await check('login');
        await logInAs(page, 'admin');
        const msisdn = await someMember(page);
        for (const [screen, heading] of [
          ['consent', 'Consent at an instant'],
          ['person', 'Person'],
          ['campaigns', 'Campaigns'],
          ['campaigns/new', 'Plan a campaign'],
          ['calendar', 'Calendar'],
          ['membership', 'Joins and leaves'],
          ['accounts', 'Accounts'],
          ['accounts/new', 'A new account'],
          ['publications', 'Publications'],
          ['publications/new', 'Plan a publication'],
          ['network', 'Network'],
          ['finance', 'What the programme owes'],
          ['caps', 'Slots used this month'],
          ['terms', 'Terms'],
          ['access', 'Access log'],
          ['care', 'Find a subscriber'],
        ]) {
          await page.goto(`${demoAddress}/console#/${screen}`);
          await page.getByRole('heading', { level: 1, name: heading }).waitFor();
          if (screen === 'network') await page.getByText('live', { exact: true }).waitFor();
          else await page.waitForLoadState('networkidle');
          if (screen === 'care') {
            await open(page, msisdn);
            await page.locator('.person').waitFor();
          }
          await check(screen.replace('/', '-'));
        }
      },
      { width, colorScheme },
    );
  }
});

test('the first load is under 400 KB compressed, and its parts are kept for good', async () => {
  const raw = (path) =>
    promised(`an answer to ${path}`, (resolve, reject) => {
      request(`${serverAddress()}${path}`, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => resolve({ headers: answer.headers, status: answer.statusCode, body: Buffer.concat(parts) }));
      })
        .once('error', reject)
        .end();
    });
  const start = await raw('/console');
  assert.match(start.headers['content-security-policy'], /default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.ok(!/unsafe/.test(start.headers['content-security-policy']));
  const { text } = await server.http.get('/console');
  const parts = [...text.matchAll(/(?:src|href)="(\/console\/[0-9a-f]+\.(?:js|css))"/g)].map((match) => match[1]);
  assert.equal(parts.length, 2);
  let bytes = start.body.length;
  for (const path of parts) {
    const { headers, status, body } = await raw(path);
    assert.equal(status, 200);
    assert.equal(headers['content-encoding'], 'gzip');
    assert.match(headers['cache-control'], /immutable/);
    bytes += body.length;
  }
  assert.ok(bytes < FIRST_LOAD_BYTES_MAX, `${bytes} bytes`);
  assert.ok(!/https?:\/\/(?!www\.w3\.org)/.test(text));
});

test('one click is a login in the demo alone', async () => {
  assert.equal((await server.http.send('POST', '/demo/session', { json: { role: 'admin' } })).status, 404);
  assert.equal((await server.http.get('/demo/roles')).status, 404);
});
