// The system's clock goes wrong, at a start and while running, with a survey, a campaign and a session open: time goes
// on from the last sure instant, everybody is told, and nothing is ended for good.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DAY, HOUR, MachineClock, MINUTE, SECOND, YEAR } from '../lib/clock.js';
import { DiameterClient } from '../lib/diameter.js';
import { ask, RequestType } from '../lib/gy-session.js';
import { freePort, Server } from '../lib/server.js';
import { Smsc, smscLink } from '../lib/smsc.js';
import { until } from '../lib/until.js';
import { assertProblem } from './hostile.js';

const WHO = '77010000001';
const texts = (en) => ({ kk: en, en });
const SYSTEM = 'source = "system"\n';

let machine, smsc, server, http, node, session, survey, campaign;

beforeEach(async () => {
  machine = new MachineClock();
  machine.isSynchronised(false);
  smsc = new Smsc(await freePort());
  await smsc.start();
});
afterEach(async () => {
  node?.drop();
  await server?.remove();
  await smsc.stop();
  machine.remove();
});

/** A server with a member who has a bonus, and open: a survey, a campaign whose hours never come, a session. */
async function begin({ closesIn = DAY, clock = SYSTEM } = {}) {
  server = await Server.start({ clock, environment: machine.environment, extra: smscLink(smsc.port) });
  http = server.http;
  const json = { brand: 'activ', tariff: 'Time to Talk', language: 'en', main: '1000' };
  await http.expect(201, 'PUT', `/v1/subscribers/${WHO}`, { json });
  for (const text of ['*555*1#', '*555*00#']) await http.expect(200, 'POST', `/v1/subscribers/${WHO}/dial`, { json: { text } });
  const at = (ms) => new Date(Date.now() + ms).toISOString();
  const plan = async (changes) => {
    const asked = { partner: 'Coffee', texts: texts('Coffee'), audience: { numbers: [WHO] }, by: 'marketer', ...changes };
    const { id } = (await http.expect(201, 'POST', '/v1/campaigns', { json: asked })).json;
    await http.expect(200, 'POST', `/v1/campaigns/${id}/approval`, { json: { by: 'chief' } });
    return id;
  };
  const questions = [{ kind: 'scale', texts: texts('How good?'), lowest: 1, highest: 3 }];
  survey = await plan({ name: 'Taste', kind: 'survey', channel: 'ussd', ends: at(closesIn), survey: { questions } });
  // It begins in half an hour, and would be over in a day: a clock that is wrong would send it, or end it.
  campaign = await plan({ name: 'Spring', kind: 'message', channel: 'sms', starts: at(HOUR / 2), ends: at(DAY) });
  await opensSession();
}

async function opensSession() {
  node = await DiameterClient.connect(server.gyPort, { host: 'node.test' });
  session = { kind: 'voice', sessionId: `node.test;${process.hrtime.bigint()}`, from: WHO, to: '77011234567' };
  session.asked = 0;
  assert.equal((await reports(RequestType.initial, { requested: 60 })).code, 2001);
}
const reports = (type, what) =>
  ask(node, session, { type, number: session.asked++, at: Math.floor(Date.now() / 1000), ...what });

const clock = async () => (await http.expect(200, 'GET', '/v1/clock')).json;
const instant = async () => Date.parse((await clock()).now);
const metric = async (name) =>
  Number(new RegExp(`^${name} (\\S+)$`, 'm').exec((await http.expect(200, 'GET', '/metrics', { token: server.token('network') })).text)[1]);
const balances = async () => (await http.expect(200, 'GET', `/v1/subscribers/${WHO}/balances`)).json;
const stateOf = async (id) => (await http.expect(200, 'GET', `/v1/campaigns/${id}`)).json.state;
const hasKey = () => existsSync(join(`${server.store}.survey-keys`, `${survey}.key`));

/** How far business time is from the truth, give or take what the question takes. */
async function isRight(offBy = 0) {
  const off = (await instant()) - Date.now() - offBy;
  assert.ok(Math.abs(off) < 5 * SECOND, `time is ${off} ms from where it should be`);
}

async function goesOnCharging() {
  const charged = async () => (await http.expect(200, 'GET', `/v1/subscribers/${WHO}/charges`)).json.charges.length;
  const before = await charged();
  await sleep(1100); // used by steady time
  const { code, services } = await reports(RequestType.update, { used: 1, requested: 60 });
  assert.equal(code, 2001);
  assert.equal(services[0].code, 2001);
  assert.equal(await charged(), before + 1);
}

async function saysThatItDoubts(why) {
  await server.says(/doubting the system's clock/);
  await server.says(why);
  const ready = await http.expect(200, 'GET', '/ready', { token: null });
  assert.equal(ready.json.clock, 'doubted');
  assert.match(ready.json.why, why);
  assert.match(ready.json.mend, /timedatectl/);
  const told = await clock();
  assert.equal(told.doubted, true);
  assert.match(told.why, why);
  assert.ok(told.since && told.system);
  assert.equal(await metric('airperk_clock_doubted'), 1);
  assert.ok(Math.abs((await metric('airperk_clock_offset_seconds')) - told.offset_seconds) < 2);
}

async function saysThatItTrusts() {
  await server.says(/trusting the system's clock again/);
  assert.equal((await http.expect(200, 'GET', '/ready', { token: null })).json.clock, 'sure');
  assert.equal((await clock()).doubted, false);
  assert.equal(await metric('airperk_clock_doubted'), 0);
}

async function nothingHasEnded(bonus) {
  assert.equal(await stateOf(survey), 'approved');
  assert.equal(await stateOf(campaign), 'approved');
  assert.ok(hasKey(), "the survey's key is there");
  assert.equal(smsc.messages.length, 0, 'nothing was sent');
  const now = await balances();
  assert.equal(now.bonus.until, bonus.until);
}

async function restarts(signal = 'SIGKILL', whileItIsDown = () => {}) {
  node.drop();
  await server.stop(signal);
  server.log = '';
  whileItIsDown();
  await server.start();
}

async function addsUp() {
  machine.isWrongBy(0);
  await until('the clock is sure', async () => !(await clock()).doubted);
  node.drop();
  await server.stop();
  const { status, stdout, stderr } = server.command('verify');
  assert.equal(status, 0, stdout + stderr);
}

for (const [name, by, why] of [
  ['a year ahead', YEAR, /365 days ahead/],
  ['a year back', -YEAR, /gone back: it is 365 days behind/],
  ['an hour ahead', HOUR, /1 h ahead/],
  ['an hour back', -HOUR, /gone back: it is (1 h|59 min \d+ s) behind/],
]) {
  test(`${name} while running: time goes on, nothing ends, everybody is told`, { timeout: 60_000 }, async () => {
    await begin();
    const { bonus } = await balances();
    machine.isWrongBy(by);
    await saysThatItDoubts(why);
    await goesOnCharging();
    await isRight();
    await nothingHasEnded(bonus);
    machine.isWrongBy(0);
    await saysThatItTrusts();
    await goesOnCharging();
    await isRight();
    await nothingHasEnded(bonus);
    await addsUp();
  });
}

for (const [name, by, why] of [
  ['a year ahead', YEAR, /365 days ahead of the journal/],
  ['a year back', -YEAR, /365 days behind the journal/],
  ['an hour back', -HOUR, /(1 h|59 min \d+ s) behind the journal/],
]) {
  test(`${name} at a start: time goes on from the journal's last instant until the clock is right`, { timeout: 60_000 }, async () => {
    await begin();
    const { bonus } = await balances();
    for (let start = 0; start < 3; ++start) {
      await restarts('SIGKILL', () => machine.isWrongBy(by));
      await saysThatItDoubts(why);
      await isRight();
    }
    await opensSession();
    await goesOnCharging();
    await nothingHasEnded(bonus);
    machine.isWrongBy(0);
    await saysThatItTrusts();
    await isRight();
    await nothingHasEnded(bonus);
    await addsUp();
  });
}

test('an hour ahead at a start is followed: a machine may have been off for so long', { timeout: 60_000 }, async () => {
  await begin();
  await restarts('SIGTERM', () => machine.isWrongBy(HOUR));
  assert.equal((await clock()).doubted, false);
  await isRight(HOUR);
  assert.ok(hasKey());
});

test('a year ahead at a start is believed where the system says so; what cannot be undone waits all the same', { timeout: 60_000 }, async () => {
  await begin();
  await restarts('SIGTERM', () => {
    machine.isWrongBy(YEAR);
    machine.isSynchronised(true);
  });
  assert.equal((await clock()).doubted, false);
  await isRight(YEAR);
  await sleep(2 * SECOND); // time for what must not happen
  assert.ok(hasKey());
  assert.equal(await stateOf(survey), 'approved');
  assert.equal(await stateOf(campaign), 'approved');
});

test('a restart is no reason to believe a step', { timeout: 60_000 }, async () => {
  await begin();
  machine.isWrongBy(2 * HOUR);
  await saysThatItDoubts(/2 h ahead/);
  for (let start = 0; start < 3; ++start) {
    await restarts('SIGKILL');
    await saysThatItDoubts(/2 h ahead/);
    await isRight();
  }
  await addsUp();
});

test('a step ahead is believed once the network or the admin confirms it, and stays so', { timeout: 60_000 }, async () => {
  await begin();
  machine.isWrongBy(2 * DAY);
  await saysThatItDoubts(/48|2 days/);
  for (const role of ['care', 'marketing', 'compliance', 'finance', 'provisioning', 'partner']) {
    assertProblem(await http.send('POST', '/v1/clock/confirm', { token: server.token(role), json: {} }), 403);
  }
  const told = await http.expect(200, 'POST', '/v1/clock/confirm', { token: server.token('network', 'nina'), json: {} });
  assert.equal(told.json.doubted, false);
  await saysThatItTrusts();
  await isRight(2 * DAY);
  await restarts('SIGKILL');
  assert.equal((await clock()).doubted, false);
  await isRight(2 * DAY);
  assert.ok(hasKey(), 'a confirmation is one word: what cannot be undone waits for the minutes too');
});

test('a clock that is an hour behind is confirmed: time waits for it, and a restart knows', { timeout: 60_000 }, async () => {
  await begin();
  machine.isWrongBy(-HOUR);
  await saysThatItDoubts(/(1 h|59 min \d+ s) behind/);
  const { json } = await http.expect(200, 'POST', '/v1/clock/confirm', { json: { by: 'nina' } });
  assert.equal(json.doubted, false);
  assert.ok(Math.abs(json.lag_seconds - 3600) < 1);
  await goesOnCharging();
  await restarts('SIGKILL');
  assert.equal((await clock()).doubted, false);
  assert.ok(Math.abs((await clock()).lag_seconds - 3600) < 2);
});

/** What it was answered before, whatever has become of the time since. */
async function knowsTheRepetition(of) {
  node = await DiameterClient.connect(server.gyPort, { host: 'node.test' });
  const { code } = await ask(node, of, { type: RequestType.termination, number: of.asked, at: of.at, used: 1, again: true });
  assert.equal(code, 2001);
}

for (const [what, by, whileDown] of [
  ['23 hours ahead at the start, and followed', 23 * HOUR, true],
  ['nine minutes ahead, and followed', 9 * MINUTE, false],
  ['three hours ahead, and confirmed', 3 * HOUR, false],
  ['a year ahead at the start, and confirmed', YEAR, true],
]) {
  test(`what was answered before a stop is known though the clock is ${what}`, { timeout: 60_000 }, async () => {
    await begin();
    const ended = { ...session, at: Math.floor(Date.now() / 1000) };
    assert.equal((await ask(node, ended, { type: RequestType.termination, number: ended.asked, at: ended.at, used: 1 })).code, 2001);
    const charges = (await http.expect(200, 'GET', `/v1/subscribers/${WHO}/charges`)).json.charges.length;
    await restarts('SIGTERM', () => machine.isWrongBy(whileDown ? by : 0));
    if (!whileDown) machine.isWrongBy(by);
    if (by > 23 * HOUR || (by > 10 * MINUTE && !whileDown)) {
      await until('the clock to be doubted', async () => (await clock()).doubted);
      await http.expect(200, 'POST', '/v1/clock/confirm', { json: {} });
    }
    await knowsTheRepetition(ended);
    await restarts('SIGTERM');
    await knowsTheRepetition(ended);
    assert.equal((await http.expect(200, 'GET', `/v1/subscribers/${WHO}/charges`)).json.charges.length, charges);
  });
}

test('a clock that is a year behind cannot be confirmed, and the answer says what goes on', { timeout: 60_000 }, async () => {
  await begin();
  machine.isWrongBy(-YEAR);
  await saysThatItDoubts(/365 days behind/);
  assertProblem(await http.send('POST', '/v1/clock/confirm', { json: {} }), 409, /steady time.*until the clock has caught up/);
  await isRight();
  await addsUp();
});

test('of a clock that is sure, and of a manual one, there is nothing to confirm', { timeout: 60_000 }, async () => {
  await begin();
  assert.equal((await http.expect(200, 'POST', '/v1/clock/confirm', { json: {} })).json.doubted, false);
  const manual = await Server.start({ environment: machine.environment });
  try {
    machine.isWrongBy(YEAR);
    const { json } = await manual.http.expect(200, 'GET', '/v1/clock');
    assert.deepEqual([json.source, json.doubted], ['manual', false]);
    assert.equal((await manual.http.expect(200, 'GET', '/ready')).json.clock, 'sure');
  } finally {
    await manual.remove();
  }
});

test('a survey closes, and its key goes, once its time is certain', { timeout: 60_000 }, async () => {
  await begin({ closesIn: 2 * SECOND, clock: `${SYSTEM}sure_after = "4 s"\n` });
  const began = Date.now();
  await sleep(2500);
  assert.ok(hasKey(), 'readings have not agreed for four seconds');
  await until('the key is gone', () => !hasKey());
  assert.ok(Date.now() - began > 2 * SECOND);
});

test('a step that is short of the limit is followed, and a longer one by the settings is not', { timeout: 60_000 }, async () => {
  await begin({ clock: `${SYSTEM}ahead_max = "20 minutes"\n` });
  machine.isWrongBy(19 * MINUTE);
  await isRight(19 * MINUTE);
  assert.equal((await clock()).doubted, false);
  machine.isWrongBy(21 * MINUTE);
  await saysThatItDoubts(/20 min is followed/);
});
