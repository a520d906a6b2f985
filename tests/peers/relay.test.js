// Two freeDiameters as agents between a client and airperk (RFC 6733 §2.8.1): sessions go through either, the
// Re-Auth-Request comes back through one of them, and when one is killed nothing is charged twice, and nothing not at all.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { MB, Network } from '../gy/network.js';
import { Server } from '../lib/server.js';
import { until } from '../lib/until.js';
import { Capture } from './capture.js';
import { CLIENT, FreeDiameter, Relay, value } from './freediameter.js';

const OCS = { host: 'ocs.peers.test', realm: 'peers.test' };
const INITIAL = 1, UPDATE = 2, TERMINATION = 3;

const network = new Network();
let capture, client;
const relays = [];

before(async () => {
  const agents = ['dra1.relay.test', 'dra2.relay.test'].map((host) => `[[gy.peer]]\norigin_host = "${host}"\nagent = true\n`);
  network.server = await Server.start({
    gy: `origin_host = "${OCS.host}"\norigin_realm = "${OCS.realm}"\n${agents.join('')}[[gy.peer]]\norigin_host = "${CLIENT.host}"\n`,
  });
  await network.at('2016-03-05 10:00');
  capture = await Capture.of(network.server.gyPort);
  for (const host of ['dra1.relay.test', 'dra2.relay.test']) {
    relays.push(await Relay.start(host, { port: network.server.gyPort, ...OCS }));
  }
  await until('both agents to be connected', async () => (await peers()) === 2);
  client = await FreeDiameter.connect(...relays);
});

after(async () => {
  await client?.kill();
  for (const relay of relays) await relay.kill();
  capture?.remove();
  await network.server.stop();
  const { status, stdout, stderr } = network.server.command('verify');
  await network.server.remove();
  assert.equal(status, 0, stderr || stdout);
});

async function peers() {
  const { text } = await network.http.expect(200, 'GET', '/metrics', { token: network.server.token('network') });
  return Number(/airperk_link_events_total\{link="charging",kind="diameter",what="peers"\} (\d+)/.exec(text)[1]);
}

/** A data session's request; its answer. */
function data(id, type, number, who, units) {
  return client.send([
    ['Session-Id', id],
    ['Destination-Realm', OCS.realm],
    ['Auth-Application-Id', 4],
    ['Service-Context-Id', '32251@3gpp.org'],
    ['CC-Request-Type', type],
    ['CC-Request-Number', number],
    ['Subscription-Id', [['Subscription-Id-Type', 0], ['Subscription-Id-Data', who.msisdn]]],
    ['Multiple-Services-Credit-Control', [...units, ['Rating-Group', 1]]],
    ['Service-Information', [['PS-Information', [['3GPP-SGSN-MCC-MNC', '40102']]]]],
  ]);
}
const requested = ['Requested-Service-Unit', [['CC-Total-Octets', MB]]];
const used = ['Used-Service-Unit', [['CC-Total-Octets', MB]]];
const code = (answer) => Number(value(answer, 'Result-Code'));

test('sessions through agents: granted, charged, closed, without an objection', async () => {
  for (let i = 0; i < 10; i += 1) {
    const who = await network.subscriber({ bonus: true });
    const id = `${CLIENT.host};1;${randomUUID()}`;
    for (const [type, number, units] of [[INITIAL, 0, [requested]], [UPDATE, 1, [requested, used]], [TERMINATION, 2, [used]]]) {
      const answer = await data(id, type, number, who, units);
      assert.deepEqual([answer.name, answer.objections, code(answer)], ['Credit-Control-Answer', [], 2001]);
    }
    assert.deepEqual(await network.has(who), { main: '1000', bonus: '459.68' });
  }
});

test('a top-up asks the client for a report, through an agent', async () => {
  const who = await network.subscriber({ main: '5' });
  const id = `${CLIENT.host};2;${randomUUID()}`;
  assert.equal(code(await data(id, INITIAL, 0, who, [requested])), 2001);
  await network.http.expect(201, 'POST', `${who.path}/topups`, { json: { amount: '100' } });
  const asked = await client.next();
  assert.deepEqual([asked.name, asked.objections], ['Re-Auth-Request', []]);
  assert.equal(value(asked, 'Session-Id'), id);
});

test('one agent is killed in the middle: sessions go on through the other, each charged once', async () => {
  const people = await Promise.all(Array.from({ length: 6 }, () => network.subscriber({ bonus: true })));
  const ids = people.map(() => `${CLIENT.host};3;${randomUUID()}`);
  for (const [i, who] of people.entries()) assert.equal(code(await data(ids[i], INITIAL, 0, who, [requested])), 2001);
  await relays.shift().kill();
  await until('airperk to know that it is gone', async () => (await peers()) === 1);
  for (const [i, who] of people.entries()) {
    // What was under way may be lost with the agent: a client sends it again.
    let answer;
    for (let attempt = 0; attempt < 3 && code(answer ?? { avps: [] }) !== 2001; attempt += 1) {
      answer = await data(ids[i], TERMINATION, 1, who, [used]);
    }
    assert.equal(code(answer), 2001, JSON.stringify(answer));
    assert.deepEqual(await network.has(who), { main: '1000', bonus: '479.84' });
    assert.equal((await network.charges(who)).length, 1);
  }
});

test('tshark reads every octet, and finds nothing malformed', async () => {
  await capture.end();
  assert.deepEqual(capture.findings(), []);
});
