// Power loss on real file systems: a server on a loop device is killed with -9 at a sync of its log, started, asked
// again, and goes on; then the device's image is copied, which is what a disk has when power goes, and a server is
// started on the copy. Nothing that was answered is lost, and no start is refused. POWER_LOSSES says how often on each.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Random } from '../lib/random.js';
import { Server } from '../lib/server.js';
import { Bench, complaints } from './bench.js';
import { Disk } from './disk.js';

const POWER_LOSSES = Number(process.env.POWER_LOSSES ?? 3);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 1_000_000));

/** Killed at or just before a sync of the log, with groups of any size under way. */
async function isKilled(bench, random) {
  const { shim } = bench;
  const delay = random.pick([0, 1000, 10_000, 50_000]);
  shim.rule(1, { on: 'sync', of: 'log', does: 'delay', argument: delay, stays: true });
  await bench.work();
  shim.rule(0, {
    on: random.pick(['sync', 'sync', 'write']),
    of: 'log',
    at: random.whole(1, 25),
    does: random.pick(['killBefore', 'killBefore', 'killAfter']),
  });
  const { signal } = await bench.server.ended(20_000);
  assert.equal(signal, 'SIGKILL', `it ended by itself: ${complaints(bench.server.log).join(' | ')}`);
  shim.clear();
  await bench.quiet();
}

/** A server on a copy of the device as it is at this instant. */
async function onCopy(disk, name, act) {
  const copy = disk.copy();
  const server = await Server.make({ store: join(copy.path, name, 'store') });
  try {
    await server.start();
    await act(server);
    await server.stop('SIGKILL');
    const { status, stdout, stderr } = server.command('verify');
    assert.ok(
      status === 0 && /^0 findings/m.test(stdout),
      `verify on the copy: ${status} ${stdout.slice(-300)}${stderr}`,
    );
  } finally {
    await server.remove();
    copy.remove();
  }
}

for (const system of ['ext4', 'btrfs', 'xfs']) {
  test(
    `${POWER_LOSSES} power losses after kill -9 on ${system}, seed ${SEED}`,
    { timeout: 30_000 + POWER_LOSSES * 30_000 },
    async (t) => {
      const disk = Disk.device(system);
      if (!disk) return t.skip(`no loop device with ${system} can be mounted here`);
      const random = new Random(SEED);
      const bench = await Bench.make(random, { sessions: false, directory: join(disk.path, 'airperk') });
      t.after(async () => {
        await bench.remove();
        disk.remove();
      });
      await bench.begin();
      bench.shim.record({});
      for (let loss = 1; loss <= POWER_LOSSES; loss += 1) {
        await t.test(`power loss ${loss}`, async () => {
          await isKilled(bench, random);
          await bench.start();
          // Asked again what was not answered: from here on it has been.
          await bench.nothingIsLost();
          if (random.chance(0.5)) await bench.workFor(random.whole(1, 40));
          await onCopy(disk, 'airperk', async (server) => {
            bench.load.server = server;
            try {
              const findings = [...(await bench.load.audit()), ...(await bench.load.repeat())];
              assert.equal(findings.join('\n'), '', 'lost with power');
            } finally {
              bench.load.server = bench.server;
            }
          });
        });
      }
      t.diagnostic(`${bench.load.answered} answers`);
    },
  );
}

// The kernel tells of a page that it could not write once, and takes it for written from then on: what a start reads in
// memory then is on no disk, and no sync brings it there.
test(
  'a disk whose writes fail for a moment, an orderly restart of the machine, and nothing is lost',
  { timeout: 120_000 },
  async (t) => {
    const disk = Disk.thin(96);
    if (!disk) return t.skip('no loop device with ext4 can be mounted here');
    const random = new Random(SEED);
    const bench = await Bench.make(random, { sessions: false, directory: join(disk.path, 'airperk') });
    t.after(async () => {
      await bench.remove();
      disk.remove();
    });
    await bench.begin();
    bench.shim.record({});
    await bench.workFor(100);
    disk.starve();
    await bench.work();
    const imported = bench.crowd(20_000); // the log grows into room that the disk has not
    const how = await bench.server.ended(60_000);
    await imported;
    await bench.quiet();
    assert.equal(how.code, 74, complaints(bench.server.log).join(' | '));
    disk.feed();
    const refused = await bench.tryStart();
    if (refused) {
      // The kernel has met the error in what is its own, and writes nothing more until it is mounted again.
      assert.match(refused.says.join('\n'), /read-only/i);
      disk.restart();
      await bench.start();
    }
    await bench.nothingIsLost();
    await bench.workFor(100);
    await (random.chance(0.5) ? bench.server.stop('SIGTERM') : bench.kill());
    disk.restart();
    await bench.start();
    await bench.nothingIsLost();
    await bench.verifyAgrees();
  },
);
