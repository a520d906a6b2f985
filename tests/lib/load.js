// A load of dials, top-ups and SMS, and the book of what was answered. Each subscriber does one thing at a time, all of
// them at once; an operation that was not answered is kept and done again, with the same key, once the server is back.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { billionths, decimal } from './amounts.js';
import { Account, observed, OPENING } from './book.js';
import { DiameterClient, RETRANSMITTED } from './diameter.js';
import { creditControl, ResultCode, smsEvent } from './gy.js';
import { within } from './until.js';

const NOON = '2016-03-05T12:00:00+06:00';
const START = Date.parse(NOON) / 1000;

class Subscriber {
  account = new Account();
  /** What was asked and not answered: {name, send, after, key}. */
  pending;
  /** What it was before each answer, oldest first. */
  past = [];
  /** What was answered last. */
  last;

  constructor(number) {
    this.msisdn = `7701${String(number).padStart(7, '0')}`;
    this.imsi = `40102${String(number).padStart(10, '0')}`;
    this.path = `/v1/subscribers/${this.msisdn}`;
  }
}

export class Load {
  /** The server under load, or the one that took over its store. */
  server;
  /** How many operations were answered. */
  answered = 0;
  #subscribers;
  #random;
  #gy;
  #running = false;
  #workers = [];

  /** first: the first subscriber's number; random: where the choices come from, () => [0, 1) */
  constructor(server, count, { first = 1, random = Math.random } = {}) {
    this.server = server;
    this.#random = random;
    this.#subscribers = Array.from({ length: count }, (_, i) => new Subscriber(first + i));
  }

  get #http() {
    return this.server.http;
  }

  /** Sets the clock and makes the subscribers. */
  async provision() {
    await this.#http.expect(200, 'POST', '/v1/clock', { json: { now: NOON } });
    await Promise.all(
      this.#subscribers.map(({ path, imsi }) => {
        const json = { imsi, brand: 'activ', tariff: 'Time to Talk', language: 'en', main: decimal(OPENING) };
        return this.#http.expect(201, 'PUT', path, { json });
      }),
    );
  }

  /** Starts the load; it stops by itself when the server does. What went on before has been audited. */
  async start() {
    if (this.#subscribers.some(({ pending }) => pending)) throw new Error('what was asked before is not settled yet');
    this.#gy = await DiameterClient.connect(this.server.gyPort, { host: 'smsc.test' });
    this.#running = true;
    this.#workers = this.#subscribers.map((subscriber) => this.#work(subscriber));
  }

  /** Waits until something of this run has been answered. */
  async isAnswered() {
    const before = this.answered;
    const late = Date.now() + 20_000;
    while (this.answered === before) {
      if (Date.now() > late) throw new Error('the load had no answer in 20 s');
      await sleep(5);
    }
  }

  /** Waits until every subscriber has stopped: at once, or where the server went away under it. */
  async stop() {
    this.#running = false;
    await within('every subscriber to have stopped', Promise.all(this.#workers), 60);
    this.#gy?.drop();
  }

  async #work(subscriber) {
    while (this.#running) {
      const operation = this.#choose(subscriber);
      subscriber.pending = operation;
      try {
        await operation.send();
      } catch (error) {
        if (error.unexpected) throw error;
        return; // not answered: it may have happened or not
      }
      subscriber.past.push(subscriber.account);
      subscriber.account = operation.after;
      subscriber.pending = undefined;
      subscriber.last = operation;
      this.answered += 1;
    }
  }

  #choose(subscriber) {
    const { account } = subscriber;
    const dice = this.#random();
    if (dice < 0.1) return this.#dial(subscriber, '*555*1#', account.join());
    if (dice < 0.15) return this.#dial(subscriber, '*555*2#', account.leave());
    if (dice < 0.25) return this.#dial(subscriber, '*555*00#', account.activate());
    if (dice < 0.3) return this.#dial(subscriber, '*111*3#', account);
    if (dice < 0.6) return this.#topUp(subscriber);
    return this.#sms(subscriber);
  }

  #dial({ path }, text, after) {
    const send = () => this.#http.expect(200, 'POST', `${path}/dial`, { json: { text } });
    return { name: `dial ${text}`, send, after };
  }

  #topUp({ path, account }) {
    const cents = 1 + Math.floor(this.#random() * 1000);
    const amount = decimal(billionths(String(cents)) / 100n);
    const headers = { 'Idempotency-Key': randomUUID() };
    const after = account.topUp(billionths(amount));
    const send = async () => {
      const { json } = await this.#http.expect(201, 'POST', `${path}/topups`, { json: { amount }, headers });
      check(json.main === decimal(after.main), `a top-up said ${json.main}, not ${decimal(after.main)}`);
    };
    return { name: `top-up of ${amount}`, send, after };
  }

  // Now and then the SMSC sends one message twice, without waiting for the first answer.
  #sms({ msisdn, account }) {
    const event = { sessionId: `smsc.test;1;${randomUUID()}`, from: msisdn, to: '77019999999', at: START };
    const twice = this.#random() < 0.1;
    const after = account.sms();
    const expected = after === account ? ResultCode.credit_limit_reached : ResultCode.success;
    let sent = 0;
    const ask = () => {
      sent += 1;
      const flags = sent > 1 ? RETRANSMITTED : 0;
      return creditControl(this.#gy, smsEvent(this.#gy, event), { flags });
    };
    const send = async () => {
      const codes = await Promise.all(twice ? [ask(), ask()] : [ask()]);
      if (codes.includes(ResultCode.too_busy)) throw new Error('it was too busy: nothing was done');
      for (const code of codes) check(code === expected, `an SMS was answered with ${code}, not ${expected}`);
    };
    return { name: 'SMS', send, after };
  }

  /**
   * Compares the server with the book. What was answered is there; what was not may be there or not, and once repeated
   * with its key has happened once. Gives the differences, one line each.
   */
  async audit() {
    this.#gy = await DiameterClient.connect(this.server.gyPort, { host: 'smsc.test' });
    const findings = (await Promise.all(this.#subscribers.map((s) => this.#auditOne(s)))).flat();
    this.#gy.drop();
    return findings;
  }

  /** This instant, for `settleLoss`. */
  mark() {
    return this.#subscribers.map(({ past }) => past.length);
  }

  /**
   * After a loss that was accepted: everybody is as they were at some instant since the mark, and the book goes on from
   * there. Gives the differences, one line each.
   */
  async settleLoss(mark) {
    const settle = async (subscriber, i) => {
      const { msisdn, path, past, account, pending } = subscriber;
      const possible = [...past.slice(mark[i]), account, ...(pending ? [pending.after] : [])];
      const seen = await observed(this.#http, path);
      const found = possible.findLast((state) => String(state) === seen);
      if (!found)
        return [`${msisdn} has ${seen}; since the mark the book had ${[...new Set(possible.map(String))].join(' / ')}`];
      Object.assign(subscriber, { account: found, pending: undefined, last: undefined, past: [] });
      return [];
    };
    return (await Promise.all(this.#subscribers.map(settle))).flat();
  }

  /** Asks again what everybody was answered last: it does not happen again. Gives the differences, one line each. */
  async repeat() {
    this.#gy = await DiameterClient.connect(this.server.gyPort, { host: 'smsc.test' });
    const again = async ({ msisdn, path, account, last }) => {
      if (!last) return [];
      await last.send();
      const now = await observed(this.#http, path);
      return now === String(account)
        ? []
        : [`${msisdn} has ${now} after ${last.name} was asked again; the book: ${account}`];
    };
    const findings = (await Promise.all(this.#subscribers.map(again))).flat();
    this.#gy.drop();
    return findings;
  }

  async #auditOne(subscriber) {
    const { msisdn, path, account, pending } = subscriber;
    const possible = [account, ...(pending ? [pending.after] : [])].map(String);
    const seen = await observed(this.#http, path);
    const asked = pending ? `, ${pending.name} not answered` : '';
    if (!possible.includes(seen)) return [`${msisdn} has ${seen}; the book: ${account}${asked}`];
    if (!pending) return [];
    await pending.send();
    subscriber.past.push(account);
    subscriber.account = pending.after;
    subscriber.last = pending;
    subscriber.pending = undefined;
    const now = await observed(this.#http, path);
    if (now === String(subscriber.account)) return [];
    return [`${msisdn} has ${now} after ${pending.name} was repeated; the book: ${subscriber.account}`];
  }
}

function check(holds, message) {
  if (!holds) throw Object.assign(new Error(message), { unexpected: true });
}
