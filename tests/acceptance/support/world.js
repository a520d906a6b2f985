// One scenario: a server on an empty store, the clock, the subscribers by letter, and "it".

import { After, AfterStep, Before, BeforeStep, setDefaultTimeout, setWorldConstructor } from '@cucumber/cucumber';
import { randomUUID } from 'node:crypto';
import { DiameterClient } from '../../lib/diameter.js';
import { Server } from '../../lib/server.js';
import { ASTANA } from '../../lib/zone.js';
import { Campaigns } from './campaigns.js';
import { Peers } from './peers.js';
import { Subscriber } from './subscriber.js';

setDefaultTimeout(60_000);
const RESTART = Boolean(process.env.RESTART_AFTER_EVERY_STEP);

class Scenario {
  /** @type {Server} */
  server;
  /** Seconds since 1970, once a step has said what time it is. */
  now;
  /** The last use or transfer: {refused: boolean, parts: [{balance, unit, amount}], notUsed: [{balance, rule}]}. */
  it;
  /** What a step counted last: {subscriber, kind} of contacts. */
  counted;
  /** Is this step a Given? (The same words state a thing there and check it elsewhere.) */
  isGiven = false;
  /** Data sessions under way, by their Session-Id. */
  sessions = new Map();
  /** @type {Peers} what reaches subscribers, and what they write through */
  peers;
  /** What partners have sent. */
  campaigns = new Campaigns(this);
  /** How many SMS a subscriber, by letter, had when that was last looked at. */
  textsSeen = new Map();
  #client;
  #subscribers = new Map();
  #restarts = 0;

  get http() {
    return this.server.http;
  }

  /** Moves the clock; sessions under way report on the way, each when its validity ends. */
  async setClock(civil) {
    const target = ASTANA.seconds(civil);
    for (;;) {
      const due = [...this.sessions.values()]
        .filter(({ validUntil }) => validUntil !== undefined && validUntil <= target)
        .sort((a, b) => a.validUntil - b.validUntil)[0];
      if (!due) break;
      if (due.validUntil > this.now) await this.#moveClock(due.validUntil);
      await due.report();
    }
    await this.#moveClock(target);
  }

  async #moveClock(seconds) {
    this.peers.now = seconds; // what comes from here on comes because of the new time
    await this.http.expect(200, 'POST', '/v1/clock', { json: { now: ASTANA.rfc3339(seconds) } });
    this.now = seconds;
  }

  /** Makes the subscriber of that letter known to the network's operator. */
  async provision(letter, { brand, tariff, main }) {
    if (this.#subscribers.has(letter)) throw new Error(`there is a subscriber ${letter} already`);
    const subscriber = new Subscriber(this, letter, this.#subscribers.size + 1);
    const { imsi } = subscriber;
    const json = { imsi, brand, tariff, language: 'en', main };
    await this.http.expect(201, 'PUT', subscriber.path, { json });
    this.#subscribers.set(letter, subscriber);
  }

  /** @returns {Subscriber} */
  subscriber(letter) {
    const subscriber = this.#subscribers.get(letter);
    if (!subscriber) throw new Error(`there is no subscriber ${letter}`);
    return subscriber;
  }

  /** A POST that moves money or units, with a key of its own. */
  move(path, json, expected) {
    const headers = { 'Idempotency-Key': randomUUID() };
    return this.http.expect(expected, 'POST', path, { json, headers });
  }

  /** The network's connection, made anew where the server has gone: what it asks for is done. */
  async gy() {
    if (!this.#client || this.#client.closed) {
      this.#client = await DiameterClient.connect(this.server.gyPort, { host: 'node.test' });
      this.#client.reAuth = (id) => this.sessions.get(id)?.report();
    }
    return this.#client;
  }

  /** Does something over a Gy connection of its own. */
  async overGy(work) {
    const client = await DiameterClient.connect(this.server.gyPort, { host: 'smsc.test' });
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  }

  end() {
    this.#client?.drop();
  }

  /** Ends the process, now gently, now not, and starts it again: nothing may have changed. */
  async restart() {
    this.#restarts += 1;
    await this.server.stop(this.#restarts % 2 ? 'SIGKILL' : 'SIGTERM');
    await this.server.start();
    if (this.sessions.size > 0) await this.gy();
    if (this.now === undefined) return;
    const { json } = await this.http.expect(200, 'GET', '/v1/clock');
    if (Date.parse(json.now) / 1000 !== this.now) {
      throw new Error(`the clock says ${json.now} after a restart, not ${ASTANA.rfc3339(this.now)}`);
    }
  }
}

setWorldConstructor(Scenario);

Before(async function start() {
  this.peers = await Peers.start((id, state) => this.campaigns.callEnded(id, state));
  this.server = await Server.start({ extra: this.peers.configuration });
});

// A step that begins with "And" or "But" is of the kind of the one before it, as Gherkin counts; "*" says nothing.
BeforeStep(function noteKind({ pickleStep }) {
  if (pickleStep.type !== 'Unknown') this.isGiven = pickleStep.type === 'Context';
});

if (RESTART) {
  AfterStep(async function restartAfterEveryStep({ result }) {
    if (result.status === 'PASSED') await this.restart();
  });
}

After(async function stop({ result }) {
  if (!this.server) return this.peers?.stop();
  this.end();
  try {
    if (result?.status === 'PASSED') {
      await this.server.stop();
      const { status, stdout, stderr } = this.server.command('verify');
      if (status !== 0) throw new Error(`airperk verify: ${(stderr || stdout).trim().split('\n')[0]}`);
    }
  } finally {
    await this.server.remove();
    await this.peers?.stop();
  }
});
