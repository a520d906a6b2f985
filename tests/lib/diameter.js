// A small Diameter client (RFC 6733): frames, AVPs, the exchange of capabilities, watchdogs.

import { connect } from 'node:net';
import { promised } from './until.js';

export const VENDOR_3GPP = 10415;
const REQUEST = 0x80;
const PROXIABLE = 0x40;
export const RETRANSMITTED = 0x10;
const VENDOR = 0x80;
const MANDATORY = 0x40;

// Codes of the AVPs that hold AVPs.
const GROUPED = new Set([260, 279, 284, 297, 423, 430, 431, 437, 443, 445, 446, 456, 873, 874, 876, 1201, 2000, 2026]);

const u32 = (value) => {
  const data = Buffer.alloc(4);
  data.writeUInt32BE(value);
  return data;
};

/** One AVP; data is a string, a number (Unsigned32), a Buffer, or an array of AVPs. */
export function avp(code, data, { vendor = 0, mandatory = true } = {}) {
  let payload = data;
  if (Array.isArray(data)) payload = Buffer.concat(data);
  else if (typeof data === 'string') payload = Buffer.from(data);
  else if (typeof data === 'number') payload = u32(data);
  const head = Buffer.alloc(vendor ? 12 : 8);
  const length = head.length + payload.length;
  head.writeUInt32BE(code, 0);
  head.writeUInt32BE(length, 4);
  head[4] = (vendor ? VENDOR : 0) | (mandatory ? MANDATORY : 0);
  if (vendor) head.writeUInt32BE(vendor, 8);
  return Buffer.concat([head, payload, Buffer.alloc((4 - (length % 4)) % 4)]);
}

/** An AVP of 3GPP's. */
export const avp3gpp = (code, data) => avp(code, data, { vendor: VENDOR_3GPP });

/** Seconds since 1970 → Time (RFC 6733 §4.3.1: seconds since 1900). */
export const time = (seconds) => u32((seconds + 2_208_988_800) % 2 ** 32);

/** IPv4 → Address. */
const address = (text) => Buffer.from([0, 1, ...text.split('.').map(Number)]);

export function message({ flags, command, application, hopByHop, endToEnd }, avps) {
  const body = Buffer.concat(avps);
  const head = Buffer.alloc(20);
  head.writeUInt32BE(20 + body.length, 0);
  head[0] = 1;
  head.writeUInt32BE(command, 4);
  head[4] = flags;
  head.writeUInt32BE(application, 8);
  head.writeUInt32BE(hopByHop, 12);
  head.writeUInt32BE(endToEnd, 16);
  return Buffer.concat([head, body]);
}

function readAvps(data) {
  const avps = [];
  for (let at = 0; at < data.length; ) {
    const code = data.readUInt32BE(at);
    const flags = data[at + 4];
    const length = data.readUIntBE(at + 5, 3);
    const head = flags & VENDOR ? 12 : 8;
    if (length < head || at + length > data.length) throw new Error(`AVP ${code} does not fit`);
    const payload = data.subarray(at + head, at + length);
    avps.push({
      code,
      vendor: flags & VENDOR ? data.readUInt32BE(at + 8) : 0,
      mandatory: Boolean(flags & MANDATORY),
      data: payload,
      avps: GROUPED.has(code) ? readAvps(payload) : undefined,
    });
    at += length + ((4 - (length % 4)) % 4);
  }
  return avps;
}

export function readMessage(frame) {
  return {
    flags: frame[4],
    isRequest: Boolean(frame[4] & REQUEST),
    command: frame.readUIntBE(5, 3),
    application: frame.readUInt32BE(8),
    hopByHop: frame.readUInt32BE(12),
    endToEnd: frame.readUInt32BE(16),
    avps: readAvps(frame.subarray(20)),
  };
}

/** The first AVP along a path of codes: find(answer, 456, 431, 421). */
export function find(holder, ...path) {
  return path.reduce((at, code) => at?.avps?.find((a) => a.code === code), holder);
}

/** The Unsigned32 there, or nothing. */
export const number = (holder, ...path) => find(holder, ...path)?.data.readUInt32BE(0);
export const text = (holder, ...path) => find(holder, ...path)?.data.toString('utf8');

let lastEndToEnd = Math.floor(Math.random() * 0xfffff) * 0x1000;

export class DiameterClient {
  host = 'client.test';
  realm = 'test';
  peer = {};
  closed = false;
  /** What to do when the server asks for a report on the session of that Session-Id. */
  reAuth = () => {};
  /** What to do when the server says goodbye (Disconnect-Peer-Request); false: do not answer it. */
  goodbye = () => true;
  #socket;
  #received = Buffer.alloc(0);
  #waiting = new Map();
  #lastHopByHop = 0;

  /** Connects and exchanges capabilities (application 4, credit control). */
  static async connect(port, { host = 'client.test' } = {}) {
    const client = new DiameterClient();
    client.host = host;
    await client.#open(port);
    const answer = await client.request(257, 0, [
      avp(264, client.host),
      avp(296, client.realm),
      avp(257, address('127.0.0.1')),
      avp(266, VENDOR_3GPP),
      avp(269, 'tests', { mandatory: false }),
      avp(258, 4),
    ]);
    if (number(answer, 268) !== 2001) throw new Error(`CEA says ${number(answer, 268)}`);
    client.peer = { host: text(answer, 264), realm: text(answer, 296) };
    client.capabilities = answer;
    return client;
  }

  #open(port) {
    return promised(`a connection to Diameter port ${port}`, (resolve, reject) => {
      this.#socket = connect(port, '127.0.0.1', resolve);
      this.#socket.setNoDelay(true);
      this.#socket.on('error', (error) => {
        reject(error);
        this.#fail(error);
      });
      this.#socket.on('close', () => this.#fail(new Error('the Diameter connection was closed')));
      this.#socket.on('data', (data) => this.#receive(data));
    });
  }

  #fail(error) {
    this.closed = true;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #receive(data) {
    this.#received = Buffer.concat([this.#received, data]);
    while (this.#received.length >= 4) {
      const length = this.#received.readUIntBE(1, 3);
      if (length < 20) return this.#socket.destroy(new Error(`a Diameter message of ${length} bytes`));
      if (this.#received.length < length) return;
      const frame = this.#received.subarray(0, length);
      this.#received = this.#received.subarray(length);
      this.#take(readMessage(frame));
    }
  }

  #take(received) {
    if (!received.isRequest) {
      this.#waiting.get(received.hopByHop)?.resolve(received);
      this.#waiting.delete(received.hopByHop);
    } else if (received.command === 280 || received.command === 282) {
      // A watchdog, or a goodbye: both want a plain "yes".
      if (received.command === 280 || this.goodbye()) this.#answer(received, []);
    } else if (received.command === 258) {
      // Re-Auth-Request (RFC 8506 §5.5): the server wants a report.
      this.#answer(received, [avp(263, text(received, 263))]);
      this.reAuth(text(received, 263));
    }
  }

  #answer(received, first) {
    const rest = [avp(268, 2001), avp(264, this.host), avp(296, this.realm)];
    this.#socket.write(message({ ...received, flags: received.flags & PROXIABLE }, [...first, ...rest]));
  }

  /** Sends a request and waits for its answer. */
  request(command, application, avps, { flags = 0, timeout = 5_000, endToEnd = (lastEndToEnd += 1) } = {}) {
    this.#lastHopByHop += 1;
    const hopByHop = this.#lastHopByHop;
    const proxiable = application === 0 ? 0 : PROXIABLE;
    const frame = message(
      { flags: REQUEST | proxiable | flags, command, application, hopByHop, endToEnd },
      avps,
    );
    if (this.closed) return Promise.reject(new Error('the Diameter connection was closed'));
    const asked = promised(`an answer to Diameter command ${command} for ${this.host}`, (resolve, reject) => {
      this.#waiting.set(hopByHop, { resolve, reject });
      this.#socket.write(frame);
    }, timeout / 1000);
    return asked.finally(() => this.#waiting.delete(hopByHop));
  }

  /** Reads nothing any more. */
  pause() {
    this.#socket.pause();
  }

  /** How many requests wait for their answer. */
  get unanswered() {
    return this.#waiting.size;
  }

  /** Device-Watchdog-Request. */
  watchdog() {
    return this.request(280, 0, [avp(264, this.host), avp(296, this.realm)]);
  }

  /** Says goodbye (Disconnect-Peer-Request, "do not want to talk to you") and closes. */
  async close() {
    await this.request(282, 0, [avp(264, this.host), avp(296, this.realm), avp(273, 2)]).catch(() => {});
    this.#socket.destroy();
  }

  /** Closes without a word. */
  drop() {
    this.#socket.destroy();
  }
}
