// The journal is shipped in closed ranges, killed anywhere; a backup and the ranges after it are the store of any instant.

import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from '../lib/load.js';
import { until } from '../lib/until.js';
import {
  another, beside, clock, files, flip, isVerified, killedAfter, ledger, person, provision, refused, succeeds, topUp, wholeOrNothing,
} from './lib.js';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SHIPS = '[backups]\nship_to = "shipped"\nship_every = "1 s"\nship_size = "64 KB"\n';
const ranges = (directory) => files(directory).filter((name) => /^journal-\d+-\d+$/.test(name));
const lastShipped = (directory) => Math.max(0, ...ranges(directory).map((name) => Number(name.split('-')[2])));

/** Without a gap, and nothing twice. */
function assertConsecutive(directory) {
  let next;
  for (const name of ranges(directory)) {
    const [from, to] = name.split('-').slice(1).map(Number);
    if (next !== undefined) assert.equal(from, next, `${ranges(directory)}`);
    next = to + 1;
  }
}

async function shipping(t) {
  const server = await another(t, { extra: SHIPS });
  server.shipped = beside(server, 'shipped');
  await server.start();
  await until('the directory of ranges', () => existsSync(server.shipped));
  return server;
}

test('a backup and what was shipped after it are the store of each instant, and of the end', async (t) => {
  const server = await shipping(t);
  const people = [1, 2, 3, 4, 5, 6];
  await clock(server, '2016-03-05T10:00:00+06:00');
  for (const n of [1, 2, 3]) await provision(server, n);
  const backup = beside(server, 'backup');
  succeeds(server.command('backup', backup));

  // What a restore must bring back: people who came, a SIM that was swapped, money, words, an erasure.
  const moments = [];
  const happens = [
    async () => {
      for (const n of [4, 5]) await provision(server, n);
      await topUp(server, 1, 'first');
      await server.http.expect(200, 'POST', `${person(2)}/dial`, { json: { text: '*555*1#' } });
    },
    async () => {
      await server.http.expect(200, 'PUT', person(4), { json: { imsi: '401029999999999', brand: 'activ', tariff: 'Time to Talk', language: 'en' } });
      await server.http.expect(201, 'POST', `${person(2)}/grants`, { json: { amount: '7', valid_hours: 24, reason: 'a sorrow', approved_by: 'D. Omarov' } });
      await provision(server, 6);
    },
    async () => {
      await server.http.expect(200, 'POST', `${person(2)}/dial`, { json: { text: '*555*2#' } });
      await topUp(server, 6, 'second', '33');
    },
  ];
  const known = async (from, n) => {
    const { status, json } = await from.http.get(person(n));
    return status === 200 ? `${json.msisdn} ${json.imsi} ${json.main}` : status;
  };
  const snapshot = async (from) => Promise.all(people.map((n) => known(from, n)));
  for (const [i, happen] of happens.entries()) {
    const hour = 11 + i;
    await clock(server, `2016-03-05T${hour}:00:00+06:00`);
    const had = ranges(server.shipped).length;
    await happen();
    await until('a range with it', () => ranges(server.shipped).length > had);
    await clock(server, `2016-03-05T${hour}:30:00+06:00`);
    moments.push({ at: `2016-03-05T${hour}:30:00+06:00`, was: await snapshot(server) });
  }
  const words = async (from) =>
    (await from.http.all(`${person(2)}/timeline`, 'events')).map(({ type, reason }) => `${type} ${reason ?? ''}`);
  const timeline = await words(server);
  await server.stop(); // ships what is left

  for (const { at, was } of moments) {
    const restored = await another(t);
    const said = succeeds(restored.command('restore', backup, '--journal', server.shipped, '--until', at));
    assert.match(said, new RegExp(`as of ${new Date(at).toISOString().slice(0, 19)}`));
    isVerified(restored);
    await restored.start();
    assert.deepEqual(await snapshot(restored), was, at);
    assert.equal((await restored.http.expect(200, 'GET', '/v1/campaigns')).json.stopped, true);
    await restored.stop();
    isVerified(restored);
  }
  const end = await another(t);
  succeeds(end.command('restore', backup, '--journal', server.shipped));
  isVerified(end);
  await end.start();
  assert.deepEqual(await words(end), timeline);
  const { headers } = await topUp(end, 6, 'second', '33');
  assert.equal(headers['idempotent-replayed'], 'true', 'a request from after the backup is known');
  await end.stop();

  await t.test('what is missing, damaged or of another past is refused by name, and nothing is restored', async (sub) => {
    const into = await another(sub);
    const damaged = beside(into, 'damaged');
    const attempt = (damage, says, from = backup) => {
      cpSync(server.shipped, damaged, { recursive: true });
      damage();
      refused(into.command('restore', from, '--journal', damaged), says);
      assert.ok(!existsSync(into.store) && !existsSync(`${into.store}.part`));
      rmSync(damaged, { recursive: true });
    };
    const names = ranges(server.shipped);
    assert.ok(names.length >= 3, `${names}`);
    const [gone] = names.slice(-2);
    attempt(() => rmSync(join(damaged, gone)), /groups \d+ to \d+ are missing, between .* and journal-/);
    for (const at of [0, 20, 60, 130, 200]) attempt(() => flip(join(damaged, gone), at), new RegExp(gone));
    attempt(() => renameSync(join(damaged, gone), join(damaged, gone.replace(/\d$/, (d) => (d + 1) % 10))), /not those of its name|are missing/);
    refused(into.command('restore', backup, '--journal', beside(into, 'nowhere')), /nowhere: cannot be listed/);
    refused(into.command('restore', backup, '--until', '2016-03-05T11:00:00+06:00'), /--until needs --journal/);
    refused(into.command('restore', backup, '--journal', server.shipped, '--until', 'noon'), /--until is "noon"/);
    refused(into.command('restore', backup, '--journal', server.shipped, '--until', '2016-03-05T09:00:00+06:00'), /after --until: restore an older backup/);

    const other = await shipping(sub);
    await clock(other, '2016-03-05T10:00:00+06:00');
    for (const n of [1, 2, 3, 4, 5, 6]) await provision(other, n);
    await other.stop();
    refused(into.command('restore', backup, '--journal', other.shipped), /is of another store|are missing/);
  });

  await t.test('a restore killed anywhere leaves no store, or a whole one', async (sub) => {
    const into = await another(sub);
    const options = ['restore', '--config', into.config, backup, '--journal', server.shipped];
    for (let kill = 0; kill < 8; kill += 1) {
      await killedAfter(15 * (kill + Math.random()), ...options);
      wholeOrNothing(into.store, () => isVerified(into));
      rmSync(into.store, { recursive: true, force: true });
    }
    succeeds(into.command('restore', backup, '--journal', server.shipped));
    isVerified(into);
  });

  await t.test('the store that was restored to the end ships on; one of before does not', async (sub) => {
    const later = await another(sub, { extra: SHIPS });
    const shipped = beside(later, 'shipped');
    cpSync(server.shipped, shipped, { recursive: true });
    succeeds(later.command('restore', backup, '--journal', shipped));
    await later.start();
    await clock(later, '2016-03-06T10:00:00+06:00');
    await topUp(later, 1, 'later');
    const was = await snapshot(later);
    await later.stop();
    assertConsecutive(shipped);
    const again = await another(sub);
    succeeds(again.command('restore', backup, '--journal', shipped));
    isVerified(again);
    await again.start();
    assert.deepEqual(await snapshot(again), was);
    await again.stop();

    const before = await another(sub, { extra: SHIPS });
    cpSync(server.shipped, beside(before, 'shipped'), { recursive: true });
    succeeds(before.command('restore', backup));
    await before.start();
    await before.says(/tells of another past of this store/);
    assert.deepEqual(ranges(beside(before, 'shipped')), ranges(server.shipped));
    await topUp(before, 1, 'charging goes on');
    await before.stop();
  });
});

test('killed anywhere under load, the ranges go on without a gap', async (t) => {
  const server = await shipping(t);
  const load = new Load(server, 20);
  await load.provision();
  const backup = beside(server, 'backup');
  succeeds(server.command('backup', backup));
  for (let round = 1; round <= ROUNDS; round += 1) {
    await load.start();
    await load.isAnswered();
    if (round % 2 === 0) {
      const had = ranges(server.shipped).length;
      await until('another range', () => ranges(server.shipped).length > had);
    } else {
      await sleep(Math.random() * 1200);
    }
    await server.stop('SIGKILL');
    await load.stop();
    assertConsecutive(server.shipped);
    await server.start();
    const findings = await load.audit();
    assert.equal(findings.length, 0, `\n${findings.join('\n')}`);
  }
  const everybody = Array.from({ length: 20 }, (_, i) => i + 1);
  const was = await ledger(server, everybody);
  await server.stop();
  assertConsecutive(server.shipped);
  const restored = await another(t);
  succeeds(restored.command('restore', backup, '--journal', server.shipped));
  isVerified(restored);
  await restored.start();
  assert.deepEqual(await ledger(restored, everybody), was);
});

test('a directory that goes away costs one line; charging goes on, and shipping does again', async (t) => {
  const server = await shipping(t);
  await provision(server, 1);
  await until('a range', () => ranges(server.shipped).length > 0);
  const kept = beside(server, 'kept');
  renameSync(server.shipped, kept);
  mkdirSync(join(kept, 'x'));
  await topUp(server, 1, 'a');
  await server.says(/shipping: .*shipped/);
  await topUp(server, 1, 'b');
  await until('the directory again', () => existsSync(server.shipped) && ranges(server.shipped).length > 0);
  await server.stop();
  assert.equal(server.log.match(/shipping: .*cannot/g).length, 1, server.log);
  for (const name of ranges(kept)) cpSync(join(kept, name), join(server.shipped, name));
  assertConsecutive(server.shipped);
});

test('shipping that was switched off begins anew, and says from where', async (t) => {
  const server = await shipping(t);
  await provision(server, 1);
  await until('a range', () => ranges(server.shipped).length > 0);
  await server.stop();
  const last = lastShipped(server.shipped);
  const off = await another(t, { store: server.store });
  await off.start();
  await provision(off, 2);
  await off.stop();
  server.log = '';
  await server.start();
  await provision(server, 3);
  await until('a newer range', () => lastShipped(server.shipped) > last);
  await server.says(/shipping the journal to .* from group \d+ on: make a backup now/);
  const backup = beside(server, 'backup');
  succeeds(server.command('backup', backup));
  await provision(server, 4);
  await server.stop();
  const restored = await another(t);
  succeeds(restored.command('restore', backup, '--journal', server.shipped));
  isVerified(restored);
  await restored.start();
  await restored.http.expect(200, 'GET', person(4));
});
