// The peers themselves, seen from a plain client: what they keep and how they answer is what other tests lean on.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import smpp from 'smpp';
import { Pbx } from '../lib/pbx.js';
import { freePort } from '../lib/server.js';
import { PASSWORD, Smsc, SYSTEM_ID } from '../lib/smsc.js';
import { happens, promised, until as holds } from '../lib/until.js';
import { Gateway } from './gateway.js';

/** A bound ESME, and all that it hears: [{command, status, id, ...}]. */
class Esme {
  heard = [];

  static async bind(port, password = PASSWORD) {
    const esme = new Esme();
    esme.session = smpp.connect({ host: '127.0.0.1', port });
    esme.session.on('error', () => {});
    await happens('a connection to the SMSC', esme.session, 'connect');
    const bind = (resolve) => esme.session.bind_transceiver({ system_id: SYSTEM_ID, password }, resolve);
    esme.bindStatus = (await promised('bind_transceiver_resp', bind)).command_status;
    esme.session.on('pdu', (pdu) => esme.heard.push(pdu));
    esme.session.on('deliver_sm', (pdu) => esme.session.send(pdu.response()));
    return esme;
  }

  submit(to, text, more = {}) {
    this.session.submit_sm({ source_addr: '555', destination_addr: to, short_message: text, ...more });
    return this.session.sequence;
  }

  /** The sequence numbers of the answers so far. */
  get answered() {
    return this.heard.filter(({ command }) => command === 'submit_sm_resp').map((pdu) => pdu.sequence_number);
  }

  get statuses() {
    return this.heard.filter(({ command }) => command === 'submit_sm_resp').map((pdu) => pdu.command_status);
  }
}

const until = (condition, what) => holds(what, condition, 5);

describe('the SMSC', () => {
  let smsc;
  let esme;
  let now = 100;
  before(async () => {
    smsc = new Smsc(await freePort(), () => now);
    await smsc.start();
    esme = await Esme.bind(smsc.port);
  });
  after(async () => {
    esme.session.destroy();
    smsc.strict.forgive(); // the package's own client is no strict one
    await smsc.stop();
  });

  /** It does these, one for each of as many messages; gives the messages' sequence numbers. */
  function does(...behaviours) {
    smsc.messages = [];
    esme.heard = [];
    const queue = [...behaviours];
    smsc.behaviour = () => queue.shift() ?? 'ok';
    return behaviours.map((_, i) => esme.submit('77010000001', `message ${i}`));
  }
  const texts = () => smsc.messages.map(({ text }) => text);

  test('refuses a wrong password', async () => {
    const stranger = await Esme.bind(smsc.port, 'guess');
    assert.equal(stranger.bindStatus, smpp.ESME_RINVPASWD);
    assert.equal(smsc.binds, 1);
  });

  test('keeps what it was sent, with the time of the clock it was given', async () => {
    does('ok');
    await until(() => esme.answered.length === 1, 'an answer');
    now = 200;
    esme.submit('77010000002', 'Қайырлы күн');
    await until(() => esme.answered.length === 2, 'the second answer');
    assert.deepEqual(
      smsc.messages.map(({ to, text, whole, now: at }) => ({ to, text, whole, at })),
      [
        { to: '77010000001', text: 'message 0', whole: true, at: 100 },
        { to: '77010000002', text: 'Қайырлы күн', whole: true, at: 200 },
      ],
    );
  });

  test('answers late, and out of order, and meanwhile has the message', async () => {
    smsc.delay = () => 60;
    const [late, ok] = does('late', 'ok');
    await until(() => esme.answered.length >= 1, 'the first answer');
    assert.deepEqual(texts(), ['message 0', 'message 1']);
    await until(() => esme.answered.length === 2, 'the late answer');
    assert.deepEqual(esme.answered, [ok, late]);
    const [first, second] = does('swapped', 'ok');
    await until(() => esme.answered.length === 2, 'both answers');
    assert.deepEqual(esme.answered, [second, first]);
    does('swapped');
    await until(() => esme.answered.length === 1, 'the answer that nothing overtakes');
    await sleep(150);
    assert.equal(esme.answered.length, 1);
  });

  test('answers twice, or never', async () => {
    const [never, twice] = does('never', 'twice');
    await until(() => esme.answered.length === 2, 'both answers');
    await sleep(50);
    assert.deepEqual(esme.answered, [twice, twice]);
    assert.ok(!esme.answered.includes(never));
    assert.deepEqual(texts(), ['message 0', 'message 1']);
  });

  test('has nothing of what it refuses', async () => {
    does('throttle', 'full', 'refuse');
    await until(() => esme.answered.length === 3, 'three answers');
    assert.deepEqual(esme.statuses, [smpp.ESME_RTHROTTLED, smpp.ESME_RMSGQFUL, smpp.ESME_RINVDSTADR]);
    assert.equal(smsc.messages.length, 0);
  });

  test('ends the connection after taking a message, and takes nothing that followed it', async () => {
    const closed = happens('the end of the connection', esme.session, 'close', 5);
    does('drop', 'ok');
    await closed;
    assert.deepEqual(texts(), ['message 0']);
    assert.equal(smsc.isBound, false);
    esme = await Esme.bind(smsc.port);
    assert.equal(smsc.isBound, true);
  });

  test('a message of a subscriber\'s comes to nothing where its link goes away, and waits no longer than its limit', async () => {
    const deaf = await Esme.bind(smsc.port);
    esme.session.destroy();
    await until(() => smsc.links === 1, 'one link to be left');
    deaf.session.removeAllListeners('deliver_sm'); // it takes it, and does not say so
    const status = smsc.deliver('77010000001', 'hello');
    await until(() => deaf.heard.some(({ command }) => command === 'deliver_sm'), 'the message');
    deaf.session.destroy();
    assert.equal(await status, undefined);
    esme = await Esme.bind(smsc.port);
    esme.session.removeAllListeners('deliver_sm');
    await assert.rejects(smsc.deliver('77010000001', 'hello', '555', 0.05), /deliver_sm_resp over bind \d+, which is up: not within 0.05 s/);
    esme.session.destroy();
    await until(() => !smsc.isBound, 'no link to be left');
    esme = await Esme.bind(smsc.port);
  });

  test('sends a receipt to whoever asked for one', async () => {
    does('ok');
    await until(() => esme.answered.length === 1, 'an answer');
    esme.submit('77010000003', 'with a receipt', { registered_delivery: 1 });
    const receipt = () => esme.heard.find(({ command }) => command === 'deliver_sm');
    await until(receipt, 'a receipt');
    const id = esme.heard.findLast(({ command }) => command === 'submit_sm_resp').message_id;
    assert.equal(receipt().source_addr, '77010000003');
    assert.equal(receipt().esm_class, smpp.ESM_CLASS.MC_DELIVERY_RECEIPT);
    assert.equal(receipt().message_state, smpp.MESSAGE_STATE.DELIVERED);
    assert.match(receipt().short_message.message, new RegExp(`^id:${id} .*stat:DELIVRD`));
    assert.equal(esme.heard.filter(({ command }) => command === 'deliver_sm').length, 1);
  });

  const LONG = 'ұзақ хабарлама '.repeat(20);
  const PARTS = [LONG.slice(0, 100), LONG.slice(100, 200), LONG.slice(200)];
  const udh = (total, number) => Buffer.from([5, 0, 3, 0x2a, total, number]);
  const LENGTHS = {
    'headers in the text': (part, i) => ({
      esm_class: smpp.ESM_CLASS.UDH_INDICATOR,
      short_message: { udh: udh(3, i + 1), message: part },
    }),
    'SAR parameters': (part, i) => ({
      short_message: part,
      sar_msg_ref_num: 42,
      sar_total_segments: 3,
      sar_segment_seqnum: i + 1,
    }),
  };
  for (const [how, pdu] of Object.entries(LENGTHS)) {
    test(`takes a long message in parts by ${how} for one`, async () => {
      does();
      for (const i of [2, 0, 1]) esme.submit('77010000004', '', { data_coding: 8, ...pdu(PARTS[i], i) });
      esme.submit('77010000005', '', { data_coding: 8, ...pdu(PARTS[0], 0) });
      await until(() => esme.answered.length === 4, 'four answers');
      assert.deepEqual(
        smsc.messages.map(({ to, text, whole, pdus }) => ({ to, text, whole, pdus })),
        [
          { to: '77010000004', text: LONG, whole: true, pdus: 3 },
          { to: '77010000005', text: PARTS[0], whole: false, pdus: 1 },
        ],
      );
    });
  }

  test('takes a part that comes again for another message', async () => {
    does();
    const [first] = PARTS;
    const part = { data_coding: 8, ...LENGTHS['SAR parameters'](first, 0) };
    for (let i = 0; i < 2; i += 1) esme.submit('77010000006', '', part);
    await until(() => esme.answered.length === 2, 'two answers');
    assert.equal(smsc.messages.length, 2);
  });

  test('takes a payload for the message', async () => {
    does();
    esme.submit('77010000007', '', { data_coding: 8, message_payload: { message: LONG } });
    await until(() => esme.answered.length === 1, 'an answer');
    assert.deepEqual(texts(), [LONG]);
  });
});

test('the USSD gateway keeps notices that nobody dialled for, and says that they were shown', async () => {
  const gateway = new Gateway('standard', await freePort(), () => 300);
  await gateway.start();
  const esme = await Esme.bind(gateway.port);
  try {
    esme.submit('77010000001', 'Жаңа ұсыныс', { service_type: 'USSD', data_coding: 8, ussd_service_op: 0x03 });
    await until(() => esme.heard.some(({ command }) => command === 'deliver_sm'), 'the confirmation');
    const [{ to, text, now }] = gateway.notices;
    assert.deepEqual({ to, text, now }, { to: '77010000001', text: 'Жаңа ұсыныс', now: 300 });
    assert.equal(gateway.notices.length, 1);
    const confirmed = esme.heard.find(({ command }) => command === 'deliver_sm');
    assert.equal(confirmed.ussd_service_op, 0x13);
    assert.equal(confirmed.source_addr, '77010000001');
  } finally {
    esme.session.destroy();
    gateway.strict.forgive();
    await gateway.stop();
  }
});

describe('the PBX', () => {
  const CALL = { id: '7-1', to: '77010000001', text: 'Қайырлы күн', language: 'kk' };
  CALL.not_after = '2016-03-05T15:00:00Z';
  let pbx;
  let told;
  let deaf; // how often it is not heard
  before(async () => {
    const report = async (id, state) => {
      deaf -= 1;
      if (deaf >= 0) throw new Error('nobody is there');
      told.push([id, state]);
    };
    pbx = new Pbx(await freePort(), report, () => 400);
    await pbx.start();
  });
  after(() => pbx.stop());

  /** The status that a call is answered with, or what went wrong. */
  function asks(call, path = '/calls') {
    told = [];
    return promised('an answer of the PBX', (resolve) => {
      const where = { host: '127.0.0.1', port: pbx.port, path, agent: false };
      const headers = { 'Content-Type': 'application/json' };
      const asked = request({ ...where, method: 'POST', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.on('error', (error) => resolve(error.code));
      asked.setTimeout(100, () => asked.destroy(new Error()));
      asked.end(JSON.stringify(call));
    });
  }

  test('takes a call, and tells what became of it until it is heard', async () => {
    deaf = 2;
    assert.equal(await asks(CALL), 202);
    await until(() => told.length === 1, 'a report');
    assert.deepEqual(told, [['7-1', 'answered']]);
    const [{ arrived, ...call }] = pbx.calls;
    assert.deepEqual(call, { ...CALL, now: 400 });
    assert.ok(arrived > 0);
  });

  test('has nothing of what it refuses, and says nothing of what it drops', async () => {
    deaf = 0;
    pbx.calls = [];
    for (const status of [429, 503, 500]) {
      pbx.behaviour = () => status;
      assert.equal(await asks(CALL), status);
    }
    assert.equal(pbx.calls.length, 0);
    pbx.behaviour = () => 'drop';
    assert.equal(await asks(CALL), 'ECONNRESET');
    pbx.behaviour = () => 'never';
    await asks(CALL);
    assert.equal(pbx.calls.length, 2);
  });

  test('complains of what is no call', async () => {
    pbx.behaviour = () => 202;
    assert.equal(pbx.complaints.length, 0);
    assert.equal(await asks({ ...CALL, not_after: 'soon' }), 400);
    assert.equal(await asks({ ...CALL, to: 7 }), 400);
    assert.equal(await asks(CALL, '/call'), 400);
    assert.equal(pbx.complaints.length, 3);
  });
});
