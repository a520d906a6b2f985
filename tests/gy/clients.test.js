// Requests shaped as real clients send them, answered so that each would go on; and which code goes where.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { avp, avp3gpp, find, number } from '../lib/diameter.js';
import { readAnswer, units } from '../lib/gy-session.js';
import { promised } from '../lib/until.js';
import { initial, MB, Network, termination, update } from './network.js';

const network = Network.forTests();

const base = (sessionId, context, type, requestNumber) => [
  avp(263, sessionId), avp(264, 'node.test'), avp(296, 'test'), avp(283, 'test'),
  avp(461, context), avp(416, type), avp(415, requestNumber),
];
const send = (avps) => network.node.request(272, 4, avps);

test('Open5GS: the answer has every AVP in its place, one MSCC without a rating group', async () => {
  const who = await network.subscriber({ bonus: true });
  const avps = [
    ...base(randomUUID(), '32251@3gpp.org', 1, 0), avp(258, 4),
    avp(443, [avp(450, 1), avp(444, who.imsi)]), avp(443, [avp(450, 0), avp(444, who.msisdn)]),
    avp(455, 0), avp(436, 0), avp(456, [avp(437, [units('data', 1_000_000)])]),
    avp3gpp(873, [avp3gpp(874, [avp3gpp(18, '40102')])]),
  ];
  const answer = await send(avps);
  assert.deepEqual(answer.avps.map((a) => a.code), [263, 268, 264, 296, 258, 416, 415, 456]);
  assert.deepEqual(find(answer, 456).avps.map((a) => a.code), [268, 431, 448]);
  assert.deepEqual(readAnswer(answer).services[0].granted.octets, 1_000_000);
});

test('Open5GS: the volume threshold is below the grant, and not sent with a final one', async () => {
  const asks = async (main, octets) => {
    const who = await network.subscriber({ main });
    return send([
      ...base(randomUUID(), '32251@3gpp.org', 1, 0), avp(258, 4), avp(443, [avp(450, 0), avp(444, who.msisdn)]),
      avp(456, [avp(437, [units('data', octets)])]), avp3gpp(873, [avp3gpp(874, [avp3gpp(18, '40102')])]),
    ]);
  };
  assert.equal(number(await asks('1000', 10 * MB), 456, 869), MB);
  assert.equal(find(await asks('1000', MB), 456, 869), undefined);
  const final = await asks('100', 10 * MB);
  assert.equal(number(final, 456, 430, 449), 0);
  assert.equal(find(final, 456, 869), undefined);
});

test('Kamailio: no top-level 258, an operator before the context, +E164, CC-Time', async () => {
  const who = await network.subscriber({ bonus: true });
  const id = randomUUID();
  const request = (type, n, service) => [
    ...base(id, 'ext.01.001.8.32260@3gpp.org', type, n), avp(260, [avp(266, 10415), avp(258, 4)]),
    avp(443, [avp(450, 0), avp(444, `+${who.msisdn}`)]),
    avp(456, [...service, avp(439, 1000), avp(432, 100)]),
    avp3gpp(873, [avp3gpp(876, [
      avp3gpp(829, 0), avp3gpp(831, `sip:${who.msisdn}@ims.test`), avp3gpp(832, 'sip:+77019999999@ims.test'),
      avp3gpp(1263, '3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=4010200010019B01'), avp3gpp(823, 'dummy'),
    ])]),
  ];
  const begun = await send(request(1, 0, [avp(437, [avp(420, 30)])]));
  assert.equal(number(begun, 268), 2001);
  assert.equal(number(begun, 456, 431, 420), 30);
  assert.equal(number(begun, 456, 432), 100);
  assert.equal(number(begun, 456, 439), 1000);
  assert.equal(number(await send(request(2, 1, [avp(437, [avp(420, 30)]), avp(446, [avp(420, 30)])])), 268), 2001);
  assert.equal(number(await send(request(3, 2, [avp(446, [avp(420, 0)])])), 268), 2001);
  assert.deepEqual(await network.has(who), { main: '1000', bonus: '491.65' });
});

test('RestComm SMSC: one event, the recipient in SMS-Information, the MSC as the place', async () => {
  const who = await network.subscriber({ bonus: true });
  const event = (msc) => [
    ...base(randomUUID(), '32274@3gpp.org', 4, 0), avp(258, 4), avp(436, 0),
    avp(443, [avp(450, 0), avp(444, who.msisdn)]),
    avp(456, [avp(437, [avp(417, Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]))]), avp(439, 1)]),
    avp3gpp(873, [avp3gpp(2000, [
      avp3gpp(1201, [avp3gpp(899, 1), avp3gpp(897, '77019999999')]),
      avp3gpp(2008, Buffer.concat([Buffer.from([0, 8]), Buffer.from(msc)])),
    ])]),
  ];
  assert.equal(number(await send(event('77010000099')), 268), 2001);
  assert.deepEqual(await network.has(who), { main: '1000', bonus: '493' });
  assert.equal(number(await send(event('4917000000')), 268), 2001);
  assert.equal((await network.has(who)).bonus, '493');
});

test('ergw: one MSCC for each rating group, the size left to the server, each answered', async () => {
  const who = await network.subscriber({ bonus: true });
  const groups = [1, 2, 3000];
  const answer = readAnswer(await send([
    ...base(randomUUID(), '14.32251@3gpp.org', 1, 0), avp(258, 4),
    avp(443, [avp(450, 1), avp(444, who.imsi)]), avp(455, 1),
    ...groups.map((group) => avp(456, [avp(432, group), avp(437, [])])),
    avp3gpp(873, [avp3gpp(874, [avp3gpp(18, '40102')])]),
  ]));
  assert.equal(answer.code, 2001);
  assert.deepEqual(answer.services.map((s) => [s.code, s.ratingGroup]), groups.map((g) => [2001, g]));
  for (const service of answer.services) assert.ok(service.granted.octets > 0 && service.validity > 0);
});

test('Magma: a CCR-I without MSCC: 2001; used octets are not added up twice', async () => {
  const who = await network.subscriber();
  const id = randomUUID();
  const head = (type, n) => [
    ...base(id, '32251@3gpp.org', type, n), avp(258, 4), avp(443, [avp(450, 1), avp(444, who.imsi)]),
    avp3gpp(873, [avp3gpp(874, [avp3gpp(18, '40102')])]),
  ];
  assert.equal(number(await send(head(1, 0)), 268), 2001);
  const octets = (code, n) => {
    const data = Buffer.alloc(8);
    data.writeBigUInt64BE(BigInt(n));
    return avp(code, data);
  };
  const asked = avp(437, [octets(412, MB), octets(414, MB), octets(421, 2 * MB)]);
  assert.equal(number(await send([...head(2, 1), avp(456, [avp(432, 1), asked])]), 268), 2001);
  const used = avp(446, [octets(421, MB), octets(412, MB / 4), octets(414, (3 * MB) / 4)]);
  assert.equal(number(await send([...head(3, 2), avp(456, [avp(432, 1), used])]), 268), 2001);
  assert.equal((await network.has(who)).main, '979.84');
});

test('which code where: unknown session 5002, unknown subscriber 5030, unsupported context 5031', async () => {
  const who = await network.subscriber();
  const session = network.session(who);
  assert.equal((await session.ask(update, 1, { requested: MB })).code, 5002);
  assert.equal((await session.ask(termination, 2, { used: 0 })).code, 5002);
  const nobody = network.session({ msisdn: '77019876543' });
  assert.equal((await nobody.ask(initial, 0, { requested: MB })).code, 5030);
  const answer = await send([
    ...base(randomUUID(), '32299@3gpp.org', 1, 0), avp(258, 4), avp(443, [avp(450, 0), avp(444, who.msisdn)]),
  ]);
  assert.equal(number(answer, 268), 5031);
  assert.equal(find(answer, 279, 461).data.toString(), '32299@3gpp.org');
});

test('5031 has what could not be rated in Failed-AVP, or an example of what is missing', async () => {
  const who = await network.subscriber();
  const event = async (count, ...recipient) => {
    const answer = await send([
      ...base(randomUUID(), '32274@3gpp.org', 4, 0), avp(258, 4), avp(436, 0),
      avp(443, [avp(450, 0), avp(444, who.msisdn)]),
      avp(456, [avp(437, [units('sms', count)])]),
      avp3gpp(873, [avp3gpp(2000, recipient.map((to) => avp3gpp(1201, [avp3gpp(899, 1), avp3gpp(897, to)])))]),
    ]);
    assert.equal(number(answer, 268), 5031);
    const [failed] = find(answer, 279).avps;
    return [failed.code, failed.vendor, failed.data.toString('hex')];
  };
  assert.deepEqual(await event(1), [897, 10415, '00']);
  assert.deepEqual(await event(256, '77019999999'), [417, 0, '0000000000000100']);
});

test('which code where: one rating group of several refused: 2001, and its own code', async () => {
  const who = await network.subscriber({ main: '20.16' });
  const answer = readAnswer(await send([
    ...base(randomUUID(), '32251@3gpp.org', 1, 0), avp(258, 4), avp(443, [avp(450, 0), avp(444, who.msisdn)]),
    avp(455, 1), ...[1, 2].map((group) => avp(456, [avp(432, group), avp(437, [units('data', MB)])])),
    avp3gpp(873, [avp3gpp(874, [avp3gpp(18, '40102')])]),
  ]));
  assert.equal(answer.code, 2001);
  assert.deepEqual(answer.services.map((s) => s.code), [2001, 4012]);
});

test('more than 32 sessions of one subscriber: 3004', async () => {
  const who = await network.subscriber();
  const codes = [];
  for (let i = 0; i < 33; i += 1) {
    codes.push((await network.session(who).ask(initial, 0, { requested: 1024 })).code);
  }
  assert.deepEqual([...new Set(codes.slice(0, 32))], [2001]);
  assert.equal(codes[32], 3004);
});

test('U14: a top-up, a service and a leave ask the client for a report', async () => {
  const who = await network.subscriber({ bonus: true });
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  const asked = () => promised('a Re-Auth-Request', (resolve) => { network.node.reAuth = resolve; });
  const things = [
    () => network.http.expect(201, 'POST', `${who.path}/topups`, { json: { amount: '5' } }),
    () => network.takes(who, 'Unlimited Internet'),
    () => network.http.expect(200, 'POST', `${who.path}/dial`, { json: { text: '*555*2#' } }),
  ];
  for (const happen of things) {
    const id = asked();
    await happen();
    assert.equal(await id, session.sessionId);
  }
  await session.ask(termination, 1, { used: 0 });
});

test('a session goes on by its Session-Id alone, where the client says nobody', async () => {
  const who = await network.subscriber();
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  const answer = await send([
    ...base(session.sessionId, '32251@3gpp.org', 3, 1), avp(258, 4), avp(456, [avp(446, [units('data', MB)])]),
  ]);
  assert.equal(number(answer, 268), 2001);
  assert.equal((await network.has(who)).main, '979.84');
});
