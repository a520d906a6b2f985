// A disk that hangs: who cannot be answered in time is refused and not charged, and whoever asks again is charged once.

import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DiameterClient, RETRANSMITTED } from '../lib/diameter.js';
import { creditControl, ResultCode, smsEvent } from '../lib/gy.js';
import { RequestType, sessionRequest } from '../lib/gy-session.js';
import { PROJECT, Server } from '../lib/server.js';
import { until } from '../lib/until.js';
import { ASTANA } from '../lib/zone.js';

const HANG_SECONDS = 8; // longer than a client waits
const WAITING = 5;
const ENOUGH = 200;

const directory = mkdtempSync(join(tmpdir(), 'airperk-slow-'));
const control = openSync(join(directory, 'delay'), 'w+');

/** What every sync takes longer from now on. */
function slow(seconds) {
  const delay = Buffer.alloc(8);
  delay.writeBigInt64LE(BigInt(seconds * 1_000_000));
  writeSync(control, delay, 0, 8, 0);
}

slow(0);
const server = await Server.start({
  environment: {
    LD_PRELOAD: join(PROJECT, 'build/release/libairperk-slow-disk.so'),
    SLOW_DISK: join(directory, 'delay'),
  },
});
after(async () => {
  await server.stop();
  await server.remove();
  closeSync(control);
  rmSync(directory, { recursive: true });
});

async function waiting() {
  const { text } = await server.http.expect(200, 'GET', '/metrics', { token: server.token('network') });
  return Number(/^airperk_engine_waiting (\d+)$/m.exec(text)[1]);
}

test('what waits behind a disk that hangs gets 3004 and is not charged; its retry is charged once', async () => {
  const at = ASTANA.seconds('2016-03-05 10:00');
  await server.http.expect(200, 'POST', '/v1/clock', { json: { now: ASTANA.rfc3339(at) } });
  const people = [];
  for (let i = 0; i < ENOUGH; i += 1) {
    const msisdn = `77010${String(i).padStart(6, '0')}`;
    const json = { brand: 'activ', tariff: 'Time to Talk', language: 'en', main: '1000' };
    await server.http.expect(201, 'PUT', `/v1/subscribers/${msisdn}`, { json });
    people.push({ msisdn, sessionId: `slow.test;${i};1` });
  }
  const client = await DiameterClient.connect(server.gyPort, { host: 'slow.test' });
  const asks = ({ msisdn, sessionId }, flags = 0) =>
    creditControl(client, smsEvent(client, { sessionId, from: msisdn, to: '77011234567', at }), {
      flags,
      timeout: 30_000,
    });
  const charges = async ({ msisdn }) =>
    (await server.http.expect(200, 'GET', `/v1/subscribers/${msisdn}/charges`)).json.charges.length;

  slow(HANG_SECONDS);
  const asked = [];
  await until(`${WAITING} requests wait behind the disk`, async () => {
    if (asked.length < ENOUGH) {
      const who = people[asked.length];
      asked.push({ who, code: asks(who) });
    }
    return (await waiting()) >= WAITING;
  });
  // U1a: an emergency call waits for no disk.
  const urgent = await DiameterClient.connect(server.gyPort, { host: 'urgent.test' });
  const emergency = { kind: 'voice', sessionId: 'urgent.test;1', from: '77019990000', called: 'urn:service:sos' };
  const call = sessionRequest(urgent, emergency, { type: RequestType.initial, number: 0, at, requested: 60 });
  assert.equal(await creditControl(urgent, call, { timeout: 2_000 }), ResultCode.success);
  urgent.drop();
  slow(0); // what hangs goes on hanging
  const refused = [];
  const answered = [];
  for (const { who, code } of asked) {
    const says = await code;
    if (says === ResultCode.too_busy) refused.push(who);
    else answered.push([who, says]);
  }
  assert.ok(answered.length > 0);
  // Of those that waited some are the server's own, which are never refused.
  assert.ok(refused.length > 0, `${refused.length} of ${asked.length} were refused`);
  for (const [who, says] of answered) {
    assert.equal(says, ResultCode.success);
    assert.equal(await charges(who), 1);
  }
  for (const who of refused) {
    assert.equal(await charges(who), 0);
    assert.equal(await asks(who), ResultCode.success);
    assert.equal(await asks(who, RETRANSMITTED), ResultCode.success);
    assert.equal(await charges(who), 1);
  }
  client.drop();
});
