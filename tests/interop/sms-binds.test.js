// Several binds to an SMSC, or to two: messages go over all of them, receipts come over any, and one that is gone costs
// nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freePort, Server } from '../lib/server.js';
import { Smsc, smscLink } from '../lib/smsc.js';
import { until } from '../lib/until.js';

const MEMBERS = 60;
const numberOf = (member) => `7701${String(member).padStart(7, '0')}`;
const NUMBERS = Array.from({ length: MEMBERS }, (_, i) => numberOf(i + 1));
let server;
let first;
let second;

before(async () => {
  first = new Smsc(await freePort());
  second = new Smsc(await freePort());
  await Promise.all([first.start(), second.start()]);
  const links = [[first, 'a1'], [first, 'a2'], [second, 'b']].map(([{ port }, name]) => smscLink(port, { name }));
  server = await Server.start({ extra: links.join('') });
  await server.http.expect(200, 'POST', '/v1/clock', { json: { now: '2016-03-07T10:00:00+06:00' } });
  for (const [i, number] of NUMBERS.entries()) {
    const json = { imsi: String(401020000000001 + i), brand: 'activ', tariff: 'Time to Talk', language: 'kk' };
    await server.http.expect(201, 'PUT', `/v1/subscribers/${number}`, { json });
    await server.http.expect(200, 'POST', `/v1/subscribers/${number}/dial`, { json: { text: '*555*1#' } });
  }
  await until('three binds', () => first.binds === 2 && second.binds === 1);
});
after(async () => {
  await server?.remove();
  await Promise.all([first, second].map((smsc) => smsc?.stop()));
});

/** To everybody; how many are delivered in the end. */
async function delivered(name) {
  const { http } = server;
  const json = { partner: 'Coffee', name, kind: 'message', channel: 'sms', texts: { kk: name }, audience: {}, by: 'm' };
  const { id } = (await http.expect(201, 'POST', '/v1/campaigns', { json })).json;
  await http.expect(200, 'POST', `/v1/campaigns/${id}/approval`, { json: { by: 'chief' } });
  let waterfall;
  await until(`what became of "${name}"`, async () => {
    ({ waterfall } = (await http.expect(200, 'GET', `/v1/campaigns/${id}`)).json);
    return waterfall.delivered + waterfall.failed + waterfall.unknown + waterfall.returned === MEMBERS;
  });
  return waterfall.delivered;
}
const of = (smsc, text) => smsc.messages.filter((message) => message.text === text);
const bindsOf = (smsc, text) => new Set(of(smsc, text).map(({ bind }) => bind));

test('messages go over every bind, and receipts find them over another one', async () => {
  assert.equal(await delivered('All'), MEMBERS);
  assert.deepEqual([...bindsOf(first, 'All')].sort(), [1, 2], 'the receipts of both came over the first');
  assert.ok(of(second, 'All').length > 0);
});

test('while an SMSC is gone the other takes them all, each once', async () => {
  await second.stop();
  await until('the link to be down', async () => /\bb\b.*(closed|connect|lost|reset)/i.test(server.log));
  assert.equal(await delivered('One'), MEMBERS);
  assert.deepEqual(of(first, 'One').map(({ to }) => to).sort(), NUMBERS);
  second = new Smsc(second.port);
  await second.start();
  await until('the bind', () => second.isBound);
  assert.equal(await delivered('Both'), MEMBERS);
  assert.ok(of(second, 'Both').length > 0);
});
