// The order of things, read from the calls that a server made: write → sync → send of what it answers; and at a start
// every sync before the first answer. The same with syncs that are not done shows that these tests can fail.

import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DiameterClient } from '../lib/diameter.js';
import { creditControl, ResultCode, smsEvent } from '../lib/gy.js';
import { Random } from '../lib/random.js';
import { until } from '../lib/until.js';
import { Bench } from './bench.js';
import { filesByKind } from './damage.js';
import { answeredTooEarly, exchanges, notSyncedBeforeAnswering } from './order.js';
import { readRecord } from './record.js';

const NOON = Date.parse('2016-03-05T12:00:00+06:00') / 1000;
const CLIENTS = 4;
const EACH = 40;
/** Funding and SMS of each client; top-ups and dials. */
const EXCHANGES = CLIENTS * (1 + EACH) + 2 * EACH;

async function made(t) {
  const bench = await Bench.make(new Random(1), { sessions: false });
  t.after(() => bench.remove());
  await bench.begin();
  return bench;
}

/** SMS of several clients at once, and top-ups and dials beside them; each request once. */
async function everybodyAsks(bench) {
  const { server } = bench;
  const number = (i) => `7701${String(1 + i).padStart(7, '0')}`;
  const sms = async (i) => {
    const client = await DiameterClient.connect(server.gyPort, { host: `smsc${i}.test` });
    for (let n = 0; n < EACH; n += 1) {
      const event = { sessionId: `smsc${i}.test;1;${n}`, from: number(i), to: '77019999999', at: NOON };
      assert.equal(await creditControl(client, smsEvent(client, event)), ResultCode.success);
    }
    client.drop();
  };
  const http = async () => {
    for (let n = 0; n < EACH; n += 1) {
      const path = `/v1/subscribers/${number(CLIENTS)}`;
      await server.http.expect(201, 'POST', `${path}/topups`, {
        json: { amount: '1' },
        headers: { 'Idempotency-Key': `top-up ${n}` },
      });
      await server.http.expect(200, 'POST', `${path}/dial`, { json: { text: n % 2 ? '*555*2#' : '*555*1#' } });
    }
  };
  const fund = Array.from({ length: CLIENTS }, (_, i) =>
    server.http.expect(201, 'POST', `/v1/subscribers/${number(i)}/topups`, {
      json: { amount: '1000' },
      headers: { 'Idempotency-Key': `fund ${i}` },
    }),
  );
  await Promise.all(fund);
  await Promise.all([...Array.from({ length: CLIENTS }, (_, i) => sms(i)), http()]);
}

/** What was called meanwhile. The last answer may be here before it is recorded. */
async function recorded(bench, act, exchangesWanted = 0) {
  bench.shim.record({ files: true, sockets: true });
  await act();
  const read = () => readRecord(bench.shim.recordPath);
  await until(`a record of ${exchangesWanted} exchanges`, () => exchanges(read()).length >= exchangesWanted, 10);
  return read();
}

test('what is answered was written to the log and synced, and the head knows it', { timeout: 60_000 }, async (t) => {
  const bench = await made(t);
  const entries = await recorded(bench, () => everybodyAsks(bench), EXCHANGES);
  const early = answeredTooEarly(entries);
  assert.deepEqual(early.slice(0, 5), [], `${early.length} answers left too early`);
});

for (const of of ['log', 'head']) {
  test(
    `the order is seen to be broken where the ${of} is not ${of === 'log' ? 'synced' : 'written'}`,
    { timeout: 60_000 },
    async (t) => {
      const bench = await made(t);
      // A lost sync is in no record, and a write that fails beforehand neither: as if the server had left it out.
      if (of === 'log') bench.shim.rule(0, { on: 'sync', of, does: 'lose', stays: true });
      const entries = await recorded(bench, () => everybodyAsks(bench), EXCHANGES);
      const seen =
        of === 'log' ? entries : entries.filter(({ kind, operation }) => !(kind === 'head' && operation === 'write'));
      assert.equal(answeredTooEarly(seen).length, exchanges(seen).length);
    },
  );
}

/** Starts after a kill with groups under way; gives what it had not synced before it answered. */
async function restarted(bench, meanwhile = () => {}) {
  bench.shim.rule(7, { on: 'sync', of: 'log', does: 'delay', argument: 5000, stays: true });
  await bench.work();
  await bench.load.isAnswered();
  await sleep(50);
  await bench.kill();
  bench.shim.clear();
  const store = realpathSync(bench.server.store);
  const {
    log = [],
    head = [],
    table = [],
    manifest = [],
    current = [],
    secret = [],
  } = filesByKind({ store, directory: dirname(store) });
  const wanted = [...log, ...head, ...table, ...manifest, ...current, ...secret].filter(
    (path) => !path.includes('log-spare') && !path.includes('log-next'),
  );
  meanwhile();
  const entries = await recorded(bench, async () => {
    await bench.start();
    await bench.server.http.get('/ready');
  });
  return notSyncedBeforeAnswering(entries, [...wanted, store, dirname(store)]);
}

test(
  'a start syncs every file of the store and its directory before it answers anything',
  { timeout: 60_000 },
  async (t) => {
    const bench = await made(t);
    assert.deepEqual(await restarted(bench), []);
  },
);

test('a start that leaves those syncs out is seen', { timeout: 60_000 }, async (t) => {
  const bench = await made(t);
  const missing = await restarted(bench, () => bench.shim.rule(0, { on: 'sync', does: 'lose', stays: true }));
  assert.ok(
    missing.some((line) => /\.log/.test(line)) && missing.some((line) => /store is not/.test(line)),
    missing.join('\n'),
  );
});
