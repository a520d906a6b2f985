// Surveys from the invitation to the released report, over all three ways to a phone: what people say reaches the
// report and nothing else (S1, S2).

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Gateway, linkConfig } from '../interop/gateway.js';
import { Pbx, pbxLink } from '../lib/pbx.js';
import { freePort, Server } from '../lib/server.js';
import { Smsc, smscLink } from '../lib/smsc.js';
import { until } from '../lib/until.js';

const RESPONDENTS = 60;
const msisdn = (n) => `7701000${String(n).padStart(4, '0')}`;
const everybody = Array.from({ length: RESPONDENTS }, (_, n) => msisdn(n));

let server, http, gateway, smsc, pbx;

before(async () => {
  gateway = new Gateway('standard', await freePort());
  smsc = new Smsc(await freePort());
  pbx = new Pbx(await freePort(), async () => {});
  for (const peer of [gateway, smsc, pbx]) await peer.start();
  const extra = linkConfig(gateway.port) + smscLink(smsc.port) + pbxLink(pbx.port);
  server = await Server.start({ extra });
  http = server.http;
  await clock('2016-03-07T10:00:00+06:00');
  for (const each of everybody) {
    const json = { brand: 'activ', tariff: 'Time to Talk', language: 'en', main: '10' };
    await http.expect(201, 'PUT', `/v1/subscribers/${each}`, { json });
    await http.expect(200, 'POST', `/v1/subscribers/${each}/dial`, { json: { text: '*555*1#' } });
  }
});
after(async () => {
  await server.remove();
  await Promise.all([gateway, smsc, pbx].map((peer) => peer.stop()));
});

const clock = (now) => http.expect(200, 'POST', '/v1/clock', { json: { now } });
const texts = (en) => ({ kk: `${en} (kk)`, en });
const options = (...words) => words.map((en) => ({ texts: texts(en) }));
const QUESTIONS = [
  { kind: 'single', texts: texts('Coffee?'), options: options('Yes', 'No') },
  { kind: 'scale', texts: texts('How good?'), lowest: 1, highest: 3 },
];
QUESTIONS[0].options[1].next = 'end';

/** Plans and approves one for these people, which closes in two days. */
async function survey(numbers, channel, changes = {}) {
  const json = {
    partner: 'Coffee', name: 'Taste', kind: 'survey', channel, texts: texts('Taste survey'), by: 'marketer',
    audience: { numbers }, starts: '2016-03-07T10:00:00+06:00', ends: '2016-03-08T10:00:00+06:00',
    survey: { questions: QUESTIONS, closes: '2016-03-09T10:00:00+06:00', ...changes },
  };
  const { id } = (await http.expect(201, 'POST', '/v1/campaigns', { json })).json;
  await http.expect(200, 'POST', `/v1/campaigns/${id}/approval`, { json: { by: 'chief' } });
  return id;
}
const keyFile = (id) => join(`${server.store}.survey-keys`, `${id}.key`);
const participation = async (who, id) =>
  (await http.expect(200, 'GET', `/v1/subscribers/${who}/contacts`)).json.contacts.find((c) => c.campaign === id).survey;

let asked;

test('S1: everybody is asked by USSD and answers in the dialogue that the network began', async () => {
  asked = await survey(everybody, 'ussd');
  await until('every invitation', () => gateway.questions.length === RESPONDENTS);
  for (const [n, question] of gateway.questions.entries()) {
    assert.equal(question.text, 'Taste survey\n1.Begin\n2.Later\n3.No');
    const first = await gateway.reply(question, '1');
    assert.equal(first.text, '1/2 Coffee?\n1.Yes\n2.No\n9.Skip');
    // 25 say no; of the others 20 say 3, and the rest 2.
    let last = await gateway.reply(question, n < 25 ? '2' : '1');
    if (n >= 25) last = await gateway.reply(question, n < 45 ? '3' : '2');
    assert.equal(last.text, 'Thank you! Answers carry no name.');
    assert.equal(last.ended, true);
  }
  assert.equal(await participation(msisdn(0), asked), 'completed');
});

test('S2: the timeline tells that somebody finished, and nothing before that', async () => {
  const { json } = await http.expect(200, 'GET', `/v1/subscribers/${msisdn(0)}/timeline`);
  const about = json.events.filter(({ type }) => type.startsWith('survey_'));
  assert.deepEqual(about.map(({ type }) => type), ['survey_completed']);
});

test('S2: care sees nothing of an interview, and cannot take part in it', async () => {
  const care = server.token('care');
  const who = msisdn(2);
  const dial = await http.expect(200, 'POST', `/v1/subscribers/${who}/dial`, { token: care, json: { text: '*555*3#' } });
  assert.equal(dial.json.screen, 'There is no survey for you now.');
});

test('S2: before the close nobody sees anything; its key is a file of its own, for its owner alone', async () => {
  assert.match((await http.expect(409, 'GET', `/v1/campaigns/${asked}/report`)).json.detail, /not closed yet/);
  await http.expect(409, 'POST', `/v1/campaigns/${asked}/report/release`, { json: { by: 'dana' } });
  assert.ok(existsSync(keyFile(asked)));
  assert.equal(readFileSync(keyFile(asked)).length, 32);
});

test('S1: one that was broken off goes on after the server was killed', async () => {
  const who = msisdn(0);
  const id = await survey([who], 'sms');
  await until('the invitation', () => smsc.messages.length === 1);
  assert.match(smsc.messages[0].text, /^Taste survey .*1 - begin, 3 - no$/);
  smsc.deliver(who, '1');
  await until('the first question', () => smsc.messages.length === 2);
  smsc.deliver(who, '1');
  await until('the second one', () => smsc.messages.length === 3);
  await server.stop('SIGKILL');
  await server.start();
  await until('the link', () => smsc.isBound);
  smsc.deliver(who, 'what?');
  await until('the second one again', () => smsc.messages.length === 4);
  assert.equal(smsc.messages[3].text, '2/2 How good?\n00.Skip');
  smsc.deliver(who, '2');
  await until('thanks', () => smsc.messages.length === 5);
  assert.equal(await participation(who, id), 'completed');
  const { json } = await http.expect(200, 'GET', `/v1/subscribers/${who}/contacts`);
  assert.equal(json.surveys.used, 2, 'two surveys, however many messages they took');
});

test('S1: in a call what is keyed is answered with what to say next', async () => {
  const who = msisdn(1);
  await survey([who], 'call');
  await until('the call', () => pbx.calls.length === 1);
  const { id, text, keys } = pbx.calls[0];
  assert.equal(keys, true);
  assert.match(text, /^Taste survey/);
  const key = async (turn, keys) =>
    (await http.expect(200, 'POST', `/v1/voice/calls/${id}`, { json: { state: 'keyed', turn, keys } })).json;
  const first = await key(0, '1');
  assert.match(first.say, /^1\/2 Coffee\?/);
  assert.deepEqual(await key(0, '1'), first, 'said twice, it is one answer');
  const last = await key(first.turn, '2');
  assert.match(last.say, /^Thank you!/);
  assert.equal(last.ended, true);
  await http.expect(409, 'POST', `/v1/voice/calls/${id}`, { json: { state: 'keyed', turn: 1, keys: '1' } });
});

test('S2: at the close key and answers go, and the report waits for its release', async () => {
  await clock('2016-03-09T10:00:00+06:00');
  await until('the key to go', () => !existsSync(keyFile(asked)));
  assert.match((await http.expect(409, 'GET', `/v1/campaigns/${asked}/report`)).json.detail, /not released yet/);
  const dial = { json: { text: '*555*3#' } };
  const { json } = await http.expect(200, 'POST', `/v1/subscribers/${msisdn(0)}/dial`, dial);
  assert.equal(json.screen, 'There is no survey for you now.');
});

test('S2: it is released once, by whom is kept, and it tells nobody apart', async () => {
  const release = (status, by) =>
    http.expect(status, 'POST', `/v1/campaigns/${asked}/report/release`, { json: { by } });
  await release(200, 'dana');
  await release(409, 'erlan');
  const { json } = await http.expect(200, 'GET', `/v1/campaigns/${asked}/report`);
  assert.equal(json.released_by, 'dana');
  assert.equal(json.respondents, 60);
  const [coffee, good] = json.tables;
  assert.deepEqual(coffee.cells.map(({ count }) => count), [35, 25]);
  assert.equal(coffee.cells[0].category.en, 'Yes');
  // 35 were asked how good it is: a base under 50 is withheld.
  assert.deepEqual([good.withheld, good.base, good.cells], [true, null, []]);
});

test('S2: the tables survive a restart, and no key comes back', async () => {
  await server.stop('SIGKILL');
  await server.start();
  const { json } = await http.expect(200, 'GET', `/v1/campaigns/${asked}/report`);
  assert.equal(json.tables[0].base, 60);
  assert.ok(!existsSync(keyFile(asked)));
});

test('S1: a loop and a dead end are refused with their place and mend', async () => {
  const refused = async (questions) => {
    const json = {
      partner: 'Coffee', name: 'x', kind: 'survey', channel: 'ussd', texts: texts('x'), by: 'x', survey: { questions },
    };
    return (await http.expect(422, 'POST', '/v1/campaigns', { json })).json;
  };
  const loop = await refused([QUESTIONS[0], { ...QUESTIONS[1], next: 1 }]);
  assert.equal(loop.field, 'survey.questions[2].next');
  assert.match(loop.detail, /makes a loop: it leads back to question 1; name a later question/);
  const nowhere = await refused([{ ...QUESTIONS[0], next: 7 }]);
  assert.match(nowhere.detail, /dead end: there is no question 7/);
  const unseen = await refused([{ ...QUESTIONS[1], next: 3 }, QUESTIONS[1], QUESTIONS[1]]);
  assert.match(unseen.detail, /"survey.questions\[2\]" is a dead end: no answer leads to it/);
  assert.match((await refused([])).detail, /ask something/);
  assert.equal((await refused([{ ...QUESTIONS[0], kind: 'essay' }])).field, 'survey.questions[1].kind');
  assert.match((await refused([{ ...QUESTIONS[0], next: 'x' }])).detail, /question's number or "end"/);
});
