// Money is conserved over random histories of sessions, events and credits, with kill -9 in between: no answer changes
// when it is asked for again, and the book agrees with the server to the billionth. ROUNDS says how often it is killed;
// SEED repeats a run's histories (not the instants of the kills).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { HistoryLoad } from '../lib/history-load.js';
import { Random } from '../lib/random.js';
import { Server } from '../lib/server.js';

const ROUNDS = Number(process.env.ROUNDS ?? 20);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const SUBSCRIBERS = 16;

const kills = new Random(SEED + 1);
let server;
let load;

/** A test whose failure says how to have its histories again. */
function seeded(name, act) {
  test(name, () =>
    act().catch((error) => {
      error.message = `SEED=${SEED}: ${error.message}`;
      throw error;
    }),
  );
}

before(async () => {
  server = await Server.start();
  load = new HistoryLoad(server, { subscribers: SUBSCRIBERS, seed: SEED });
  await load.provision();
});
after(() => server?.remove());

async function nothingIsFound(options) {
  const findings = await load.audit(options);
  assert.equal(findings.length, 0, findings.join('\n'));
}

function verifyAgrees() {
  const { status, stdout, stderr } = server.command('verify');
  assert.equal(status, 0, stdout + stderr);
}

async function everythingEnds() {
  await load.terminate();
  await nothingIsFound({ allEnded: true });
}

// Long pasts are long to read: every so often others take over.
async function othersTakeOver(round) {
  await everythingEnds();
  load = new HistoryLoad(server, { subscribers: SUBSCRIBERS, seed: SEED, first: 1 + round * SUBSCRIBERS, now: load.now });
  await load.provision();
}

for (let round = 1; round <= ROUNDS; round += 1) {
  seeded(`round ${round}: killed in the middle of sessions, money is conserved`, async () => {
    if (round > 1 && round % 10 === 1) await othersTakeOver(round);
    await load.later();
    await load.start();
    await sleep(kills.whole(50, 400)); // anywhere in the work
    await server.stop('SIGKILL');
    await load.stop();
    await server.start();
    await nothingIsFound();
    verifyAgrees();
  });
}

seeded('all sessions ended, nothing is set aside and not a billionth is missing', async () => {
  assert.ok(load.answered > 0, 'nothing was answered');
  await everythingEnds();
  await server.stop('SIGTERM');
  verifyAgrees();
});
