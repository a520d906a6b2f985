// Standard streams that are closed, full, or have nobody at their other end: charging goes on, and a stop ends it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readlinkSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { BINARY, Server } from '../lib/server.js';
import { until } from '../lib/until.js';
import { makeLines, withServer } from './people.js';

const STREAMS = [0, 1, 2];
const SUBSETS = STREAMS.reduce((sets, one) => [...sets, ...sets.map((set) => [...set, one])], [[]]).slice(1);

/** It charges, a stop ends it, and the store is whole. */
async function lives(server, people) {
  await people.provision();
  const client = await people.client();
  await people.send(client, 200);
  await makeLines(server, 200);
  await people.send(client, 200);
  assert.deepEqual(people.codes, { 2001: 400 });
  assert.equal(await people.charged(), 400);
}

async function endsWhole(server) {
  assert.equal((await server.stop()).code, 0);
  const { status, stdout, stderr } = server.command('verify');
  assert.equal(status, 0, stdout + stderr);
  await server.start();
  assert.equal((await server.stop()).code, 0);
}

for (const closed of SUBSETS) {
  test(`with the standard streams ${closed.join(', ')} closed at the start, nothing of the store takes their place`, async () => {
    await withServer({}, async (server, people) => {
      await server.start({ shell: `exec "$@" ${closed.map((stream) => (stream ? `${stream}>&-` : '0<&-')).join(' ')}` });
      for (const stream of closed) assert.equal(readlinkSync(`/proc/${server.pid}/fd/${stream}`), '/dev/null');
      await lives(server, people);
      await endsWhole(server);
    });
  });
}

test('with them closed, the other commands do not write into what they open either', async () => {
  await withServer({}, async (server) => {
    await server.start();
    await server.stop();
    const copy = join(server.directory, 'copy');
    for (const command of [['verify'], ['token', '--role', 'care'], ['import', 'none.csv'], ['backup', copy]]) {
      const [name, ...options] = [...command, '--config', server.config];
      const { signal } = spawnSync('sh', ['-c', 'exec "$@" 0<&- 1>&- 2>&-', 'sh', BINARY, name, ...options], { timeout: 60_000 });
      assert.equal(signal, null, name);
    }
    assert.equal(server.command('verify').status, 0);
    const restored = await Server.make({ store: copy });
    assert.equal(restored.command('verify').status, 0);
    await restored.remove();
  });
});

/** A pipe with room for 64 KB; `read` gives what is in it. */
async function withPipe(use) {
  const directory = mkdtempSync(join(tmpdir(), 'airperk-pipe-'));
  const path = join(directory, 'pipe');
  assert.equal(spawnSync('mkfifo', [path]).status, 0);
  const end = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const read = () => {
    const parts = [];
    const part = Buffer.alloc(1 << 20);
    try {
      for (let size = readSync(end, part); size > 0; size = readSync(end, part)) parts.push(Buffer.from(part.subarray(0, size)));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
    return Buffer.concat(parts).toString();
  };
  try {
    // What a process writes to it waits for a reader.
    const write = openSync(path, constants.O_WRONLY);
    await use(write, read);
    closeSync(write);
  } finally {
    closeSync(end);
    rmSync(directory, { recursive: true });
  }
}

test('a standard error that nobody reads stops nothing: it charges, answers and ends', async () => {
  await withPipe(async (write) => {
    await withServer({}, async (server, people) => {
      await server.start({ stderr: write });
      await people.provision();
      const client = await people.client();
      await makeLines(server, 60_000); // more than a pipe holds, and more than is kept
      await people.send(client, 200);
      assert.deepEqual(people.codes, { 2001: 200 });
      const { text } = await server.http.expect(200, 'GET', '/metrics', { token: server.token('network') });
      assert.ok(Number(/^airperk_log_lines_dropped_total (\d+)/m.exec(text)[1]) > 0, 'no line was dropped');
      const began = Date.now();
      await endsWhole(server);
      assert.ok(Date.now() - began < 60_000);
    });
  });
});

test('a reader that comes back gets what was kept, how many lines were dropped, and the last line', async () => {
  await withPipe(async (write, read) => {
    await withServer({}, async (server) => {
      await server.start({ stderr: write });
      await makeLines(server, 60_000);
      let text = '';
      const made = () => {
        const refused = (text.match(/refused, from/g) ?? []).length;
        return [...text.matchAll(/dropped (\d+) lines of the log/g)].reduce((sum, [, count]) => sum + Number(count), refused);
      };
      const reading = setInterval(() => (text += read()), 5);
      try {
        await until('every line is read, or told to be dropped', () => made() >= 60_000);
        assert.equal((await server.stop()).code, 0);
      } finally {
        clearInterval(reading);
      }
      text += read();
      assert.equal(made(), 60_000);
      assert.match(text.trim().split('\n').at(-1), /stopped$/);
    });
  });
});

test('a standard error that is full stops nothing', async () => {
  await withServer({}, async (server, people) => {
    await server.start({ shell: 'exec "$@" 2>/dev/full' });
    await lives(server, people);
    await endsWhole(server);
  });
});

test('a standard error whose reader has gone stops nothing', async () => {
  await withServer({}, async (server, people) => {
    await server.start();
    server.stopReading();
    await lives(server, people);
    await endsWhole(server);
  });
});
