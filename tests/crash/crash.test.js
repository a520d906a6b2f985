// kill -9 in a loop, under load: every answer given is there after the restart, nothing happened twice, and the audit
// of the journal finds nothing. ROUNDS says how often.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from '../lib/load.js';
import { Server } from '../lib/server.js';

const ROUNDS = Number(process.env.ROUNDS ?? 20);
const SUBSCRIBERS = 40;

let server;
let load;

before(async () => {
  server = await Server.start();
  load = new Load(server, SUBSCRIBERS);
  await load.provision();
});
after(() => server?.remove());

async function restartAndAudit() {
  await server.start();
  const findings = await load.audit();
  assert.equal(findings.length, 0, `\n${findings.join('\n')}`);
  const { status, stdout, stderr } = server.command('verify');
  assert.equal(status, 0, stdout + stderr);
}

for (let round = 1; round <= ROUNDS; round += 1) {
  test(`round ${round}: killed under load, nothing answered is lost`, async () => {
    await load.start();
    await load.isAnswered();
    await sleep(Math.random() * 500); // anywhere in the work
    await server.stop('SIGKILL');
    await load.stop();
    // Every fourth time it is killed once more while it is starting.
    if (round % 4 === 0) {
      server.launch();
      await sleep(Math.random() * 200);
      await server.stop('SIGKILL');
    }
    await restartAndAudit();
  });
}

test('a gentle end loses nothing either', async () => {
  await load.start();
  await load.isAnswered();
  await server.stop('SIGTERM');
  await load.stop();
  await restartAndAudit();
});
