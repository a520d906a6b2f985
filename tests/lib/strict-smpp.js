// A strict peer beside the npm package smpp, which takes much that is not SMPP: every octet that the other side sends is
// read by the specification (smpp-octets.js), and so is the order in which PDUs come. What is wrong is a complaint.

import assert from 'node:assert/strict';
import { PDU_MAX, readPdu } from './smpp-octets.js';

/** What one connection has sent. A PDU that its end cuts off is no complaint: processes are killed. */
export class StrictStream {
  complaints = [];
  /** PDUs by command. */
  seen = {};
  #rest = Buffer.alloc(0);
  #broken = false;
  #state = 'open';
  #sequence; // of its last request
  #asked = new Map(); // sequence number → command id of what it was asked, and has not answered

  /** Octets as they came. */
  received(octets) {
    this.#rest = Buffer.concat([this.#rest, octets]);
    while (!this.#broken && this.#rest.length >= 4) {
      const length = this.#rest.readUInt32BE(0);
      if (length < 16 || length > PDU_MAX) {
        this.#broken = true;
        return this.#complain(this.#rest.subarray(0, 16), `command_length is ${length}`);
      }
      if (this.#rest.length < length) return;
      this.#pdu(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(length);
    }
  }

  /** A request that the peer was sent. */
  asked({ command_id: id, sequence_number: sequence }) {
    this.#asked.set(sequence, id);
  }

  /** A bind of its was answered. */
  bindAnswered(status) {
    this.#state = status === 0 ? 'bound' : 'open';
  }

  #pdu(octets) {
    const pdu = readPdu(octets);
    const name = pdu.command ?? 'unknown';
    this.seen[name] = (this.seen[name] ?? 0) + 1;
    for (const fault of pdu.faults) this.#complain(octets, `${name}: ${fault}`);
    if (!pdu.command) return;
    const wrong = pdu.isResponse ? this.#wrongResponse(pdu) : this.#wrongRequest(pdu);
    if (wrong) this.#complain(octets, `${name}: ${wrong}`);
  }

  // §5.1.4: numbers grow by one, and begin anew after the highest.
  #wrongRequest({ command, sequence }) {
    const expected = this.#sequence === undefined ? sequence : (this.#sequence % 0x7fffffff) + 1;
    this.#sequence = sequence;
    const state = this.#state;
    if (command === 'bind_transceiver') this.#state = 'binding';
    if (command === 'unbind') this.#state = 'unbound';
    if (command === 'bind_transceiver' && state !== 'open') return `in the state "${state}"`;
    if (command !== 'bind_transceiver' && state !== 'bound') return `in the state "${state}"`; // §2.2
    return sequence === expected ? undefined : `sequence_number ${sequence} follows ${expected - 1}`;
  }

  #wrongResponse({ id, sequence }) {
    const asked = this.#asked.get(sequence);
    this.#asked.delete(sequence);
    if (asked === undefined) return `answers ${sequence}, which was not asked or is answered already`;
    const nack = 0x80000000;
    return id === nack || id - nack === asked ? undefined : `answers ${sequence}, which was another command`;
  }

  #complain(octets, what) {
    this.complaints.push(`${what} (${octets.toString('hex').slice(0, 400)})`);
  }
}

/** A server of the npm package with strict eyes on all its sessions. */
export class StrictPeer {
  #streams = [];
  #shown = false;

  /** Before anything of the session is read. */
  watch(session) {
    const stream = new StrictStream();
    this.#streams.push(stream);
    const { socket } = session;
    const push = socket.push.bind(socket);
    socket.push = (octets, ...rest) => {
      if (octets) stream.received(octets);
      return push(octets, ...rest);
    };
    const send = session.send.bind(session);
    session.send = (pdu, ...rest) => {
      if (pdu.command === 'bind_transceiver_resp') stream.bindAnswered(pdu.command_status);
      const sent = send(pdu, ...rest);
      if (!pdu.isResponse()) stream.asked(pdu);
      return sent;
    };
  }

  get complaints() {
    return this.#streams.flatMap(({ complaints }) => complaints);
  }

  /** PDUs that came, by command. */
  get seen() {
    const all = {};
    for (const { seen } of this.#streams) {
      for (const [command, count] of Object.entries(seen)) all[command] = (all[command] ?? 0) + count;
    }
    return all;
  }

  /** Forgets them: what spoke was not airperk. */
  forgive() {
    for (const { complaints } of this.#streams) complaints.length = 0;
  }

  /** Throws if there is one; once. */
  assertNone() {
    const { complaints } = this;
    if (this.#shown) return;
    this.#shown = complaints.length > 0;
    const shown = complaints.slice(0, 10).join('\n');
    assert.equal(complaints.length, 0, `a strict SMPP peer has ${complaints.length} complaints\n${shown}`);
  }
}
