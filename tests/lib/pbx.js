// A PBX behind airperk's voice-gateway protocol (docs/OPERATING.md): takes calls, and tells later what became of them.

import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { closes, listens, within } from './until.js';

/** The part of airperk's configuration that names it. */
export const pbxLink = (port) => `
[voice]
gateway = "http://127.0.0.1:${port}/calls"
`;

const FIELDS = ['id', 'to', 'text', 'language', 'not_after'];

export class Pbx {
  /** Calls that it took: {id, to, text, language, not_after, now, arrived}, oldest first. */
  calls = [];
  /** What it could not make sense of, one line each. */
  complaints = [];
  /**
   * What it does with the next call: a status (2xx takes it), or 'never' or 'drop', which take it and do not say so.
   * May be changed at any time.
   */
  behaviour = () => 202;
  /** What becomes of a call: a state, or nothing for one that it never tells. */
  outcome = () => 'answered';
  #report;
  #now;
  #server;
  #stopped = false;
  #reports = new Set();

  /**
   * @param {(id: string, state: string) => Promise<void>} report tells airperk; throws where that was in vain
   * @param {() => number} now the clock that calls are stamped by
   */
  constructor(port, report, now = () => Date.now() / 1000) {
    this.port = port;
    this.#report = report;
    this.#now = now;
  }

  async start() {
    this.#stopped = false;
    this.#server = createServer((request, response) => {
      const parts = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', () => this.#asked(request, Buffer.concat(parts).toString('utf8'), response));
      request.on('error', () => {});
    });
    await listens(this.#server, this.port);
  }

  /** Ends at once; what was not told yet is not told any more. It keeps its calls. */
  async stop() {
    this.#stopped = true;
    this.#server.closeAllConnections();
    await closes(this.#server, 'the PBX to close');
    await within('the PBX to have told what it tells', Promise.all(this.#reports));
  }

  #asked(request, body, response) {
    const call = this.#read(request, body);
    if (!call) {
      response.writeHead(400).end();
      return;
    }
    const behaviour = this.behaviour(call);
    if (typeof behaviour === 'number' && (behaviour < 200 || behaviour > 299)) {
      response.writeHead(behaviour).end();
      return;
    }
    this.calls.push({ ...call, now: this.#now(), arrived: performance.now() });
    if (behaviour === 'drop') request.socket.destroy();
    else if (behaviour !== 'never') response.writeHead(behaviour).end();
    const state = this.outcome(call);
    if (state) this.#tell(call.id, state);
  }

  #read(request, body) {
    const wrong = (why) => void this.complaints.push(`${request.method} ${request.url}: ${why}: ${body.slice(0, 200)}`);
    if (request.method !== 'POST' || request.url !== '/calls') return wrong('not asked for');
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return wrong('not JSON');
    try {
      const call = JSON.parse(body);
      const missing = FIELDS.find((field) => typeof call[field] !== 'string' || call[field] === '');
      if (missing) return wrong(`no ${missing}`);
      if (Number.isNaN(Date.parse(call.not_after))) return wrong('not_after is no instant');
      return call;
    } catch (error) {
      return wrong(error.message);
    }
  }

  /** Tells until it was heard: airperk may be starting just then. */
  #tell(id, state) {
    const told = (async () => {
      while (!this.#stopped) {
        try {
          await this.#report(id, state);
          return;
        } catch {
          await sleep(20);
        }
      }
    })();
    this.#reports.add(told);
    told.finally(() => this.#reports.delete(told));
  }
}
