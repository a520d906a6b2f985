// A request is known by its Session-Id and CC-Request-Number (RFC 8506 §8.2), and by what it asks; for hours, and across
// restarts. That it is recognised where memory has forgotten it is shown in src/engine/repetition_test.cpp.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { avp, DiameterClient, number, RETRANSMITTED } from '../lib/diameter.js';
import { smsEvent } from '../lib/gy.js';
import { initial, MB, Network, termination, update } from './network.js';

const network = Network.forTests();
const money = async (who) => (await network.has(who)).main;

/** An SMS's code; `number`: its CC-Request-Number. */
async function sms(who, {
  sessionId = randomUUID(), number: n = 0, at = network.now, to = '77019999999', flags = 0, client = network.node,
} = {}) {
  const avps = smsEvent(client, { sessionId, from: who.msisdn, to, at });
  const numbered = avps.map((octets) => (octets.readUInt32BE(0) === 415 ? avp(415, n) : octets));
  return number(await client.request(272, 4, numbered, { flags }), 268);
}

test('§8.2: events of one Session-Id are told apart by their numbers', async () => {
  const who = await network.subscriber();
  const sessionId = randomUUID();
  for (const n of [0, 1, 2]) assert.equal(await sms(who, { sessionId, number: n, to: `7701999999${n}` }), 2001);
  for (const n of [2, 1, 0]) assert.equal(await sms(who, { sessionId, number: n, to: `7701999999${n}` }), 2001);
  assert.equal(await money(who), '979');
});

test('§8.15: what was stored, and comes marked T after a restart and hours, is one debit', async () => {
  const who = await network.subscriber();
  const event = { sessionId: randomUUID(), at: network.now };
  assert.equal(await sms(who, event), 2001);
  await network.later(40 * 3600);
  await network.server.stop();
  await network.server.start();
  network.node = await DiameterClient.connect(network.server.gyPort, { host: 'node.test' });
  assert.equal(await sms(who, { ...event, flags: RETRANSMITTED }), 2001);
  assert.equal(await sms(who, event), 2001);
  assert.equal(await money(who), '993');
});

test('§8.15: a debit that its client\'s other node sends again is one debit', async () => {
  const who = await network.subscriber();
  const event = { sessionId: randomUUID(), at: network.now };
  assert.equal(await sms(who, event), 2001);
  await network.server.stop();
  await network.server.start();
  network.node = await DiameterClient.connect(network.server.gyPort, { host: 'node.test' });
  const other = await DiameterClient.connect(network.server.gyPort, { host: 'other-node.test' });
  assert.equal(await sms(who, { ...event, client: other, flags: RETRANSMITTED }), 2001);
  assert.equal(await money(who), '993');
  other.drop();
});

test('two clients that give one name to two debits have one each, and nobody takes another\'s names', async () => {
  const [one, another] = [await network.subscriber(), await network.subscriber()];
  const other = await DiameterClient.connect(network.server.gyPort, { host: 'other-node.test' });
  const sessionId = `1;${randomUUID()}`;
  for (const flags of [0, RETRANSMITTED]) {
    assert.equal(await sms(one, { sessionId, flags }), 2001);
    assert.equal(await sms(another, { sessionId, flags, client: other }), 2001);
    assert.deepEqual([await money(one), await money(another)], ['993', '993']);
  }
  assert.equal(await sms(another, { sessionId, client: other, to: '77019999998' }), 5012, 'its own name was used');
  other.drop();
});

test('§8.15: what is marked T and older than anybody remembers is refused, and told', async () => {
  const who = await network.subscriber();
  const event = { sessionId: randomUUID(), at: network.now - 49 * 3600 };
  assert.equal(await sms(who, { ...event, flags: RETRANSMITTED }), 5012);
  await network.server.says(new RegExp(`Session-Id ${event.sessionId}.*48 hours`));
  assert.equal(await money(who), '1000');
});

test('another subscriber under a name that was used: refused and told, and the first one goes on', async () => {
  const one = await network.subscriber();
  const other = await network.subscriber();
  const sessionId = `session;${randomUUID()}`;
  const ask = (who, type, n, request) => network.session(who).ask(type, n, request, { session: { sessionId } });
  assert.equal((await ask(one, initial, 0, { requested: MB })).code, 2001);
  assert.equal((await ask(other, initial, 0, { requested: MB })).code, 5012);
  await network.server.says(new RegExp(`Session-Id ${sessionId}.*another request has had the same name`));
  assert.equal((await ask(one, termination, 1, { used: MB })).code, 2001);
  assert.equal((await ask(other, termination, 1, { used: MB })).code, 5012);
  assert.deepEqual([await money(one), await money(other)], ['979.84', '1000']);
});

test('another type or content under a number that was used: refused, and nothing is charged twice', async () => {
  const who = await network.subscriber();
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  assert.equal((await session.ask(update, 0, { requested: MB, used: MB })).code, 5012);
  assert.equal((await session.ask(update, 1, { requested: MB, used: MB })).code, 2001);
  assert.equal((await session.ask(update, 1, { requested: MB, used: 2 * MB })).code, 5012);
  assert.equal((await session.ask(termination, 2, { used: 0 })).code, 2001);
  assert.equal(await money(who), '979.84');
});

test('the same request at another time, over another connection and with other flags is the same one', async () => {
  const who = await network.subscriber();
  const event = { sessionId: randomUUID() };
  assert.equal(await sms(who, event), 2001);
  assert.equal(await sms(who, { ...event, at: network.now + 30, flags: RETRANSMITTED }), 2001);
  assert.equal(await money(who), '993');
});
