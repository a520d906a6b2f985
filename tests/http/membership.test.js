// Joins and leaves by day, and the audit of the caps: sums over everybody, from the journal.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freePort, Server } from '../lib/server.js';
import { Smsc, smscLink } from '../lib/smsc.js';
import { until } from '../lib/until.js';

const [AIGUL, BERIK, DANA] = ['77010000001', '77010000002', '77010000003'];

let server, http, smsc;
before(async () => {
  smsc = new Smsc(await freePort());
  await smsc.start();
  server = await Server.start({ extra: smscLink(smsc.port) });
  http = server.http;
  await until('the link is bound', () => smsc.isBound);
  await clock('2016-03-05T10:00:00+06:00');
  for (const one of [AIGUL, BERIK, DANA]) {
    await http.expect(201, 'PUT', `/v1/subscribers/${one}`, { json: { brand: 'activ', tariff: 'Beseda', language: 'ru', main: '10' } });
  }
});
after(async () => {
  await server?.remove();
  await smsc?.stop();
});

const clock = (now) => http.expect(200, 'POST', '/v1/clock', { json: { now } });
const dial = (who, text) => http.expect(200, 'POST', `/v1/subscribers/${who}/dial`, { json: { text } });
const membership = async (query = '') => (await http.expect(200, 'GET', `/v1/membership${query}`, { token: server.token('marketing') })).json;
const audit = async () => (await http.expect(200, 'GET', '/v1/contacts/audit', { token: server.token('compliance') })).json;

async function sendTo(...numbers) {
  const plan = { partner: 'Coffee', name: 'Latte', kind: 'message', channel: 'sms', texts: { kk: 'Кофе' }, audience: { numbers }, by: 'a' };
  const { id } = (await http.expect(201, 'POST', '/v1/campaigns', { json: plan })).json;
  await http.expect(200, 'POST', `/v1/campaigns/${id}/approval`, { json: { by: 'b' } });
  await until('the campaign to be finished', async () => (await http.expect(200, 'GET', `/v1/campaigns/${id}`)).json.state === 'finished');
  return id;
}

test('a day of the zone has its joins, its leaves, and who is a member at its end', async () => {
  await dial(AIGUL, '*555*1#');
  await dial(BERIK, '*555*1#');
  await clock('2016-03-05T23:59:59+06:00');
  await dial(BERIK, '*555*2#');
  await clock('2016-03-06T00:00:00+06:00');
  await dial(BERIK, '*555*1#');
  await clock('2016-03-08T10:00:00+06:00');
  const { days, from, until: end } = await membership('?from=2016-03-04&until=2016-03-09');
  assert.deepEqual([from, end], ['2016-03-04', '2016-03-09']);
  assert.deepEqual(days, [
    { day: '2016-03-04', joins: 0, leaves: 0, members: 0 },
    { day: '2016-03-05', joins: 2, leaves: 1, members: 1 },
    { day: '2016-03-06', joins: 1, leaves: 0, members: 2 },
    { day: '2016-03-07', joins: 0, leaves: 0, members: 2 },
    { day: '2016-03-08', joins: 0, leaves: 0, members: 2 },
  ]);
});

test('without days it is the last 31, today included', async () => {
  const { days, as_of } = await membership();
  assert.equal(days.length, 31);
  assert.equal(days.at(-1).day, '2016-03-08');
  assert.match(as_of, /^2016-03-08T10:00:00\+06:00/);
});

test('days that are none, none at all, or too many are refused by field, and so are other roles', async () => {
  for (const [query, field] of [
    ['from=5', 'from'], ['until=2016-02-30', 'until'], ['from=2016-03-05T00:00:00Z', 'from'],
    ['from=2016-03-05&until=2016-03-05', 'until'], ['from=2000-01-01&until=2016-01-01', 'from'],
  ]) {
    assert.equal((await http.expect(422, 'GET', `/v1/membership?${query}`)).json.field, field, query);
  }
  for (const role of ['care', 'network', 'partner']) await http.expect(403, 'GET', '/v1/membership', { token: server.token(role) });
  for (const role of ['finance', 'partner']) await http.expect(403, 'GET', '/v1/contacts/audit', { token: server.token(role) });
});

test('the audit has the most of one subscriber by month, and nothing after a leave', async () => {
  await sendTo(AIGUL, BERIK);
  await sendTo(AIGUL);
  await dial(AIGUL, '*555*2#');
  await sendTo(AIGUL, BERIK);
  await clock('2016-04-05T10:00:00+06:00');
  await sendTo(BERIK);
  const { months, after_leave } = await audit();
  assert.deepEqual(months.map(({ month, messages }) => [month, messages.most, messages.cap, messages.contacts]), [
    ['2016-03', 2, 10, 4],
    ['2016-04', 1, 10, 1],
  ]);
  assert.deepEqual(months.map(({ surveys }) => [surveys.most, surveys.cap]), [[0, 2], [0, 2]]);
  assert.deepEqual(after_leave, { leaves: 2, under_way: 0, contacts: 0, longest_seconds: null });
});

test('both are the same after a restart', async () => {
  const before = [await membership('?from=2016-03-01&until=2016-04-05'), await audit()];
  await server.stop('SIGKILL');
  await server.start();
  const { days } = await membership('?from=2016-03-01&until=2016-04-05');
  assert.deepEqual(days, before[0].days);
  assert.deepEqual((await audit()).months, before[1].months);
});

test("a subscriber's contacts of any month are told, however long ago it was", async () => {
  await clock('2016-05-10T10:00:00+06:00');
  await dial(DANA, '*555*1#');
  const sent = [await sendTo(DANA), await sendTo(DANA)];
  await clock('2016-09-01T10:00:00+06:00');
  const contacts = async (query, status = 200) => (await http.expect(status, 'GET', `/v1/subscribers/${DANA}/contacts${query}`)).json;
  const may = await contacts('?month=2016-05');
  assert.deepEqual([may.month, may.messages, may.surveys.used], ['2016-05', { used: 2, of: 10 }, 0]);
  assert.deepEqual(may.contacts.map(({ campaign, month }) => [campaign, month]), sent.map((id) => [id, '2016-05']));
  for (const month of ['2016-04', '2016-06', '2016-09']) {
    const { messages, contacts: none } = await contacts(`?month=${month}`);
    assert.deepEqual([messages.used, none], [0, []], month);
  }
  assert.deepEqual((await contacts('')).messages.used, 0);
  for (const month of ['2016-10', '2016-13', '2016-5', 'May', '']) {
    assert.equal((await contacts(`?month=${month}`, 422)).field, 'month', month);
  }
});
