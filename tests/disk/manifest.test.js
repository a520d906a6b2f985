// Each call by which the database's list of files is written fails once, at a stop and at a start: the list may have been
// written all the same, so whatever it names must still be there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../lib/random.js';
import { mustHaveSaid } from './aftermath.js';
import { Bench } from './bench.js';
import { spoken } from './calls.js';
import { Errno } from './shim.js';

const MOST = 40;

const WHEN = {
  'a stop': { calls: ['write', 'sync'], reaches: (bench) => bench.stop() },
  'a start': {
    calls: ['write', 'sync', 'rename'],
    async reaches(bench) {
      await bench.stop();
      return bench.tryStart();
    },
  },
};

for (const [when, { calls, reaches }] of Object.entries(WHEN)) {
  for (const on of calls) {
    test(`each ${on} of the list of files fails once, at ${when}`, { timeout: 120_000 }, async () => {
      let struck = 0;
      for (let at = 1; at <= MOST; at += 1) {
        const bench = await Bench.make(new Random(at), {});
        try {
          await bench.begin();
          await bench.workFor(20);
          const rule = { on, of: ['manifest', 'current'], at, does: 'fail', argument: Errno.ENOSPC };
          bench.shim.rule(0, rule);
          const how = await reaches(bench);
          const isReached = bench.shim.struck(0) > 0;
          if (how && how.code !== 0) mustHaveSaid(bench, how, rule, [2, 74]);
          await bench.kill();
          bench.shim.clear();
          await bench.start();
          await bench.nothingIsLost();
          await bench.verifyAgrees();
          if (!isReached) break;
          struck += 1;
        } catch (error) {
          error.message = `${spoken({ on, of: 'manifest', at, does: 'fail', argument: Errno.ENOSPC })}: ${error.message}`;
          throw error;
        } finally {
          await bench.remove();
        }
      }
      assert.ok(struck > 0, 'there was no such call');
    });
  }
}
