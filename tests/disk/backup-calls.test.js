// Backups and restores whose process is killed, whose disk fails, or whose machine loses power at any of their calls: the
// directory is whole under its name, or it is not there. ATTEMPTS says at how many calls of each; SEED repeats a run.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { another, beside, clock, isVerified, provision, succeeds, topUp } from '../backup/lib.js';
import { Random } from '../lib/random.js';
import { BINARY, Server } from '../lib/server.js';
import { until } from '../lib/until.js';
import { losePower } from './power.js';
import { Errno, Shim } from './shim.js';

const ATTEMPTS = Number(process.env.ATTEMPTS ?? 30);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const CHANGES = ['write', 'sync', 'truncate', 'allocate', 'create', 'rename', 'remove', 'link', 'mkdir'];

const random = new Random(SEED);
let source, backup, shipped;

before(async () => {
  source = await Server.start({ extra: '[backups]\nship_to = "shipped"\nship_every = "1 s"\n' });
  [backup, shipped] = [beside(source, 'backup'), beside(source, 'shipped')];
  await clock(source, '2016-03-05T10:00:00+06:00');
  for (const n of [1, 2, 3]) await provision(source, n);
  succeeds(source.command('backup', backup));
  await until('the directory of ranges', () => existsSync(shipped));
  for (const n of [4, 5]) await provision(source, n);
  await topUp(source, 1, 'a');
  await source.stop();
});
after(() => source?.remove());

/** A server's directory on a disk with faults. */
async function onFaultyDisk(t) {
  const server = await another(t);
  const room = mkdtempSync(join(tmpdir(), 'airperk-shim-'));
  const shim = new Shim(room, server.directory);
  t.after(() => {
    shim.close();
    rmSync(room, { recursive: true });
  });
  const run = (...options) =>
    spawnSync(BINARY, options, { encoding: 'utf8', env: { ...process.env, ...shim.environment } });
  const calls = () => CHANGES.reduce((sum, operation) => sum + shim.seen(operation), 0);
  return { server, shim, run, calls };
}

/**
 * Does it with a fault at one call after another, as far as ATTEMPTS go.
 * @param {() => string[]} command what is run; it makes `made`
 * @param {() => void} isWhole throws where `made` is not
 */
function faults({ shim, run, calls }, command, made, isWhole) {
  const began = calls();
  succeeds(run(...command()));
  const total = calls() - began;
  isWhole();
  rmSync(made, { recursive: true });
  const became = { none: 0, whole: 0 };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const at = 1 + Math.floor((total * (attempt + random.whole(0, 99) / 100)) / ATTEMPTS);
    const does = random.pick(['killBefore', 'killHalf', 'killAfter', 'fail']);
    const argument = does === 'fail' ? random.pick(Object.values(Errno)) : 0;
    shim.forget();
    shim.record({ files: true });
    shim.rule(0, { on: CHANGES, at, does, argument });
    const { status, stderr } = run(...command());
    shim.clear();
    shim.record({ files: false });
    let power = 'the machine lives';
    // A directory that was removed again is more than the model of a power loss knows.
    if (does !== 'fail' && random.chance(0.6)) power = losePower(shim, random);
    const what = `SEED=${SEED}: ${does} ${argument} at call ${at} of ${total}, ${power}: status ${status} ${stderr}`;
    if (does === 'fail' && status > 0) assert.equal(stderr.trim().split('\n').length, 1, what);
    if (status === 0) assert.ok(existsSync(made), what);
    if (!existsSync(made)) {
      became.none += 1;
      continue;
    }
    became.whole += 1;
    try {
      isWhole();
    } catch (error) {
      throw new Error(`${what}\n${error.message}`);
    }
    rmSync(made, { recursive: true });
  }
  succeeds(run(...command()));
  assert.ok(!existsSync(`${made}.part`));
  isWhole();
  assert.ok(became.none > ATTEMPTS / 3, `SEED=${SEED}: ${JSON.stringify(became)}`);
}

test('a backup at whose every call something goes wrong', { timeout: 180_000 }, async (t) => {
  const disk = await onFaultyDisk(t);
  succeeds(disk.server.command('restore', backup));
  const into = await another(t);
  const copy = beside(disk.server, 'copy');
  faults(disk, () => ['backup', '--config', disk.server.config, copy], copy, () => {
    succeeds(into.command('restore', copy));
    isVerified(into);
    rmSync(into.store, { recursive: true });
  });
});

for (const [what, options] of [
  ['a restore', () => []],
  ['a restore to a point in time', () => ['--journal', shipped]],
]) {
  test(`${what} at whose every call something goes wrong`, { timeout: 180_000 }, async (t) => {
    const disk = await onFaultyDisk(t);
    const { server } = disk;
    faults(disk, () => ['restore', '--config', server.config, backup, ...options()], server.store, () => isVerified(server));
  });
}

test('a backup whose octets change on their way to the disk is not made, or not restored', { timeout: 60_000 }, async (t) => {
  const { server, shim, run } = await onFaultyDisk(t);
  const copy = beside(server, 'copy');
  const into = await another(t);
  const found = { backup: 0, restore: 0 };
  for (let at = 1; at <= 16; at += 1) {
    succeeds(server.command('restore', backup));
    shim.rule(0, { on: 'write', of: ['table', 'other'], at, does: 'flip', argument: random.whole(1, 10_000) });
    const { status, stderr } = run('backup', '--config', server.config, copy);
    shim.clear();
    if (shim.struck(0) > 0 && status > 0) {
      found.backup += 1;
      assert.match(stderr, /damaged|cannot be read|is not/, `SEED=${SEED}, write ${at}`);
    } else if (shim.struck(0) > 0) {
      // What the store itself wrote, or a mark that is written again, may have been struck: then the backup is whole.
      const { status: restored } = into.command('restore', copy);
      if (restored === 0) isVerified(into);
      else found.restore += 1;
      rmSync(into.store, { recursive: true, force: true });
    }
    rmSync(copy, { recursive: true, force: true });
    rmSync(server.store, { recursive: true });
  }
  assert.ok(found.backup > 0 && found.restore > 0, `SEED=${SEED}: ${JSON.stringify(found)}`);
});
