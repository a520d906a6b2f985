// Random histories: what one subscriber's nodes and the operator's systems ask, one thing after another. Each thing is
// a Request that can be sent any number of times, and that writes into the subscriber's book when it is first answered.

import { RequestedAction, ResultCode, smsEvent } from './gy.js';
import { ask, readAnswer, RequestType } from './gy-session.js';
import { MoneyBook } from './money-book.js';
import { Random } from './random.js';

const MB = 1024 * 1024;
const OPENING = '300';
const ABSURD = 0xffffffff;
const SESSIONS_MAX = 4;
const UNTIL = '2016-03-28T00:00:00+06:00'; // after every history's end
const CREDITS = [
  { kind: 'extra', name: 'Minutes', unit: 's', amounts: [60, 600] },
  { kind: 'extra', name: 'Messages', unit: 'SMS', amounts: [1, 9] },
  { kind: 'allowance', name: 'Internet+', unit: 'bytes', amounts: [MB, 9 * MB] },
  { kind: 'units', name: 'Carnival', unit: 'units', amounts: [1, 60] },
];

export class Unexpected extends Error {}

export class Request {
  /** The first answer, as text: every other one must be the same. */
  answer;

  /**
   * @param {(way: {client: DiameterClient, http: Http, flags: number}) => Promise<object>} send gives what was answered
   * @param {(answer: object) => void} settle is called with the first answer
   */
  constructor(name, send, settle) {
    Object.assign(this, { name, settle, isHttp: false });
    this.send = async (way) => this.#take(JSON.stringify(await send(way)));
  }

  #take(answer) {
    if (this.answer === undefined) {
      this.answer = answer;
      this.settle(JSON.parse(answer));
    } else if (answer !== this.answer) {
      throw new Unexpected(`${this.name} was answered ${answer}, and before ${this.answer}`);
    }
  }
}

export class Subscriber {
  book = new MoneyBook();
  /** Asked and not answered. */
  pending = [];
  /** Answered lately: the server must still know them. */
  recent = [];
  #sessions = [];
  #refundable = [];
  #names = 0;

  constructor(index, seed) {
    this.random = new Random(seed + index * 7919);
    this.msisdn = `7701${String(index).padStart(7, '0')}`;
    this.imsi = `40102${String(index).padStart(10, '0')}`;
    this.path = `/v1/subscribers/${this.msisdn}`;
    this.isMember = index % 2 === 0;
    this.tariff = index % 3 === 0 ? 'Beseda' : 'Time to Talk';
  }

  async provision(http) {
    const { imsi, tariff } = this;
    await http.expect(201, 'PUT', this.path, { json: { imsi, brand: 'activ', tariff, language: 'en', main: OPENING } });
    this.book.credit('main', 'tenge', OPENING);
    if (!this.isMember) return;
    for (const text of ['*555*1#', '*555*00#']) {
      await http.expect(200, 'POST', `${this.path}/dial`, { json: { text } });
    }
    this.book.credit('SMART bonus', 'units', '500');
  }

  /** The next requests: one, or two that are under way together. */
  next(now) {
    const open = this.#sessions.filter(({ isOpen }) => isOpen);
    const choice = this.random.weighted({
      initial: open.length < SESSIONS_MAX ? 20 : 0,
      update: open.length > 0 ? 35 : 0,
      pair: open.length > 0 ? 8 : 0,
      termination: open.length > 0 ? 12 : 0,
      sms: 8,
      refund: this.#refundable.length > 0 ? 6 : 0,
      topUp: 8,
      credit: 4,
      grant: this.isMember ? 2 : 0,
    });
    switch (choice) {
      case 'initial':
        return [this.#initial(now)];
      case 'update':
        return [this.#goOn(this.random.pick(open), RequestType.update, now)];
      case 'pair': {
        const session = this.random.pick(open);
        const second = this.random.chance(0.8) ? RequestType.update : RequestType.termination;
        return [this.#goOn(session, RequestType.update, now), this.#goOn(session, second, now, true)];
      }
      case 'termination':
        return [this.#goOn(this.random.pick(open), RequestType.termination, now)];
      case 'sms':
        return [this.#sms(now)];
      case 'refund':
        return [this.#refund(now)];
      case 'topUp':
        return [this.#topUp()];
      case 'credit':
        return [this.#credit()];
      case 'grant':
        return [this.#grant()];
    }
    throw new Error(choice);
  }

  /** What ends every session that is open. */
  endings(now) {
    const open = this.#sessions.filter(({ isOpen }) => isOpen);
    return open.map((session) => this.#goOn(session, RequestType.termination, now));
  }

  #name(node) {
    this.#names += 1;
    return `${node};${this.msisdn};${this.#names}`;
  }

  #quantity(kind) {
    return kind === 'data' ? this.random.whole(1, 3 * MB) : this.random.whole(1, 180);
  }

  #initial(at) {
    const kind = this.random.pick(['data', 'voice']);
    const what = { kind, sessionId: this.#name('node.test'), from: this.msisdn, imsi: this.imsi, to: '77019999999' };
    const ratingGroups = kind === 'data' && this.random.chance(0.4) ? [10, 20] : [undefined];
    const session = { what, ratingGroups, number: 0, isOpen: false };
    this.#sessions = [...this.#sessions.filter(({ isOpen }) => isOpen), session];
    const services = ratingGroups.map((ratingGroup) => ({ ratingGroup, requested: this.#requested(kind) }));
    return this.#sessionRequest(session, { type: RequestType.initial, number: 0, at, services }, ({ code }) => {
      session.isOpen = code === ResultCode.success;
    });
  }

  #requested(kind) {
    return this.random.chance(0.3) ? 0 : this.#quantity(kind);
  }

  #goOn(session, type, now, mayBeLate = false) {
    const { kind } = session.what;
    const services = session.ratingGroups.map((ratingGroup) => ({
      ratingGroup,
      used: this.#used(kind),
      requested: type === RequestType.update && this.random.chance(0.85) ? this.#requested(kind) : undefined,
    }));
    session.number += 1;
    if (type === RequestType.termination) session.isOpen = false;
    const at = this.random.chance(0.3) ? now - this.random.whole(1, 900) : now;
    const request = { type, number: session.number, at, services };
    session.isPaired = mayBeLate;
    return this.#sessionRequest(session, request, ({ code }) => {
      if (code === ResultCode.unknown_session) return;
      for (const { used } of services) this.book.use(kind, used);
    });
  }

  #used(kind) {
    if (this.random.chance(0.01)) return ABSURD;
    return this.random.chance(0.1) ? 0 : this.#quantity(kind);
  }

  #sessionRequest(session, request, settle) {
    const name = `request ${request.number} of ${session.what.sessionId}`;
    const send = ({ client, flags }) => ask(client, session.what, request, { flags, timeout: 20_000 });
    return new Request(name, send, (answer) => {
      const allowed = [ResultCode.success, ResultCode.credit_limit_reached];
      // An update that a termination has overtaken.
      if (session.isPaired && !session.isOpen) allowed.push(ResultCode.unknown_session);
      mustBe(allowed, answer, name);
      settle(answer);
    });
  }

  #event(name, event, allowed, settle) {
    const send = async ({ client, flags }) =>
      readAnswer(await client.request(272, 4, smsEvent(client, event), { flags, timeout: 20_000 }));
    return new Request(name, send, (answer) => {
      mustBe(allowed, answer, name);
      settle(answer);
    });
  }

  #sms(at) {
    const event = { sessionId: this.#name('smsc.test'), from: this.msisdn, to: '77019999999', at };
    const allowed = [ResultCode.success, ResultCode.credit_limit_reached];
    return this.#event(`SMS ${event.sessionId}`, event, allowed, ({ code }) => {
      if (code !== ResultCode.success) return;
      this.book.use('sms', 1);
      this.#refundable.push(event);
    });
  }

  #refund(at) {
    const [debit] = this.#refundable.splice(this.random.whole(0, this.#refundable.length - 1), 1);
    const event = { ...debit, at, action: RequestedAction.refund };
    return this.#event(`refund of ${debit.sessionId}`, event, [ResultCode.success], () => this.book.refund());
  }

  #post(what, json, settle) {
    const headers = { 'Idempotency-Key': `${this.#name(what)}` };
    const send = async ({ http }) => (await http.expect(201, 'POST', `${this.path}/${what}`, { json, headers })).json;
    return Object.assign(new Request(`${what} ${JSON.stringify(json)}`, send, settle), { isHttp: true });
  }

  #topUp() {
    const amount = `${this.random.whole(0, 40)}.${String(this.random.whole(1, 999_999_999)).padStart(9, '0')}`;
    return this.#post('topups', { amount }, () => this.book.credit('main', 'tenge', amount));
  }

  #credit() {
    const { kind, name, unit, amounts } = this.random.pick(CREDITS);
    const amount = String(this.random.whole(...amounts));
    const json = { kind, name, unit, amount, until: UNTIL };
    return this.#post('credits', json, () => this.book.credit(name, unit, amount));
  }

  #grant() {
    const amount = String(this.random.whole(1, 50));
    const json = { amount, valid_hours: 400, reason: 'a random history', approved_by: 'the test' };
    return this.#post('grants', json, () => this.book.credit('SMART bonus', 'units', amount));
  }
}

function mustBe(allowed, { code }, name) {
  if (!allowed.includes(code)) throw new Unexpected(`${name} was answered with ${code}`);
}
