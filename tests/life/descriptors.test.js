// File descriptors: the limit is raised to the hard one, and running out of them refuses new connections only.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { Raw } from '../lib/raw.js';
import { until } from '../lib/until.js';
import { withServer } from './people.js';

const open = (server) => readdirSync(`/proc/${server.pid}/fd`).length;
const figure = async (server, name) => {
  const { text } = await server.http.expect(200, 'GET', '/metrics', { token: server.token('network') });
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)[1]);
};

test('the soft limit is raised to the hard one', async () => {
  await withServer({}, async (server) => {
    await server.start({ shell: 'ulimit -Sn 64; ulimit -Hn 2000; exec "$@"' });
    assert.equal(await figure(server, 'process_max_fds'), 2000);
    assert.ok((await figure(server, 'process_open_fds')) >= 10);
    await server.says(/file descriptors: of a limit of 2000, 256 are for Diameter peers/);
    assert.equal((await server.stop()).code, 0);
  });
});

test('a limit with which it cannot work is said before anything is opened', async () => {
  for (const limit of [24, 64, 100]) {
    await withServer({}, async (server) => {
      server.launch({ shell: `ulimit -n ${limit}; exec "$@"` });
      assert.deepEqual(await server.ended(20_000), { code: 2, signal: null });
      assert.match(server.log, new RegExp(`^airperk: file descriptors: the limit is ${limit}, and \\d+ are needed at the least.*LimitNOFILE=\\d+`));
      assert.equal(server.log.trim().split('\n').length, 1);
    });
  }
});

for (const limit of [128, 256, 1024]) {
  test(`with a limit of ${limit}, connections that hold on leave the store its files, and charging goes on`, async () => {
    await withServer({}, async (server, people) => {
      await server.start({ shell: `ulimit -n ${limit}; exec "$@"` });
      await server.says(/file descriptors: of a limit of/);
      await people.provision();
      const client = await people.client();
      server.http.close(); // its kept connections count as well
      const held = [];
      const hold = async (port) => {
        const raw = await Raw.open(port).catch(() => undefined);
        if (raw) held.push(raw);
      };
      for (let i = 0; i < limit; i += 1) await Promise.all([hold(server.httpPort), hold(server.gyPort)]);
      await people.send(client, 500);
      assert.deepEqual(people.codes, { 2001: 500 });
      assert.ok(open(server) < limit, `${open(server)} of ${limit} are open`);
      const complaints = server.log.split('\n').filter((line) => /connection/.test(line) && !/file descriptors: of/.test(line));
      assert.ok(complaints.length <= 4, complaints.join('\n'));
      for (const raw of held) raw.close();
      await until('HTTP to answer again', async () => (await server.http.get('/health').catch(() => ({}))).status === 200);
      await until('Gy to take peers again', () => people.client().then((peer) => (peer.drop(), true), () => false));
      assert.equal(await people.charged(), 500);
      assert.equal((await server.stop()).code, 0);
      assert.equal(server.command('verify').status, 0);
    });
  });
}
