// What goes wrong in a round. Each fault takes a bench whose people are there and have done something; what must hold
// nevertheless is in aftermath.js.

import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../lib/random.js';
import { until } from '../lib/until.js';
import { comesBack, isToldOf, loses, mustHaveSaid } from './aftermath.js';
import { anyCall, failure, KILLS, NAMES, spoken } from './calls.js';
import { damage, keepOlder } from './damage.js';
import { readRecord } from './record.js';
import { Errno, Kind } from './shim.js';

const WRITTEN_UNDER_LOAD = ['log', 'log', 'log', 'head', 'head', 'export', 'access', undefined];

// ---- the process ends, or power does

/** SIGKILL at a call while people do things. */
async function killedUnderLoad(bench) {
  const { random, shim } = bench;
  slowSyncs(bench);
  const rule = {
    on: random.pick(['write', 'sync']),
    of: random.pick(WRITTEN_UNDER_LOAD),
    at: random.chance(0.5) ? random.whole(1, 6) : random.whole(1, 200),
    does: random.pick(KILLS),
  };
  bench.tell(`killed at a call: ${spoken(rule)}`);
  await bench.work();
  shim.rule(0, rule);
  await endsOrIsKilled(bench, 1500);
  await comesBack(bench);
}

/** SIGKILL at any instant, under a disk of any speed. */
async function killedAnywhere(bench) {
  slowSyncs(bench);
  await bench.work();
  await sleep(bench.random.whole(1, 250));
  bench.tell('killed at some instant');
  await bench.kill();
  await comesBack(bench);
}

/** While the log goes on into its next file, and files that are not needed any more go. */
async function killedWhileLogsChange(bench) {
  const { random, shim } = bench;
  await bench.workFor(random.whole(1, 40));
  const rule = {
    on: random.pick([NAMES, NAMES, 'sync', 'write']),
    of: random.pick(['log', 'log', 'directory', 'head', 'table', undefined]),
    at: random.chance(0.6) ? random.whole(1, 8) : random.whole(1, 120),
    ...(random.chance(0.7) ? { does: random.pick(KILLS) } : failure(random)),
  };
  bench.tell(`while the log goes on into another file: ${spoken(rule)}`);
  await bench.work();
  bench.server.log = '';
  shim.rule(0, rule);
  const imported = bench.crowd(random.pick([5000, 9000, 20_000]));
  const how = await endsOrIsKilled(bench, random.pick([150, 400, 1500]));
  mustHaveSaid(bench, how, rule, [74]);
  await imported;
  await comesBack(bench);
}

async function killedWhileStarting(bench) {
  await endsSomehow(bench);
  const rule = anyCall(bench.random, KILLS);
  bench.tell(`killed while starting: ${spoken(rule)}`);
  bench.shim.rule(0, rule);
  await bench.tryStart();
  await bench.kill();
  await comesBack(bench);
}

async function killedWhileStopping(bench) {
  await bench.workFor(bench.random.whole(1, 60));
  const rule = anyCall(bench.random, KILLS);
  bench.tell(`killed while stopping: ${spoken(rule)}`);
  bench.shim.rule(0, rule);
  await bench.stop();
  await comesBack(bench);
}

// ---- calls that fail

async function callFails(bench) {
  const { random, shim } = bench;
  const rule = {
    on: random.pick(['write', 'write', 'sync', 'sync', ...NAMES]),
    of: random.pick(WRITTEN_UNDER_LOAD),
    at: random.chance(0.6) ? random.whole(1, 4) : random.whole(1, 100),
    ...failure(random),
  };
  bench.tell(`fails under load: ${spoken(rule)}`);
  slowSyncs(bench);
  await bench.work();
  bench.server.log = '';
  shim.rule(0, rule);
  const how = await endsOrIsKilled(bench, 400);
  mustHaveSaid(bench, how, rule, [74]);
  await comesBack(bench);
}

async function callFailsAtStart(bench) {
  await endsSomehow(bench);
  const { random, shim } = bench;
  const rule = { ...anyCall(random, ['fail']), ...failure(random) };
  bench.tell(`fails at a start: ${spoken(rule)}`);
  shim.rule(0, rule);
  const refused = await bench.tryStart();
  if (refused) mustHaveSaid(bench, refused, rule, [2, 74]);
  await bench.kill();
  await comesBack(bench);
}

async function callFailsAtStop(bench) {
  const { random, shim } = bench;
  await bench.workFor(random.whole(1, 60));
  const rule = { ...anyCall(random, ['fail']), ...failure(random) };
  bench.tell(`fails while stopping: ${spoken(rule)}`);
  bench.server.log = '';
  shim.rule(0, rule);
  const how = await bench.stop();
  if (how.code !== 0) mustHaveSaid(bench, how, rule, [74]);
  await comesBack(bench);
}

/** Reads that fail, come short, or come wrong once: whatever the start makes of it, the disk still has everything. */
async function readFails(bench) {
  await endsSomehow(bench);
  const { random, shim } = bench;
  const does = random.pick(['fail', 'flip', 'flip', 'short']);
  const rule = {
    on: 'read',
    of: random.pick([
      'log',
      'log',
      'head',
      'table',
      'table',
      'manifest',
      'current',
      'options',
      'secret',
      'access',
      undefined,
    ]),
    at: random.chance(0.7) ? random.whole(1, 6) : random.whole(1, 40),
    does,
    argument: does === 'fail' ? Errno.EIO : random.whole(1, 2 ** 30),
    stays: does !== 'flip' && random.chance(0.3),
  };
  bench.tell(`reads: ${spoken(rule)}`);
  // Nobody can tell another token, or another configuration, from the one that was written.
  const of = rule.of ?? Object.keys(Kind).filter((kind) => does !== 'flip' || kind !== 'given');
  shim.rule(0, { ...rule, of });
  const refused = await bench.tryStart();
  if (refused) mustHaveSaid(bench, refused, rule, [2, 74]);
  else if (random.chance(0.5)) await readsCostThemselvesAlone(bench);
  await bench.kill();
  await comesBack(bench);
}

/** A server that is up answers each question right, or says that it cannot. */
async function readsCostThemselvesAlone(bench) {
  const failed = await bench.nothingIsLost().then(
    () => undefined,
    (error) => error,
  );
  if (failed && !/ 500 /.test(failed.message)) throw failed;
  if (!failed) await bench.workFor(bench.random.whole(1, 40));
  if (bench.random.chance(0.5)) await bench.stop();
}

// ---- damage

async function damagedAtRest(bench) {
  const { random, server } = bench;
  const marks = await marksOf(bench);
  await endsSomehow(bench);
  const own = new Random(random.whole(1, 2 ** 30));
  const kind = random.weighted({
    log: 10,
    head: 4,
    table: 6,
    manifest: 2,
    current: 1,
    options: 1,
    secret: 2,
    access: 1,
    export: 1,
    surveyKey: 1,
    other: 1,
  });
  const done = damage(server, kind, own) ?? damage(server, 'log', own);
  bench.tell(`damaged: ${done.what}`);
  await isToldOf(bench, marks, kind);
}

/** Writes that the disk says it has done. */
async function writtenWrongly(bench) {
  const { random, shim } = bench;
  const marks = await marksOf(bench);
  const of = random.pick(['log', 'log', 'log', 'head', 'table', 'manifest']);
  const rule = {
    on: 'write',
    of,
    at: random.whole(1, 40),
    does: random.pick(['lose', 'tear', 'flip']),
    argument: random.whole(1, 2 ** 30),
  };
  bench.tell(`written wrongly: ${spoken(rule)}`);
  await bench.work();
  shim.rule(0, rule);
  await sleep(random.whole(20, 200));
  if (random.chance(0.7)) {
    await bench.kill();
  } else {
    await bench.quiet();
    await bench.stop();
  }
  shim.clear();
  await bench.quiet();
  await isToldOf(bench, marks, of);
}

/** A disk that says that it has synced the log, while it has synced what tells of the log. */
async function syncsOfTheLogAreLies(bench) {
  const { random, shim } = bench;
  const marks = await marksOf(bench);
  bench.tell('no sync of the log is done, until power is lost');
  shim.rule(0, { on: 'sync', of: 'log', does: 'lose', stays: true });
  await bench.workFor(random.whole(10, 150));
  // The head may be a little behind, as long as the log is not.
  await until('a sync of the head', () => headIsSynced(readRecord(shim.recordPath)), 10);
  await bench.kill();
  shim.clear();
  loses(bench);
  await isToldOf(bench, marks, 'log');
}

function headIsSynced(entries) {
  const written = entries.findLast(({ operation, kind }) => operation === 'write' && kind === 'head');
  return entries.some(
    ({ operation, kind, failed, extra }) => operation === 'sync' && kind === 'head' && !failed && extra > written?.at,
  );
}

/** The head of an earlier instant, as after a restore of this file alone. */
async function olderFile(bench) {
  const { random, server } = bench;
  const marks = await marksOf(bench);
  const kind = random.pick(['head', 'head', 'log', 'current']);
  const putBack = keepOlder(server, kind, bench.directory);
  await bench.workFor(random.whole(10, 100));
  await endsSomehow(bench);
  putBack();
  bench.tell(`an older ${kind} is back`);
  await isToldOf(bench, marks, kind);
}

/** Some instants, and up to which group the journal went at each. */
async function marksOf(bench) {
  const marks = [{ group: await bench.newestGroup(), mark: bench.load.mark() }];
  if (bench.random.chance(0.2)) await bench.survey();
  for (let i = 0; i < 2; i += 1) {
    if (bench.random.chance(0.15)) await bench.crowd(6000);
    await bench.workFor(bench.random.whole(1, 40));
    marks.push({ group: await bench.newestGroup(), mark: bench.load.mark() });
  }
  return marks;
}

// ---- what these share

/** Slower syncs make larger groups, and more of them under way at a kill. */
function slowSyncs({ random, shim }) {
  if (random.chance(0.5)) return;
  shim.rule(7, { on: 'sync', of: 'log', does: 'delay', argument: random.pick([500, 3000, 20_000]), stays: true });
}

/** Ends in order or not, so that what is on the disk is of every shape. */
async function endsSomehow(bench) {
  if (bench.random.chance(0.3)) {
    await bench.stop();
    await bench.start();
    await bench.workFor(bench.random.whole(1, 60));
  }
  if (bench.random.chance(0.15)) await bench.crowd(9000);
  if (bench.random.chance(0.4)) {
    await bench.stop();
  } else {
    await bench.work();
    await sleep(bench.random.whole(1, 100));
    await bench.kill();
  }
}

/** Until it ended by itself; it is killed after so many milliseconds, or where everybody has stopped. */
async function endsOrIsKilled(bench, milliseconds) {
  const how = await bench.server.ended(milliseconds).catch(() => bench.server.stop('SIGKILL'));
  await bench.quiet();
  return how;
}

export const FAULTS = {
  killedUnderLoad: { weight: 12, act: killedUnderLoad },
  killedAnywhere: { weight: 8, act: killedAnywhere },
  killedWhileLogsChange: { weight: 10, act: killedWhileLogsChange },
  killedWhileStarting: { weight: 8, act: killedWhileStarting },
  killedWhileStopping: { weight: 6, act: killedWhileStopping },
  callFails: { weight: 10, act: callFails },
  callFailsAtStart: { weight: 6, act: callFailsAtStart },
  callFailsAtStop: { weight: 4, act: callFailsAtStop },
  readFails: { weight: 8, act: readFails },
  damagedAtRest: { weight: 18, act: damagedAtRest },
  writtenWrongly: { weight: 8, act: writtenWrongly },
  syncsOfTheLogAreLies: { weight: 4, act: syncsOfTheLogAreLies },
  olderFile: { weight: 4, act: olderFile },
};
