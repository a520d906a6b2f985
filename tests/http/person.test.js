// S3: what the programme knows of a person is theirs to take along, and goes with the leave; what is erased is read by
// nobody any more, after a kill -9 either.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ask, logIn, makeAccount } from '../lib/people.js';
import { freePort, PROJECT, Server } from '../lib/server.js';
import { Smsc, smscLink } from '../lib/smsc.js';
import { until } from '../lib/until.js';

const A = '77010000001', B = '77010000002', UNKNOWN = '77019999999';
const APOLOGY = 'apology for a night without network', CORRECTION = 'a charge that was wrong';
const of = (msisdn, what = '') => `/v1/subscribers/${msisdn}${what}`;

let server, http, smsc, campaign;

const clock = (now) => http.expect(200, 'POST', '/v1/clock', { json: { now: `${now}:00+06:00` } });
const dial = (who, text) => http.expect(200, 'POST', of(who, '/dial'), { json: { text } });
const read = async (who, what = '') => (await http.expect(200, 'GET', of(who, what))).json;
const why = (reason) => ({ 'X-Reason': encodeURIComponent(reason) });
const extract = (who, options = {}) => http.send('GET', of(who, '/extract'), { headers: why('letter 17'), ...options });
const erase = (who, options = {}) => http.send('POST', of(who, '/erasure'), { json: { reason: 'letter 17' }, ...options });
const types = (events) => events.map(({ type }) => type);

async function provision(http, who, more = {}) {
  const json = { brand: 'activ', tariff: 'Time to Talk', language: 'ru', main: '1000', ...more };
  await http.expect(201, 'PUT', of(who), { json });
}
async function wholeTimeline(who) {
  const events = [];
  for (let before = ''; before !== null; ) {
    const page = await read(who, `/timeline?limit=50${before && `&before=${before}`}`);
    events.push(...page.events);
    before = page.before;
  }
  return events;
}
async function approved(numbers) {
  const plan = {
    partner: 'Coffee', name: 'Latte', kind: 'message', channel: 'sms', texts: { kk: 'Кофе' }, audience: { numbers }, by: 'planner',
  };
  const { json } = await http.expect(201, 'POST', '/v1/campaigns', { json: plan });
  await http.expect(200, 'POST', `/v1/campaigns/${json.id}/approval`, { json: { by: 'other' } });
  return json.id;
}
/** What care has written about somebody. */
async function writeWords(http, who) {
  await http.expect(201, 'POST', of(who, '/grants'), {
    json: { amount: '100', valid_hours: 24, reason: APOLOGY, approved_by: 'Gulnar' },
  });
  await http.expect(201, 'POST', of(who, '/adjustments'), { json: { amount: '5', reason: CORRECTION, by: 'Dias' } });
}

before(async () => {
  smsc = new Smsc(await freePort());
  smsc.receipts = () => undefined;
  await smsc.start();
  server = await Server.start({ extra: smscLink(smsc.port) });
  http = server.http;
  await clock('2016-03-07T10:00');
  await provision(http, A, { imsi: '401020000000001' });
  await provision(http, B);
  await clock('2016-03-08T10:00');
  await http.expect(200, 'PUT', of(A), { json: { imsi: '401020000000003', brand: 'activ', tariff: 'Time to Talk' } });
  await dial(A, '*555*1#');
  await writeWords(http, A);
  campaign = await approved([A]);
  await until('the message has gone out', () => smsc.messages.length === 1);
  await until('the network has it', async () => (await read(A, '/contacts')).contacts[0]?.state === 'handed_over');
  for (let i = 0; i < 200; i += 1) await http.expect(201, 'POST', of(A, '/topups'), { json: { amount: '1' } });
  await makeAccount(server, 'officer', 'compliance');
});
after(async () => {
  await server.stop();
  const { status, stdout, stderr } = server.command('verify');
  assert.equal(status, 0, stdout + stderr);
  await server.remove();
  await smsc.stop();
});

test('S3 an extract is one file, with everything that is held, in words', async () => {
  const { cookie } = await logIn(server, 'officer');
  const { status, headers, json } = await ask(server, 'GET', of(A, '/extract'), { headers: { ...cookie, ...why('письмо 17') } });
  assert.equal(status, 200);
  assert.equal(headers['content-disposition'], `attachment; filename="extract-${A}-2016-03-08.json"`);
  assert.equal(json.number.msisdn, A);
  assert.equal(json.number.since, '2016-03-07T10:00:00+06:00');
  assert.deepEqual(json.number.sim_cards, [
    { imsi: '401020000000001', since: '2016-03-07T10:00:00+06:00', until: '2016-03-08T10:00:00+06:00' },
    { imsi: '401020000000003', since: '2016-03-08T10:00:00+06:00', until: null },
  ]);
  assert.deepEqual([json.person.member, json.person.this_month.messages], [true, 1]);
  assert.equal(json.balances.main, '1205');
  assert.equal(json.balances.waiting.length, 1);
  assert.deepEqual(json.contacts.map(({ partner, name, what_became_of_it: became }) => [partner, name, became]), [
    ['Coffee', 'Latte', 'the network has it'],
  ]);
  assert.match(json.surveys.answers, /kept apart/);
  const [consent] = json.consents;
  assert.deepEqual(consent.to, ['partner messages', 'survey calls', 'personal data']);
  assert.deepEqual(
    [consent.since, consent.until, consent.terms_version, consent.channel, consent.language],
    ['2016-03-08T10:00:00+06:00', undefined, 1, 'ussd', 'ru'],
  );
  const given = json.timeline.find(({ type }) => type === 'extra_bonus_given');
  assert.deepEqual([given.what, given.reason], ['An extra bonus was given', APOLOGY]);
  const [looked] = json.looked_at_by.accesses;
  assert.deepEqual(
    [looked.who, looked.role, looked.what, looked.why],
    ['officer', 'compliance', 'GET /v1/subscribers/{msisdn}/extract', 'письмо 17'],
  );
});

test('S3 a long history is in it whole, in the order of the timeline', async () => {
  const { json } = await extract(A);
  const expected = await wholeTimeline(A);
  assert.ok(expected.length > 200);
  assert.deepEqual(json.timeline.map(({ what, ...event }) => event), expected);
  assert.ok(json.timeline.every(({ what }) => what));
});

test('S3 somebody of whom hardly anything is known has an extract too', async () => {
  const { json } = await extract(B);
  assert.deepEqual([json.contacts, json.consents, types(json.timeline)], [[], [], ['provisioned']]);
});

test('an extract has a head for HEAD, and no query', async () => {
  const head = await extract(A, {});
  assert.equal(head.headers['transfer-encoding'], 'chunked');
  const headers = { ...why('letter 17'), Authorization: `Bearer ${server.token('compliance')}` };
  const only = await fetch(`http://127.0.0.1:${server.httpPort}${of(A, '/extract')}`, { method: 'HEAD', headers });
  assert.deepEqual([only.status, await only.text()], [200, '']);
  assert.equal((await http.send('GET', of(A, '/extract?limit=3'), { headers: why('letter 17') })).status, 422);
});

test('compliance alone takes an extract or erases, and the admin', async () => {
  for (const role of ['provisioning', 'care', 'marketing', 'network', 'finance', 'partner']) {
    const token = server.token(role);
    assert.equal((await extract(A, { token })).status, 403, role);
    assert.equal((await erase(B, { token })).status, 403, role);
  }
  assert.equal((await extract(A, { token: null })).status, 401);
  assert.equal((await extract(B, { token: server.token('compliance') })).status, 200);
});

test('both want a reason, which the access log keeps, of a token too', async () => {
  const without = await extract(A, { headers: {} });
  assert.deepEqual([without.status, without.json.field], [422, 'X-Reason']);
  for (const json of [{}, { reason: '' }, { reason: 'no' }, { reason: 7 }, { reason: 'x'.repeat(201) }]) {
    const refused = await erase(B, { json });
    assert.deepEqual([refused.status, refused.json.field], [422, 'reason'], JSON.stringify(json));
  }
  assert.equal((await erase(B, { json: { reason: 'letter 17', msisdn: B } })).status, 422);
  await extract(B, { token: server.token('compliance', 'dpo') });
  const { json } = await http.expect(200, 'GET', `/v1/access-log?limit=1&subscriber=${B}`);
  assert.deepEqual([json.accesses[0].who, json.accesses[0].why], ['a token, dpo', 'letter 17']);
});

test('of a number that nobody has there is nothing', async () => {
  assert.equal((await extract(UNKNOWN)).status, 404);
  assert.equal((await erase(UNKNOWN)).status, 404);
});

test('S3 a member is not erased: leaving is their own act', async () => {
  const { status, json } = await erase(A);
  assert.deepEqual([status, json.rule], [409, 'S3']);
  assert.match(json.detail, /\*555\*2#/);
  assert.equal((await read(A)).member, true);
});

test('S3 with the leave go the contacts and the words; accounting and consent stay', async () => {
  await dial(A, '*555*2#');
  const events = await wholeTimeline(A);
  const kinds = new Set(types(events));
  for (const gone of ['contact_taken', 'contact_moved', 'dialogue_moved']) assert.ok(!kinds.has(gone), gone);
  for (const kept of ['joined', 'left', 'erased', 'bonus_granted', 'topped_up', 'provisioned']) assert.ok(kinds.has(kept), kept);
  const given = events.find(({ type }) => type === 'extra_bonus_given');
  assert.deepEqual(Object.keys(given), ['at', 'type', 'id', 'units', 'until', 'words_erased']);
  assert.deepEqual(Object.keys(events.find(({ type }) => type === 'adjusted')), ['at', 'type', 'amount', 'words_erased']);
  const { consents } = await read(A, `/consent?at=${encodeURIComponent('2016-03-08T10:00:00+06:00')}`);
  assert.equal(consents['personal data'], false, 'half open, and left at the same instant');
  const { text } = await extract(A);
  for (const words of [APOLOGY, CORRECTION, 'Gulnar', 'Dias']) assert.ok(!text.includes(words), words);
  const { erased, erase_at: next, this_month: month } = await read(A);
  assert.deepEqual([erased, next, month.messages, month.grants], [true, '2016-04-01T00:00:00+06:00', 1, 1]);
});

test('S3 what the network has waits for its receipt, and the campaign counts it for good', async () => {
  assert.deepEqual((await read(A, '/contacts')).contacts.map(({ state }) => state), ['handed_over']);
  await server.stop('SIGKILL');
  await server.start();
  await until('the link is bound again', () => smsc.isBound);
  const { json } = await http.expect(200, 'GET', `/v1/campaigns/${campaign}`);
  assert.equal(json.waterfall.handed_over, 1);
});

test('S3 erased words stay erased after a kill -9', async () => {
  await dial(A, '*555*1#');
  await writeWords(http, A);
  await dial(A, '*555*2#');
  await server.stop('SIGKILL');
  await server.start();
  const { text } = await extract(A);
  for (const words of [APOLOGY, CORRECTION, 'Gulnar', 'Dias']) assert.ok(!text.includes(words), words);
  assert.equal(text.match(/"words_erased"/g).length, 4);
});

test('M6 a join after the erasure gains nothing, and no campaign from before the leave comes back', async () => {
  await dial(A, '*555*1#');
  const { this_month: month } = await read(A);
  assert.deepEqual([month.grants, month.messages], [1, 1]);
  assert.deepEqual((await read(A, '/balances')).waiting, []);
  const count = smsc.messages.length;
  await clock('2016-03-08T10:01');
  const later = await approved([A]);
  await until('a new one goes out', () => smsc.messages.length > count);
  assert.equal(smsc.messages.length, count + 1);
  const { contacts } = await read(A, '/contacts');
  assert.ok(contacts.some((contact) => contact.campaign === later));
});

test('S3 with the month goes what had stayed for its counts', async () => {
  await dial(A, '*555*2#');
  await clock('2016-04-01T00:00');
  const { erased, erase_at: next } = await read(A);
  assert.deepEqual([erased, next], [true, null]);
  assert.deepEqual((await read(A, '/contacts')).contacts, []);
  const [newest] = await wholeTimeline(A);
  assert.deepEqual([newest.type, newest.why, newest.at], ['erased', 'month-over', '2016-04-01T00:00:00+06:00']);
  const march = await read(A, '/contacts?month=2016-03');
  assert.deepEqual([march.messages, march.surveys, march.contacts], [{ used: null, of: 10 }, { used: null, of: 2 }, []]);
  assert.deepEqual((await read(A, '/contacts?month=2016-04')).messages, { used: 0, of: 10 });
});

test('S3 compliance erases somebody who is no member; twice is harmless', async () => {
  await http.expect(201, 'POST', of(B, '/adjustments'), { json: { amount: '5', reason: CORRECTION, by: 'Dias' } });
  const headers = { 'Idempotency-Key': 'erasure 1' };
  const first = await erase(B, { headers });
  assert.deepEqual([first.status, first.json], [200, { msisdn: B, kept_until: null }]);
  assert.equal((await erase(B, { headers })).headers['idempotent-replayed'], 'true');
  assert.equal((await erase(B)).status, 200);
  const events = await wholeTimeline(B);
  assert.deepEqual(types(events), ['erased', 'adjusted', 'provisioned']);
  assert.equal(events[1].words_erased, true);
  const { json } = await http.expect(200, 'GET', `/v1/access-log?limit=1&subscriber=${B}`);
  assert.deepEqual([json.accesses[0].what, json.accesses[0].why], ['POST /v1/subscribers/{msisdn}/erasure', 'letter 17']);
});

test('S3 a programme that waits keeps everything until it is due, or until compliance does not wait', async () => {
  const salom = await Server.start({ programme: join(PROJECT, 'tests/programmes/salom/salom.toml') });
  try {
    const on = salom.http;
    await on.expect(200, 'POST', '/v1/clock', { json: { now: '2026-03-07T10:00:00+05:00' } });
    const { json: programme } = await on.expect(200, 'GET', '/v1/programme');
    const reasons = async (who) =>
      (await on.expect(200, 'GET', of(who, '/timeline'))).json.events
        .filter(({ type }) => type === 'adjusted')
        .map(({ reason, words_erased: erased }) => (erased ? 'erased' : reason));
    for (const who of [A, B]) {
      await provision(on, who, { brand: programme.brands[0], tariff: programme.tariffs[0], language: programme.languages[0] });
      const { json: asked } = await on.expect(200, 'POST', of(who, '/dial'), { json: { text: programme.codes.join } });
      await on.expect(200, 'POST', of(who, '/dial'), { json: { session: asked.session, text: '1' } });
      await on.expect(201, 'POST', of(who, '/adjustments'), { json: { amount: '5', reason: CORRECTION, by: 'Dias' } });
      await on.expect(200, 'POST', of(who, '/dial'), { json: { text: programme.codes.leave } });
      assert.deepEqual(await reasons(who), [CORRECTION]);
    }
    await on.expect(200, 'POST', of(A, '/erasure'), { json: { reason: 'letter 17' } });
    assert.deepEqual([await reasons(A), await reasons(B)], [['erased'], [CORRECTION]]);
    await on.expect(200, 'POST', '/v1/clock', { json: { now: '2026-04-06T10:00:00+05:00' } });
    assert.deepEqual(await reasons(B), ['erased']);
  } finally {
    await salom.remove();
  }
});

test('P3 verify names a note of the access log that was changed, and one that was taken out', async () => {
  const server = await Server.start();
  try {
    await makeAccount(server, 'snoop', 'care');
    const cookie = (await logIn(server, 'snoop')).cookie;
    await provision(server.http, A);
    for (const ticket of ['letter 1', 'letter 2', 'letter 3']) {
      const { status } = await ask(server, 'GET', of(A), { headers: { ...cookie, ...why(ticket) } });
      assert.equal(status, 200);
    }
    const good = server.command('verify');
    assert.deepEqual([good.status, /access log: (\d+) notes/.exec(good.stdout)?.[1]], [0, '4'], good.stdout);
    const file = join(server.store, 'access', 'access-00000001.log');
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    writeFileSync(file, `${lines.filter((line) => !line.includes('"why":"letter 2"')).map((line) => line.replace('"why":"letter 3"', '"why":"letter 9"')).join('\n')}\n`);
    const bad = server.command('verify');
    assert.equal(bad.status, 1, bad.stdout);
    assert.match(bad.stdout, /access log: access-00000001\.log line \d+ \(note 4\): it was changed, or what stood before it was taken out/);
    await server.stop('SIGKILL');
    await server.start();
    assert.equal(server.command('verify').status, 1, 'a start makes it no better');
  } finally {
    await server.remove();
  }
});
