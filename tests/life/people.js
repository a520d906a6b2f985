// Members who send SMS, for tests of the process's life: what was answered is what was charged.

import { randomUUID } from 'node:crypto';
import { DiameterClient } from '../lib/diameter.js';
import { creditControl, smsEvent } from '../lib/gy.js';
import { Server } from '../lib/server.js';

export const NOON = '2016-03-05T12:00:00+06:00';
const AT = Date.parse(NOON) / 1000;

export class People {
  /** Result-Codes of the answers so far, and how many had each: {2001: 12}. */
  codes = {};
  #server;
  #numbers;

  constructor(server, count) {
    this.#server = server;
    this.#numbers = Array.from({ length: count }, (_, i) => `7701${String(i + 1).padStart(7, '0')}`);
  }

  async provision() {
    await this.#server.http.expect(200, 'POST', '/v1/clock', { json: { now: NOON } });
    for (const msisdn of this.#numbers) {
      const json = { brand: 'activ', tariff: 'Time to Talk', language: 'en', main: '1000000' };
      await this.#server.http.expect(201, 'PUT', `/v1/subscribers/${msisdn}`, { json });
    }
  }

  client(host = `smsc-${randomUUID()}.test`) {
    return DiameterClient.connect(this.#server.gyPort, { host });
  }

  /** So many SMS at once, by all in turn; resolves once each is answered. */
  async send(client, count) {
    const asked = Array.from({ length: count }, async (_, i) => {
      const from = this.#numbers[i % this.#numbers.length];
      const event = { sessionId: `smsc.test;1;${randomUUID()}`, from, to: '77019999999', at: AT };
      const code = await creditControl(client, smsEvent(client, event), { timeout: 20_000 });
      this.codes[code] = (this.codes[code] ?? 0) + 1;
    });
    await Promise.all(asked);
  }

  /** How many SMS have been charged in all. */
  async charged() {
    let count = 0;
    for (const msisdn of this.#numbers) {
      count += (await this.#server.http.all(`/v1/subscribers/${msisdn}/charges`, 'charges')).length;
    }
    return count;
  }
}

/** Runs `use` with a server that has not been started; its files go afterwards. */
export async function withServer(options, use) {
  const server = await Server.make(options);
  try {
    await use(server, new People(server, 20));
  } finally {
    await server.remove();
  }
}

/** Lines of the log: one for each request with a forged token. */
export async function makeLines(server, count) {
  const forged = () => server.http.send('GET', '/v1/clock', { token: 'forged' });
  for (let i = 0; i < count; i += 20) await Promise.all(Array.from({ length: 20 }, forged));
}
