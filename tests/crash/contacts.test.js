// The cap under adversity: campaigns compete for the same members' places, the SMSC answers late, twice, never, out of
// order, refuses, or ends the link after taking a message, members leave, and the server is killed. As the SMSC counts,
// nobody gets an eleventh message in a month, nothing comes after a leave, and nothing comes twice; and after each kill
// `airperk verify` counts what the SMSC counts, subscriber by subscriber.
//
// ROUNDS says how often it is killed, MEMBERS, CAMPAIGNS and ATTEMPTS how much goes on; SEED repeats a run's choices (not
// the instants at which they meet the server).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import smpp from 'smpp';
import { CAP, ContactLoad } from '../lib/contact-load.js';
import { Random } from '../lib/random.js';
import { freePort, Server } from '../lib/server.js';
import { partOf, Smsc, smscLink } from '../lib/smsc.js';
import { until } from '../lib/until.js';

const ROUNDS = Number(process.env.ROUNDS ?? 20);
const MEMBERS = Number(process.env.MEMBERS ?? 300);
const CAMPAIGNS = Number(process.env.CAMPAIGNS ?? 20);
const ATTEMPTS = Number(process.env.ATTEMPTS ?? MEMBERS * CAMPAIGNS);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const FINISHED_WITHIN = 10 * 60_000; // milliseconds after the last kill

// In milliseconds; the link's rate is such that the work lasts for all rounds.
const SHORTEST = 100;
const LONGEST = Math.max(600, (2 * ATTEMPTS) / ROUNDS);
const RATE = Math.ceil((Math.min(ATTEMPTS, MEMBERS * 10) / ROUNDS / (SHORTEST + LONGEST)) * 2000);

// After these the link or a campaign stands still for seconds: of much work they are a smaller part.
const SLOW = 0.3 * Math.min(1, 20_000 / ATTEMPTS);
const BEHAVIOURS = {
  ok: 100,
  late: 6,
  twice: 4,
  swapped: 4,
  refuse: 1,
  never: SLOW,
  throttle: SLOW,
  full: SLOW,
  drop: SLOW,
};
const ALL_WEIGHTS = Object.values(BEHAVIOURS).reduce((sum, weight) => sum + weight);
const { DELIVERED, UNDELIVERABLE } = smpp.MESSAGE_STATE;

const kills = new Random(SEED + 1);
const whims = new Random(SEED + 2);
let smsc;
let server;
let load;

/** A test whose failure says how to have its choices again. */
function seeded(name, act) {
  test(name, () =>
    act().catch((error) => {
      error.message = `SEED=${SEED}: ${error.message}`;
      throw error;
    }),
  );
}

before(async () => {
  smsc = new Smsc(await freePort(), () => load.now);
  // What it thinks of a long message it thinks of its first part.
  smsc.behaviour = (pdu) => ((partOf(pdu)?.number ?? 1) === 1 ? whims.weighted(BEHAVIOURS) : 'ok');
  smsc.delay = () => whims.whole(5, 400);
  smsc.receipts = () => whims.pick([DELIVERED, DELIVERED, DELIVERED, UNDELIVERABLE, undefined]);
  await smsc.start();
  server = await Server.start({ extra: smscLink(smsc.port, { window: 50, rate: RATE }) });
  load = new ContactLoad(server, smsc, { members: MEMBERS, campaigns: CAMPAIGNS, attempts: ATTEMPTS, seed: SEED });
  await load.provision();
  await load.plan();
  load.startLeaving((ROUNDS * LONGEST * 5) / MEMBERS); // about one in five members
});
after(async () => {
  await load?.stopLeaving();
  await server?.remove();
  await smsc?.stop();
});

function none(findings) {
  const shown = findings.slice(0, 20).join('\n');
  assert.equal(findings.length, 0, `${findings.length} findings\n${shown}`);
}

/** With the server down: nothing is under way. What verify finds, and what it counts otherwise than the SMSC. */
async function wrongInTheAudit() {
  await until('the link to be down', () => !smsc.isBound);
  const { status, stdout, stderr } = server.command('verify', '--contacts');
  const findings = load.wrongInTheAudit(stdout);
  if (status !== 0) findings.push(stdout.replace(/^contacts of .*\n/gm, '') + stderr);
  return findings;
}

const atKills = new Set(); // how many messages the SMSC had

/** However slow the machine is, something goes on between two kills, as long as there is something to send. */
async function somethingSent() {
  const before = smsc.messages.length;
  const late = Date.now() + 5_000;
  while (smsc.messages.length === before && Date.now() < late) await sleep(5);
}

for (let round = 1; round <= ROUNDS; round += 1) {
  seeded(`round ${round}: killed while campaigns compete, nobody is sent too much`, async () => {
    await load.tick();
    await somethingSent();
    await sleep(kills.whole(SHORTEST, LONGEST)); // anywhere in the work
    await server.stop('SIGKILL');
    atKills.add(smsc.messages.length);
    const audited = await wrongInTheAudit();
    await server.start();
    none(audited);
    none(load.wrongAtTheSmsc());
  });
}

seeded('every campaign comes to its end, and the server knows of all that the SMSC has', async () => {
  await load.stopLeaving(); // else of a long rest nobody is left who may be contacted
  await load.finish(FINISHED_WITHIN);
  none(load.wrongAtTheSmsc());
  none(await load.wrongAtTheServer());
  await server.stop('SIGTERM');
  none(await wrongInTheAudit());
});

test('it was killed in the middle of the work, and met every behaviour', () => {
  assert.ok(atKills.size > ROUNDS / 2, `SEED=${SEED}: the SMSC had ${[...atKills]} messages when it was killed`);
  const isExpected = (weight) => (smsc.messages.length * weight) / ALL_WEIGHTS > 6; // else chance may leave it out
  const expected = Object.keys(BEHAVIOURS).filter((name) => isExpected(BEHAVIOURS[name]));
  const missing = expected.filter((name) => !smsc.done[name]);
  assert.deepEqual(missing, [], `SEED=${SEED}: ${JSON.stringify(smsc.done)}`);
});

test('the comparison sees messages that verify does not count, and those that it counts in vain', () => {
  const { stdout } = server.command('verify', '--contacts');
  const [one] = smsc.messages;
  const { messages } = smsc;
  smsc.messages = [...messages, ...Array(CAP + 1).fill(one)];
  assert.equal(load.wrongInTheAudit(stdout).length, 1);
  smsc.messages = []; // of one number alone all could be in doubt
  assert.notEqual(load.wrongInTheAudit(stdout).length, 0);
  smsc.messages = messages;
});
