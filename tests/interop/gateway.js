// A USSD gateway made with the npm package smpp (server side), with phones that dial through it. It knows the profiles
// by itself, from what such gateways do, and not from the binary's table.

import smpp from 'smpp';
import { StrictPeer } from '../lib/strict-smpp.js';
import { closes, deferred, listens, promised, within } from '../lib/until.js';

const OP = { begin: 0x01, ask: 0x02, notify: 0x03, end: 0x11, answer: 0x12, notified: 0x13, abort: 0x81 };

/**
 * How a kind of gateway writes and reads a dialogue.
 *   id(n, turn)  the TLV of the subscriber's message number `turn` in dialogue n
 *   of(pdu)      the dialogue a screen belongs to
 *   ended(pdu)   was it the last screen?
 *   abort(n)     how a hang-up is told
 */
export const PROFILES = {
  standard: {
    id: (n, turn) => ({ its_session_info: Buffer.from([n & 0xff, (turn & 0x7f) << 1]) }),
    of: (pdu) => pdu.its_session_info[0],
    ended: (pdu) => pdu.ussd_service_op === OP.end,
    abort: (n, turn) => ({ ...PROFILES.standard.id(n, turn), ussd_service_op: OP.abort }),
  },
  'end-bit': {
    id: (n) => ({ its_session_info: Buffer.from([n >> 7, (n << 1) & 0xfe]) }),
    of: (pdu) => pdu.its_session_info.readUInt16BE() >> 1,
    ended: (pdu) => (pdu.its_session_info[1] & 1) === 1,
    abort: (n) => {
      const { its_session_info: info } = PROFILES['end-bit'].id(n);
      return { its_session_info: Buffer.from([info[0], info[1] | 1]), ussd_service_op: OP.answer };
    },
  },
  'user-reference': {
    id: (n) => ({ user_message_reference: 0x4000 + n }),
    of: (pdu) => pdu.user_message_reference - 0x4000,
    ended: (pdu) => pdu.ussd_service_op === OP.end,
    abort: (n) => ({ ...PROFILES['user-reference'].id(n), ussd_service_op: OP.abort }),
  },
};

export const SYSTEM_ID = 'airperk';
export const PASSWORD = 'secret';

/** The part of airperk's configuration that makes the link. */
export const linkConfig = (port, profile = 'standard', password = PASSWORD) => `
[[smpp]]
name = "gw1"
connect = "127.0.0.1:${port}"
system_id = "${SYSTEM_ID}"
password = "${password}"
serves = ["ussd"]
profile = "${profile}"
`;

export class Gateway {
  password = PASSWORD;
  binds = 0; // accepted
  refusals = 0;
  /** What the network was asked to show without a dial: {to, text, now, arrived}, oldest first. */
  notices = [];
  /** Of them, those that wait for an answer: {to, text, ids}, oldest first. */
  questions = [];
  /** Reads every octet that it gets, and by the specification. */
  strict = new StrictPeer();
  #now;
  #refused = new Map(); // how many → deferred
  #profile;
  #server;
  #session;
  #bound = deferred();
  #screens = new Map(); // dialogue → {waiting, arrived}
  #dialled = new Set(); // dialogues that phones began, as their TLVs write them
  #dialogues = 0;

  /** @param {() => number} now the clock that notices are stamped by */
  constructor(profile, port, now = () => Date.now() / 1000) {
    this.#profile = PROFILES[profile];
    this.port = port;
    this.#now = now;
  }

  async start() {
    this.#server = smpp.createServer((session) => this.#serve(session));
    await listens(this.#server, this.port);
  }

  /** Ends at once, connections and all, as a process that was killed. Throws if it got what is not SMPP. */
  async stop() {
    this.#bound = deferred();
    const { sessions } = this.#server;
    for (const session of [...sessions]) session.destroy();
    await closes(this.#server, 'the gateway to close');
    this.strict.assertNone();
  }

  async restart() {
    await this.stop();
    await this.start();
    await this.isBound();
  }

  get isConnected() {
    return this.#server.sessions.length > 0;
  }

  isBound(seconds = 10) {
    return within('a bind', this.#bound.promise, seconds);
  }

  /** Waits until so many binds have been refused, in all. */
  refused(count) {
    if (this.refusals >= count) return Promise.resolve();
    this.#refused.set(count, deferred());
    return within(() => `${count} refused binds (there are ${this.refusals})`, this.#refused.get(count).promise, 10);
  }

  /** The bind that comes after this call. */
  nextBind() {
    this.#bound = deferred();
    return this.isBound();
  }

  phone(msisdn) {
    return new Phone(this, msisdn);
  }

  nextDialogue() {
    this.#dialogues += 1;
    return this.#dialogues;
  }

  /** A message of the subscriber's; resolves when the application has confirmed that it has it. */
  deliver(msisdn, text, tlvs, { coding = 0 } = {}) {
    const encoded = coding === 8 ? Buffer.from(text, 'utf16le').swap16() : text;
    const send = (resolve) => this.#send(msisdn, encoded, { data_coding: coding, ...tlvs }, resolve);
    return promised(`deliver_sm_resp to ${msisdn}`, send, 5);
  }

  #send(msisdn, text, tlvs, confirmed) {
    const addresses = { source_addr_ton: 1, source_addr_npi: 1, source_addr: msisdn, destination_addr: '555' };
    this.#session.deliver_sm({ service_type: 'USSD', ...addresses, short_message: text, ...tlvs }, confirmed);
  }

  begin(msisdn, n, text) {
    this.#dialled.add(this.#profile.of(this.#profile.id(n, 0)));
    return this.deliver(msisdn, text, { ...this.#profile.id(n, 0), ussd_service_op: OP.begin });
  }

  answer(msisdn, n, turn, text, options) {
    return this.deliver(msisdn, text, { ...this.#profile.id(n, turn), ussd_service_op: OP.answer }, options);
  }

  abort(msisdn, n, turn) {
    return this.deliver(msisdn, '', this.#profile.abort(n, turn));
  }

  /** The next screen of a dialogue. */
  screen(n) {
    const shown = within(`a screen in dialogue ${n}`, this.#slot(n).promise, 5).finally(() => this.#screens.delete(n));
    shown.catch(() => {}); // whoever waits for it hears; nobody may, after a kill
    return shown;
  }

  /** A notice that the application begins by itself; the phone shows it, and the gateway says so. */
  #notify(pdu, text) {
    this.notices.push({ to: pdu.destination_addr, text, now: this.#now(), arrived: performance.now() });
    this.#send(pdu.destination_addr, '', { ussd_service_op: OP.notified, ...idsOf(pdu) });
  }

  /** A question that the application begins: the phone shows it, and may answer. */
  #ask(pdu, text) {
    const ids = idsOf(pdu);
    this.notices.push({ to: pdu.destination_addr, text, now: this.#now(), arrived: performance.now() });
    this.questions.push({ to: pdu.destination_addr, text, ids });
  }

  /** Answers a question of the application's, and what it asks after that; gives the next screen. */
  async reply({ to, ids }, text) {
    const n = this.#profile.of(ids);
    this.#dialled.add(n);
    const screen = this.screen(n);
    await this.deliver(to, text, { ...ids, ussd_service_op: OP.answer });
    return screen;
  }

  #slot(n) {
    if (!this.#screens.has(n)) this.#screens.set(n, deferred());
    return this.#screens.get(n);
  }

  #serve(session) {
    this.strict.watch(session);
    session.on('error', () => {}); // a reset connection; the close follows
    session.on('bind_transceiver', (pdu) => {
      const right = pdu.system_id === SYSTEM_ID && pdu.password === this.password;
      this.refusals += right ? 0 : 1;
      this.#refused.get(this.refusals)?.resolve();
      this.binds += right ? 1 : 0;
      session.send(pdu.response({ command_status: right ? smpp.ESME_ROK : smpp.ESME_RINVPASWD }));
      if (!right) return session.close();
      this.#session = session;
      this.#bound.resolve();
    });
    session.on('enquire_link', (pdu) => session.send(pdu.response()));
    session.on('unbind', (pdu) => {
      session.send(pdu.response());
      session.close();
    });
    session.on('submit_sm', (pdu) => {
      session.send(pdu.response({ message_id: '1' }));
      const { message } = pdu.short_message;
      if (pdu.ussd_service_op === OP.notify) return this.#notify(pdu, message);
      const dialogue = this.#profile.of(pdu);
      if (pdu.ussd_service_op === OP.ask && !this.#dialled.has(dialogue)) return this.#ask(pdu, message);
      this.#slot(dialogue).resolve({
        text: message,
        ended: this.#profile.ended(pdu),
        coding: pdu.data_coding,
        to: pdu.destination_addr,
        serviceType: pdu.service_type,
      });
    });
  }
}

/** What says which dialogue a PDU belongs to. */
function idsOf(pdu) {
  const ids = {};
  for (const id of ['its_session_info', 'user_message_reference']) if (id in pdu) ids[id] = pdu[id];
  return ids;
}

/** A subscriber's phone: one dialogue at a time. */
export class Phone {
  #gateway;
  #dialogue;
  #turn = 0;

  constructor(gateway, msisdn) {
    this.#gateway = gateway;
    this.msisdn = msisdn;
  }

  /** Dials a code; gives the screen. */
  async dial(code) {
    this.#dialogue = this.#gateway.nextDialogue();
    this.#turn = 0;
    const screen = this.#gateway.screen(this.#dialogue);
    await this.#gateway.begin(this.msisdn, this.#dialogue, code);
    return screen;
  }

  /** Answers the last screen; gives the next one. */
  async enter(text, options) {
    this.#turn += 1;
    const screen = this.#gateway.screen(this.#dialogue);
    await this.#gateway.answer(this.msisdn, this.#dialogue, this.#turn, text, options);
    return screen;
  }

  /** Answers with the number of the line that holds these words. */
  choose(screen, words) {
    const line = screen.text.split('\n').find((each) => each.toLowerCase().includes(words.toLowerCase()));
    const digit = /^\s*(\d+)/.exec(line ?? '')?.[1];
    if (!digit) throw new Error(`no line with "${words}" on the screen: ${screen.text}`);
    return this.enter(digit);
  }

  hangUp() {
    this.#turn += 1;
    return this.#gateway.abort(this.msisdn, this.#dialogue, this.#turn);
  }
}
