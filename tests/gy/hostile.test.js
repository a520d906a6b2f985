// Peers that mean harm, or do it: whatever one of them sends, it is answered or left with one line in the log, memory has
// an end, and the other peers notice nothing.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { avp, avp3gpp, DiameterClient, find, message, number } from '../lib/diameter.js';
import { ResultCode } from '../lib/gy.js';
import { sessionRequest } from '../lib/gy-session.js';
import { Random } from '../lib/random.js';
import { Raw } from '../lib/raw.js';
import { PROJECT, Server } from '../lib/server.js';
import { promised } from '../lib/until.js';
import { initial, MB, Network, termination } from './network.js';

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const network = Network.forTests();
const CREDIT_CONTROL = { flags: 0xc0, command: 272, application: 4, hopByHop: 7, endToEnd: 7 };

/** A connection whose octets the test chooses, open as a client's is. */
async function rawPeer() {
  const raw = await Raw.open(network.server.gyPort);
  const cer = [avp(264, 'node.test'), avp(296, 'test'), avp(257, Buffer.from([0, 1, 127, 0, 0, 1])), avp(266, 0)];
  raw.send(message({ ...CREDIT_CONTROL, flags: 0x80, command: 257, application: 0 }, [...cer, avp(269, 'raw'), avp(258, 4)]));
  await raw.until(({ received }) => received.length > 20);
  raw.received = Buffer.alloc(0);
  return raw;
}

const somebody = network.subscriber.bind(network);
const frameOf = (who, what = {}) => message(CREDIT_CONTROL, avpsOf(who, what));
const avpsOf = (who, { sessionId = randomUUID() } = {}) =>
  sessionRequest(network.node, { kind: 'data', sessionId, from: who.msisdn }, {
    type: initial, number: 0, at: network.now, requested: MB,
  });

/** Another peer's session from begin to end. */
async function othersAreServed() {
  const session = network.session(await somebody());
  assert.equal((await session.ask(initial, 0, { requested: MB })).code, 2001);
  assert.equal((await session.ask(termination, 1, { used: MB })).code, 2001);
}

function messagesIn(octets) {
  let count = 0;
  for (let at = 0; at + 20 <= octets.length; at += octets.readUIntBE(at + 1, 3)) count += 1;
  return count;
}

/** What the log said of peers since then, without their coming and going. */
const complaints = (since) =>
  network.server.log
    .slice(since)
    .split('\n')
    .filter((line) => line.includes('gy 127.0.0.1: ') && !/: open$|closed by the peer$/.test(line));

async function hasComplained(since) {
  const late = Date.now() + 10_000;
  while (complaints(since).length === 0 && Date.now() < late) await sleep(5);
  await othersAreServed();
  assert.equal(complaints(since).length, 1, network.server.log.slice(since));
  return complaints(since)[0];
}

const residentMB = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${network.server.pid}/status`, 'utf8'))[1]) / 1024;

/** Octets of an AVP that states another length than it has. */
function lying(code, payload, length) {
  const octets = avp(code, payload);
  octets.writeUIntBE(length, 5, 3);
  return octets;
}

function nested(code, depth) {
  let octets = avp(code, []);
  while (depth-- > 1) octets = avp(code, [octets]);
  return octets;
}

for (const [name, { add, code, failed }] of Object.entries({
  'an AVP longer than the message': { add: lying(415, 0, 4000), code: 5014, failed: 415 },
  'an AVP shorter than its head': { add: lying(415, 0, 3), code: 5014, failed: 415 },
  'an AVP longer than its group': { add: avp(456, [lying(432, 1, 400)]), code: 5014, failed: 432 },
  'a number of eight octets': { add: avp(456, [avp(432, Buffer.alloc(8))]), code: 5014, failed: 432 },
  'a group in a group, four thousand deep': { add: avp(456, [nested(446, 4000)]), code: 2001 },
  'services in services, four thousand deep': { add: nested(456, 4000), code: 2001 },
  'eight thousand empty AVPs': { add: Buffer.concat(Array(8000).fill(avp(60_000, []))), code: 2001 },
  'AVPs that nobody knows, said to be mandatory': { add: Buffer.concat([avp(60_000, 1), avp3gpp(60_001, 'x')]), code: 2001 },
})) {
  test(`${name}: ${code === 2001 ? 'passed over' : `${code}, and one line in the log`}`, async () => {
    const who = await somebody();
    const client = await DiameterClient.connect(network.server.gyPort, { host: 'node.test' });
    const since = network.server.log.length;
    const answer = await client.request(272, 4, [...avpsOf(who), add]);
    assert.equal(number(answer, 268), code);
    assert.equal(find(answer, 279)?.avps[0].code, failed);
    if (code !== ResultCode.success) assert.match(await hasComplained(since), new RegExp(String(code)));
    assert.equal(number(await client.watchdog(), 268), 2001); // the connection lives
    client.drop();
  });
}

for (const [name, change, why] of [
  ['a message of 16 MB', (frame) => frame.writeUIntBE(0xfffffc, 1, 3), /length 16777212 is more/],
  ['a message just over the limit', (frame) => frame.writeUIntBE(65_540, 1, 3), /length 65540 is more/],
  ['a message shorter than its head', (frame) => frame.writeUIntBE(16, 1, 3), /length 16 is less/],
  ['a length that is no multiple of four', (frame) => frame.writeUIntBE(frame.length - 1, 1, 3), /no multiple of four/],
  ['a version from the future', (frame) => frame.writeUInt8(2, 0), /version 2 is not 1/],
]) {
  test(`${name}: closed with one line in the log`, async () => {
    const raw = await rawPeer();
    const since = network.server.log.length;
    const frame = frameOf(await somebody());
    change(frame);
    raw.send(frame);
    await raw.until(({ isClosed }) => isClosed);
    assert.match(await hasComplained(since), why);
  });
}

test('answers to what was never asked: dropped, and the next request is served', async () => {
  const raw = await rawPeer();
  for (const command of [257, 258, 272, 280, 282, 999]) {
    raw.send(message({ ...CREDIT_CONTROL, flags: 0, command }, [avp(268, 2001)]));
  }
  raw.send(frameOf(await somebody()));
  await raw.until(({ received }) => received.length > 20);
  assert.equal(raw.received.readUIntBE(5, 3), 272);
  raw.close();
});

test('a hundred peers in the middle of a message: others are served, and so are they once it comes', async () => {
  const stalled = [];
  for (let i = 0; i < 100; i += 1) {
    const frame = frameOf(await somebody());
    const raw = await rawPeer();
    const cut = 1 + Math.floor((i / 100) * (frame.length - 1));
    raw.send(frame.subarray(0, cut));
    stalled.push({ raw, rest: frame.subarray(cut) });
  }
  await othersAreServed();
  for (const { raw } of stalled) assert.equal(raw.received.length, 0);
  for (const { raw, rest } of stalled) raw.send(rest);
  for (const { raw } of stalled) {
    await raw.until(({ received }) => received.length > 20);
    raw.close();
  }
});

test('a peer that never reads: left with one line in the log, in bounded memory, while others are served', async () => {
  const who = await somebody();
  const deaf = await rawPeer();
  deaf.socket.pause();
  const before = residentMB();
  const since = network.server.log.length;
  let most = before;
  const sessionId = 'x'.repeat(30_000); // that the answer repeats
  for (let sent = 0; !deaf.isClosed && complaints(since).length === 0; sent += 1) {
    assert.ok(sent < 20_000, 'it is still there');
    const goesOn = deaf.socket.write(frameOf(who, { sessionId }));
    if (!goesOn) {
      await promised('room for more, or the end', (go) => ['drain', 'close'].forEach((event) => deaf.socket.once(event, go)));
    }
    if (sent % 50 === 0) {
      await othersAreServed();
      most = Math.max(most, residentMB());
    }
  }
  assert.match(await hasComplained(since), /does not read/);
  deaf.close();
  console.log(`a peer that never reads: from ${before.toFixed(0)} MB to at most ${most.toFixed(0)} MB`);
  assert.ok(most < before + 64, `${before} MB became ${most} MB`);
});

test('two thousand damaged requests: each has its one answer, and a damaged head harms its own peer alone', async () => {
  const random = new Random(SEED);
  const whole = frameOf(await somebody());
  const damaged = (from, to) => {
    const frame = Buffer.from(whole);
    for (let changes = random.whole(1, 4); changes > 0; changes -= 1) frame[random.whole(from, to)] = random.whole(0, 255);
    return frame;
  };
  for (let peer = 0; peer < 100; peer += 1) {
    const raw = await rawPeer();
    for (let i = 0; i < 20; i += 1) raw.send(damaged(20, whole.length - 1));
    await raw.until(({ received }) => messagesIn(received) >= 20).catch((error) => {
      throw new Error(`SEED=${SEED}: ${error.message}`);
    });
    raw.send(damaged(0, 19));
    await othersAreServed();
    assert.ok(messagesIn(raw.received) <= 21, `SEED=${SEED}`);
    raw.close();
  }
});

test('twenty thousand sessions are open at once: memory is bounded, and all of them end', async () => {
  const people = [];
  while (people.length < 1000) people.push(...(await Promise.all(Array.from({ length: 50 }, () => somebody()))));
  const before = residentMB();
  const sessions = people.flatMap((who) => Array.from({ length: 20 }, () => network.session(who)));
  const all = async (ask) => {
    for (let at = 0; at < sessions.length; at += 500) {
      const answers = await Promise.all(sessions.slice(at, at + 500).map(ask));
      for (const { code } of answers) assert.equal(code, 2001);
    }
  };
  await all((session) => session.ask(initial, 0, { requested: MB }));
  const open = residentMB();
  console.log(`20,000 sessions: from ${before.toFixed(0)} MB to ${open.toFixed(0)} MB`);
  assert.ok(open < before + 100, `${before} MB became ${open} MB`);
  await all((session) => session.ask(termination, 1, { used: 0 }));
  assert.deepEqual(await network.has(people[0]), { main: '1000', bonus: '0' });
  assert.deepEqual(await network.has(people.at(-1)), { main: '1000', bonus: '0' });
});

test('more sessions than the programme allows: 3004, and a session that ends makes room', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'airperk-'));
  cpSync(join(PROJECT, 'programme'), directory, { recursive: true });
  const file = join(directory, 'smart.toml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/^sessions = .*/m, 'sessions = 10').replace(/^(sessions_per_subscriber) = .*/m, '$1 = 4'));
  const small = new Network();
  small.server = await Server.start({ programme: file });
  try {
    await small.at('2016-03-05 10:00');
    small.node = await DiameterClient.connect(small.server.gyPort, { host: 'node.test' });
    const people = [await small.subscriber(), await small.subscriber(), await small.subscriber()];
    const opened = people.map((who) => Array.from({ length: 5 }, () => small.session(who)));
    const open = async (session) => (await session.ask(initial, 0, { requested: MB })).code;
    const codes = [];
    for (const sessions of opened) for (const session of sessions) codes.push(await open(session));
    assert.deepEqual(codes, [
      ...[2001, 2001, 2001, 2001, 3004], // a subscriber's own limit
      ...[2001, 2001, 2001, 2001, 3004],
      ...[2001, 2001, 3004, 3004, 3004], // that of all together
    ]);
    assert.equal((await opened[0][0].ask(termination, 1, { used: MB })).code, 2001);
    assert.equal(await open(small.session(people[2])), 2001);
    assert.equal(await open(small.session(people[2])), 3004);
    small.node.drop();
  } finally {
    await small.server.remove();
    rmSync(directory, { recursive: true });
  }
});
