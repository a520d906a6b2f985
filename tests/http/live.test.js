// Figures as they move, as server-sent events: who may follow them, how many, and how a stream ends.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { DiameterClient } from '../lib/diameter.js';
import { smsEvent } from '../lib/gy.js';
import { Server } from '../lib/server.js';
import { until } from '../lib/until.js';

const STREAMS_MAX = 32;

let server, token;
before(async () => {
  server = await Server.start();
  token = server.token('network');
});
after(() => server.remove());

/** Follows; `events` grows, `ended` says that the server closed. */
function follow() {
  const stream = { events: [], ended: false };
  const headers = { authorization: `Bearer ${token}` };
  stream.asked = request({ host: '127.0.0.1', port: server.httpPort, path: '/v1/live', headers }, (answer) => {
    stream.status = answer.statusCode;
    stream.headers = answer.headers;
    let text = '';
    answer.on('data', (part) => {
      text += part;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        stream.events.push(JSON.parse(text.slice(0, end).replace(/^data: /, '')));
        text = text.slice(end + 2);
      }
    });
    answer.on('end', () => (stream.ended = true));
    answer.on('error', () => (stream.ended = true));
  });
  stream.asked.on('error', () => (stream.ended = true));
  stream.asked.end();
  stream.leave = () => stream.asked.destroy();
  return stream;
}

/** The same, once there is room. */
async function followed() {
  let stream;
  await until('room', async () => {
    stream = follow();
    await until('an answer', () => stream.status !== undefined);
    return stream.status === 200;
  });
  return stream;
}

test('each second an event has counts that only grow', async () => {
  const stream = follow();
  await until('three events', () => stream.events.length >= 3);
  assert.match(stream.headers['content-type'], /^text\/event-stream/);
  assert.equal(stream.headers['cache-control'], 'no-store');
  const [first] = stream.events;
  await server.http.expect(201, 'PUT', '/v1/subscribers/77010000001', { json: { brand: 'activ', tariff: 'Beseda', language: 'ru' } });
  await until('somebody more', () => stream.events.at(-1).subscribers === first.subscribers + 1);
  const last = stream.events.at(-1);
  assert.ok(last.requests > first.requests);
  const answered = ({ http }) => http.reduce((sum, { count }) => sum + count, 0);
  assert.ok(answered(last) > answered(first));
  assert.equal(last.http.at(-1).within, null);
  assert.deepEqual(last.links.map(({ kind }) => kind), ['diameter']);
  stream.leave();
});

test('how long answers to charging clients take is counted, and /metrics has it too', async () => {
  const stream = await followed();
  await until('an event', () => stream.events.length > 0);
  const answers = ({ links }) => links[0].latency.reduce((sum, { count }) => sum + count, 0);
  const before = answers(stream.events.at(-1));
  const client = await DiameterClient.connect(server.gyPort, { host: 'smsc.test' });
  const at = Math.floor(Date.now() / 1000);
  for (let i = 0; i < 5; ++i) {
    await client.request(272, 4, smsEvent(client, { sessionId: `live;${i}`, from: '77010000001', to: '77019999999', at }));
  }
  client.drop();
  await until('five answers more', () => answers(stream.events.at(-1)) === before + 5);
  const { latency } = stream.events.at(-1).links[0];
  assert.equal(latency.at(-1).within, null);
  assert.deepEqual(latency.slice(0, -1).map(({ within }) => within).sort((a, b) => a - b), latency.slice(0, -1).map(({ within }) => within));
  stream.leave();
  const { text } = await server.http.expect(200, 'GET', '/metrics', { token });
  assert.match(text, new RegExp(`airperk_link_answer_seconds_bucket\\{link="charging",le="\\+Inf"\\} ${before + 5}\\n`));
});

test('other roles are refused, and so is whoever has no token', async () => {
  for (const role of ['care', 'marketing', 'partner']) {
    assert.equal((await server.http.get('/v1/live', { token: server.token(role) })).status, 403, role);
  }
  assert.equal((await server.http.get('/v1/live', { token: null })).status, 401);
});

test('so many streams are enough; who leaves makes room', async () => {
  // Who has left, in a test before, may still be counted until the next write.
  const streams = Array.from({ length: STREAMS_MAX + 1 }, () => follow());
  await until('all answers', () => streams.every(({ status }) => status !== undefined));
  const taken = streams.filter(({ status }) => status === 200);
  assert.ok(taken.length <= STREAMS_MAX && taken.length > STREAMS_MAX - 3, `${taken.length} streams`);
  assert.ok(streams.every(({ status }) => status === 200 || status === 503));
  for (const stream of streams) stream.leave();
  (await followed()).leave();
});

test("a stream ends with the server's stop, and does not hold it up", async () => {
  const stream = await followed();
  await until('an event', () => stream.events.length > 0);
  const began = Date.now();
  await server.stop();
  assert.ok(Date.now() - began < 5_000);
  await until('the end', () => stream.ended);
});
