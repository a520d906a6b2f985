// Many random histories at once, as a bad network carries them: requests twice, at the same time, out of order, over a
// connection that goes before the answer comes, and again after the server was killed.

import { DiameterClient, RETRANSMITTED } from './diameter.js';
import { Subscriber, Unexpected } from './histories.js';
import { negatives } from './money-book.js';
import { Random } from './random.js';

const NOON = Date.parse('2016-03-05T12:00:00+06:00') / 1000;

export class HistoryLoad {
  answered = 0;
  now;
  #server;
  #subscribers;
  #random;
  #clients = [];
  #running = false;
  #workers = [];

  /** first: the first subscriber's number; now: seconds since 1970 */
  constructor(server, { subscribers, seed, first = 1, now = NOON }) {
    this.#server = server;
    this.now = now;
    this.#random = new Random(seed + first);
    this.#subscribers = Array.from({ length: subscribers }, (_, i) => new Subscriber(first + i, seed));
  }

  get #http() {
    return this.#server.http;
  }

  async provision() {
    await this.#setClock();
    await Promise.all(this.#subscribers.map((subscriber) => subscriber.provision(this.#http)));
  }

  /** Time goes on: mostly by so little that answers are still remembered (five minutes), now and then past Tcc. */
  async later() {
    const far = this.#random.chance(0.2);
    this.now += far ? 7300 : this.#random.whole(1, 240);
    await this.#setClock();
    if (!far) await this.#sendRecentAgain();
    for (const subscriber of this.#subscribers) subscriber.recent = [];
  }

  #setClock() {
    const now = new Date(this.now * 1000).toISOString();
    return this.#http.expect(200, 'POST', '/v1/clock', { json: { now } });
  }

  async start() {
    await this.#connect();
    this.#running = true;
    this.#workers = [...this.#subscribers.map((subscriber) => this.#work(subscriber)), this.#watch()];
    for (const worker of this.#workers) worker.catch(() => {}); // `stop` tells
  }

  /** Looks at one balance after another while others change them: none is ever below zero. */
  async #watch() {
    for (let at = 0; this.#running; at += 1) {
      const { path } = this.#subscribers[at % this.#subscribers.length];
      const seen = await this.#http.expect(200, 'GET', `${path}/balances`).catch(() => {});
      if (!seen) return; // the server went away
      const [below] = negatives(seen.json);
      if (below) throw new Unexpected(`${path}: ${below}`);
    }
  }

  /** Waits until every subscriber has stopped: at once, or where the server went away under it. */
  async stop() {
    this.#running = false;
    await Promise.all(this.#workers);
    this.#disconnect();
  }

  /**
   * What was answered is there; what was not is asked again and happens once; what is asked again is answered as before.
   * Gives the differences, one line each.
   */
  async audit(options) {
    await this.#connect();
    await this.#each(async (subscriber) => {
      for (; subscriber.pending.length > 0; subscriber.pending.shift()) await this.#again(subscriber.pending[0]);
    });
    const findings = await this.#compare(options);
    await this.#sendRecentAgain();
    findings.push(...(await this.#compare(options)));
    this.#disconnect();
    return [...new Set(findings)];
  }

  /** Ends every session. */
  async terminate() {
    await this.#connect();
    await this.#each(async (subscriber) => {
      for (const request of subscriber.endings(this.now)) await this.#again(request);
    });
    this.#disconnect();
  }

  #each(act) {
    return Promise.all(this.#subscribers.map(act));
  }

  async #compare(options) {
    const findings = await this.#each(async ({ book, path, msisdn }) =>
      (await book.differences(this.#http, path, options)).map((line) => `${msisdn}: ${line}`),
    );
    return findings.flat();
  }

  async #sendRecentAgain() {
    const connected = this.#clients.length > 0;
    if (!connected) await this.#connect();
    await this.#each(async ({ recent }) => {
      for (const request of recent) await this.#again(request);
    });
    if (!connected) this.#disconnect();
  }

  async #connect() {
    // Two connections of one client: a session is nobody else's.
    const connect = () => DiameterClient.connect(this.#server.gyPort, { host: 'node.test' });
    this.#clients = await Promise.all([connect(), connect()]);
  }

  #disconnect() {
    for (const client of this.#clients) client.drop();
    this.#clients = [];
  }

  async #work(subscriber) {
    while (this.#running) {
      subscriber.pending = subscriber.next(this.now);
      const ways = subscriber.random.chance(0.5) ? subscriber.pending : [...subscriber.pending].reverse();
      const sent = await Promise.allSettled(this.#underWay(subscriber.random, ways));
      const failed = sent.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
      const wrong = failed.find((reason) => reason instanceof Unexpected);
      if (wrong) throw wrong;
      const answered = subscriber.pending.filter(({ answer }) => answer !== undefined);
      subscriber.pending = subscriber.pending.filter(({ answer }) => answer === undefined);
      subscriber.recent = [...subscriber.recent, ...answered].slice(-6);
      this.answered += answered.length;
      if (failed.length > 0) return; // the server went away
    }
  }

  /** Two requests one after the other, or both at once; each in a way of its own. */
  #underWay(random, requests) {
    const ways = requests.map((request) => [request, request.isHttp ? 'plain' : wayOf(random)]);
    if (random.chance(0.5)) return ways.map(([request, way]) => this.#send(request, way));
    return [ways.reduce((before, [request, way]) => before.then(() => this.#send(request, way)), Promise.resolve())];
  }

  async #send(request, way) {
    switch (way) {
      case 'plain':
        return this.#again(request, 0);
      case 'repeated':
        await this.#again(request, 0);
        return this.#again(request, RETRANSMITTED, 1);
      case 'same again':
        await this.#again(request, 0);
        return this.#again(request, 0);
      case 'at once':
        await Promise.all([this.#again(request, 0), this.#again(request, RETRANSMITTED, 1), this.#again(request, 0)]);
        return;
      case 'answer lost': {
        const client = await DiameterClient.connect(this.#server.gyPort, { host: 'node.test' });
        const lost = this.#again(request, 0, client).catch((reason) => {
          if (reason instanceof Unexpected) throw reason;
        });
        client.drop();
        await lost;
        return this.#again(request, RETRANSMITTED);
      }
    }
    throw new Error(way);
  }

  #again(request, flags = RETRANSMITTED, over = 0) {
    const client = typeof over === 'number' ? this.#clients[over] : over;
    return request.send({ client, http: this.#http, flags });
  }
}

function wayOf(random) {
  return random.weighted({ plain: 60, repeated: 10, 'same again': 10, 'at once': 10, 'answer lost': 10 });
}
