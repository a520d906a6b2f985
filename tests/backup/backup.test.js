// Backups are whole or nothing: by command and over HTTP, killed anywhere; what is damaged, or lacks what it needs, is refused.

import assert from 'node:assert/strict';
import {
  chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from '../lib/load.js';
import { Server } from '../lib/server.js';
import {
  another, beside, clock, files, flip, isVerified, killedAfter, ledger, person, provision, refused, succeeds, topUp, wholeOrNothing,
} from './lib.js';

const KILLS = Number(process.env.KILLS ?? 12);
const PEOPLE = Array.from({ length: 20 }, (_, i) => i + 1);

let server;
let whole; // a backup that nobody changes

before(async () => {
  server = await Server.start();
  await clock(server, '2016-03-05T10:00:00+06:00');
  for (const n of PEOPLE) await provision(server, n);
  await topUp(server, 1, 'once');
  whole = beside(server, 'whole');
  succeeds(server.command('backup', whole));
});
after(() => server?.remove());

test('by command and over HTTP a backup is the same: one manifest, the key of request ids, nothing that signs', async () => {
  const http = beside(server, 'http');
  await server.http.expect(201, 'POST', '/v1/backups', { json: { directory: http } });
  for (const directory of [whole, http]) {
    const names = files(directory);
    for (const name of ['backup.manifest', 'is-a-copy', 'secret', 'CURRENT']) assert.ok(names.includes(name), `${directory}: ${name}`);
    for (const name of ['token-secret', 'admin.token', 'access']) assert.ok(!names.includes(name), `${directory}: ${name}`);
    assert.deepEqual(readFileSync(join(directory, 'secret')), readFileSync(join(server.store, 'secret')));
    assert.equal(statSync(directory).mode & 0o77, 0, 'for its owner alone');
  }
  assert.ok(files(server.directory).every((name) => !name.endsWith('.part')));
});

test('nobody makes a token for the running server of a backup', async (t) => {
  const thief = await another(t, { store: beside(server, 'stolen') });
  cpSync(whole, thief.store, { recursive: true });
  rmSync(join(thief.store, 'backup.manifest'));
  const { status } = await server.http.get('/v1/accounts', { token: thief.token('admin') });
  assert.equal(status, 401);
});

test('restored, it knows what was asked before, stops contacts, and says what is not in it', async (t) => {
  const restored = await another(t);
  await topUp(server, 2, 'after the backup');
  const said = succeeds(restored.command('restore', whole));
  assert.match(said, /as of 2016-03-05T04:00:00\.000000Z, \d+ groups, 20 subscribers/);
  assert.match(said, /not in it: tokens/);
  isVerified(restored);
  await restored.start();
  await restored.says(/tokens made before are void/);
  const { headers, json } = await topUp(restored, 1, 'once');
  assert.equal(headers['idempotent-replayed'], 'true');
  assert.equal(json.main, '110');
  assert.equal((await restored.http.expect(200, 'GET', '/v1/campaigns')).json.stopped, true);
  assert.equal((await ledger(restored, [2]))[0].includes('main 100 '), true, 'what came later is not in it');
  await restored.http.expect(200, 'POST', '/v1/contacts/resume', { json: { by: 'compliance' } });
  await restored.stop();
  await restored.start();
  assert.equal((await restored.http.expect(200, 'GET', '/v1/campaigns')).json.stopped, false);
  await restored.stop();
  isVerified(restored);
});

test('a restore that was to go on, and did not, says so', async (t) => {
  const restored = await another(t);
  const nothing = beside(server, 'nothing-shipped');
  mkdirSync(nothing);
  const said = succeeds(restored.command('restore', whole, '--journal', nothing));
  assert.match(said, /no range in .*nothing-shipped goes on from that backup/);
  assert.doesNotMatch(succeeds((await another(t)).command('restore', whole)), /no range/);
});

test('a backup can be opened in place, and is a store from then on', async (t) => {
  const opened = await another(t);
  cpSync(whole, opened.store, { recursive: true });
  isVerified(opened);
  await opened.start();
  assert.deepEqual(await ledger(opened, [3]), await ledger(server, [3]));
  assert.equal((await opened.http.expect(200, 'GET', '/v1/campaigns')).json.stopped, true);
  await opened.stop('SIGKILL');
  await opened.start();
  await opened.stop();
  refused((await another(t)).command('restore', opened.store), /it is no backup/);
});

test('a flipped octet of any file is found, by restore and by whoever opens it in place', async (t) => {
  for (const name of files(whole)) {
    const damaged = beside(server, 'damaged');
    cpSync(whole, damaged, { recursive: true });
    flip(join(damaged, name));
    const into = await another(t);
    refused(into.command('restore', damaged), new RegExp(name.replaceAll('.', '\\.')));
    assert.deepEqual(files(into.directory), ['airperk.toml'], `${name}: something was left`);
    renameSync(damaged, into.store);
    refused(into.command('serve'), /airperk: (store )?.*(is damaged|is not as it was written|was never finished)/);
    await into.remove();
  }
});

test('a file that is missing, cut or added is named, and so is what is no backup', async (t) => {
  const damaged = beside(server, 'damaged');
  const into = await another(t);
  const cases = [
    [() => rmSync(join(damaged, 'secret')), /secret: is missing/],
    [() => truncateSync(join(damaged, 'secret'), 31), /secret: has 31 octets, and should have 32/],
    [() => writeFileSync(join(damaged, '999999.sst'), ''), /999999\.sst: is no file of this backup/],
    [() => rmSync(join(damaged, 'backup.manifest')), /backup\.manifest: it is no backup/],
    [() => {
      const manifest = join(damaged, 'backup.manifest');
      writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('format 1', 'format 7'));
    }, /format 7, which a newer airperk made/],
    [() => rmSync(damaged, { recursive: true }), /is no directory/],
  ];
  for (const [damage, says] of cases) {
    cpSync(whole, damaged, { recursive: true });
    damage();
    refused(into.command('restore', damaged), says);
    rmSync(damaged, { recursive: true, force: true });
  }
  refused(into.command('restore', server.store), /it is no backup/);
});

test('a store that is there is not overwritten; an empty directory may be', async (t) => {
  const into = await another(t);
  mkdirSync(into.store);
  succeeds(into.command('restore', whole));
  const before = files(into.store);
  refused(into.command('restore', whole), /there is one already; move it away/);
  assert.deepEqual(files(into.store), before);
});

test('what is not finished is never opened', async (t) => {
  const part = await another(t, { store: beside(server, 'monday.part') });
  cpSync(whole, part.store, { recursive: true });
  for (const command of ['serve', 'verify']) refused(part.command(command), /was never finished/);
  const killed = await another(t);
  cpSync(whole, killed.store, { recursive: true });
  rmSync(join(killed.store, 'backup.manifest'));
  writeFileSync(join(killed.store, 'is-a-copy'), 'unfinished');
  refused(killed.command('serve'), /was never finished/);
});

test('a place that cannot be is refused by name, by command and over HTTP, with the server and without', async (t) => {
  const file = beside(server, 'file');
  writeFileSync(file, '');
  symlinkSync('/nowhere', beside(server, 'dangling'));
  symlinkSync(server.store, beside(server, 'link'));
  mkdirSync(beside(server, 'others.part'));
  writeFileSync(beside(server, 'others.part/letters'), '');
  const alone = await another(t);
  succeeds(alone.command('restore', whole));
  const places = (store) => [
    [whole, /does not exist/],
    [store, /lies in/],
    [join(store, 'inner'), /lies in/],
    [`${store}.survey-keys`, /lies in/],
    [file, /does not exist/],
    [beside(server, 'dangling'), /does not exist/],
    [beside(server, 'no/such/parent'), /mkdir -p/],
    [join(file, 'below'), /is no directory/],
    [beside(server, 'tuesday.part'), /ends in \.part/],
    [beside(server, 'others'), /is no unfinished backup/],
  ];
  const before = files(server.directory);
  for (const [place, says] of places(server.store)) {
    refused(server.command('backup', place), says);
    const { status, json } = await server.http.send('POST', '/v1/backups', { json: { directory: place } });
    assert.equal(status, 409);
    assert.match(json.detail, says);
  }
  for (const [place, says] of places(alone.store)) refused(alone.command('backup', place), says);
  refused(server.command('backup', beside(server, 'link/inner')), /lies in/);
  assert.deepEqual(files(server.directory), before, 'nothing is left');
  if (process.getuid() !== 0) {
    const shut = beside(server, 'shut');
    mkdirSync(shut, 0o500);
    refused(server.command('backup', join(shut, 'copy')), /writable/);
    chmodSync(shut, 0o700);
  }
  await provision(server, 1);
});

test('over HTTP a backup has a name where [backups] directory says where', async (t) => {
  const backups = beside(server, 'backups');
  mkdirSync(backups);
  const named = await another(t, { extra: `[backups]\ndirectory = ${JSON.stringify(backups)}\n` });
  await named.start();
  const { json } = await named.http.expect(201, 'POST', '/v1/backups', { json: { name: 'monday' } });
  assert.equal(json.directory, join(backups, 'monday'));
  succeeds(named.command('backup', join(backups, 'tuesday')));
  for (const body of [{ name: '../x' }, { name: '.x' }, { name: '' }, { directory: '/tmp/x' }, { directory: `${backups}/../x` }, { name: 'x', directory: `${backups}/x` }]) {
    await named.http.expect(422, 'POST', '/v1/backups', { json: body });
  }
  assert.deepEqual(files(backups), ['monday', 'tuesday']);
  await server.http.expect(422, 'POST', '/v1/backups', { json: { name: 'monday' } });
  await named.stop();
});

test('a secret that is missing, damaged or another store’s is refused by name; a person may go on', async (t) => {
  const stood = await another(t);
  succeeds(stood.command('restore', whole));
  const secret = join(stood.store, 'secret');
  const own = readFileSync(secret);
  rmSync(secret);
  refused(stood.command('serve'), /secret: is missing: .*charged again; put it back/);
  refused(stood.command('backup', beside(stood, 'copy')), /secret: is missing/);
  writeFileSync(secret, own.subarray(1));
  refused(stood.command('serve'), /secret: is damaged/);
  writeFileSync(secret, own);
  flip(secret);
  refused(stood.command('serve'), /secret: is another store's, or damaged/);
  writeFileSync(secret, own);
  refused(stood.command('new-secret'), /is the store's own, and good/);
  rmSync(secret);
  succeeds(stood.command('new-secret'));
  await stood.start();
  await stood.stop();
});

test('without its key for tokens a store makes another, says so, and tokens from before are void', async (t) => {
  const stood = await another(t);
  await stood.start();
  await stood.says(/ready: /);
  assert.doesNotMatch(stood.log, /void/, 'a new store has no tokens from before');
  const token = stood.token('care');
  await stood.http.expect(404, 'GET', person(1), { token });
  await stood.stop();
  rmSync(join(stood.store, 'token-secret'));
  await stood.start();
  await stood.says(/tokens made before are void; make new ones with airperk token/);
  await stood.http.expect(401, 'GET', person(1), { token });
  await stood.http.expect(404, 'GET', person(1), { token: stood.token('care') });
  await stood.http.expect(200, 'GET', '/v1/accounts');
  await stood.stop();
});

test('a secret that goes while it runs is in no backup: it is refused', async (t) => {
  const stood = await another(t);
  await stood.start();
  rmSync(join(stood.store, 'secret'));
  refused(stood.command('backup', beside(stood, 'copy')), /secret: cannot be read/);
  assert.ok(!existsSync(beside(stood, 'copy.part')));
  await stood.stop();
});

test('a store with a damaged file gets no backup that would be damaged as well', async (t) => {
  const stood = await another(t);
  succeeds(stood.command('restore', whole));
  const largest = files(stood.store)
    .filter((name) => name.endsWith('.sst'))
    .sort((a, b) => statSync(join(stood.store, b)).size - statSync(join(stood.store, a)).size)[0];
  flip(join(stood.store, largest), 20);
  refused(stood.command('backup', beside(stood, 'copy')), /a file of the store is damaged, and a backup of it would be too/);
  assert.ok(!existsSync(beside(stood, 'copy')) && !existsSync(beside(stood, 'copy.part')));
});

test('without a store there is no backup, and none is made', async (t) => {
  const none = await another(t);
  refused(none.command('backup', beside(none, 'copy')), /there is none/);
  assert.ok(!existsSync(none.store));
});

test('a backup under load has everything that was answered before it, and nothing waits for it', async (t) => {
  const busy = await another(t);
  await busy.start();
  const load = new Load(busy, 20);
  await load.provision();
  await load.start();
  await load.isAnswered();
  for (let round = 1; round <= 3; round += 1) {
    const before = load.answered;
    await busy.http.expect(201, 'POST', '/v1/backups', { json: { directory: beside(busy, `copy-${round}`) } });
    assert.ok(load.answered > before, 'nothing was answered during it');
  }
  await load.stop();
  const answered = await ledger(busy, Array.from({ length: 20 }, (_, i) => i + 1));
  succeeds(busy.command('backup', beside(busy, 'copy')));
  await busy.stop('SIGKILL');
  for (const name of ['copy-1', 'copy-2', 'copy-3', 'copy']) {
    const restored = await another(t);
    succeeds(restored.command('restore', beside(busy, name)));
    isVerified(restored);
    if (name !== 'copy') continue;
    await restored.start();
    assert.deepEqual(await ledger(restored, Array.from({ length: 20 }, (_, i) => i + 1)), answered);
  }
});

// --- killed anywhere ---

/** So long a command takes, in milliseconds. */
function duration(run) {
  const began = performance.now();
  succeeds(run());
  return performance.now() - began;
}

test('a command killed anywhere leaves no backup, or a whole one; the next one to that place is made', async (t) => {
  const alone = await another(t);
  succeeds(alone.command('restore', whole));
  const copy = beside(alone, 'copy');
  const into = await another(t);
  const takes = duration(() => alone.command('backup', copy));
  rmSync(copy, { recursive: true });
  const seen = { none: 0, whole: 0 };
  for (let kill = 0; kill < KILLS; kill += 1) {
    await killedAfter((takes * (kill + Math.random())) / KILLS, 'backup', '--config', alone.config, copy);
    const became = wholeOrNothing(copy, () => {
      succeeds(into.command('restore', copy));
      rmSync(into.store, { recursive: true });
    });
    seen[became] += 1;
    if (became === 'whole') rmSync(copy, { recursive: true });
  }
  succeeds(alone.command('backup', copy));
  assert.ok(!existsSync(`${copy}.part`));
  succeeds(into.command('restore', copy));
  isVerified(into);
  assert.ok(seen.none > 0, 'no kill met a backup under way');
});

test('a server killed anywhere in a backup leaves none, or a whole one, and goes on', async (t) => {
  const run = await another(t);
  succeeds(run.command('restore', whole));
  await run.start();
  const copy = beside(run, 'copy');
  const into = await another(t);
  const began = performance.now();
  await run.http.expect(201, 'POST', '/v1/backups', { json: { directory: beside(run, 'first') } });
  const takes = performance.now() - began;
  for (let kill = 0; kill < KILLS / 2; kill += 1) {
    const asked = run.http.send('POST', '/v1/backups', { json: { directory: copy } }).catch(() => {});
    await sleep((takes * (kill + Math.random())) / (KILLS / 2));
    await run.stop('SIGKILL');
    await asked;
    const became = wholeOrNothing(copy, () => {
      succeeds(into.command('restore', copy));
      rmSync(into.store, { recursive: true });
    });
    if (became === 'whole') rmSync(copy, { recursive: true });
    await run.start();
  }
  succeeds(run.command('backup', copy));
  assert.ok(!existsSync(`${copy}.part`));
  await run.stop();
  isVerified(run);
});

test('a restore killed anywhere leaves no store, or a whole one; the next one is made', async (t) => {
  const into = await another(t);
  const takes = duration(() => into.command('restore', whole));
  rmSync(into.store, { recursive: true });
  let none = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    await killedAfter((takes * (kill + Math.random())) / KILLS, 'restore', '--config', into.config, whole);
    const became = wholeOrNothing(into.store, () => isVerified(into));
    if (became === 'none') none += 1;
    rmSync(into.store, { recursive: true, force: true });
  }
  succeeds(into.command('restore', whole));
  assert.ok(!existsSync(`${into.store}.part`));
  isVerified(into);
  assert.ok(none > 0, 'no kill met a restore under way');
});
