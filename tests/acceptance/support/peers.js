// The three ways to a subscriber: an SMSC, a USSD gateway and a PBX, which stay while the server is restarted. They
// keep what they were handed, with the business time of that.

import assert from 'node:assert/strict';
import { Gateway, linkConfig } from '../../interop/gateway.js';
import { Pbx, pbxLink } from '../../lib/pbx.js';
import { freePort } from '../../lib/server.js';
import { Smsc, smscLink } from '../../lib/smsc.js';
import { until } from '../../lib/until.js';

export class Peers {
  /** Seconds since 1970. */
  now = 0;
  #smsc;
  #gateway;
  #pbx;

  /** @param {(id: string, state: string) => Promise<void>} report tells the server what became of a call */
  static async start(report) {
    const peers = new Peers();
    const clock = () => peers.now;
    peers.#smsc = new Smsc(await freePort(), clock);
    peers.#gateway = new Gateway('standard', await freePort(), clock);
    peers.#pbx = new Pbx(await freePort(), report, clock);
    for (const peer of peers.#all()) await peer.start();
    return peers;
  }

  get configuration() {
    return smscLink(this.#smsc.port) + linkConfig(this.#gateway.port) + pbxLink(this.#pbx.port);
  }

  /** All that a number was handed, by whatever way: [{channel, text, now}]. */
  handed(msisdn) {
    const { complaints } = this.#pbx;
    if (complaints.length > 0) throw new Error(`the PBX does not understand: ${complaints[0]}`);
    const ways = { sms: this.#smsc.messages, ussd: this.#gateway.notices, call: this.#pbx.calls };
    return Object.entries(ways).flatMap(([channel, things]) =>
      things.filter(({ to }) => to === msisdn).map(({ text, now }) => ({ channel, text, now })),
    );
  }

  /** A subscriber's SMS to the programme, taken, and answered if it is to be. */
  async text(msisdn, words) {
    await until('the SMSC to have a link', () => this.#smsc.isBound, 10);
    assert.equal(await this.#smsc.deliver(msisdn, words), 0, 'the message was not taken');
    await this.#smsc.settled();
  }

  /** The SMS that a number has got, oldest first. */
  texts(msisdn) {
    return this.#smsc.messages.filter(({ to }) => to === msisdn).map(({ text }) => text);
  }

  async stop() {
    await Promise.all(this.#all().map((peer) => peer.stop()));
  }

  #all() {
    return [this.#smsc, this.#gateway, this.#pbx];
  }
}
