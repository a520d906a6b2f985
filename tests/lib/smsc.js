// An SMSC made with the npm package smpp (server side). It keeps every message that it took over, a long one as one,
// and answers as it is told to: well or badly.

import smpp from 'smpp';
import { StrictPeer } from './strict-smpp.js';
import { closes, listens, promised } from './until.js';

export const SYSTEM_ID = 'airperk';
export const PASSWORD = 'secret';

/** The part of airperk's configuration that makes the link. */
export const smscLink = (port, { name = 'smsc1', window = 10, rate = 0 } = {}) => `
[[smpp]]
name = "${name}"
connect = "127.0.0.1:${port}"
system_id = "${SYSTEM_ID}"
password = "${PASSWORD}"
serves = ["sms"]
source = "555"
window = ${window}
rate = ${rate}
`;

/**
 * What it can do with a submit_sm:
 *   ok        takes it and says so
 *   late      says so after some `delay` milliseconds
 *   never     never says so
 *   twice     says so twice
 *   swapped   says so after it has said so of the next one
 *   drop      ends the connection instead
 *   throttle  does not take it: ESME_RTHROTTLED
 *   full      does not take it: ESME_RMSGQFUL
 *   refuse    does not take it: ESME_RINVDSTADR
 * Unless it does not take it, it has the message afterwards, whatever the ESME gets to hear.
 */
const REFUSALS = {
  throttle: smpp.ESME_RTHROTTLED,
  full: smpp.ESME_RMSGQFUL,
  refuse: smpp.ESME_RINVDSTADR,
};
const TOLD_AGAIN = 20; // milliseconds
const SWAPPED_AT_MOST = 100; // milliseconds: there may be no next one

/** The text of a whole short_message or message_payload. (npm smpp decodes these two by data_coding.) */
const textOf = ({ message }) => (Buffer.isBuffer(message) ? message.toString('latin1') : message);

/** Which part of which message a PDU is: {reference, total, number}, or nothing if it is whole. */
export function partOf(pdu) {
  for (const element of pdu.short_message?.udh ?? []) {
    // TS 23.040 §9.2.3.24.1 and .8: concatenation with a reference of 8 and of 16 bits
    if (element[0] === 0x00 && element[1] === 3) {
      return { reference: `8:${element[2]}`, total: element[3], number: element[4] };
    }
    if (element[0] === 0x08 && element[1] === 4) {
      return { reference: `16:${element.readUInt16BE(2)}`, total: element[4], number: element[5] };
    }
  }
  if (pdu.sar_msg_ref_num === undefined) return undefined;
  const { sar_msg_ref_num: number, sar_total_segments: total, sar_segment_seqnum: at } = pdu;
  return { reference: `sar:${number}`, total, number: at };
}

/**
 * @typedef {object} Message what it took over
 * @property {string} to
 * @property {string} text whole, or what is there of it
 * @property {boolean} whole has every part come?
 * @property {number} pdus how many PDUs it took
 * @property {number} now the time when its first part came, by the clock that was given
 * @property {number} arrived the same in milliseconds of this process
 * @property {number} bind over which of its binds, the first one being 1
 */

export class Smsc {
  /** @type {Message[]} in the order in which their first parts came */
  messages = [];
  /** PDUs by what was done with them. */
  done = {};
  binds = 0;
  /** What it does with the next PDU: a name of those above. May be changed at any time. */
  behaviour = () => 'ok';
  /** How long `late` is: milliseconds. */
  delay = () => 50;
  /** The message_state that receipts tell, for those who ask for one; or nothing: it sends none. */
  receipts = () => smpp.MESSAGE_STATE.DELIVERED;
  /** Reads every octet that it gets, and by the specification. */
  strict = new StrictPeer();
  #now;
  #server;
  #sessions = new Set();
  #open = new Map(); // long messages whose parts are still coming
  #swapped = [];
  #timers = new Set();
  #ids = 0;

  /** @param {() => number} now the clock that messages are stamped by */
  constructor(port, now = () => Date.now() / 1000) {
    this.port = port;
    this.#now = now;
  }

  async start() {
    this.#server = smpp.createServer((session) => this.#serve(session));
    await listens(this.#server, this.port);
  }

  /** Ends at once, connections and all. It keeps its messages. Throws if it got what is not SMPP. */
  async stop() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const session of [...this.#server.sessions]) session.destroy();
    await closes(this.#server, 'the SMSC to close');
    this.strict.assertNone();
  }

  get isBound() {
    return this.links > 0;
  }

  /** How many links are bound. */
  get links() {
    return this.#sessions.size;
  }

  /**
   * A message of a subscriber's, to any of the links; resolves to the status that it was answered with, or to nothing if
   * its link went away first: it may have been taken.
   */
  deliver(from, text, to = '555', seconds = 30) {
    const [session] = this.#sessions;
    if (!session) throw new Error('no link is bound');
    const what = () => `deliver_sm_resp over bind ${session.bind}, which is ${this.#sessions.has(session) ? 'up' : 'gone'}`;
    const addresses = { source_addr_ton: 1, source_addr_npi: 1, source_addr: from, destination_addr: to };
    return promised(what, (resolve) => {
      const gone = () => resolve(undefined);
      session.once('close', gone);
      const answered = ({ command_status: status }) => {
        session.off('close', gone);
        resolve(status);
      };
      session.deliver_sm({ ...addresses, short_message: text }, answered);
    }, seconds);
  }

  /** Resolves once whatever a link was to send before now has been sent. */
  async settled() {
    for (const session of this.#sessions) {
      await promised('enquire_link_resp', (resolve) => session.enquire_link({}, resolve));
    }
  }

  /** Asks all the links whether they are there. */
  enquire() {
    for (const session of this.#sessions) session.enquire_link();
  }

  #serve(session) {
    this.strict.watch(session);
    session.on('error', () => {}); // a reset connection; the close follows
    session.on('close', () => this.#sessions.delete(session));
    for (const bind of ['bind_transceiver', 'bind_transmitter', 'bind_receiver']) {
      session.on(bind, (pdu) => {
        const right = pdu.system_id === SYSTEM_ID && pdu.password === PASSWORD;
        session.send(pdu.response({ command_status: right ? smpp.ESME_ROK : smpp.ESME_RINVPASWD }));
        if (!right) return session.close();
        this.binds += 1;
        session.bind = this.binds;
        this.#sessions.add(session);
      });
    }
    session.on('enquire_link', (pdu) => session.send(pdu.response()));
    session.on('unbind', (pdu) => {
      session.send(pdu.response());
      session.close();
    });
    session.on('submit_sm', (pdu) => this.#submitted(session, pdu));
  }

  #submitted(session, pdu) {
    if (session.isDropped) return; // these came after what the connection was ended for
    const behaviour = this.behaviour(pdu);
    this.done[behaviour] = (this.done[behaviour] ?? 0) + 1;
    if (behaviour in REFUSALS) {
      session.send(pdu.response({ command_status: REFUSALS[behaviour] }));
      return;
    }
    this.#ids += 1;
    const id = this.#ids.toString(16).padStart(8, '0');
    this.#take(pdu, session.bind);
    this.#answer(behaviour, session, pdu, id);
  }

  #answer(behaviour, session, pdu, id) {
    const say = () => {
      session.send(pdu.response({ message_id: id }));
      this.#receipt(pdu, id);
    };
    switch (behaviour) {
      case 'ok':
        say();
        for (const waiting of this.#swapped.splice(0)) waiting();
        break;
      case 'twice':
        session.send(pdu.response({ message_id: id }));
        say();
        break;
      case 'late':
        this.#later(this.delay(), say);
        break;
      case 'swapped': {
        // Whichever comes first: the next answer or the time.
        let said = false;
        const once = () => {
          if (!said) say();
          said = true;
        };
        this.#swapped.push(once);
        this.#later(SWAPPED_AT_MOST, once);
        break;
      }
      case 'never':
        break;
      case 'drop':
        session.isDropped = true;
        session.destroy();
        break;
      default:
        throw new Error(`"${behaviour}" is nothing that this SMSC does`);
    }
  }

  #later(milliseconds, act) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #take(pdu, bind) {
    const part = partOf(pdu);
    const payload = pdu.message_payload;
    const text = textOf(payload?.message === undefined ? pdu.short_message : payload);
    if (!part) {
      this.#begin(pdu, [text], 1, bind);
      return;
    }
    const key = `${pdu.source_addr} ${pdu.destination_addr} ${part.reference} ${part.total}`;
    let message = this.#open.get(key);
    // A part that is there already is one of another message.
    if (!message || message.parts[part.number - 1] !== undefined) {
      message = this.#begin(pdu, [], part.total, bind);
      this.#open.set(key, message);
    } else {
      message.pdus += 1;
    }
    message.parts[part.number - 1] = text;
    if (this.#complete(message, part.total)) this.#open.delete(key);
  }

  #begin(pdu, parts, total, bind) {
    const message = { to: pdu.destination_addr, from: pdu.source_addr, parts, pdus: 1, now: this.#now(), bind };
    Object.assign(message, { arrived: performance.now(), validity: pdu.validity_period, whole: false });
    this.messages.push(message);
    this.#complete(message, total);
    return message;
  }

  #complete(message, total) {
    message.text = message.parts.join('');
    message.whole = Object.keys(message.parts).length === total;
    return message.whole;
  }

  // SMPP 3.4 §5.2.17: the two low bits of registered_delivery ask for a receipt; Appendix B has its text.
  #receipt(pdu, id) {
    const asked = (pdu.registered_delivery & 0x03) === 0x01;
    const state = asked ? this.receipts(pdu) : undefined;
    if (state === undefined) return;
    const stat = state === smpp.MESSAGE_STATE.DELIVERED ? 'DELIVRD' : 'UNDELIV';
    const date = '1603070400';
    this.#tell({
      esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
      source_addr_ton: pdu.dest_addr_ton,
      source_addr_npi: pdu.dest_addr_npi,
      source_addr: pdu.destination_addr,
      destination_addr: pdu.source_addr,
      short_message: `id:${id} sub:001 dlvrd:001 submit date:${date} done date:${date} stat:${stat} err:000 text:`,
      receipted_message_id: id,
      message_state: state,
    });
  }

  /** Over the oldest of its binds, whichever brought the message. Again, if it cannot be taken just then. */
  #tell(receipt) {
    const [session] = this.#sessions;
    session?.deliver_sm(receipt, ({ command_status: status }) => {
      if (status === smpp.ESME_RX_T_APPN) this.#later(TOLD_AGAIN, () => this.#tell(receipt));
    });
  }
}
