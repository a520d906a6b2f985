// What must hold after a fault: what was answered is there, or its loss is named.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../lib/random.js';
import { complaints, must, told } from './bench.js';
import { anyCall, KILLS, spoken } from './calls.js';
import { losePower } from './power.js';

/** After a kill: it starts, or power is lost first, or the start is killed as well, or power is lost after it. */
export async function comesBack(bench) {
  const { random, shim } = bench;
  shim.clear();
  await bench.quiet();
  const then = random.weighted({ starts: 2, power: 4, 'killed again': 3, 'answers, then power': 4 });
  if (then === 'power') loses(bench);
  if (then === 'killed again') {
    const rule = anyCall(random, KILLS);
    bench.tell(`killed again while starting: ${spoken(rule)}`);
    shim.rule(0, rule);
    const refused = await bench.tryStart();
    must(!refused || refused.signal === 'SIGKILL', `it does not start: ${refused && told(refused)}`);
    await bench.kill();
    shim.clear();
    if (random.chance(0.7)) loses(bench);
  }
  if (then === 'answers, then power') {
    await bench.start();
    await bench.nothingIsLost();
    if (random.chance(0.5)) await bench.workFor(random.whole(1, 40));
    await bench.kill();
    loses(bench);
  }
  await isWell(bench);
}

export function loses(bench) {
  bench.tell(losePower(bench.shim, new Random(bench.random.whole(1, 2 ** 30))));
}

/** It starts, everything is there, and it goes on. */
async function isWell(bench) {
  bench.shim.clear();
  await bench.start();
  await bench.nothingIsLost();
  await bench.verifyAgrees();
  if (bench.random.chance(0.3)) await bench.goesOn();
}

/** An end by itself is an end with one of these statuses and one line that says where. */
export function mustHaveSaid(bench, { code, signal }, rule, statuses) {
  if (signal === 'SIGKILL') return; // ours: it went on
  const lines = complaints(bench.server.log);
  // RocksDB's own assertions on what follows an error of its files: it is ended, and has lied to nobody.
  if (signal === 'SIGABRT' && /rocksdb::/.test(lines.join(' '))) return bench.tell('an assertion of RocksDB ended it');
  must(
    statuses.includes(code),
    `it ended by ${signal ?? `status ${code}`}, not ${statuses.join(' or ')}: ${lines.join(' | ').slice(0, 600)}`,
  );
  must(lines.length === 1, `it said ${lines.length} lines, not one: ${lines.join(' | ').slice(0, 600)}`);
  must(lines[0].includes(bench.server.directory), `it does not say where: ${lines[0]}`);
}

/**
 * After damage: either everything is there; or the start names what is lost, and with a person's word it goes on with
 * what it named being all that is lost. Never does it start and say nothing while something is gone.
 */
export async function isToldOf(bench, marks, kind) {
  const before = await bench.command('verify');
  must(!before.signal, `verify ended by ${before.signal}: ${before.says.slice(-300)}`);
  const refused = await bench.tryStart();
  if (!refused) return startedOverDamage(bench, kind, before);
  isOneRefusal(bench, refused);
  // Tokens hang on that file, or the files for finance, and nothing that was answered.
  if (/token-secret|exports .*\.charges/.test(refused.says[0])) return bench.tell(`refused: ${refused.says[0].slice(-200)}`);
  must(
    before.code !== 0,
    `verify said "${before.says.trim().split('\n').at(-1)}" where the start refuses: ${told(refused)}`,
  );
  if (!/--accept-loss/.test(refused.says[0])) return bench.tell(`refused: ${refused.says[0].slice(-200)}`);
  await goesOnWithout(bench, marks, refused.says[0]);
}

function isOneRefusal(bench, refused) {
  const { code, says } = refused;
  must(code === 2, `a refusal's status is 2, not: ${told(refused)}`);
  must(says.length === 1, `a refusal is one line, not ${says.length}: ${told(refused)}`);
  const names =
    says[0].includes(bench.server.directory) &&
    /log-\d+|head|\.charges|secret|survey-keys|CURRENT|MANIFEST|\.sst|OPTIONS|\d+\.log|database's files/.test(says[0]);
  must(names, `the refusal names no file: ${says[0]}`);
  must(/restore|repair|put .* back|remove it/i.test(says[0]), `the refusal names no mend: ${says[0]}`);
}

async function startedOverDamage(bench, kind, before) {
  bench.tell('it started');
  let verified;
  try {
    await bench.nothingIsLost();
  } catch (error) {
    verified = await bench.command('verify');
    const [first, ...differences] = error.message.split('\n');
    const met = /differences from what was answered/.test(first) ? differences : [first];
    const isReadOnly = kind === 'table' && met.every((one) => / 500 |5012/.test(one)) && !/the book/.test(error.message);
    must(
      isReadOnly,
      `it started over the damage, and ${error.message}\nverify before: ${last(before)}; now: ${last(verified)}`,
    );
    // A client is told that it was refused; whoever reads the log is told what to do about it.
    const lines = complaints(bench.server.log).filter((line) => line.includes(bench.server.store));
    must(
      lines.length > 0 && lines.every((line) => /restore|repair|put .* back/i.test(line)),
      `a read that fails is told with no mend: ${error.message}: ${lines.join(' | ').slice(0, 600)}`,
    );
    must(verified.code !== 0, `verify says "${last(verified)}" where reading says ${error.message}`);
    return bench.tell('a read met it');
  }
  verified = await bench.command('verify');
  must(
    verified.code === 0 || kind === 'table',
    `nothing is lost, and verify says ${last(verified)}: ${verified.says.slice(0, 500)}`,
  );
}

const last = ({ code, signal, says }) => `${signal ?? code} "${says.trim().split('\n').at(-1)}"`;

async function goesOnWithout(bench, marks, refusal) {
  const named = /groups (\d+) to (\d+)/.exec(refusal);
  bench.tell(named ? `loss of groups ${named[1]} to ${named[2]} accepted` : `a loss accepted: ${refusal.slice(-160)}`);
  const repaired = await bench.command('repair', '--accept-loss');
  must(repaired.code === 0, `repair --accept-loss: ${told(repaired)}; the start had said: ${refusal}`);
  await startsWithoutExported(bench);
  // What it did not name must all be there: everything up to the newest mark before the first group named.
  const first = named ? Number(named[1]) : 0;
  const safe = marks.findLast(({ group }) => group < first);
  if (safe) {
    const findings = await bench.load.settleLoss(safe.mark);
    must(
      findings.length === 0,
      `more is gone than groups ${named[1]} to ${named[2]} (the mark: ${safe.group}):\n${findings.slice(0, 5).join('\n')}`,
    );
  }
  for (let i = 0; i < 2; i += 1) {
    const verified = await bench.command('verify');
    must(
      /accepted loss/.test(verified.says),
      `verify does not tell of the accepted loss: ${verified.says.slice(-400)}`,
    );
    must(verified.code === 0, `after the repair verify says ${last(verified)}: ${verified.says.slice(0, 600)}`);
    await bench.goesOn();
    await bench.stop();
    await bench.start();
  }
}

/** Files for finance that have rows of what is lost are an end of their own: the next ones begin in a new directory. */
async function startsWithoutExported(bench) {
  const refused = await bench.tryStart();
  if (!refused) return;
  must(/exports .*name a new directory/.test(refused.says[0]), `after the repair it does not start: ${told(refused)}`);
  rmSync(join(bench.server.directory, 'exports'), { recursive: true });
  await bench.start();
}
