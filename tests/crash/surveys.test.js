// Respondents answer by USSD and SMS while the server is killed: no answer that was acknowledged is lost, nobody is asked
// again what they have answered, and the reports agree with what the respondents know. ROUNDS says how often it is killed;
// SEED repeats a run's choices (not the instants at which they meet the server).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Gateway, linkConfig } from '../interop/gateway.js';
import { Random } from '../lib/random.js';
import { freePort, Server } from '../lib/server.js';
import { Smsc, smscLink } from '../lib/smsc.js';
import { SurveyLoad } from '../lib/survey-load.js';

const ROUNDS = Number(process.env.ROUNDS ?? 20);
const RESPONDENTS = Number(process.env.RESPONDENTS ?? 70); // of each survey
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const QUESTIONS = 5;
const PROFILE = 'user-reference'; // tells thousands of dialogues apart
const [SHORTEST, LONGEST] = [50, 500]; // milliseconds
const CLOSES = '2016-03-20T10:00:00+06:00';

const kills = new Random(SEED + 1);
const peers = {};
let server;
let load;

const clock = (now) => server.http.expect(200, 'POST', '/v1/clock', { json: { now } });

before(async () => {
  peers.gateway = new Gateway(PROFILE, await freePort());
  peers.smsc = new Smsc(await freePort());
  for (const peer of Object.values(peers)) await peer.start();
  server = await Server.start({ extra: linkConfig(peers.gateway.port, PROFILE) + smscLink(peers.smsc.port) });
  await clock('2016-03-07T10:00:00+06:00');
  await peers.gateway.isBound();
  load = new SurveyLoad(server, peers, { respondents: RESPONDENTS, questions: QUESTIONS, seed: SEED });
  await load.invite(CLOSES);
  load.start((ROUNDS * (SHORTEST + LONGEST)) / 2);
});
after(async () => {
  await server?.remove();
  await Promise.all(Object.values(peers).map((peer) => peer.stop()));
});

function none(findings) {
  const shown = findings.slice(0, 20).join('\n');
  assert.equal(findings.length, 0, `SEED=${SEED}: ${findings.length} findings\n${shown}`);
}

const inTheMiddle = [];

for (let round = 1; round <= ROUNDS; round += 1) {
  test(`round ${round}: killed while people answer, nothing that they said is lost or asked again`, async () => {
    await sleep(kills.whole(SHORTEST, LONGEST)); // anywhere in the work
    inTheMiddle.push(load.inTheMiddle);
    await load.kill();
    none(load.findings);
  });
}

test('everybody comes to the end that they wanted, and the journal adds up', async () => {
  await load.finish();
  console.log(`SEED=${SEED}: ${load.looks} looked at what they were asked last; ${load.lostLinks} links went away without a kill`);
  none(load.findings);
  const { status, stdout, stderr } = server.command('verify');
  assert.equal(status, 0, stdout + stderr);
});

test('the reports tell of those who came to the end, and of what they said', async () => {
  await clock(CLOSES);
  none(await load.wrongInTheReports());
});

test('it was killed while people were in the middle', () => {
  const kills = inTheMiddle.filter((people) => people > 0).length;
  assert.ok(kills > ROUNDS / 2, `SEED=${SEED}: ${inTheMiddle}`);
});
