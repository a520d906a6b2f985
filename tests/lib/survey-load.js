// Respondents who answer surveys by USSD and by SMS, each at their own pace, while the server may be killed at any time.
// Each remembers what was acknowledged, and says what must not be: an answer asked for again or lost, thanks too early.

import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from './random.js';
import { deferred, until, within } from './until.js';

const OFFER = /\b1( - |\.)begin/i;
const RESUME = /not finished \((\d+) of (\d+)\)/;
const QUESTION = /^(\d+)\/(\d+) /;
const THANKS = /^Thank you!/;
// By USSD; by SMS, of an answer that comes again after its survey is over (C10).
const NOTHING = /^There is no survey|did not understand/;
const OPTIONS = 3;
const PATIENCE = 5000; // milliseconds: so long is no question on its way
/** What cannot be an answer, and so is answered with the question once more; but no more often than so, in a row. */
const WHAT = '?';
const ASKED_AGAIN_MOST = 3;
const STUCK = 60; // seconds in which nobody hears nothing new, kills included
const FINISH = 180; // seconds

class Gone extends Error {}

class Respondent {
  sent = 0; // answers that the server may have
  acknowledged = 0; // those that it has
  finished = false;
  findings = [];
  moved = Date.now(); // when it last heard something new
  waitsFor = 'its turn';
  whats = 0; // how often it wrote WHAT since something else was answered

  constructor(number, random, questions, stopsAfter = Infinity) {
    this.msisdn = `7701${String(number).padStart(7, '0')}`;
    this.answers = Array.from({ length: questions }, () => random.whole(1, OPTIONS));
    this.stopsAfter = stopsAfter;
  }

  get isDone() {
    return this.finished || this.acknowledged >= this.stopsAfter;
  }

  get isInTheMiddle() {
    return this.sent > 0 && !this.isDone;
  }

  /** Where it stands, for whoever wonders why it does not go on. */
  toString() {
    const since = ((Date.now() - this.moved) / 1000).toFixed(1);
    return `${this.msisdn} (${this.acknowledged} acknowledged, ${this.sent} sent) waits for ${this.waitsFor}, since ${since} s`;
  }

  find(what, text) {
    this.findings.push(`${this.msisdn}: ${what} (${this.acknowledged} acknowledged, ${this.sent} sent): ${text}`);
  }

  /** Reads what is said; gives what to say to it, or nothing at the end. */
  reads(text) {
    this.moved = Date.now();
    const at = Number((QUESTION.exec(text) ?? RESUME.exec(text))?.[1]);
    if (at) {
      this.#isAt(at, text);
      return RESUME.test(text) ? '1' : String(this.answers[at - 1]);
    }
    if (OFFER.test(text)) {
      if (this.sent > 0) this.find('begins anew', text);
      return '1';
    }
    const isOver = THANKS.test(text) || NOTHING.test(text);
    if (!isOver) this.find('not understood', text);
    else if (this.sent < this.answers.length) this.find('over too early', text);
    this.acknowledged = this.sent;
    this.finished = true;
    return undefined;
  }

  /** Asked for answer number `at`: the server has those before, and has to have had them from here. */
  #isAt(at, text) {
    if (at <= this.acknowledged) this.find('asked again', text);
    if (at > this.sent + 1) this.find('a question was left out', text);
    this.acknowledged = Math.max(this.acknowledged, at - 1);
  }

  /** About to answer this. */
  says(text) {
    this.sent = Math.max(this.sent, Number(QUESTION.exec(text)?.[1] ?? 0));
  }
}

export class SurveyLoad {
  #server;
  #peers;
  #random;
  #questions;
  #surveys;
  #up = Promise.resolve();
  #down = deferred();
  #isDown = false;
  #lives = [];
  /** How often a link went away under an SMS while nobody killed the server. */
  lostLinks = 0;
  /** How often somebody was told nothing more for good reason, and looked at the phone. */
  looks = 0;

  /**
   * @param {import('./server.js').Server} server
   * @param {{gateway: import('../interop/gateway.js').Gateway, smsc: import('./smsc.js').Smsc}} peers
   * @param {{respondents: number, questions: number, seed: number}} sizes  respondents: on each channel
   */
  constructor(server, peers, { respondents, questions, seed }) {
    this.#server = server;
    this.#peers = peers;
    this.#questions = questions;
    this.#random = new Random(seed);
    const make = (first) =>
      Array.from({ length: respondents }, (_, i) =>
        // One in ten breaks off for good.
        new Respondent(first + i, this.#random, questions, i % 10 === 9 ? 2 : Infinity));
    this.#surveys = [
      { channel: 'ussd', respondents: make(1), talk: (who) => this.#dials(who) },
      { channel: 'sms', respondents: make(100_001), talk: (who) => this.#writes(who) },
    ];
  }

  get #all() {
    return this.#surveys.flatMap(({ respondents }) => respondents);
  }

  get #http() {
    return this.#server.http;
  }

  get findings() {
    return this.#all.flatMap(({ findings }) => findings);
  }

  get inTheMiddle() {
    return this.#all.filter(({ isInTheMiddle }) => isInTheMiddle).length;
  }

  /** Members, and an invitation to each, which closes at that time. */
  async invite(closes) {
    for (const { msisdn } of this.#all) {
      const json = { brand: 'activ', tariff: 'Time to Talk', language: 'en', main: '10' };
      await this.#http.expect(201, 'PUT', `/v1/subscribers/${msisdn}`, { json });
      await this.#http.expect(200, 'POST', `/v1/subscribers/${msisdn}/dial`, { json: { text: '*555*1#' } });
    }
    for (const survey of this.#surveys) survey.id = await this.#plan(survey, closes);
    const { gateway, smsc } = this.#peers;
    const invited = () => gateway.questions.length + smsc.messages.length === this.#all.length;
    await until('every invitation', invited);
  }

  async #plan({ channel, respondents }, closes) {
    const texts = (en) => ({ kk: `${en} (kk)`, en });
    const options = Array.from({ length: OPTIONS }, (_, i) => ({ texts: texts(`Option ${i + 1}`) }));
    const questions = Array.from({ length: this.#questions }, (_, i) => ({
      kind: 'single', texts: texts(`Question ${i + 1}?`), options,
    }));
    const json = {
      partner: 'Coffee', name: 'Taste', kind: 'survey', channel, texts: texts('Taste survey'), by: 'marketer',
      audience: { numbers: respondents.map(({ msisdn }) => msisdn) }, survey: { questions, closes },
    };
    const { id } = (await this.#http.expect(201, 'POST', '/v1/campaigns', { json })).json;
    await this.#http.expect(200, 'POST', `/v1/campaigns/${id}/approval`, { json: { by: 'chief' } });
    return id;
  }

  /** They begin one after the other, over so many milliseconds. */
  start(over) {
    for (const { respondents, talk } of this.#surveys) {
      for (const [i, who] of respondents.entries()) {
        const life = this.#live(who, talk, (over * i) / respondents.length);
        life.catch(() => {}); // finish() tells
        this.#lives.push(life);
      }
    }
  }

  async finish() {
    const left = () => this.#all.filter(({ isDone }) => !isDone);
    const what = () => `the end of ${left().length} respondents; ${left().slice(0, 5).join('; ')}; ${this.#links()}`;
    await within(what, Promise.all(this.#lives), FINISH);
  }

  #links() {
    const { gateway, smsc } = this.#peers;
    return `the USSD link is ${gateway.isConnected ? 'up' : 'down'}, the SMS link ${smsc.isBound ? 'up' : 'down'}`;
  }

  async #live(who, talk, begins) {
    await sleep(begins);
    who.moved = Date.now();
    while (!who.isDone) {
      if (Date.now() > who.moved + STUCK * 1000) {
        throw new Error(`${who}: it does not get on; ${this.#links()}; ${await this.#standing(who)}`);
      }
      who.waitsFor = 'the server to be up';
      await within(() => `${who}`, this.#up, STUCK);
      try {
        await talk(who);
      } catch (error) {
        if (!(error instanceof Gone)) throw error;
        await sleep(5);
      }
    }
  }

  /** Kills the server, and starts it again. */
  async kill() {
    const up = deferred();
    this.#up = up.promise;
    this.#isDown = true;
    try {
      await this.#killAndStart();
      up.resolve();
    } catch (error) {
      up.reject(error); // else everybody would wait for it
      throw error;
    } finally {
      this.#isDown = false;
    }
  }

  async #killAndStart() {
    const { gateway, smsc } = this.#peers;
    await this.#server.stop('SIGKILL');
    await until('the links to be down', () => !smsc.isBound && !gateway.isConnected);
    this.#down.reject(new Gone());
    this.#down = deferred();
    const bound = gateway.nextBind();
    await this.#server.start();
    await bound;
    await until('the SMS link', () => smsc.isBound);
  }

  /** What comes of it, unless the server goes away. */
  #unlessGone(promise) {
    promise.catch(() => {});
    return Promise.race([promise, this.#down.promise]);
  }

  #thinks() {
    return this.#unlessGone(sleep(this.#random.whole(0, 150)));
  }

  // The next question is what acknowledges an answer.
  async #dials(who) {
    const phone = this.#peers.gateway.phone(who.msisdn);
    who.waitsFor = 'a screen';
    let { text } = await this.#unlessGone(phone.dial('*555*3#'));
    for (let said = who.reads(text); said && !who.isDone; said = who.reads(text)) {
      await this.#thinks();
      who.says(text);
      ({ text } = await this.#unlessGone(phone.enter(said)));
    }
  }

  async #writes(who) {
    who.whats += 1;
    let text = await this.#hears(who, WHAT);
    for (let said = who.reads(text); said && !who.isDone; said = who.reads(text)) {
      await this.#thinks();
      who.says(text);
      text = await this.#hears(who, said);
      who.whats = 0;
    }
  }

  /**
   * Says it, and waits for what is said to that. Where nothing is open nothing is said; nor is it where somebody has
   * written too often what cannot be an answer: kills on one question come to that. Then a person looks at what the
   * phone was asked last.
   */
  async #hears(who, text) {
    const { smsc } = this.#peers;
    who.waitsFor = 'the SMS link';
    if (!smsc.isBound) throw new Gone();
    const had = smsc.messages.length;
    who.waitsFor = `deliver_sm_resp to "${text}"`;
    const status = await this.#unlessGone(smsc.deliver(who.msisdn, text));
    if (status === undefined && !this.#isDown) this.lostLinks += 1;
    if (status !== 0) throw new Gone();
    who.waitsFor = `what is said to "${text}"`;
    for (const late = Date.now() + PATIENCE; ; ) {
      if (Date.now() > late) {
        const last = smsc.messages.filter(({ to, whole }) => to === who.msisdn && whole).at(-1);
        if (text === WHAT && who.whats > ASKED_AGAIN_MOST && last) {
          this.looks += 1;
          return last.text;
        }
        who.find('hears nothing', text);
        throw new Gone(); // and writes again
      }
      const answer = smsc.messages.slice(had).find(({ to, whole }) => to === who.msisdn && whole);
      if (answer) return answer.text;
      if (who.sent === who.answers.length && (await this.#isCompleted(who))) return 'Thank you!';
      await this.#unlessGone(sleep(5));
    }
  }

  /** What the server and the SMSC know of somebody, for whoever wonders. */
  async #standing({ msisdn }) {
    const { text } = await this.#http.send('GET', `/v1/subscribers/${msisdn}/contacts`).catch(({ message }) => ({ text: message }));
    const had = this.#peers.smsc.messages.filter(({ to }) => to === msisdn).slice(-3);
    return `contacts: ${text}; the last messages: ${JSON.stringify(had.map((message) => message.text))}`;
  }

  async #isCompleted({ msisdn }) {
    const asked = this.#http.send('GET', `/v1/subscribers/${msisdn}/contacts`).catch(() => ({ status: 0 }));
    const { status, json } = await this.#unlessGone(asked);
    if (status !== 200) throw new Gone();
    return json.contacts.some(({ survey }) => survey === 'completed');
  }

  /** After the close: what the reports tell otherwise than the respondents would, one line each. */
  async wrongInTheReports() {
    const findings = [];
    for (const { id, channel, respondents } of this.#surveys) {
      const reported = () => this.#http.send('POST', `/v1/campaigns/${id}/report/release`, { json: { by: 'dana' } });
      await until('the report', async () => (await reported()).status === 200);
      const { json } = await this.#http.expect(200, 'GET', `/v1/campaigns/${id}/report`);
      const completed = respondents.filter(({ finished }) => finished);
      const told = 5 * Math.round(completed.length / 5);
      if (json.respondents !== told) findings.push(`${channel}: ${json.respondents} respondents of ${completed.length}`);
      for (const [i, table] of json.tables.entries()) findings.push(...wrongInTable(channel, i, table, completed));
    }
    return findings;
  }
}

/** Counts are rounded to 5, one of them perhaps the other way for the sum's sake; what is hidden is hidden. */
function wrongInTable(channel, question, table, completed) {
  if (table.withheld) return [`${channel}, question ${question + 1}: withheld`];
  return table.cells.flatMap(({ count, hidden }, option) => {
    const truth = completed.filter(({ answers }) => answers[question] === option + 1).length;
    const agrees = hidden || count === null || Math.abs(count - truth) < 5;
    return agrees ? [] : [`${channel}, question ${question + 1}, option ${option + 1}: ${count} of ${truth}`];
  });
}
