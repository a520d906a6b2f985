// A network around one server: its clock, its subscribers, and a node that keeps credit-control sessions by hand, so that
// a test can say every request as it comes.

import { randomUUID } from 'node:crypto';
import { after, before } from 'node:test';
import { DiameterClient } from '../lib/diameter.js';
import { ask, RequestType } from '../lib/gy-session.js';
import { Server } from '../lib/server.js';
import { ASTANA } from '../lib/zone.js';

export const MB = 1024 * 1024;
export const { initial, update, termination } = RequestType;

/** For [gy]: this peer may ask for everything. */
export const mayAll = (host) => `[[gy.peer]]\norigin_host = "${host}"\nmay = ["debit", "refund", "price", "balance"]\n`;

export class Network {
  /** @type {Server} */
  server;
  /** @type {DiameterClient} */
  node;
  now;
  #subscribers = 0;

  /** For a test file: one server for all its tests, each with subscribers of its own. */
  static forTests(options = {}) {
    const network = new Network();
    before(async () => {
      network.server = await Server.start(options);
      await network.at('2016-03-05 10:00');
      network.node = await DiameterClient.connect(network.server.gyPort, { host: 'node.test' });
    });
    after(async () => {
      network.node.drop();
      await network.server.stop();
      const { status, stdout, stderr } = network.server.command('verify');
      await network.server.remove();
      if (status !== 0) throw new Error(`airperk verify: ${stderr || stdout}`);
    });
    return network;
  }

  get http() {
    return this.server.http;
  }

  async at(civil) {
    await this.atSecond(ASTANA.seconds(civil));
  }

  async atSecond(seconds) {
    await this.http.expect(200, 'POST', '/v1/clock', { json: { now: ASTANA.rfc3339(seconds) } });
    this.now = seconds;
  }

  later(seconds) {
    return this.atSecond(this.now + seconds);
  }

  /** Somebody new on "Time to Talk"; with `bonus`, a member whose 500 units are active. */
  async subscriber({ main = '1000', tariff = 'Time to Talk', bonus = false } = {}) {
    this.#subscribers += 1;
    const msisdn = `7701${String(this.#subscribers).padStart(7, '0')}`;
    const imsi = `40102${String(this.#subscribers).padStart(10, '0')}`;
    const path = `/v1/subscribers/${msisdn}`;
    const json = { imsi, brand: 'activ', tariff, language: 'en', main };
    await this.http.expect(201, 'PUT', path, { json });
    const who = { msisdn, imsi, path };
    if (bonus) {
      await this.http.expect(200, 'POST', `${path}/dial`, { json: { text: '*555*1#' } });
      await this.http.expect(200, 'POST', `${path}/dial`, { json: { text: '*555*00#' } });
    }
    return who;
  }

  async balances({ path }) {
    return (await this.http.expect(200, 'GET', `${path}/balances`)).json;
  }

  /** {main, bonus} as decimals. */
  async has(who) {
    const { main, bonus } = await this.balances(who);
    return { main, bonus: bonus.units };
  }

  /** Newest first. */
  async charges({ path }) {
    return (await this.http.expect(200, 'GET', `${path}/charges`)).json.charges;
  }

  /** Nothing may be set aside any more. */
  async setAside(who) {
    return (await this.balances(who)).balances.map((b) => Number(b.set_aside)).reduce((a, b) => a + b, 0);
  }

  async takes({ path }, service, feePaid = true) {
    const json = { fee_paid: feePaid };
    await this.http.expect([200, 201, 204], 'PUT', `${path}/services/${encodeURIComponent(service)}`, { json });
  }

  /** A session of the node's; `ask` sends one request of it. */
  session(who, what = { kind: 'data' }) {
    const session = {
      ...what,
      sessionId: `node.test;${this.now};${randomUUID()}`,
      from: who.msisdn,
      imsi: who.imsi,
    };
    return {
      ...session,
      ask: (type, number, request = {}, options = {}) =>
        ask(options.client ?? this.node, { ...session, ...options.session }, {
          type,
          number,
          at: options.at ?? this.now,
          ...request,
        }, options),
    };
  }
}
