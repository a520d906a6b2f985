// What partners have planned, and what became of it: from the server, which decides, and from the peers, which were
// handed it.

import { setTimeout as sleep } from 'node:timers/promises';
import { ASTANA } from '../../lib/zone.js';

const SETTLED_WITHIN = 30_000; // milliseconds

// One creative in each language, of so many letters where that is asked for.
const WORDS = { kk: 'жеңілдік', ru: 'скидка', en: 'discount' };
// What a survey asks (S1): the steps are about invitations, so one question does.
const choice = (...words) => words.map((kk) => ({ texts: { kk } }));
const SURVEY = { questions: [{ kind: 'single', texts: { kk: 'Ұнай ма?' }, options: choice('Иә', 'Жоқ') }] };
const creative = (name, word, letters) =>
  letters ? `${name}: `.padEnd(letters, `${word} `).slice(0, letters).replace(/ $/, '.') : `${name}: ${word}`;

/** C8, as the shipped programme has it. */
function isQuiet(seconds) {
  const time = ASTANA.rfc3339(seconds).slice(11, 19);
  return time < '09:00:00' || time >= '21:00:00';
}

/** "2016-03" */
const monthOf = (seconds) => ASTANA.rfc3339(seconds).slice(0, 7);

export class Campaigns {
  #scenario;
  /** {id, name, kind, channel, to, texts, starts}, oldest first. */
  #sent = [];

  constructor(scenario) {
    this.#scenario = scenario;
  }

  /** Plans one for this subscriber alone, and has it approved by a second person. */
  async send(partner, subscriber, { kind = 'message', channel, letters }) {
    const { http } = this.#scenario;
    const name = `${partner} ${this.#sent.length + 1}`;
    const texts = Object.fromEntries(
      Object.entries(WORDS).map(([language, word]) => [language, creative(name, word, letters)]),
    );
    const json = { partner, name, kind, channel, texts, audience: { numbers: [subscriber.msisdn] }, by: 'marketer' };
    if (kind === 'survey') json.survey = SURVEY;
    const { id } = (await http.expect(201, 'POST', '/v1/campaigns', { json })).json;
    await http.expect(200, 'POST', `/v1/campaigns/${id}/approval`, { json: { by: 'head of marketing' } });
    this.#sent.push({ id, name, kind, channel, to: subscriber.msisdn, texts });
  }

  /** Waits until nothing more happens before the clock moves. */
  async settle() {
    const late = Date.now() + SETTLED_WITHIN;
    for (const { id, name } of this.#sent) {
      for (;;) {
        const { json } = await this.#scenario.http.expect(200, 'GET', `/v1/campaigns/${id}`);
        if (this.#isSettled(json)) break;
        if (Date.now() > late) {
          const { state, waits_for: what, waterfall } = json;
          throw new Error(`"${name}" is ${state}, waits for ${what ?? 'nothing'}: ${JSON.stringify(waterfall)}`);
        }
        await sleep(10);
      }
    }
  }

  #isSettled({ state, waits_for: what }) {
    if (state === 'approved') return what === 'quiet hours' && isQuiet(this.#scenario.now);
    return state === 'finished';
  }

  /** The campaigns of this kind that the peers were handed for this subscriber in that month. */
  received(subscriber, kind, month) {
    const received = new Set();
    for (const handed of this.#scenario.peers.handed(subscriber.msisdn)) {
      const campaign = this.#sent.find((sent) => isOf(sent, subscriber, handed));
      if (campaign?.kind !== kind || monthOf(handed.now) !== month) continue;
      if (received.has(campaign)) throw new Error(`${subscriber.letter} was sent "${campaign.name}" twice`);
      received.add(campaign);
    }
    return received;
  }

  /** Those that the peers were never handed. */
  missing(subscriber, kind) {
    const handed = this.#scenario.peers.handed(subscriber.msisdn);
    return this.#sent.filter(
      (sent) =>
        sent.kind === kind && sent.to === subscriber.msisdn && !handed.some((each) => isOf(sent, subscriber, each)),
    );
  }

  /** The PBX tells what became of a call. */
  async callEnded(id, state) {
    await this.#scenario.http.expect([200, 202, 204], 'POST', `/v1/voice/calls/${encodeURIComponent(id)}`, {
      json: { state },
    });
  }
}

/** Is this the campaign's message, whole and in one of its languages, on its way? A survey's invitation says more. */
function isOf({ to, kind, channel, texts }, { msisdn }, handed) {
  const says = (text) => handed.text === text || (kind === 'survey' && handed.text.startsWith(text));
  return to === msisdn && channel === handed.channel && Object.values(texts).some(says);
}
