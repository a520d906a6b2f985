// Backups, restores and shipped ranges on disks that are full, read-only, or another file system than the store's.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { another, beside, isVerified, person, provision, refused, succeeds, topUp } from '../backup/lib.js';
import { Server } from '../lib/server.js';
import { until } from '../lib/until.js';
import { Disk } from './disk.js';

function small(t, disk) {
  t.after(() => disk.remove());
  return disk;
}

async function running(t, options) {
  const server = await Server.start(options);
  t.after(() => server.remove());
  for (const n of [1, 2, 3]) await provision(server, n);
  return server;
}

test('a backup onto a full disk is refused, leaves nothing, and the server goes on', { timeout: 60_000 }, async (t) => {
  const server = await running(t);
  const disk = small(t, Disk.tmpfs(8));
  for (const left of [0, 4096, 20_000]) {
    disk.fill(left);
    refused(server.command('backup', join(disk.path, 'copy')), /No space left.*make room/);
    const { status } = await server.http.send('POST', '/v1/backups', { json: { directory: join(disk.path, 'copy') } });
    assert.equal(status, 409);
    assert.deepEqual(readdirSync(disk.path), ['ballast']);
    disk.clear();
  }
  await topUp(server, 1, 'after');
  succeeds(server.command('backup', join(disk.path, 'copy')));
  const into = await another(t);
  succeeds(into.command('restore', join(disk.path, 'copy')));
  isVerified(into);
  await server.stop();
});

test('a backup onto a read-only disk is refused by name', { timeout: 60_000 }, async (t) => {
  const server = await running(t);
  const disk = small(t, Disk.tmpfs(8));
  disk.remount('ro');
  refused(server.command('backup', join(disk.path, 'copy')), /copy\.part: .*Read-only.*writable/);
  await server.stop();
});

test('a restore onto a full disk leaves nothing; one onto a disk of its own is told to go below', { timeout: 60_000 }, async (t) => {
  const server = await running(t);
  const copy = beside(server, 'copy');
  succeeds(server.command('backup', copy));
  await server.stop();
  const disk = small(t, Disk.tmpfs(8));
  const into = await another(t, { store: join(disk.path, 'store') });
  disk.fill(20_000);
  refused(into.command('restore', copy), /No space left.*make room/);
  assert.deepEqual(readdirSync(disk.path), ['ballast']);
  disk.clear();
  succeeds(into.command('restore', copy));
  isVerified(into);
  const mounted = await another(t, { store: small(t, Disk.tmpfs(8)).path });
  refused(mounted.command('restore', copy), /mounted/);
  assert.ok(!existsSync(`${mounted.store}.part`));
});

test('a full disk under shipping costs one line; once there is room it goes on without a gap', { timeout: 60_000 }, async (t) => {
  const disk = small(t, Disk.tmpfs(4));
  const shipped = join(disk.path, 'shipped');
  const server = await running(t, {
    extra: `[backups]\nship_to = ${JSON.stringify(shipped)}\nship_every = "1 s"\n`,
  });
  const copy = beside(server, 'copy');
  succeeds(server.command('backup', copy));
  const ranges = () => readdirSync(shipped).filter((name) => /^journal-\d+-\d+$/.test(name));
  await until('a range', () => ranges().length > 0);
  disk.fill(0);
  await topUp(server, 1, 'full');
  await server.says(/shipping: .*No space left.*make room/);
  const had = ranges().length;
  await topUp(server, 1, 'still full');
  disk.clear();
  await until('the next range', () => ranges().length > had);
  await server.stop();
  assert.equal(server.log.match(/No space left/g).length, 1, server.log);
  const into = await another(t);
  succeeds(into.command('restore', copy, '--journal', shipped));
  isVerified(into);
  await into.start();
  assert.equal((await into.http.expect(200, 'GET', person(1))).json.main, '120');
  await into.stop();
});
