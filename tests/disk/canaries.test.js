// The rounds can fail: a server whose syncs are taken away, here or there, is found by the same questions within a few
// seeds. (Guards inside the server cannot be taken away from outside; README.md says which round finds which.)

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../lib/random.js';
import { Bench } from './bench.js';
import { losePower } from './power.js';

const SEEDS_MAX = 60;

/** What was found, at the first seed that found something. */
async function foundBy(act) {
  for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
    const bench = await Bench.make(new Random(seed), { sessions: false });
    try {
      await act(bench);
      losePower(bench.shim, bench.random);
      bench.shim.clear();
      await bench.start();
      await bench.nothingIsLost();
      await bench.verifyAgrees();
    } catch (error) {
      return error.message;
    } finally {
      await bench.remove();
    }
  }
  return undefined;
}

const loseSyncs = (bench, of) => bench.shim.rule(0, { on: 'sync', of, does: 'lose', stays: true });

async function killedUnderLoad(bench) {
  await bench.work();
  await bench.load.isAnswered();
  await sleep(40);
  await bench.kill();
}

const WITHOUT = {
  'syncs of the log': async (bench) => {
    await bench.begin();
    loseSyncs(bench, 'log');
    await killedUnderLoad(bench);
  },
  'any sync': async (bench) => {
    await bench.begin();
    loseSyncs(bench);
    await killedUnderLoad(bench);
  },
  'syncs of directories': async (bench) => {
    loseSyncs(bench, 'directory');
    await bench.begin();
    await killedUnderLoad(bench);
  },
  // kill -9 between write and sync, a start that believes what it reads in memory, answers, and power loss.
  'the syncs of a start': async (bench) => {
    await bench.begin();
    bench.shim.rule(7, { on: 'sync', of: 'log', does: 'delay', argument: 20_000, stays: true });
    await bench.work();
    await bench.load.isAnswered();
    bench.shim.rule(1, { on: 'sync', of: 'log', at: 2, does: 'killBefore' });
    await bench.server.ended(20_000);
    await bench.quiet();
    bench.shim.clear();
    loseSyncs(bench, 'log');
    await bench.start();
    bench.shim.clear();
    await bench.nothingIsLost();
    await bench.kill();
  },
};

for (const [what, act] of Object.entries(WITHOUT)) {
  test(`a server without ${what} is found`, { timeout: 120_000 }, async (t) => {
    const found = await foundBy(act);
    assert.ok(found, `nothing was found with ${SEEDS_MAX} seeds`);
    t.diagnostic(found.split('\n')[0].slice(0, 200));
  });
}
