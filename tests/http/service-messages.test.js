// Service messages: a bonus's last day and new terms reach every member's phone once, before and after a kill -9, and
// count as nothing; nobody else gets any (C7).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freePort, Server } from '../lib/server.js';
import { Smsc, smscLink } from '../lib/smsc.js';
import { until } from '../lib/until.js';

const RUSSIAN = '77010000001', ENGLISH = '77010000002', LEAVER = '77010000003', STRANGER = '77010000004';
const ENDS = 'Бонус 500 тенге ждет до 6 апр 10:00. Активировать: *555*00#';

let server, http, smsc;

const clock = (now) => http.expect(200, 'POST', '/v1/clock', { json: { now: `${now}:00+06:00` } });
const dial = (who, text) => http.expect(200, 'POST', `/v1/subscribers/${who}/dial`, { json: { text } });
const publishTerms = (text) =>
  http.expect(201, 'POST', '/v1/terms', { json: { texts: { kk: text, ru: text, en: text } } });
const sent = (from = 0) => smsc.messages.slice(from).map(({ to, text }) => [to, text]);
const metric = async (name) => {
  const { text } = await http.expect(200, 'GET', '/metrics', { token: server.token('network') });
  return Number(text.split('\n').find((line) => line.startsWith(`${name} `))?.split(' ')[1]);
};

before(async () => {
  smsc = new Smsc(await freePort());
  await smsc.start();
  server = await Server.start({ extra: smscLink(smsc.port) });
  http = server.http;
  await clock('2016-03-07T10:00');
  for (const [who, language] of [[RUSSIAN, 'ru'], [ENGLISH, 'en'], [LEAVER, 'ru'], [STRANGER, 'ru']]) {
    const json = { brand: 'activ', tariff: 'Time to Talk', language, main: '10' };
    await http.expect(201, 'PUT', `/v1/subscribers/${who}`, { json });
    if (who !== STRANGER) await dial(who, '*555*1#');
  }
  await dial(LEAVER, '*555*2#');
  await until('the link is bound', () => smsc.isBound);
});
after(async () => {
  await server.remove();
  await smsc.stop();
});

test('a bonus that ends within a day is told to its members, and to nobody else', async () => {
  await clock('2016-04-05T09:59');
  await clock('2016-04-05T10:00');
  await until('both members are reminded', () => smsc.messages.length >= 2);
  assert.deepEqual(sent(), [
    [RUSSIAN, ENDS],
    [ENGLISH, 'Your bonus of 500 tenge waits until 6 Apr 10:00 only. To activate it dial *555*00#'],
  ]);
  assert.ok(smsc.messages.every(({ pdus }) => pdus === 1));
});

test('it counts as no contact, and the timeline has it', async () => {
  const { json: contacts } = await http.expect(200, 'GET', `/v1/subscribers/${RUSSIAN}/contacts`);
  assert.equal(contacts.messages.used, 0);
  assert.deepEqual(contacts.contacts, []);
  const { json: timeline } = await http.expect(200, 'GET', `/v1/subscribers/${RUSSIAN}/timeline`);
  const told = timeline.events.filter(({ type }) => type === 'service_message_taken');
  assert.equal(told.length, 1);
  assert.equal(told[0].message, 'expiry');
  assert.equal(await metric('airperk_service_messages_total{kind="expiry"}'), 2);
  assert.equal(await metric('airperk_service_messages_total{kind="new_terms"}'), 0);
  const accepted = 'airperk_service_messages_handed_over_total{network="accepted"}';
  await until('the network has said that it has them', async () => (await metric(accepted)) === 2);
});

test('killed at once, it does not say it again; new terms are said once, whatever is stopped', async () => {
  await server.stop('SIGKILL');
  await server.start();
  await until('the link is bound again', () => smsc.isBound);
  await http.expect(200, 'POST', '/v1/contacts/stop', { json: {} });
  await publishTerms('Two');
  await until('both members know of the new terms', () => smsc.messages.length >= 4);
  assert.deepEqual(sent(2), [
    [RUSSIAN, 'SMART: с 5 апр новые условия. Читать: activ.kz/smart'],
    [ENGLISH, 'SMART: new terms are in force since 5 Apr. Read them at activ.kz/smart'],
  ]);
  await publishTerms('Three');
  await until('and of the newest', () => smsc.messages.length >= 6);
  assert.deepEqual(sent(4).map(([to]) => to), [RUSSIAN, ENGLISH]);
});

test('what the SMSC refuses is not said again', async () => {
  smsc.behaviour = () => 'refuse';
  await publishTerms('Four');
  await until('both are refused', () => smsc.done.refuse === 2);
  smsc.behaviour = () => 'ok';
  await publishTerms('Five');
  await until('the next terms are said', () => smsc.messages.length >= 8);
  assert.equal(smsc.messages.length, 8);
  assert.equal(smsc.done.refuse, 2);
});

test('the journal agrees', async () => {
  await server.stop('SIGTERM');
  const { status, stdout, stderr } = server.command('verify');
  assert.equal(status, 0, stdout + stderr);
  assert.equal(smsc.messages.length, 8);
});
