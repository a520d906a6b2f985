// freeDiameter as the network's client: whole sessions and events, each answer held against its dictionary and read by
// tshark.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { mayAll, MB, Network } from '../gy/network.js';
import { Server } from '../lib/server.js';
import { Capture } from './capture.js';
import { all, CLIENT, FreeDiameter, value } from './freediameter.js';

const OCS = { host: 'ocs.peers.test', realm: 'peers.test' };
const INITIAL = 1, UPDATE = 2, TERMINATION = 3, EVENT = 4;
const DEBIT = 0, REFUND = 1, CHECK_BALANCE = 2, PRICE_ENQUIRY = 3;
const HOME = ['3GPP-SGSN-MCC-MNC', '40102'];

const network = new Network();
let capture, client;

before(async () => {
  network.server = await Server.start({
    gy: `origin_host = "${OCS.host}"\norigin_realm = "${OCS.realm}"\n${mayAll(CLIENT.host)}`,
  });
  await network.at('2016-03-05 10:00');
  capture = await Capture.of(network.server.gyPort);
  client = await FreeDiameter.connect({ port: network.server.gyPort, ...OCS });
});

after(async () => {
  await client?.kill();
  capture?.remove();
  await network.server.remove();
});

const mscc = (...avps) => ['Multiple-Services-Credit-Control', avps];
const requested = (...units) => ['Requested-Service-Unit', units];
const used = (...units) => ['Used-Service-Unit', units];

function request(sessionId, context, type, number, who, avps) {
  return [
    ['Session-Id', sessionId],
    ['Destination-Realm', OCS.realm],
    ['Auth-Application-Id', 4],
    ['Service-Context-Id', context],
    ['CC-Request-Type', type],
    ['CC-Request-Number', number],
    ...(who ? [['Subscription-Id', [['Subscription-Id-Type', 0], ['Subscription-Id-Data', who.msisdn]]]] : []),
    ...avps,
  ];
}

/** Sends it; the answer, to which the dictionary has no objection and which echoes what it must. */
async function ask(avps) {
  const answer = await client.send(avps);
  assert.deepEqual([answer.name, answer.objections], ['Credit-Control-Answer', []]);
  const asked = Object.fromEntries(avps.filter(([, v]) => !Array.isArray(v)));
  for (const name of ['Session-Id', 'CC-Request-Type', 'CC-Request-Number', 'Auth-Application-Id']) {
    assert.equal(value(answer, name), String(asked[name]), name);
  }
  assert.equal(value(answer, 'Origin-Host'), OCS.host);
  assert.equal(value(answer, 'Origin-Realm'), OCS.realm);
  return answer;
}

const services = (answer) => all(answer, 'Multiple-Services-Credit-Control');
const code = (answer) => Number(value(answer, 'Result-Code'));

const data = (id, type, number, who, ...avps) =>
  ask(request(id, '32251@3gpp.org', type, number, who, [
    ['Multiple-Services-Indicator', 1], ...avps, ['Service-Information', [['PS-Information', [HOME]]]],
  ]));

test('a data session of two rating groups: one MSCC for each, its group echoed, and its use charged', async () => {
  const who = await network.subscriber({ bonus: true });
  const id = randomUUID();
  const groups = [10, 20];
  const ofGroups = (...avps) => groups.map((group) => mscc(...avps, ['Rating-Group', group]));
  const megabyte = [['CC-Total-Octets', MB]];
  for (const [type, number, avps] of [
    [INITIAL, 0, [requested(...megabyte)]],
    [UPDATE, 1, [requested(...megabyte), used(...megabyte)]],
  ]) {
    const answer = await data(id, type, number, who, ...ofGroups(...avps));
    assert.equal(code(answer), 2001);
    assert.deepEqual(services(answer).map((s) => Number(value(s, 'Rating-Group'))), groups);
    for (const service of services(answer)) {
      assert.equal(code(service), 2001);
      assert.equal(all(service, 'Granted-Service-Unit').length, 1);
      assert.equal(value(service, 'Granted-Service-Unit', 'CC-Total-Octets'), String(MB));
      assert.ok(Number(value(service, 'Validity-Time')) > 0);
    }
  }
  const ended = await data(id, TERMINATION, 2, who, ...ofGroups(used(['CC-Total-Octets', 0])));
  assert.equal(code(ended), 2001);
  assert.deepEqual(services(ended).map((s) => [code(s), all(s, 'Granted-Service-Unit').length]), [[2001, 0], [2001, 0]]);
  assert.deepEqual(await network.has(who), { main: '1000', bonus: '459.68' });
});

test('a call: seconds granted, Service-Identifier and Rating-Group echoed', async () => {
  const who = await network.subscriber({ bonus: true });
  const id = randomUUID();
  const call = (type, number, ...avps) =>
    ask(request(id, 'ext.01.001.8.32260@3gpp.org', type, number, { msisdn: `+${who.msisdn}` }, [
      mscc(...avps, ['Service-Identifier', 1000], ['Rating-Group', 100]),
      ['Service-Information', [['IMS-Information', [
        ['Role-Of-Node', 0], ['Called-Party-Address', 'tel:+77019999999'],
        ['Access-Network-Information', '3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=4010200010019B01'],
      ]]]],
    ]));
  const [begun] = services(await call(INITIAL, 0, requested(['CC-Time', 30])));
  assert.equal(value(begun, 'Granted-Service-Unit', 'CC-Time'), '30');
  assert.deepEqual([value(begun, 'Service-Identifier'), value(begun, 'Rating-Group')], ['1000', '100']);
  assert.equal(code(await call(UPDATE, 1, requested(['CC-Time', 30]), used(['CC-Time', 30]))), 2001);
  assert.equal(code(await call(TERMINATION, 2, used(['CC-Time', 0]))), 2001);
  assert.deepEqual(await network.has(who), { main: '1000', bonus: '491.65' });
});

const sms = (who, action, id = randomUUID()) =>
  ask(request(id, '32274@3gpp.org', EVENT, 0, who, [
    ['Requested-Action', action],
    mscc(requested(['CC-Service-Specific-Units', 1]), ['Service-Identifier', 1]),
    ['Service-Information', [
      ['PS-Information', [HOME]],
      ['SMS-Information', [['Recipient-Info', [
        ['Recipient-Address', [['Address-Type', 1], ['Address-Data', '77019999999']]],
      ]]]],
    ]],
  ]));

test('an SMS: its price, whether it can be paid, its debit, and the debit given back', async () => {
  const who = await network.subscriber({ bonus: true });
  const price = await sms(who, PRICE_ENQUIRY);
  const unit = (name) => Number(value(price, 'Cost-Information', 'Unit-Value', name));
  assert.equal(unit('Value-Digits') * 10 ** unit('Exponent'), 7);
  assert.equal(value(await sms(who, CHECK_BALANCE), 'Check-Balance-Result'), '0');
  const id = randomUUID();
  const [service] = services(await sms(who, DEBIT, id));
  assert.equal(value(service, 'Granted-Service-Unit', 'CC-Service-Specific-Units'), '1');
  assert.equal((await network.has(who)).bonus, '493');
  assert.equal(code(await sms(who, REFUND, id)), 2001);
  assert.equal((await network.has(who)).bonus, '500');
});

test('the last credit: what is left, with a Final-Unit-Indication to terminate, and then 4012', async () => {
  const who = await network.subscriber({ main: '5' });
  const ask = (...group) => data(randomUUID(), INITIAL, 0, who, mscc(requested(['CC-Total-Octets', MB]), ...group));
  const [last] = services(await ask(['Rating-Group', 1]));
  assert.equal(value(last, 'Final-Unit-Indication', 'Final-Unit-Action'), '0');
  assert.ok(Number(value(last, 'Granted-Service-Unit', 'CC-Total-Octets')) < MB);
  const none = await ask(['Rating-Group', 2]);
  assert.deepEqual([code(none), code(services(none)[0]), value(services(none)[0], 'Rating-Group')], [4012, 4012, '2']);
});

test('a top-up asks for a report, and the dictionary likes the Re-Auth-Request', async () => {
  const who = await network.subscriber({ main: '5' });
  const id = randomUUID();
  await data(id, INITIAL, 0, who, mscc(requested(['CC-Total-Octets', MB]), ['Rating-Group', 1]));
  await network.http.expect([200, 201, 204], 'POST', `${who.path}/topups`, { json: { amount: '100' } });
  const asked = await client.next();
  assert.deepEqual([asked.name, asked.objections], ['Re-Auth-Request', []]);
  assert.equal(value(asked, 'Session-Id'), id);
  assert.equal(value(asked, 'Destination-Host'), client.host);
  const report = used(['CC-Total-Octets', 0]);
  assert.equal(code(await data(id, TERMINATION, 1, who, mscc(report, ['Rating-Group', 1]))), 2001);
});

test('nobody known is 5030, no session 5002', async () => {
  const service = mscc(requested(['CC-Total-Octets', MB]), ['Rating-Group', 1]);
  assert.equal(code(await data(randomUUID(), INITIAL, 0, { msisdn: '77019876543' }, service)), 5030);
  assert.equal(code(await data(randomUUID(), UPDATE, 1, await network.subscriber(), service)), 5002);
});

test('a context that is not served and one that is missing: the dictionary likes what Failed-AVP has', async () => {
  const who = await network.subscriber();
  const foreign = await ask(request(randomUUID(), '32299@3gpp.org', INITIAL, 0, who, []));
  assert.deepEqual([code(foreign), value(foreign, 'Failed-AVP', 'Service-Context-Id')], [5031, '32299@3gpp.org']);
  const without = request(randomUUID(), '', INITIAL, 0, who, []).filter(([name]) => name !== 'Service-Context-Id');
  const missing = await ask(without);
  assert.deepEqual([code(missing), value(missing, 'Failed-AVP', 'Service-Context-Id')], [5005, '0x00']);
});

test('tshark finds nothing wrong in what was sent to freeDiameter', async () => {
  await client.close();
  await capture.end();
  const { 257: capabilities, 258: reAuth, 272: creditControl, 282: goodbye } = capture.commands();
  assert.ok(capabilities === 1 && reAuth >= 1 && creditControl >= 15 && goodbye === 1, JSON.stringify(capture.commands()));
  assert.deepEqual(capture.findings(), []);
});
