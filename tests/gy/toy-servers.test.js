// What toy servers get wrong: each line of the list that real clients' sources gave, under its number there and the
// paragraph of RFC 8506 behind it.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { avp, avp3gpp, DiameterClient, find, number, RETRANSMITTED, time } from '../lib/diameter.js';
import { FOREIGN_NETWORK, smsEvent } from '../lib/gy.js';
import { readAnswer, units } from '../lib/gy-session.js';
import { ASTANA } from '../lib/zone.js';
import { initial, mayAll, MB, Network, termination, update } from './network.js';

const network = Network.forTests({ gy: mayAll('node.test') });
const VOICE = { kind: 'voice', to: '77019999999' };
const money = async (who) => (await network.has(who)).main;

test('1 (§5.7): the same Session-Id and CC-Request-Number twice: the same units, one debit', async () => {
  const who = await network.subscriber();
  const session = network.session(who);
  const first = await session.ask(initial, 0, { requested: MB });
  assert.deepEqual(await session.ask(initial, 0, { requested: MB }, { flags: RETRANSMITTED }), first);
  const report = { requested: 2 * MB, used: MB };
  const second = await session.ask(update, 1, report);
  assert.equal(second.services[0].granted.octets, 2 * MB);
  assert.deepEqual(await session.ask(update, 1, report, { flags: RETRANSMITTED }), second);
  assert.deepEqual(await session.ask(update, 1, report), second);
  await session.ask(termination, 2, { used: 0 });
  assert.equal(await money(who), '979.84');
});

test('1 (§5.7): also while the first is still being worked on, over two connections', async () => {
  const who = await network.subscriber();
  const other = await DiameterClient.connect(network.server.gyPort, { host: 'node.test' });
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  const report = { used: MB };
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => session.ask(update, 1, report, { client: i % 2 ? other : network.node })),
  );
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  await session.ask(termination, 2, { used: 0 });
  assert.equal(await money(who), '979.84');
  other.drop();
});

test('1 (§5.7): an hour later, and after a restart, it still is one debit', async () => {
  const who = await network.subscriber();
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  const second = await session.ask(update, 1, { requested: MB, used: MB });
  await network.later(1800);
  const again = await session.ask(update, 1, { requested: MB, used: MB });
  assert.equal(again.code, 2001);
  assert.equal(again.services[0].granted.octets, second.services[0].granted.octets);
  await session.ask(termination, 2, { used: 0 });
  assert.equal(await money(who), '979.84');
});

test('2 (§6.5): events all have number 0: their key is the Session-Id', async () => {
  const who = await network.subscriber();
  const send = (sessionId) =>
    network.node.request(272, 4, smsEvent(network.node, {
      sessionId, from: who.msisdn, to: '77019999999', at: network.now,
    }));
  const id = randomUUID();
  assert.equal(number(await send(id), 268), 2001);
  assert.equal(number(await send(id), 268), 2001);
  assert.equal(await money(who), '993');
  await send(randomUUID());
  assert.equal(await money(who), '986');
});

test('3 (§5.1.2): update n+1 before n: both answered, both charged once', async () => {
  const who = await network.subscriber();
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  assert.equal((await session.ask(update, 2, { requested: MB, used: MB })).code, 2001);
  assert.equal((await session.ask(update, 1, { requested: MB, used: 512 * 1024 })).code, 2001);
  assert.equal((await session.ask(termination, 3, { used: 0 })).code, 2001);
  assert.equal(await money(who), '969.76');
});

test("3: terminate before the initial's answer: both answered, nothing left set aside", async () => {
  const who = await network.subscriber({ bonus: true });
  const session = network.session(who);
  const answers = await Promise.all([
    session.ask(initial, 0, { requested: MB }),
    session.ask(termination, 1, { used: 0 }),
  ]);
  assert.deepEqual(answers.map((a) => a.code), [2001, 2001]);
  assert.equal(await network.setAside(who), 0);
  assert.deepEqual(await network.has(who), { main: '1000', bonus: '500' });
});

test('4: a repeated terminate after the close replays the stored answer', async () => {
  const who = await network.subscriber();
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  const closed = await session.ask(termination, 1, { used: MB });
  assert.equal(closed.code, 2001);
  assert.deepEqual(await session.ask(termination, 1, { used: MB }, { flags: RETRANSMITTED }), closed);
  assert.equal(await money(who), '979.84');
  assert.equal((await session.ask(termination, 2, { used: MB })).code, 5002);
  assert.equal(await money(who), '979.84');
});

test('5 (§13): Tcc runs out: what was set aside is released; a late update is still charged', async () => {
  const who = await network.subscriber({ bonus: true });
  const session = network.session(who);
  const [granted] = (await session.ask(initial, 0, { requested: MB })).services;
  assert.equal(await network.setAside(who), 20.16);
  await network.later(2 * granted.validity - 1);
  assert.equal(await network.setAside(who), 20.16);
  await network.later(1);
  assert.equal(await network.setAside(who), 0);
  assert.equal((await session.ask(update, 1, { requested: MB, used: MB })).code, 2001);
  await session.ask(termination, 2, { used: 0 });
  assert.deepEqual(await network.has(who), { main: '1000', bonus: '479.84' });
});

test('6 (§8.19): more used than granted: debited down to zero and never below, the rest recorded', async () => {
  const who = await network.subscriber({ main: '30' });
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  assert.equal((await session.ask(termination, 1, { used: 2 * MB })).code, 2001);
  assert.equal(await money(who), '0');
  const [excess, granted] = await network.charges(who);
  assert.equal(granted.parts[0].amount, '20.16');
  assert.equal(excess.parts[0].amount, '9.84');
  assert.equal(excess.unpaid, '10.32');
});

test('7: absurd used units are clamped and flagged', async () => {
  const who = await network.subscriber();
  const call = network.session(who, VOICE);
  await call.ask(initial, 0, { requested: 60 });
  await network.later(90);
  assert.equal((await call.ask(termination, 1, { used: 0xffffffff })).code, 2001);
  const [beyond, granted] = await network.charges(who);
  assert.equal(granted.quantity, 60);
  assert.equal(beyond.quantity, 35); // 90 s have passed, and 5 s for clocks that differ
  assert.equal(beyond.disputed, 0xffffffff - 95);
});

test('8 (§8.16): used without requested: a debit, no new grant, no Validity-Time', async () => {
  const who = await network.subscriber();
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  const answer = await session.ask(update, 1, { used: MB });
  assert.equal(answer.code, 2001);
  assert.deepEqual(answer.services[0], {
    code: 2001, ratingGroup: undefined, granted: undefined, validity: undefined, final: false,
  });
  assert.equal(await money(who), '979.84');
  await session.ask(termination, 2, { used: 0 });
});

test('9 (§9.1): a refused update still has its used units debited', async () => {
  const who = await network.subscriber({ main: '20.16' });
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  const refused = await session.ask(update, 1, { requested: MB, used: MB });
  assert.equal(refused.code, 4012);
  assert.equal(refused.services[0].code, 4012);
  assert.equal(await money(who), '0');
});

test('10: too little credit: the rest with FUI TERMINATE; nothing left at the start: 4012', async () => {
  const who = await network.subscriber({ main: '20.16' });
  const first = network.session(who);
  const [service] = (await first.ask(initial, 0, { requested: 5 * MB })).services;
  assert.equal(service.granted.octets, MB);
  assert.equal(service.final, true);
  await first.ask(termination, 1, { used: MB });
  const refused = await network.session(who).ask(initial, 0, { requested: MB });
  assert.equal(refused.code, 4012);
  assert.equal(refused.services[0].code, 4012);
});

test('11: a grant over several balances is one GSU; the debit is split in order', async () => {
  const who = await network.subscriber({ bonus: true });
  const json = { kind: 'extra', name: 'Weekend', amount: String(MB), unit: 'bytes', until: '2016-03-20T00:00:00+06:00' };
  await network.http.expect(201, 'POST', `${who.path}/credits`, { json });
  const session = network.session(who);
  const [service] = (await session.ask(initial, 0, { requested: 26 * MB })).services;
  assert.equal(service.granted.octets, 26 * MB);
  await session.ask(termination, 1, { used: 26 * MB });
  const [charge] = await network.charges(who);
  assert.deepEqual(charge.parts, [
    { balance: 'Weekend', amount: String(MB), unit: 'bytes' },
    { balance: 'SMART bonus', amount: '500', unit: 'units' },
    { balance: 'main', amount: '4', unit: 'tenge' },
  ]);
});

test('12: two sessions of one subscriber never over-grant the last units', async () => {
  const who = await network.subscriber({ main: '20.16' });
  const [one, two] = [network.session(who), network.session(who)];
  const answers = await Promise.all([
    one.ask(initial, 0, { requested: 768 * 1024 }),
    two.ask(initial, 0, { requested: 768 * 1024 }),
  ]);
  const octets = answers.map((a) => a.services[0].granted.octets);
  assert.equal(octets[0] + octets[1], MB);
  await one.ask(termination, 1, { used: octets[0] });
  await two.ask(termination, 1, { used: octets[1] });
  assert.equal(await money(who), '0');
});

test('13: only 412+414, only 421, all three: the same charge', async () => {
  const octets = (n) => {
    const data = Buffer.alloc(8);
    data.writeBigUInt64BE(BigInt(n));
    return data;
  };
  const reports = [
    [avp(421, octets(MB))],
    [avp(412, octets(MB / 4)), avp(414, octets((3 * MB) / 4))],
    [avp(421, octets(MB)), avp(412, octets(MB / 4)), avp(414, octets((3 * MB) / 4))],
  ];
  for (const report of reports) {
    const who = await network.subscriber();
    const session = network.session(who);
    await session.ask(initial, 0, { requested: MB });
    const avps = [
      avp(263, session.sessionId), avp(264, 'node.test'), avp(296, 'test'), avp(283, 'test'), avp(258, 4),
      avp(461, '32251@3gpp.org'), avp(416, 3), avp(415, 1), avp(443, [avp(450, 0), avp(444, who.msisdn)]),
      avp(456, [avp(446, report)]),
    ];
    assert.equal(number(await network.node.request(272, 4, avps), 268), 2001);
    assert.equal(await money(who), '979.84');
  }
});

test('14: +E164, E164, SIP URI, tel URI, IMSI: one account; ids that disagree: refused', async () => {
  const who = await network.subscriber();
  const stranger = await network.subscriber();
  const named = [
    [0, `+${who.msisdn}`], [0, who.msisdn], [2, `sip:+${who.msisdn}@ims.test`], [2, `tel:+${who.msisdn}`], [1, who.imsi],
  ];
  const send = (ids) =>
    network.node.request(272, 4, [
      avp(263, randomUUID()), avp(264, 'node.test'), avp(296, 'test'), avp(283, 'test'), avp(258, 4),
      avp(461, '32274@3gpp.org'), avp(416, 4), avp(415, 0), avp(436, 0),
      ...ids.map(([type, data]) => avp(443, [avp(450, type), avp(444, data)])),
      avp(456, [avp(437, [avp(417, Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]))])]),
      avp3gpp(873, [avp3gpp(2000, [avp3gpp(1201, [avp3gpp(899, 1), avp3gpp(897, '77019999999')])])]),
    ]);
  for (const id of named) assert.equal(number(await send([id]), 268), 2001, id[1]);
  assert.equal(await money(who), '965');
  assert.equal(number(await send([[0, who.msisdn], [1, stranger.imsi]]), 268), 5030);
  assert.equal(number(await send([[0, who.msisdn], [0, stranger.msisdn]]), 268), 5030);
  assert.equal(await money(who), '965');
});

test('15: no visited network: units are not eligible, the reason recorded', async () => {
  const who = await network.subscriber({ bonus: true });
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB }, { session: { network: '' } });
  await session.ask(termination, 1, { used: MB }, { session: { network: '' } });
  assert.deepEqual(await network.has(who), { main: '979.84', bonus: '500' });
  const [charge] = await network.charges(who);
  assert.deepEqual(charge.not_used, [{ balance: 'SMART bonus', rule: 'U2' }]);
});

test('15: the network changes in mid-session: the next update stops drawing units', async () => {
  const who = await network.subscriber({ bonus: true });
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  const abroad = { session: { network: FOREIGN_NETWORK } };
  await session.ask(update, 1, { requested: MB, used: MB }, abroad);
  await session.ask(termination, 2, { used: MB }, abroad);
  assert.deepEqual(await network.has(who), { main: '850', bonus: '479.84' });
});

/** An event with a Requested-Action, or none. */
const event = (who, action, { sessionId = randomUUID(), context = '32274@3gpp.org' } = {}) =>
  network.node.request(272, 4, [
    avp(263, sessionId), avp(264, 'node.test'), avp(296, 'test'), avp(283, 'test'), avp(258, 4),
    avp(461, context), avp(416, 4), avp(415, 0), avp(55, time(network.now)),
    avp(443, [avp(450, 0), avp(444, who.msisdn)]), ...(action === undefined ? [] : [avp(436, action)]),
    avp(456, [avp(437, [avp(417, Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]))])]),
    avp3gpp(873, [avp3gpp(2000, [avp3gpp(1201, [avp3gpp(899, 1), avp3gpp(897, '77019999999')])])]),
  ]);

test('16: CHECK_BALANCE and PRICE_ENQUIRY change nothing', async () => {
  const who = await network.subscriber({ main: '7' });
  const poor = await network.subscriber({ main: '6.99' });
  assert.equal(number(await event(who, 2), 422), 0);
  assert.equal(number(await event(poor, 2), 422), 1);
  const price = await event(poor, 3);
  assert.equal(number(price, 268), 2001);
  assert.equal(Number(find(price, 423, 445, 447).data.readBigInt64BE(0)), 7_000_000_000);
  assert.equal(find(price, 423, 445, 429).data.readInt32BE(0), -9);
  assert.equal(await money(who), '7');
  assert.equal((await network.charges(who)).length, 0);
});

const debit = async (who, sessionId) => number(await event(who, 0, { sessionId }), 268);
const refund = async (who, sessionId) => number(await event(who, 1, { sessionId }), 268);

test('16: REFUND twice credits once, also long after, and under a Session-Id of its own', async () => {
  const who = await network.subscriber({ main: '100' });
  const sms = randomUUID();
  assert.equal(await debit(who, sms), 2001);
  assert.equal(await money(who), '93');
  assert.equal(await refund(who, sms), 2001);
  assert.equal(await refund(who, sms), 2001);
  await network.later(3600); // the answer is not remembered any more: the history is
  await debit(who, randomUUID());
  assert.equal(await refund(who, sms), 2001);
  assert.equal(await money(who), '93');
  const another = randomUUID();
  assert.deepEqual([await refund(who, another), await refund(who, another)], [2001, 2001]);
  assert.equal(await money(who), '100');
  assert.equal(await refund(who, randomUUID()), 5012); // nothing is left to give back
  assert.equal(await money(who), '100');
});

test('16: REFUND goes to the balance that paid, a drained one too, and to none that has expired', async () => {
  const who = await network.subscriber({ main: '100' });
  const [early, late] = [randomUUID(), randomUUID()];
  const until = ASTANA.rfc3339(network.now + 600);
  const json = { kind: 'extra', name: 'Two SMS', amount: '2', unit: 'SMS', until };
  await network.http.expect(201, 'POST', `${who.path}/credits`, { json });
  for (const sessionId of [early, late]) {
    const sms = { sessionId, from: who.msisdn, to: '77019999999', at: network.now };
    await network.node.request(272, 4, smsEvent(network.node, sms));
  }
  const extras = async () => (await network.balances(who)).balances.filter((b) => b.name === 'Two SMS');
  assert.deepEqual(await extras(), []);
  assert.equal(await refund(who, early), 2001);
  const [{ amount, until: again }] = await extras();
  assert.deepEqual([amount, Date.parse(again)], ['1', Date.parse(until)]);
  await network.later(600);
  assert.equal(await refund(who, late), 2001);
  assert.deepEqual(await extras(), []);
  assert.equal(await money(who), '100');
});

test('16: a refund names the balances as the charge did', async () => {
  const who = await network.subscriber({ bonus: true });
  const sms = randomUUID();
  await network.node.request(272, 4, smsEvent(network.node, {
    sessionId: sms, from: who.msisdn, to: '77019999999', at: network.now,
  }));
  assert.equal(await refund(who, sms), 2001);
  const [charge] = await network.charges(who);
  const [refunded] = (await network.http.expect(200, 'GET', `${who.path}/timeline`)).json.events;
  assert.equal(refunded.charge, charge.id);
  assert.deepEqual(refunded.parts, charge.parts);
  assert.deepEqual(charge.parts, [{ balance: 'SMART bonus', amount: '7', unit: 'units' }]);
});

test('17 (§8.3): an event without Requested-Action is refused', async () => {
  const who = await network.subscriber();
  assert.equal(number(await event(who, undefined), 268), 5005);
  assert.equal(await money(who), '1000');
});

test('18 (§8.27): all Used-Service-Units are summed; Tariff-Time-Change is off by default', async () => {
  const who = await network.subscriber();
  const session = network.session(who);
  await session.ask(initial, 0, { requested: MB });
  const avps = [
    avp(263, session.sessionId), avp(264, 'node.test'), avp(296, 'test'), avp(283, 'test'), avp(258, 4),
    avp(461, '32251@3gpp.org'), avp(416, 2), avp(415, 1), avp(443, [avp(450, 0), avp(444, who.msisdn)]),
    avp(456, [
      avp(437, []),
      avp(446, [avp(452, 0), units('data', MB / 4)]),
      avp(446, [avp(452, 1), units('data', MB / 4)]),
      avp(446, [avp(452, 2), units('data', MB / 2)]),
    ]),
  ];
  const answer = await network.node.request(272, 4, avps);
  assert.equal(readAnswer(answer).code, 2001);
  assert.equal(find(answer, 456, 451), undefined);
  assert.equal(await money(who), '979.84');
});
