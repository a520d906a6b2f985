// Campaigns that compete for the same members' places while some of them leave and join again, and what an SMSC and the
// server say of it afterwards. The server may be killed at any time.

import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from './random.js';
import { ASTANA } from './zone.js';

const MORNING = ASTANA.seconds('2016-03-07 10:00');
export const CAP = 10;
/** Octets that were written before a leave was answered may still be in sockets for so long: milliseconds. */
const UNDER_WAY = Number(process.env.UNDER_WAY ?? 1000);
const AT_ONCE = 32; // HTTP requests
/** What the server may say of a contact that the SMSC has. */
const HELD = ['handed_over', 'delivered', 'failed', 'unknown'];

const AUDITED = /^contacts of (\d+ in \d{4}-\d\d): (\d+) messages, (\d+) surveys, (\d+) in doubt$/gm;

const monthOf = (seconds) => ASTANA.rfc3339(seconds).slice(0, 7);

class Member {
  /** When they were out for certain: [{from, to}] in this process's milliseconds. */
  out = [];
  addressed = 0;

  constructor(number) {
    this.msisdn = `7701${String(number).padStart(7, '0')}`;
    this.imsi = `40102${String(number).padStart(10, '0')}`;
    this.path = `/v1/subscribers/${this.msisdn}`;
  }

  get isOut() {
    return this.out.at(-1)?.to === Infinity;
  }

  wasOut(from, to) {
    return this.out.some((span) => span.from <= from && to < span.to);
  }
}

export class ContactLoad {
  /** The manual clock: seconds since 1970. */
  now = MORNING;
  #server;
  #smsc;
  #random;
  #members;
  #campaigns;
  #share; // of the members that a campaign is for
  #leavers;
  #began = performance.now();

  /**
   * @param {import('./server.js').Server} server
   * @param {import('./smsc.js').Smsc} smsc
   * @param {{members: number, campaigns: number, attempts: number, seed: number}} sizes
   *   attempts: how often a campaign has a member in its audience, in all
   */
  constructor(server, smsc, { members, campaigns, attempts, seed }) {
    this.#server = server;
    this.#smsc = smsc;
    this.#random = new Random(seed);
    this.#members = Array.from({ length: members }, (_, i) => new Member(i + 1));
    this.#campaigns = Array.from({ length: campaigns }, (_, i) => ({ name: `C${String(i + 1).padStart(2, '0')}` }));
    this.#share = attempts / members / campaigns;
  }

  get #http() {
    return this.#server.http;
  }

  /** Makes the members, and they join. */
  async provision() {
    await this.tick();
    await this.#forEachMember(async ({ path, imsi }) => {
      const json = { imsi, brand: 'activ', tariff: 'Time to Talk', language: 'kk', main: '0' };
      await this.#http.expect([200, 201], 'PUT', path, { json });
      await this.#http.expect(200, 'POST', `${path}/dial`, { json: { text: '*555*1#' } });
    });
  }

  /** All campaigns are planned first, and then approved at once. */
  async plan() {
    for (const [i, campaign] of this.#campaigns.entries()) {
      const json = {
        partner: i % 2 ? 'Coffee' : 'Shoes',
        name: campaign.name,
        kind: 'message',
        channel: 'sms',
        texts: { kk: this.#text(campaign, i) },
        audience: this.#audience(),
        priority: 1 + (i % 9),
        by: 'marketer',
      };
      campaign.id = (await this.#http.expect(201, 'POST', '/v1/campaigns', { json })).json.id;
    }
    await Promise.all(
      this.#campaigns.map(({ id }) =>
        this.#http.expect(200, 'POST', `/v1/campaigns/${id}/approval`, { json: { by: 'head of marketing' } }),
      ),
    );
  }

  // Every fifth one takes two parts.
  #text({ name }, i) {
    return i % 5 === 4 ? `${name} ${'жеңілдік '.repeat(12)}` : `${name} жеңілдік`;
  }

  #audience() {
    const chosen = this.#members.filter(() => this.#share >= 1 || this.#random.chance(this.#share));
    for (const member of chosen) member.addressed += 1;
    return chosen.length === this.#members.length ? {} : { numbers: chosen.map(({ msisdn }) => msisdn) };
  }

  /** Time goes on, second by second. */
  async tick() {
    this.now = MORNING + Math.floor((performance.now() - this.#began) / 1000);
    await this.#http.expect(200, 'POST', '/v1/clock', { json: { now: ASTANA.rfc3339(this.now) } });
  }

  /** Members leave, and some of them join again, one every so many milliseconds, until `stopLeaving`. */
  startLeaving(every) {
    const stop = new AbortController();
    this.#leavers = { stop, done: this.#comeAndGo(every, stop.signal) };
    this.#leavers.done.catch(() => {}); // stopLeaving tells
  }

  async stopLeaving() {
    this.#leavers?.stop.abort();
    await this.#leavers?.done;
  }

  async #comeAndGo(every, signal) {
    while (!signal.aborted) {
      await sleep(every);
      const member = this.#random.pick(this.#members);
      if (!member.isOut) {
        await this.#dial(member, '*555*2#');
        member.out.push({ from: performance.now(), to: Infinity });
      } else if (this.#random.chance(0.5)) {
        member.out.at(-1).to = performance.now();
        await this.#dial(member, '*555*1#');
      }
    }
  }

  /** Dials until there is an answer: the server may be gone just then. */
  async #dial({ path }, text) {
    for (const late = Date.now() + 60_000; ; ) {
      if (Date.now() > late) throw new Error(`an answer to ${text} at ${path}: not within 60 s`);
      const answer = await this.#http.send('POST', `${path}/dial`, { json: { text } }).catch(() => undefined);
      if (answer?.status === 200) return;
      if (answer && answer.status < 500) throw new Error(`${text}: ${answer.status} ${answer.text.slice(0, 200)}`);
      await sleep(20);
    }
  }

  /** Waits until every campaign has come to its end, and time goes on meanwhile. */
  async finish(limit) {
    const late = Date.now() + limit;
    for (const { id, name } of this.#campaigns) {
      for (;;) {
        await this.tick();
        const { json } = await this.#http.expect(200, 'GET', `/v1/campaigns/${id}`);
        if (json.state === 'finished') break;
        if (Date.now() > late) throw new Error(`${name} is not at its end: ${JSON.stringify(json)}`);
        await sleep(50);
      }
    }
  }

  /** What the SMSC alone shows to be wrong, one line each. */
  wrongAtTheSmsc() {
    const findings = [];
    const counts = new Map(); // "msisdn month" → messages
    const seen = new Set(); // "msisdn campaign"
    const members = new Map(this.#members.map((member) => [member.msisdn, member]));
    for (const message of this.#smsc.messages) {
      const member = members.get(message.to);
      const campaign = campaignOf(message) ?? 'a part of something';
      const what = `${message.to} ${campaign}`;
      if (!member) {
        findings.push(`${what}: to a number that no member has`);
        continue;
      }
      const month = `${message.to} in ${monthOf(message.now)}`;
      counts.set(month, (counts.get(month) ?? 0) + 1);
      if (counts.get(month) > CAP) findings.push(`${month}: message ${counts.get(month)}, ${campaign}`);
      if (campaignOf(message) && seen.has(what)) findings.push(`${what}: handed over twice`);
      seen.add(what);
      if (member.wasOut(message.arrived - UNDER_WAY, message.arrived)) findings.push(`${what}: had left before`);
    }
    return findings;
  }

  /** What the server's own account shows to be wrong beside the SMSC's, one line each. */
  async wrongAtTheServer() {
    const findings = [];
    const handed = new Map(this.#members.map(({ msisdn }) => [msisdn, []]));
    for (const message of this.#smsc.messages) handed.get(message.to)?.push(message);
    let used = 0;
    let places = 0;
    await this.#forEachMember(async (member) => {
      const { messages, contacts } = (await this.#http.expect(200, 'GET', `${member.path}/contacts`)).json;
      const had = handed.get(member.msisdn);
      used += messages.used;
      places += Math.min(member.addressed, CAP);
      if (messages.used > CAP) findings.push(`${member.msisdn}: ${messages.used} places taken`);
      if (messages.used < had.length) {
        findings.push(`${member.msisdn}: ${messages.used} places taken, and the SMSC has ${had.length} messages`);
      }
      // What is told of a person's contacts after a leave is another rule's affair (S3).
      if (member.out.length === 0) findings.push(...this.#untold(member, had, contacts));
    });
    // A test in which next to nothing was sent would find nothing.
    if (used < 0.7 * places) findings.push(`only ${used} of ${places} places were used`);
    return findings;
  }

  /**
   * What `airperk verify --contacts` counts otherwise than the SMSC, by subscriber and month, one line each. Every message
   * that the SMSC has holds a slot; and it has all of those whose slot is not in doubt.
   */
  wrongInTheAudit(printed) {
    const findings = [];
    const had = new Map(); // "msisdn month" → messages
    for (const { to, now } of this.#smsc.messages) {
      const month = `${to} in ${monthOf(now)}`;
      had.set(month, (had.get(month) ?? 0) + 1);
    }
    const counted = new Map();
    for (const [, month, ...counts] of printed.matchAll(AUDITED)) counted.set(month, counts.map(Number));
    for (const month of new Set([...had.keys(), ...counted.keys()])) {
      const [messages, surveys, doubtful] = counted.get(month) ?? [0, 0, 0];
      const count = had.get(month) ?? 0;
      const said = `${month}: verify counts ${messages} messages, ${doubtful} of them in doubt`;
      if (messages < count || messages - doubtful > count) findings.push(`${said}; the SMSC has ${count}`);
      if (messages > CAP) findings.push(said);
      if (surveys !== 0) findings.push(`${month}: verify counts a survey`);
    }
    return findings;
  }

  #untold({ msisdn }, had, contacts) {
    const told = new Map(contacts.map((contact) => [contact.campaign, contact]));
    return had.flatMap((message) => {
      const campaign = this.#campaigns.find(({ name }) => name === campaignOf(message));
      const state = told.get(campaign?.id)?.state;
      return !campaign || HELD.includes(state)
        ? []
        : [`${msisdn} ${campaign.name}: the SMSC has it, and the server says ${state ?? 'nothing'}`];
    });
  }

  async #forEachMember(act) {
    const rest = this.#members.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const member of rest) await act(member);
      }),
    );
  }
}

/** Its name stands first in the text, so in the first part of a long one. */
function campaignOf({ parts }) {
  return /^C\d+/.exec(parts[0] ?? '')?.[0];
}
