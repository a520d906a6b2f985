// Re-Auth-Requests (U14) go the way that a session's requests came: over its connection, another one of that peer's, or
// through the agent that forwarded them (RFC 6733 §2.8, §6.1.4).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DiameterClient } from '../lib/diameter.js';
import { until } from '../lib/until.js';
import { initial, MB, Network } from './network.js';

const agents = ['dra1.test', 'dra2.test'].map((host) => `[[gy.peer]]\norigin_host = "${host}"\nagent = true\n`);
const network = Network.forTests({ gy: agents.join('') });
const connect = (host) => DiameterClient.connect(network.server.gyPort, { host });

/** Somebody with a session of this client's, over this connection. */
async function session(client, origin = client.host) {
  const who = await network.subscriber();
  const opened = await network.session(who).ask(initial, 0, { requested: MB }, { client: view(client, origin) });
  assert.equal(opened.code, 2001);
  return who;
}

/** The connection under another Origin-Host: what an agent forwards. */
const view = (client, host) => ({ host, realm: client.realm, peer: client.peer, request: client.request.bind(client) });

/** Which of these connections are asked when the person tops up. */
async function asked(who, clients) {
  const by = [];
  clients.forEach((client, i) => (client.reAuth = () => by.push(i)));
  await network.http.expect(201, 'POST', `${who.path}/topups`, { json: { amount: '5' }, headers: { 'Idempotency-Key': who.msisdn } });
  await until('somebody to be asked for a report', () => by.length > 0, 10);
  return by;
}

const gone = (client) => {
  client.drop();
  return until('the connection to be over', async () => {
    const { text } = await network.http.expect(200, 'GET', '/metrics', { token: network.server.token('network') });
    return Number(/airperk_link_events_total\{link="charging",kind="diameter",what="peers"\} (\d+)/.exec(text)[1]) === open - 1;
  }).then(() => (open -= 1));
};
let open = 1; // the network's own node

async function connected(host) {
  const client = await connect(host);
  open += 1;
  return client;
}

test('the newer of two connections of a client is gone: asked over the older one', async () => {
  const first = await connected('pgw.test'), other = await connected('smsc.test');
  const who = await session(first);
  await gone(await connected('pgw.test'));
  assert.deepEqual(await asked(who, [first, other]), [0]);
  await gone(first);
  await gone(other);
});

test('the connection is gone: asked over another one of that peer', async () => {
  const first = await connected('pgw.test'), second = await connected('PGW.test'), other = await connected('smsc.test');
  const who = await session(first);
  await gone(first);
  assert.deepEqual(await asked(who, [second, other]), [0]);
  await gone(second);
  await gone(other);
});

test('a client behind one of two agents: asked through that one, and after it through the client itself', async () => {
  const one = await connected('dra1.test'), two = await connected('dra2.test');
  const who = await session(one, 'pgw.behind.test');
  assert.deepEqual(await asked(who, [one, two]), [0]);
  await gone(one);
  const itself = await connected('pgw.behind.test');
  const later = await session(two, 'pgw.behind.test');
  await gone(two);
  assert.deepEqual(await asked(later, [itself, network.node]), [0]);
  await gone(itself);
});
