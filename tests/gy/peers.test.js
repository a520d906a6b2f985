// Who may ask what, and for whom (facts of the field: a host admitted by its address alone can say it is anybody, end
// another's session, and learn a balance by bisection).

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { avp, DiameterClient, find, number } from '../lib/diameter.js';
import { RequestedAction, smsEvent } from '../lib/gy.js';
import { initial, MB, Network, termination, update } from './network.js';

const network = Network.forTests();
const money = async (who) => (await network.has(who)).main;
const connect = (host) => DiameterClient.connect(network.server.gyPort, { host });
/** A connection under another Origin-Host in its requests. */
const as = (client, host) => ({ host, realm: client.realm, peer: client.peer, request: client.request.bind(client) });

/** An SMS's event; its answer. */
const event = (client, who, action, { sessionId = randomUUID(), units = 1 } = {}) => {
  const avps = smsEvent(client, { sessionId, from: who.msisdn, to: '77019999999', at: network.now, action });
  const octets = Buffer.alloc(8);
  octets.writeBigUInt64BE(BigInt(units));
  return client.request(272, 4, avps.map((each) => (each.readUInt32BE(0) === 456 ? avp(456, [avp(437, [avp(417, octets)])]) : each)));
};
const code = (answer) => number(answer, 268);
const ask = async (client, session, type, n, request) => (await session.ask(type, n, request, { client })).code;

/** The server again, with these peers. */
async function withPeers(lines) {
  const { server } = network;
  const text = readFileSync(server.config, 'utf8').replace(/\[\[gy\.peer\]\][^]*/, '');
  writeFileSync(server.config, text);
  appendFileSync(server.config, lines);
  await server.stop();
  await server.start();
  network.node = await connect('node.test');
}

test('without an entry: debits, prices, its own debits back; no balances', async () => {
  const who = await network.subscriber();
  const { node } = network;
  const sessionId = randomUUID();
  assert.equal(code(await event(node, who, RequestedAction.debit, { sessionId })), 2001);
  assert.equal(code(await event(node, who, RequestedAction.priceEnquiry)), 2001);
  const refused = await event(node, who, RequestedAction.checkBalance);
  assert.equal(code(refused), 5003);
  assert.equal(find(refused, 422), undefined, 'no Check-Balance-Result');
  await network.server.says(/CCR refused with 5003: it may not ask for balances: \[\[gy\.peer\]\] may = \[\.\.\., "balance"\]/);
  assert.equal(code(await event(node, who, RequestedAction.refund, { sessionId })), 2001);
  assert.equal(await money(who), '1000');
});

test('what another client has debited is not given back, whatever it is called', async () => {
  const who = await network.subscriber();
  const other = await connect('evil.example');
  const sessionId = randomUUID();
  assert.equal(code(await event(network.node, who, RequestedAction.debit, { sessionId, units: 3 })), 2001);
  assert.equal(code(await event(other, who, RequestedAction.refund, { sessionId, units: 3 })), 5012);
  assert.equal(code(await event(other, who, RequestedAction.refund, { units: 3 })), 5012);
  assert.equal(await money(who), '979');
  other.drop();
});

test('a session is its client\'s, also after a restart', async () => {
  const who = await network.subscriber();
  const session = network.session(who);
  assert.equal(await ask(network.node, session, initial, 0, { requested: MB }), 2001);
  for (const again of [async () => {}, () => withPeers('')]) {
    await again();
    const other = await connect('evil.example');
    for (const [type, n, request] of [[termination, 1, { used: 0 }], [update, 1, { used: 5000 * MB }]]) {
      assert.equal(await ask(other, session, type, n, request), 5002);
    }
    other.drop();
  }
  await network.later(60);
  assert.equal(await ask(network.node, session, termination, 1, { used: MB }), 2001);
});

test('nobody without an entry speaks for who is connected, with that one\'s Origin-Host in its requests', async () => {
  const who = await network.subscriber();
  const session = network.session(who);
  assert.equal(await ask(network.node, session, initial, 0, { requested: MB }), 2001);
  const other = await connect('evil.example');
  const disguised = as(other, 'NODE.test');
  assert.equal(await ask(disguised, session, termination, 1, { used: 0 }), 5003);
  await network.server.says(/CCR refused with 5003: its Origin-Host is another peer's: \[\[gy\.peer\]\] agent = true/);
  other.drop();
  assert.equal(await ask(network.node, session, termination, 1, { used: 0 }), 2001);
});

test('who names another client\'s next request first takes nothing from it, and hears nothing of its answers', async () => {
  const [who, somebody] = [await network.subscriber(), await network.subscriber()];
  const session = network.session(who);
  const own = session.ask.bind(session);
  assert.equal((await own(initial, 0, { requested: MB })).code, 2001);
  const other = await connect('evil.example');
  const { code: heard, services } = await session.ask(initial, 0, { requested: MB }, { client: other });
  assert.deepEqual([heard, (services ?? []).some(({ granted }) => granted > 0)], [5002, false]);
  const theirs = network.session(somebody);
  const taken = await theirs.ask(termination, 1, { used: MB }, { client: other, session: { sessionId: session.sessionId } });
  assert.equal(taken.code, 5002);
  assert.equal((await own(termination, 1, { used: MB })).code, 2001);
  assert.equal(await money(who), '979.84');
  other.drop();
});

test('a connection is one host\'s: a second CER under another name is refused', async () => {
  const client = await connect('first.test');
  const again = await client.request(257, 0, [
    avp(264, 'second.test'), avp(296, client.realm), avp(257, Buffer.from([0, 1, 127, 0, 0, 1])), avp(266, 0),
    avp(269, 'tests', { mandatory: false }), avp(258, 4),
  ]);
  assert.equal(code(again), 3010);
  client.drop();
});

test('rights by entry; a name belongs to its address; only an agent speaks for who has an entry', async () => {
  await withPeers(`[[gy.peer]]
origin_host = "care.test"
address = "127.0.0.1"
may = ["refund", "balance"]
[[gy.peer]]
origin_host = "far.test"
address = ["10.1.2.3", "10.1.3.0/24"]
[[gy.peer]]
origin_host = "node.test"
[[gy.peer]]
origin_host = "dra.test"
agent = true
`);
  const who = await network.subscriber();
  const [care, dra, unnamed] = await Promise.all(['CARE.test', 'dra.test', 'unnamed.test'].map(connect));
  const sessionId = randomUUID();
  assert.equal(code(await event(network.node, who, RequestedAction.debit, { sessionId })), 2001);
  assert.equal(code(await event(care, who, RequestedAction.checkBalance)), 2001);
  assert.equal(code(await event(care, who, RequestedAction.debit)), 5003);
  assert.equal(code(await event(care, who, RequestedAction.priceEnquiry)), 5003);
  assert.equal(code(await event(care, who, RequestedAction.refund, { sessionId })), 2001, 'of anybody');
  await assert.rejects(connect('far.test'), /CEA says 3010/);
  await network.server.says(/CER refused with 3010: its Origin-Host has another address in \[\[gy\.peer\]\]/);
  assert.equal(code(await event(as(unnamed, 'node.test'), who, RequestedAction.debit)), 5003);
  assert.equal(code(await event(as(network.node, 'behind.test'), who, RequestedAction.debit)), 5003, 'it is no agent');
  assert.equal(code(await event(as(dra, 'node.test'), who, RequestedAction.debit)), 2001);
  assert.equal(code(await event(as(unnamed, 'behind.test'), who, RequestedAction.debit)), 2001, 'whoever has no entry');
  for (const client of [care, dra, unnamed]) client.drop();
});

test('SIGHUP: new rights hold for who is connected, and who is somebody else now has to leave', async () => {
  const who = await network.subscriber();
  const unnamed = await connect('unnamed.test');
  assert.equal(code(await event(unnamed, who, RequestedAction.checkBalance)), 5003);
  appendFileSync(network.server.config, '[[gy.peer]]\norigin_host = "unnamed.test"\nmay = ["debit", "balance"]\n');
  network.server.signal('SIGHUP');
  await network.server.says(/reloaded .*\[\[gy\.peer\]\]/);
  assert.equal(code(await event(unnamed, who, RequestedAction.checkBalance)), 2001);
  assert.equal(code(await event(unnamed, who, RequestedAction.priceEnquiry)), 5003);
  unnamed.drop();
});

test('an entry that names nobody, an address that is none: one line that says what to write', async () => {
  const { server } = network;
  await server.stop();
  const text = readFileSync(server.config, 'utf8');
  for (const [lines, line] of [
    ['[[gy.peer]]\nagent = true\n', /\[\[gy\.peer\]\] names nobody; write its origin_host, its address, or both/],
    ['[[gy.peer]]\naddress = "10.0.0.300"\n', /\[\[gy\.peer\]\] address: "10\.0\.0\.300" is no address/],
    ['[[gy.peer]]\norigin_host = "a.test"\nmay = ["debits"]\n', /is "debits"; write "debit", "refund", "price" or "balance"/],
  ]) {
    writeFileSync(server.config, text + lines);
    await assert.rejects(server.start(), line);
  }
  writeFileSync(server.config, text);
  await server.start();
  network.node = await connect('node.test');
});
