// A subscriber as the network and the operator's tools see one.

import { ASTANA } from '../../lib/zone.js';

export class Subscriber {
  /** The last screen. */
  screen;
  #scenario;
  #session;

  constructor(scenario, letter, number) {
    this.#scenario = scenario;
    this.letter = letter;
    this.msisdn = `7701${String(number).padStart(7, '0')}`;
    this.imsi = `40102${String(number).padStart(10, '0')}`;
    this.path = `/v1/subscribers/${this.msisdn}`;
  }

  async read(what = '') {
    return (await this.#scenario.http.expect(200, 'GET', this.path + what)).json;
  }

  async put(what, json) {
    await this.#scenario.http.expect([200, 201, 204], 'PUT', this.path + what, { json });
  }

  balances() {
    return this.read('/balances');
  }

  async isMember() {
    return (await this.read()).member;
  }

  /** Begins a USSD session. */
  async dial(text) {
    await this.#say({ text });
  }

  /** Answers the last screen with the number of the line that contains these words. */
  async choose(words) {
    if (!this.#session) throw new Error(`${this.letter}'s session has ended; the screen: ${this.#shown()}`);
    const wanted = words.toLowerCase();
    const choices = this.screen.split('\n').map((line) => /^\s*(\d+)\s*[.):-]?\s*(.*)$/.exec(line));
    const choice = choices.find((c) => c?.[2].toLowerCase().includes(wanted));
    if (!choice) throw new Error(`no line with "${words}" on ${this.letter}'s screen: ${this.#shown()}`);
    await this.#say({ session: this.#session, text: choice[1] });
  }

  sees(words) {
    if (this.screen === undefined) throw new Error(`${this.letter} has seen no screen`);
    if (!this.screen.toLowerCase().includes(words.toLowerCase())) {
      throw new Error(`no "${words}" on ${this.letter}'s screen: ${this.#shown()}`);
    }
  }

  /** What the evidence says for that instant: {"partner messages": true, ...}. */
  async consents(civil) {
    const at = encodeURIComponent(ASTANA.rfc3339(ASTANA.seconds(civil)));
    return (await this.read(`/consent?at=${at}`)).consents;
  }

  /** The version of the terms that this membership, or the last one, accepted. */
  async acceptedTerms() {
    const { membership } = await this.read();
    if (membership) return membership.terms_version;
    const events = await this.#scenario.http.all(`${this.path}/timeline`, 'events');
    return events.find((event) => event.terms_version !== undefined)?.terms_version;
  }

  /** The explanations, newest first. */
  charges() {
    return this.#scenario.http.all(`${this.path}/charges`, 'charges');
  }

  /** What the server calls the session that it opened last. */
  async newestSession() {
    const events = await this.#scenario.http.all(`${this.path}/timeline`, 'events');
    return events.find(({ type }) => type === 'session_opened')?.session;
  }

  /** A month's places, and what became of each contact: "2016-03", or this month and all contacts. */
  contacts(month) {
    return this.read(month ? `/contacts?month=${month}` : '/contacts');
  }

  async #say(json) {
    const { json: answer } = await this.#scenario.http.expect(200, 'POST', `${this.path}/dial`, { json });
    this.screen = answer.screen;
    this.#session = answer.ended ? undefined : answer.session;
  }

  #shown() {
    return JSON.stringify(this.screen);
  }
}
