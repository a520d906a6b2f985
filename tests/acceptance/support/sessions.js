// A subscriber's call or data session, as the node serves it that asks for credit: it uses what it was granted, reports
// when validity or quota ends, when the server asks, at the next use and at the stop.

import { randomUUID } from 'node:crypto';
import { ask, RequestType } from '../../lib/gy-session.js';
import { ResultCode } from '../../lib/gy.js';

const REFUSALS = [ResultCode.credit_limit_reached, ResultCode.end_user_service_denied, ResultCode.rating_failed];

export class UseSession {
  /** Used since the start: seconds or octets. */
  used = 0;
  /** Nothing could be granted at the start. */
  refused = false;
  ended = false;
  #scenario;
  #session;
  #number = 0;
  #unreported = 0;
  #left = 0;
  #final = false;
  #validUntil;
  /** What the server calls it, where something was granted. */
  #name;
  #turn = Promise.resolve();

  /** @param {{kind: 'data'|'voice', to?: string, called?: string, network?: string}} what */
  constructor(scenario, subscriber, what) {
    this.#scenario = scenario;
    this.subscriber = subscriber;
    this.#session = {
      ...what,
      sessionId: `node.test;${scenario.now};${randomUUID()}`,
      from: subscriber.msisdn,
      imsi: subscriber.imsi,
    };
  }

  get id() {
    return this.#session.sessionId;
  }

  /** When what is granted has to be reported at the latest: seconds since 1970, or nothing. */
  get validUntil() {
    return this.ended ? undefined : this.#validUntil;
  }

  async start() {
    this.#take(await this.#ask(RequestType.initial, { requested: 0 }));
    this.refused = this.ended;
    this.#name = await this.subscriber.newestSession();
  }

  /** Uses so much more, and stops where nothing more is granted. */
  use(amount) {
    return this.#inTurn(async () => {
      if (this.#unreported > 0) await this.#report();
      for (let rest = amount; rest > 0 && !this.ended; ) {
        if (this.#left === 0) {
          if (this.#final) await this.#terminate();
          else await this.#report();
          continue;
        }
        const step = Math.min(rest, this.#left);
        this.#left -= step;
        this.#unreported += step;
        this.used += step;
        rest -= step;
      }
    });
  }

  /** Reports, and asks for more. */
  report() {
    return this.#inTurn(() => this.#report());
  }

  async stop() {
    await this.#inTurn(() => this.#terminate());
  }

  /** What all of it was paid with, whatever else the subscriber has paid meanwhile. */
  async outcome() {
    const charges = await this.subscriber.charges();
    const added = charges.filter(({ session }) => session !== undefined && session === this.#name);
    return {
      refused: this.refused,
      seconds: this.#session.kind === 'voice' ? this.used : undefined,
      parts: added.flatMap((charge) => charge.parts),
      notUsed: added[0]?.not_used ?? [],
    };
  }

  /** One thing after the other, whoever asks for it. */
  #inTurn(work) {
    this.#turn = this.#turn.then(() => (this.ended ? undefined : work()));
    return this.#turn;
  }

  async #report() {
    const used = this.#unreported;
    this.#unreported = 0;
    this.#take(await this.#ask(RequestType.update, { requested: 0, used }));
    if (this.ended) await this.#ask(RequestType.termination, { used: 0 });
  }

  async #terminate() {
    this.ended = true;
    await this.#ask(RequestType.termination, { used: this.#unreported });
  }

  #take({ code, services: [service] }) {
    if (REFUSALS.includes(code)) {
      this.ended = true;
      return;
    }
    if (code !== ResultCode.success) throw new Error(`the request was answered with ${code}`);
    const { granted } = service;
    this.#left = (this.#session.kind === 'data' ? granted.octets : granted.time) ?? 0;
    this.#final = service.final;
    this.#validUntil = this.#scenario.now + service.validity;
  }

  async #ask(type, request) {
    const client = await this.#scenario.gy();
    const number = this.#number;
    this.#number += 1;
    return ask(client, this.#session, { type, number, at: this.#scenario.now, ...request });
  }
}
