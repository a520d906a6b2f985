// Who is called, who calls and where they are, as networks write it (U1a, U1b, U2): what a use costs hangs on it.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { avp, avp3gpp, DiameterClient, find, number, time } from '../lib/diameter.js';
import { units } from '../lib/gy-session.js';
import { initial, mayAll, MB, Network, termination, update } from './network.js';

const network = Network.forTests({ gy: mayAll('node.test') });
const DEBIT = 0, CHECK_BALANCE = 2, PRICE_ENQUIRY = 3;

/** A request of this context by these ids; `more` are further AVPs. */
function request({ ids, context = '32260@3gpp.org', type = 4, n = 0, sessionId = randomUUID(), more = [], client = network.node }) {
  return client.request(272, 4, [
    avp(263, sessionId), avp(264, client.host), avp(296, client.realm), avp(283, 'test'), avp(258, 4), avp(461, context),
    avp(416, type), avp(415, n), avp(55, time(network.now)),
    ...ids.map(([kind, data]) => avp(443, [avp(450, kind), avp(444, data)])),
    ...more,
  ]);
}
const called = (party) => avp3gpp(873, [avp3gpp(876, [avp3gpp(829, 0), avp3gpp(832, party)])]);
const minute = avp(456, [avp(437, [avp(420, 60)])]);
const code = (answer) => number(answer, 268);
const byNumber = ({ msisdn }) => [[0, msisdn]];

/** What a minute costs to whom. */
async function price(who, party) {
  const answer = await request({ ids: byNumber(who), more: [avp(436, PRICE_ENQUIRY), minute, called(party)] });
  const digits = find(answer, 423, 445, 447)?.data.readBigUInt64BE(0);
  return digits === undefined ? code(answer) : Number(digits) / 1e9;
}

test('U1b: one on-net number in each spelling costs the same', async () => {
  const who = await network.subscriber();
  for (const party of [
    'tel:+77011111111', 'tel:+7-701-111-11-11', 'TEL:+7(701)111.11.11', 'sip:%2B77011111111@ims.example;user=phone',
    'sips:+77011111111@ims.example', '<sip:+77011111111@ims.example>', 'tel:7011111111;phone-context=+7',
    'tel:+77011111111;phone-context=+7', '87011111111', '0077011111111', '77011111111',
    'tel:87011111111;phone-context=ims.mnc002.mcc401.3gppnetwork.org', 'sip:87011111111@ims.example;user=phone',
  ]) {
    assert.equal(await price(who, party), 16.7, party);
  }
});

test('U1b: what is no number has no price, is told, and is counted', async () => {
  const who = await network.subscriber();
  for (const party of ['tel:hello', 'sip:alice@ims.example', '+12', 'tel:', '0123456789']) {
    assert.equal(await price(who, party), 5031, party);
  }
  await network.server.says(/called party "[^"]*" cannot be read/);
  const { text } = await network.http.expect(200, 'GET', '/metrics', { token: network.server.token('network') });
  assert.match(text, /airperk_link_events_total\{link="charging",kind="diameter",what="unread"\} [1-9]/);
});

test('U1a: emergency calls: nothing on the account, a number nobody has, no number at all', async () => {
  const who = await network.subscriber({ main: '0' });
  for (const ids of [byNumber(who), [[0, '77019990000']], []]) {
    for (const party of [
      '112', 'tel:112', 'sip:112@ims.example;user=phone', 'urn:service:sos', 'URN:service:sos.police', '101',
      'tel:%31%31%32', 'tel:%28%31%29%2D%31%2D%32', 'tel:%28%31%29%20%28%31%29%20%28%32%29',
    ]) {
      const sessionId = randomUUID();
      const first = await request({ ids, type: initial, sessionId, more: [minute, called(party)] });
      assert.equal(code(first), 2001, party);
      assert.equal(find(first, 456, 431, 420).data.readUInt32BE(0), 60, party);
      const used = avp(456, [avp(446, [avp(420, 60)]), avp(437, [])]);
      assert.equal(code(await request({ ids, type: update, n: 1, sessionId, more: [used] })), 2001, 'nobody is named again');
      assert.equal(code(await request({ ids, type: termination, n: 2, sessionId, more: [used, called(party)] })), 2001);
    }
  }
  assert.equal(await price(who, 'tel:112'), 0);
  const check = await request({ ids: byNumber(who), more: [avp(436, CHECK_BALANCE), minute, called('112')] });
  assert.equal(number(check, 422), 0, 'enough credit');
  assert.equal(code(await request({ ids: byNumber(who), more: [avp(436, DEBIT), minute, called('112')] })), 2001);
  assert.deepEqual(await network.charges(who), []);
});

test('U1a: an emergency call goes on after a restart from its first request that says whom it is to', async () => {
  const sessionId = randomUUID();
  const used = avp(456, [avp(446, [avp(420, 60)]), avp(437, [])]);
  assert.equal(code(await request({ ids: [], type: initial, sessionId, more: [minute, called('112')] })), 2001);
  await network.server.stop();
  await network.server.start();
  network.node = await DiameterClient.connect(network.server.gyPort, { host: 'node.test' });
  assert.equal(code(await request({ ids: [], type: update, n: 1, sessionId, more: [used, called('112')] })), 2001);
  assert.equal(code(await request({ ids: [], type: update, n: 2, sessionId, more: [used] })), 2001);
  assert.equal(code(await request({ ids: [], type: termination, n: 3, sessionId, more: [used] })), 2001);
});

test('U1a: a free number costs nothing, and is no way to anybody else', async () => {
  const who = await network.subscriber({ main: '0' });
  assert.equal(await price(who, 'tel:555'), 0);
  assert.equal(await price(who, 'tel:5551'), 40);
});

const sms = (recipients, count) => [
  avp(436, DEBIT),
  avp(456, [avp(437, [units('sms', count)]), avp(439, 1)]),
  avp3gpp(873, [avp3gpp(2000, recipients), avp3gpp(874, [avp3gpp(18, '40102')])]),
];
const recipient = (to) => avp3gpp(2026, [avp3gpp(1201, [avp3gpp(899, 1), avp3gpp(897, to)])]);
const message = (who, recipients, count) =>
  request({ ids: byNumber(who), context: '32274@3gpp.org', more: sms(recipients, count) });

test('TS 32.274: a message to several who cost the same is charged for each; to others it is refused', async () => {
  const who = await network.subscriber();
  const onNet = recipient('77011111111'), abroad = recipient('493012345678');
  assert.equal(code(await message(who, [onNet, onNet], 2)), 2001);
  assert.equal((await network.has(who)).main, '986');
  assert.equal(code(await message(who, [onNet, onNet, onNet], 1)), 2001);
  assert.equal((await network.has(who)).main, '965');
  assert.equal(code(await message(who, [onNet, abroad], 2)), 5031);
  assert.equal((await network.has(who)).main, '965');
});

test('TS 32.274: of one recipient with several addresses the number counts', async () => {
  const who = await network.subscriber();
  const both = avp3gpp(2026, [
    avp3gpp(1201, [avp3gpp(899, 0), avp3gpp(897, 'aigul@mail.example')]),
    avp3gpp(1201, [avp3gpp(899, 1), avp3gpp(897, '77011111111')]),
  ]);
  assert.equal(code(await message(who, [both], 1)), 2001);
  assert.equal((await network.has(who)).main, '993');
});

test('TS 23.003: an identity made of the IMSI names its subscriber, alone and beside the number', async () => {
  const who = await network.subscriber();
  const realm = 'mnc002.mcc401.3gppnetwork.org';
  for (const ids of [
    [[2, `sip:${who.imsi}@ims.${realm}`]],
    [[0, `+${who.msisdn}`], [2, `sip:${who.imsi}@ims.${realm}`]],
    [[1, who.imsi], [2, `SIP:${who.imsi}@IMS.${realm.toUpperCase()};user=x`]],
    [[3, `0${who.imsi}@nai.epc.${realm}`]],
    [[4, `${who.imsi}@ims.${realm}`]],
    [[2, `sip:+${who.msisdn}@ims.${realm}`]],
    [[2, `sip:${who.msisdn}@ims.${realm}`]],
    [[0, `tel:+7-${who.msisdn.slice(1)}`]],
  ]) {
    const answer = await request({ ids, more: [avp(436, CHECK_BALANCE), minute, called('77011111111')] });
    assert.equal(code(answer), 2001, JSON.stringify(ids));
  }
  const other = await network.subscriber();
  const both = [[0, who.msisdn], [2, `sip:${other.imsi}@ims.${realm}`]];
  assert.equal(code(await request({ ids: both, more: [avp(436, CHECK_BALANCE), minute, called('77011111111')] })), 5030);
});

/** 1 MB there; gives what is left. */
async function dataAt(place) {
  const who = await network.subscriber({ bonus: true });
  const sessionId = randomUUID();
  const rest = { ids: byNumber(who), context: '32251@3gpp.org', sessionId };
  const information = avp3gpp(873, [avp3gpp(874, place)]);
  await request({ ...rest, type: initial, more: [avp(456, [avp(437, [units('data', MB)])]), information] });
  await request({ ...rest, type: termination, n: 1, more: [avp(456, [avp(446, [units('data', MB)])]), information] });
  const { main, bonus } = await network.has(who);
  return `${main} ${bonus}`;
}
const hex = (octets) => Buffer.from(octets, 'hex');

test('U2: the place is read from each AVP that has it; what is no network is no place abroad', async () => {
  const byBonus = '1000 479.84', byMain = '979.84 500', roaming = '850 500';
  for (const [what, place, right] of [
    ['18 in digits', [avp3gpp(18, '40102')], byBonus],
    ['18 packed', [avp3gpp(18, hex('04f120'))], byBonus],
    ['22: TAI and ECGI', [avp3gpp(22, hex('8204f120000104f12000000001'))], byBonus],
    ['22: CGI', [avp3gpp(22, hex('0004f12000010001'))], byBonus],
    ['22: NCGI', [avp3gpp(22, hex('8704f1200000000001'))], byBonus],
    ['18 wrong, 22 right', [avp3gpp(18, 'home!'), avp3gpp(22, hex('0004f12000010001'))], byBonus],
    ['22 abroad', [avp3gpp(22, hex('8262f210000162f21000000001'))], roaming],
    ['18 abroad, packed', [avp3gpp(18, hex('62f210'))], roaming],
    ['18 no network', [avp3gpp(18, 'home!')], byMain],
    ['22 too short', [avp3gpp(22, hex('8204'))], byMain],
  ]) {
    assert.equal(await dataAt(place), right, what);
  }
  await network.server.says(/3GPP-SGSN-MCC-MNC "686f6d6521" cannot be read/);
});
