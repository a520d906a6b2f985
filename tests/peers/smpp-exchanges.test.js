// All that airperk says in SMPP, with tshark beside the wire: messages short and long in each of the three ways, what the
// network makes of them, STOP, dials, notices, and surveys over USSD and SMS.

import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { Gateway, linkConfig } from '../interop/gateway.js';
import { freePort, Server } from '../lib/server.js';
import { Smsc, smscLink } from '../lib/smsc.js';
import { happens, until } from '../lib/until.js';
import { Capture } from './capture.js';

const CLOCK = '2016-03-07T10:00:00+06:00';
const [KAZAKH, ENGLISH, RUSSIAN] = ['77010000001', '77010000002', '77010000003'];
const WAYS = ['udh', 'sar', 'payload'];
const PROFILES = { udh: 'standard', sar: 'end-bit', payload: 'user-reference' };
const TEXTS = { kk: 'Кофе жеңілдікпен', en: 'Coffee for less', ru: 'Кофе дешевле' };
const longer = (texts) => Object.fromEntries(Object.entries(texts).map(([lang, text]) => [lang, `${text}. `.repeat(20)]));

const QUESTIONS = [
  { kind: 'single', texts: { kk: 'Кофе?', en: 'Coffee?' }, options: [{ texts: { kk: 'Иә' } }, { texts: { kk: 'Жоқ' } }] },
  { kind: 'number', texts: { kk: 'Неше?', en: 'How many?' }, lowest: 0, highest: 9, bands: [2, 5] },
];

const ports = {};
let capture;
let smsc;
let gateway;

before(async () => {
  for (const name of ['smsc', 'gateway', 'toy']) ports[name] = await freePort();
  capture = await Capture.ofSmpp(...Object.values(ports));
});
after(() => capture?.remove());

async function campaign(http, channel, numbers, changes = {}) {
  const json = {
    partner: 'Coffee', name: 'Spring', kind: 'message', channel, texts: TEXTS, audience: { numbers }, by: 'marketer',
    ...changes,
  };
  const { id } = (await http.expect(201, 'POST', '/v1/campaigns', { json })).json;
  await http.expect(200, 'POST', `/v1/campaigns/${id}/approval`, { json: { by: 'chief' } });
  return id;
}
const survey = (http, channel, number) =>
  campaign(http, channel, [number], { kind: 'survey', survey: { questions: QUESTIONS, closes: '2016-03-20T10:00:00+06:00' } });

async function states(http, number, id, wanted) {
  await until(`${number} in campaign ${id}: ${wanted}`, async () => {
    const { contacts } = (await http.expect(200, 'GET', `/v1/subscribers/${number}/contacts`)).json;
    return contacts.some(({ campaign: its, state }) => its === id && state === wanted);
  });
}

/** Texts in three languages, short and long; throttled once, refused once; a receipt for each. */
async function messages(http) {
  const answers = ['throttle', 'full'];
  smsc.behaviour = () => answers.shift() ?? 'ok';
  const short = await campaign(http, 'sms', [KAZAKH, ENGLISH, RUSSIAN]);
  for (const number of [KAZAKH, ENGLISH, RUSSIAN]) await states(http, number, short, 'delivered');
  const long = await campaign(http, 'sms', [KAZAKH, ENGLISH], { texts: longer(TEXTS) });
  for (const number of [KAZAKH, ENGLISH]) await states(http, number, long, 'delivered');
  assert.equal(smsc.done.throttle, 1);
}

async function screens(http) {
  const phone = gateway.phone(ENGLISH);
  const home = await phone.dial('*555#');
  assert.ok(!home.ended, home.text);
  assert.ok((await gateway.phone(KAZAKH).dial('*111*3#')).ended);
  const notice = await campaign(http, 'ussd', [KAZAKH, ENGLISH]);
  for (const number of [KAZAKH, ENGLISH]) await states(http, number, notice, 'delivered');
  await until('the notices', () => gateway.notices.length === 2);
}

async function surveys(http) {
  await survey(http, 'ussd', KAZAKH);
  await until('the question', () => gateway.questions.length === 1);
  for (const answer of ['1', '2', '3']) await gateway.reply(gateway.questions[0], answer);
  const had = smsc.messages.length;
  const bySms = await survey(http, 'sms', ENGLISH);
  for (const [i, answer] of ['1', '1', '7'].entries()) {
    await until(`message ${i + 1} of the survey`, () => smsc.messages.length === had + 1 + i);
    smsc.deliver(ENGLISH, answer);
  }
  await until('thanks', () => smsc.messages.length === had + 4);
  await states(http, ENGLISH, bySms, 'delivered');
}

async function stops(http) {
  smsc.deliver(RUSSIAN, 'STOP');
  await until('the leave', async () => !(await http.expect(200, 'GET', `/v1/subscribers/${RUSSIAN}`)).json.member);
}

async function lives(way) {
  smsc = new Smsc(ports.smsc);
  gateway = new Gateway(PROFILES[way], ports.gateway);
  await Promise.all([smsc.start(), gateway.start()]);
  const links = `${smscLink(smsc.port)}long_messages = "${way}"\n${linkConfig(gateway.port, PROFILES[way])}`;
  const server = await Server.start({ extra: links });
  try {
    const { http } = server;
    await http.expect(200, 'POST', '/v1/clock', { json: { now: CLOCK } });
    for (const [msisdn, language] of [[KAZAKH, 'kk'], [ENGLISH, 'en'], [RUSSIAN, 'ru']]) {
      const json = { brand: 'activ', tariff: 'Time to Talk', language, main: '10' };
      await http.expect(201, 'PUT', `/v1/subscribers/${msisdn}`, { json });
      await http.expect(200, 'POST', `/v1/subscribers/${msisdn}/dial`, { json: { text: '*555*1#' } });
    }
    await gateway.isBound();
    await until('the link', () => smsc.isBound);
    for (const part of [messages, screens, surveys, stops]) await part(http);
    smsc.enquire();
    await until('an answer to enquire_link', () => smsc.strict.seen.enquire_link_resp === 1);
    await server.stop();
  } finally {
    await server.remove();
    await Promise.all([smsc.stop(), gateway.stop()]);
  }
}

for (const way of WAYS) {
  test(`everything that is said in SMPP, with long messages by "${way}", comes to its end`, () => lives(way));
}

const hex = (text) => Buffer.from(text.replace(/\s/g, ''), 'hex');
/** A submit_sm whose sm_length is larger than what follows it. */
const BROKEN = hex('0000002e 00000004 00000000 00000002 00 0000 00 0101 3737303131323334353600 000000 00 00 01 00 00 00 40 4869');

test('a toy peer says what is not SMPP, into the same capture', async () => {
  const toy = createServer((socket) => socket.resume());
  toy.listen(ports.toy, '127.0.0.1');
  await happens('the toy to listen', toy, 'listening');
  const socket = connect(ports.toy, '127.0.0.1');
  BROKEN.writeUInt32BE(BROKEN.length);
  socket.end(BROKEN);
  await happens('the connection to the toy to end', socket, 'close');
  toy.close();
  await happens('the toy to close', toy, 'close');
});

test('tshark saw every kind of PDU, and finds nothing wrong in what airperk sent', async () => {
  await capture.end();
  const commands = capture.commands();
  const expected = {
    bind_transceiver: 9, submit_sm: 4, deliver_sm_resp: 0x80000005, enquire_link_resp: 0x80000015, unbind: 6,
  };
  for (const [name, id] of Object.entries(expected)) {
    assert.ok(commands[`0x${id.toString(16).padStart(8, '0')}`] >= WAYS.length, `${name}: ${JSON.stringify(commands)}`);
  }
  const kinds = {
    'smpp.data_coding': [0, 8],
    'smpp.ussd_service_op': [2, 3, 17],
    'gsm_sms.udh.mm.msg_part': [1, 2],
    'smpp.sar_segment_seqnum': [1, 2],
    'smpp.regdel.receipt': [0, 1],
  };
  for (const [field, values] of Object.entries(kinds)) {
    const seen = capture.commands(field);
    const numbers = Object.keys(seen).map(Number);
    for (const value of values) assert.ok(numbers.includes(value), `${field} ${value}: ${JSON.stringify(seen)}`);
  }
  assert.ok(capture.sent('smpp.message_payload', ['frame.number']).length > 0);
  assert.deepEqual(capture.findings(ports.smsc, ports.gateway), []);
});

test('it does see what is not SMPP: the toy peer is found', () => {
  assert.match(capture.findings(ports.toy).join('\n'), /Malformed/);
});
