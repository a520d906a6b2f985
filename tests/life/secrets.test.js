// What is secret stays with the process and its user: no core, no file that others can read without a word at the start.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { BINARY, Server } from '../lib/server.js';
import { until } from '../lib/until.js';

const LINK = '[[smpp]]\nname = "gw"\nconnect = "127.0.0.1:9"\nsystem_id = "a"\npassword = "b"\nserves = ["sms"]\n';
const said = (server, from) => server.log.slice(from).split('\n').filter((line) => line.includes('can be read by others'));

test('secrets that others can read are said at the start, each with its mend; those of the owner alone are not', async () => {
  const server = await Server.start({ extra: LINK });
  try {
    const files = ['secret', 'token-secret', 'access-key', 'admin.token'].map((name) => join(server.store, name)).filter((path) => readdirSync(server.store).includes(path.split('/').at(-1)));
    assert.ok(files.length >= 3);
    for (const path of files) assert.equal(statSync(path).mode & 0o777, 0o600, path);
    chmodSync(server.config, 0o640);
    const restart = async () => {
      const from = server.log.length;
      await server.stop();
      await server.start();
      // It answers before it has said everything; this line is the last.
      await until('the line that it is ready', () => server.log.slice(from).includes('ready: '));
      return said(server, from);
    };
    assert.deepEqual(await restart(), [], 'a group may read the configuration');
    for (const path of files) chmodSync(path, 0o640);
    chmodSync(server.config, 0o644);
    const lines = await restart();
    assert.equal(lines.length, files.length + 1, lines.join('\n'));
    for (const path of files) assert.ok(lines.some((line) => line.includes(path) && line.includes('0640: chmod 600')), path);
    assert.ok(lines.some((line) => line.includes(server.config) && line.includes('chmod o-rwx')));
  } finally {
    await server.remove();
  }
});

test('a process that ends by an abort leaves no core, and its memory is nobody\'s to read', async () => {
  const server = await Server.start();
  const place = mkdtempSync(join(tmpdir(), 'airperk-core-'));
  try {
    const limits = readFileSync(`/proc/${server.pid}/limits`, 'utf8');
    assert.match(limits, /Max core file size +0 +0 /);
    await server.stop('SIGABRT');
    assert.deepEqual(readdirSync(place).concat(readdirSync(server.directory)).filter((name) => name.startsWith('core')), []);
    if (process.getuid() !== 0) return;
    // What a process may not dump, the system gives to root: here one of nobody's.
    const uid = Number(spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' }).stdout);
    chmodSync(place, 0o755);
    const store = join(place, 'of-nobody');
    spawnSync('mkdir', [store]);
    chownSync(store, uid, uid);
    const shell = `"$0" demo --listen 127.0.0.1:0 --subscribers 20 & echo $!; stat -c %u /proc/$!/mem; sleep 1; stat -c %u /proc/$!/mem; kill $!`;
    const { stdout } = spawnSync('bash', ['-c', shell, BINARY], { uid, cwd: store, env: { ...process.env, TMPDIR: store }, encoding: 'utf8', timeout: 30_000 });
    assert.match(stdout, /\n0\n/, stdout);
  } finally {
    rmSync(place, { recursive: true, force: true });
    await server.remove();
  }
});
