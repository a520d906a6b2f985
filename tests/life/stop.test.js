// A stop answers what it has charged, refuses what is new, and is over in time whoever holds on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Raw } from '../lib/raw.js';
import { until } from '../lib/until.js';
import { withServer } from './people.js';
import { SlowDisk } from './slow-disk.js';

const STOPPED_WITHIN = 8; // seconds; what is bounded is bounded by some five

/** It ends by itself, well and in time. */
async function stopsWell(server, seconds = STOPPED_WITHIN) {
  const began = Date.now();
  server.signal('SIGTERM');
  assert.deepEqual(await server.ended(15_000), { code: 0, signal: null });
  const took = (Date.now() - began) / 1000;
  assert.ok(took < seconds, `the stop took ${took} s`);
  assert.match(server.lastLine(), /stopped$/);
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(`${signal} under load: every request is answered before DPR, and what was charged is what was answered with 2001`, async () => {
    const disk = new SlowDisk();
    await withServer({ environment: disk.environment }, async (server, people) => {
      await server.start();
      await people.provision();
      const clients = await Promise.all(Array.from({ length: 4 }, () => people.client()));
      const unanswered = [];
      for (const client of clients) {
        client.goodbye = () => {
          unanswered.push(client.unanswered);
          return true;
        };
      }
      disk.slow(200); // so that the signal meets requests under way, however fast the machine is
      const sent = clients.map((client) => people.send(client, 1_500));
      await until('the first answer', () => (people.codes[2001] ?? 0) > 0);
      const underWay = clients.reduce((sum, client) => sum + client.unanswered, 0);
      server.signal(signal);
      await Promise.all(sent);
      assert.deepEqual(await server.ended(15_000), { code: 0, signal: null });
      assert.ok(underWay > 100, `${underWay} were under way`);
      assert.deepEqual(unanswered, [0, 0, 0, 0]);
      const { 2001: charged, 3004: refused = 0, ...others } = people.codes;
      assert.deepEqual(others, {});
      assert.equal(charged + refused, 6_000);
      disk.slow(0);
      await server.start();
      assert.equal(await people.charged(), charged);
      assert.equal((await server.stop()).code, 0);
    }).finally(() => disk.remove());
  });
}

test('what came while the process stood still is as old as that, and refused; what comes then is served', async () => {
  await withServer({}, async (server, people) => {
    await server.start();
    await people.provision();
    const client = await people.client();
    await people.send(client, 20);
    await server.pause();
    const waited = people.send(client, 300);
    await sleep(6_000); // longer than a client waits
    server.signal('SIGCONT');
    await waited;
    assert.deepEqual(people.codes, { 2001: 20, 3004: 300 });
    await until('fresh requests to be served', async () => {
      const before = people.codes[3004];
      await people.send(client, 1);
      return people.codes[3004] === before;
    }, 3);
    await people.send(client, 100);
    assert.equal(await people.charged(), people.codes[2001]);
    assert.equal((await server.stop()).code, 0);
  });
});

test('idle connections, half a request, a stream of figures and a peer that never answers DPR hold up a stop for some seconds alone', async () => {
  await withServer({}, async (server, people) => {
    await server.start();
    const token = server.token('network');
    const idle = await Raw.open(server.httpPort);
    await idle.send('GET /health HTTP/1.1\r\nHost: x\r\n\r\n').until(({ statuses }) => statuses.length === 1);
    await Raw.open(server.httpPort);
    (await Raw.open(server.httpPort)).send('GET /health HTTP/1.1\r\nHo');
    const live = await Raw.open(server.httpPort);
    await live.send(`GET /v1/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`).until(({ text }) => /data: /.test(text));
    await Raw.open(server.gyPort); // no CER ever comes
    const deaf = await people.client();
    deaf.goodbye = () => false;
    await stopsWell(server);
    await idle.until(({ isClosed }) => isClosed);
  });
});

/** Asks for so much at once, and reads none of it, that the server waits for it. */
async function slowReader(server) {
  const slow = await Raw.open(server.httpPort);
  slow.socket.pause();
  const token = server.token('network');
  slow.send(`GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`.repeat(1_000));
  let answered = 0;
  await until('a write to wait for the reader', async () => {
    const before = answered;
    await sleep(100);
    const { text } = await server.http.expect(200, 'GET', '/metrics', { token });
    answered = Number(/^airperk_http_requests_total\{.*openapi.* (\d+)/m.exec(text)?.[1] ?? 0);
    return answered > 0 && answered === before;
  });
  assert.ok(answered < 1_000, 'nothing waits');
  return slow;
}

test('a reader of much that reads nothing, over HTTP and over Gy, holds up a stop for some seconds alone', async () => {
  await withServer({}, async (server, people) => {
    await server.start();
    await people.provision();
    await slowReader(server);
    const peer = await people.client();
    peer.pause();
    people.send(peer, 3_000).catch(() => {});
    await until('the requests to be decided', async () => {
      const { text } = await server.http.expect(200, 'GET', '/metrics', { token: server.token('network') });
      return Number(/^airperk_engine_requests_total (\d+)/m.exec(text)[1]) > 3_000;
    });
    await stopsWell(server);
    peer.drop();
    assert.equal(server.command('verify').status, 0);
  });
});

test('while a stop waits, a new request is refused with 503 and told to go, and no new connection is taken', async () => {
  await withServer({}, async (server) => {
    await server.start();
    const kept = await Raw.open(server.httpPort);
    await kept.send('GET /health HTTP/1.1\r\nHost: x\r\n\r\n').until(({ statuses }) => statuses.length === 1);
    await slowReader(server);
    server.signal('SIGTERM');
    await server.says(/stopping/);
    await until('the door to be closed', () => Raw.open(server.httpPort).then((raw) => raw.close(), () => true));
    await kept.send('GET /health HTTP/1.1\r\nHost: x\r\n\r\n').until(({ isClosed }) => isClosed);
    assert.deepEqual(kept.statuses, [200, 503]);
    assert.match(kept.text, /HTTP\/1\.1 503 [\s\S]*Connection: close/i);
    assert.equal((await server.ended(15_000)).code, 0);
  });
});

test('a second signal ends it at once, with a status of its own, and loses nothing', async () => {
  for (const [first, second, code] of [['SIGINT', 'SIGINT', 130], ['SIGTERM', 'SIGTERM', 143], ['SIGTERM', 'SIGINT', 130]]) {
    await withServer({}, async (server, people) => {
      await server.start();
      await people.provision();
      const client = await people.client();
      await people.send(client, 100);
      client.goodbye = () => false; // so that the stop waits
      server.signal(first);
      await server.says(/stopping/);
      server.signal(second);
      assert.deepEqual(await server.ended(1_500), { code, signal: null });
      assert.match(server.lastLine(), new RegExp(`ended at once by a second signal, ${second}`));
      client.drop();
      await server.start();
      assert.equal(await people.charged(), 100);
      assert.equal((await server.stop()).code, 0);
    });
  }
});

test('signals that mean nothing to it end nothing', async () => {
  await withServer({}, async (server, people) => {
    await server.start({ shell: 'trap "" HUP; exec "$@"' }); // as nohup does
    await people.provision();
    for (const signal of ['SIGUSR1', 'SIGUSR2', 'SIGPIPE', 'SIGXFSZ', 'SIGHUP']) server.signal(signal);
    await server.says(/reloaded/);
    await people.send(await people.client(), 20);
    assert.deepEqual(people.codes, { 2001: 20 });
    assert.equal((await server.stop()).code, 0);
  });
});

test('a start that is not over ends at the first signal', async () => {
  await withServer({}, async (server) => {
    await server.start();
    await server.stop();
    server.launch();
    // Wherever in its start this meets it, it ends; at the very beginning by the signal itself.
    await until('the process to be there', () => server.pid !== undefined);
    server.signal('SIGTERM');
    const { code, signal } = await server.ended(10_000);
    assert.ok(signal === 'SIGTERM' || code === 143 || code === 0, `${signal ?? code}`);
    await server.start();
    assert.equal((await server.stop()).code, 0);
  });
});
