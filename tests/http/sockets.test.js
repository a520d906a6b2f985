// Clients that do not speak HTTP well, or keep the server waiting.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Raw } from '../lib/raw.js';
import { A, of, useServer } from './hostile.js';

const used = useServer();
const open = () => Raw.open(used.server.httpPort);
const answered = (raw) => raw.statuses.length > 0 || raw.isClosed;
const HEALTH = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n';
const HALF_A_LOGIN = 'POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 8000\r\n\r\n{';
const PATIENCE = 45_000; // the longest that a silent client is borne

for (const [name, bytes] of Object.entries({
  garbage: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'null bytes': '\0'.repeat(4096),
  'a line without end': `GET /${'a'.repeat(200_000)}`,
  'no version': 'GET /health\r\n\r\n',
  'a version from the future': 'GET /health HTTP/9.9\r\nHost: x\r\n\r\n',
  'a header without end': `GET /health HTTP/1.1\r\nX: ${'a'.repeat(200_000)}`,
  'ten thousand headers': `GET /health HTTP/1.1\r\nHost: x\r\n${'X: y\r\n'.repeat(10_000)}\r\n`,
  'a header without a name': 'GET /health HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n',
  'a length that is no number': 'POST /v1/clock HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n',
  'a negative length': 'POST /v1/clock HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
  'a length beyond all numbers': 'POST /v1/clock HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n',
  'a length of a terabyte': 'POST /v1/clock HTTP/1.1\r\nHost: x\r\nContent-Length: 1099511627776\r\n\r\n{',
  'two lengths': 'POST /v1/clock HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
  'a length and chunks': 'POST /v1/clock HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n',
  'a chunk of no size': 'POST /v1/clock HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  'a chunk beyond all numbers': 'POST /v1/clock HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n',
})) {
  test(`${name}: an error or a closed connection, soon`, async () => {
    const raw = await open();
    raw.send(Buffer.from(bytes, 'latin1'));
    await raw.until(answered, PATIENCE);
    const [status] = raw.statuses;
    assert.ok(status === undefined || (status >= 400 && status < 506), `${status}`);
    assert.ok(raw.statuses.length <= 1, raw.text);
    raw.close();
  });
}

test('half a request and a long silence: closed in bounded time', async () => {
  const halves = [
    'GET /health HTTP/1.1\r\nHost: x\r\n',
    'POST /v1/clock HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"now":',
    '',
  ];
  const raws = await Promise.all(halves.map(async (half) => (await open()).send(half)));
  await Promise.all(raws.map((raw) => raw.until(({ isClosed }) => isClosed, PATIENCE * 2)));
});

test('one letter at a time does not keep a connection for ever', async () => {
  const raw = await open();
  raw.send('GET /health HTTP/1.1\r\nX: ');
  const drip = setInterval(() => raw.send('y'), 500);
  await raw.until(({ isClosed }) => isClosed, PATIENCE * 2).finally(() => clearInterval(drip));
});

/** Opens so many connections, does something, and closes them whatever comes of it. */
async function withConnections(count, work) {
  used.http.close(); // those of the other tests
  const raws = await Promise.all(Array.from({ length: count }, open));
  try {
    await work(raws);
  } finally {
    for (const raw of raws) raw.close();
  }
}

test('a thousand connections at once are all served', () =>
  withConnections(1000, async (raws) => {
    for (const raw of raws) raw.send(HEALTH);
    await Promise.all(raws.map((raw) => raw.until(answered, 30_000)));
    assert.deepEqual(new Set(raws.flatMap(({ statuses }) => statuses)), new Set([200]));
  }));

test('nine hundred silent connections keep nobody out', () =>
  withConnections(900, async () => {
    assert.equal((await used.http.get(of(A))).status, 200);
  }));

test('a host that takes every place, and each again, keeps nobody out', async () => {
  let over = false;
  const raws = [];
  const again = async () => {
    const raw = await open().catch(() => null); // the door may be closed for a moment
    if (!raw) return;
    raws.push(raw.send(raws.length % 2 ? 'G' : HALF_A_LOGIN));
    raw.socket.on('close', () => over || setTimeout(again, 50));
  };
  used.http.close();
  try {
    await Promise.all(Array.from({ length: 1100 }, again));
    for (let i = 0; i < 20; i += 1) {
      assert.equal((await used.http.get(of(A))).status, 200);
      used.http.close(); // a new connection each time
    }
  } finally {
    over = true;
    for (const raw of raws) raw.close();
  }
});

test('too many are told so or closed, and once they are gone all is as before', async () => {
  await withConnections(3000, async (raws) => {
    for (const raw of raws) raw.send(HEALTH);
    await Promise.all(raws.map((raw) => raw.until(answered, 30_000)));
    const statuses = new Set(raws.map(({ statuses: [status] }) => status));
    for (const status of statuses) assert.ok([200, 503, undefined].includes(status), `${status}`);
  });
  const raw = await open();
  await raw.send(HEALTH).until(answered);
  assert.deepEqual(raw.statuses, [200]);
  raw.close();
});

test('a hundred pipelined requests have a hundred answers, in order', async () => {
  const raw = await open();
  const ask = (i) => `GET ${i % 2 ? '/health' : '/nowhere'} HTTP/1.1\r\nHost: x\r\n\r\n`;
  raw.send(Array.from({ length: 100 }, (_, i) => ask(i)).join(''));
  await raw.until(({ statuses }) => statuses.length === 100);
  assert.deepEqual(raw.statuses, Array.from({ length: 100 }, (_, i) => (i % 2 ? 200 : 404)));
  raw.close();
});

test('garbage behind a request: the request is answered, then no more', async () => {
  const raw = await open();
  raw.send('GET /health HTTP/1.1\r\nHost: x\r\n\r\n\x01\x02\x03garbage\r\n\r\n');
  await raw.until(({ isClosed }) => isClosed, PATIENCE);
  assert.equal(raw.statuses[0], 200);
  assert.ok(raw.statuses.length <= 2);
});

test('a client that goes while it is being answered harms nobody', async () => {
  const raws = await Promise.all(Array.from({ length: 50 }, open));
  for (const raw of raws) {
    raw.send(HEALTH.repeat(20));
    raw.socket.resetAndDestroy?.() ?? raw.close();
  }
  assert.equal((await used.http.get('/health')).status, 200);
});

test('HEAD and HTTP/1.0 are understood', async () => {
  const raw = await open();
  raw.send('HEAD /health HTTP/1.0\r\n\r\n');
  await raw.until(({ isClosed }) => isClosed, PATIENCE);
  assert.equal(raw.statuses[0], 200);
  assert.equal(raw.text.split('\r\n\r\n')[1], '');
});
