// A disk that is full, and one that is read-only: one clear error, exit status not 0, and every answer given stands.

import assert from 'node:assert/strict';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from '../lib/load.js';
import { Server } from '../lib/server.js';
import { Disk } from './disk.js';

const SUBSCRIBERS = 40;

/** A server whose store lies on that disk; its other files do not. */
async function onDisk(t, disk) {
  const server = await Server.make({ store: join(disk.path, 'store') });
  t.after(async () => {
    await server.remove();
    disk.remove();
  });
  return server;
}

async function underLoad(server) {
  await server.start();
  const load = new Load(server, SUBSCRIBERS);
  await load.provision();
  await load.start();
  return load;
}

/** It ended, badly, and said why in one line. */
async function assertEndedWith(server, says) {
  const { code, signal } = await server.ended(60_000);
  const errors = server.log.split('\n').filter((line) => /error|critical|fatal|cannot|failed/i.test(line));
  assert.equal(signal, null, `ended by ${signal}: ${server.log.slice(-500)}`);
  assert.ok(code > 0, `exit status ${code}`);
  assert.equal(errors.length, 1, `not one line:\n${server.log.slice(-2000)}`);
  assert.match(errors[0], says);
  assert.ok(errors[0].includes(server.store), `it does not name ${server.store}: ${errors[0]}`);
}

/** Every fact that was answered is in a copy of the store, on a disk with room. */
async function assertNothingLost(t, server, load) {
  const copy = await Server.make();
  t.after(() => copy.remove());
  cpSync(server.store, copy.store, { recursive: true });
  assertVerified(copy);
  await copy.start();
  load.server = copy;
  await assertAudit(load);
  assertVerified(copy);
  await copy.stop();
}

function assertVerified(server) {
  const { status, stdout, stderr } = server.command('verify');
  assert.equal(status, 0, stdout + stderr);
}

async function assertAudit(load) {
  const findings = await load.audit();
  assert.equal(findings.length, 0, `\n${findings.join('\n')}`);
}

test('a disk that fills up under load', { timeout: 120_000 }, async (t) => {
  const disk = Disk.tmpfs(16);
  const server = await onDisk(t, disk);
  const load = await underLoad(server);
  disk.fill(1024 * 1024);
  await assertEndedWith(server, /space|full/i);
  await load.stop();
  assert.ok(load.answered > 0);

  await t.test('once there is room again, it goes on where it was', async () => {
    disk.clear();
    server.log = '';
    await server.start();
    await assertAudit(load);
    await server.stop();
  });
  await t.test('what was answered is all there', () => assertNothingLost(t, server, load));
});

test('a disk that is full from the start', { timeout: 60_000 }, async (t) => {
  const disk = Disk.tmpfs(16);
  const server = await onDisk(t, disk);
  disk.fill(0);
  server.launch();
  await assertEndedWith(server, /space|full/i);
});

test('a disk that is read-only from the start', { timeout: 60_000 }, async (t) => {
  const disk = Disk.tmpfs(16);
  const server = await onDisk(t, disk);
  disk.remount('ro');
  server.launch();
  await assertEndedWith(server, /read-only/i);
  assert.ok(!existsSync(server.store));
});

test('a store that has become read-only cannot be opened to serve', { timeout: 60_000 }, async (t) => {
  const disk = Disk.tmpfs(64);
  const server = await onDisk(t, disk);
  const load = await underLoad(server);
  await sleep(500);
  await server.stop('SIGKILL');
  await load.stop();
  disk.remount('ro');
  server.log = '';
  server.launch();
  await assertEndedWith(server, /read-only/i);
  await t.test('what was answered is all there', () => assertNothingLost(t, server, load));
});

test('a disk that turns read-only under load', { timeout: 120_000 }, async (t) => {
  const disk = Disk.ext4(128);
  const server = await onDisk(t, disk);
  const load = await underLoad(server);
  await sleep(500);
  disk.breakDown();
  await assertEndedWith(server, /read-only|input\/output|i\/o error/i);
  await load.stop();
  await t.test('what was answered is all there', () => assertNothingLost(t, server, load));
});
