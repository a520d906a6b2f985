// A campaign's text on one's own handset: marked, without a slot, before any approval, and to nobody else.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freePort, Server } from '../lib/server.js';
import { Smsc, smscLink } from '../lib/smsc.js';
import { until as waited } from '../lib/until.js';

let server, http, smsc;
const handset = '77010000001', stranger = '77010000002';
const PLAN = {
  partner: 'Coffee', name: 'Latte', kind: 'message', channel: 'sms', texts: { kk: 'Кофе', ru: 'Кофе!' }, audience: {},
};
const planned = async (json = {}) =>
  (await http.expect(201, 'POST', '/v1/campaigns', { json: { ...PLAN, ...json } })).json.id;
const send = (status, id, json) => http.expect(status, 'POST', `/v1/campaigns/${id}/test`, { json });

const until = (holds, what) => waited(what, holds, 20);

before(async () => {
  smsc = new Smsc(await freePort());
  await smsc.start();
  server = await Server.start({ extra: `[outreach]\ntest_handsets = ["+${handset}"]\n${smscLink(smsc.port)}` });
  http = server.http;
  await http.expect(200, 'POST', '/v1/clock', { json: { now: '2016-03-07T23:00:00+06:00' } });
  const json = { brand: 'activ', tariff: 'Time to Talk', language: 'ru', main: '10' };
  await http.expect(201, 'PUT', `/v1/subscribers/${handset}`, { json });
  await http.expect(200, 'POST', `/v1/subscribers/${handset}/dial`, { json: { text: '*555*1#' } });
  await until(() => smsc.isBound, 'the link is bound');
});
after(async () => {
  await server.remove();
  await smsc.stop();
});

test('a test goes out marked, at any hour and unapproved, and takes no slot', async () => {
  const { json } = await send(200, await planned(), { to: handset, language: 'ru' });
  assert.deepEqual(json, { to: handset, text: 'TEST Кофе!', network: 'accepted' });
  assert.deepEqual(smsc.messages.map(({ to, text }) => [to, text]), [[handset, 'TEST Кофе!']]);
  const { json: contacts } = await http.expect(200, 'GET', `/v1/subscribers/${handset}/contacts`);
  assert.equal(contacts.messages.used, 0);
  assert.deepEqual(contacts.contacts, []);
  const line = new RegExp(`campaign \\d+: a test to ${handset} by admin: accepted`);
  await until(() => line.test(server.log), 'the log says so');
});

test('nobody gets one whom the configuration does not name', async () => {
  const { json } = await send(422, await planned(), { to: stranger });
  assert.equal(json.field, 'to');
  assert.match(json.detail, /test_handsets/);
  assert.ok(smsc.messages.every(({ to }) => to === handset));
});

test('a test that does not fit with its mark says so', async () => {
  const { json } = await send(422, await planned({ channel: 'ussd', texts: { kk: 'ә'.repeat(79) } }), { to: handset });
  assert.match(json.detail, /84 letters, 79 fit/);
});

test('what the network says is told', async () => {
  smsc.behaviour = () => 'refuse';
  assert.equal((await send(200, await planned(), { to: handset })).json.network, 'refused');
  smsc.behaviour = () => 'ok';
  assert.equal((await send(200, await planned({ channel: 'call' }), { to: handset })).json.network, 'unsent');
});

test('nothing goes while all contacts are stopped, nor for a campaign that is not there', async () => {
  const id = await planned();
  await http.expect(200, 'POST', '/v1/contacts/stop', { json: {} });
  await send(409, id, { to: handset });
  await http.expect(200, 'POST', '/v1/contacts/resume', { json: {} });
  await send(404, 999, { to: handset });
});
