// The client's side of airperk's HTTP interface. (Not fetch: a kept connection to a process that was killed and
// started again fails there now and then; here it is the caller who decides when connections go.)

import { Agent, request } from 'node:http';
import { promised } from './until.js';

export class Http {
  #port;
  #token;
  #agent = new Agent({ keepAlive: true });

  /** @param {() => string} token gives the bearer token, asked for at each request */
  constructor(port, token) {
    this.#port = port;
    this.#token = token;
  }

  /**
   * @param {{headers?: object, body?: string|Buffer, json?: any, token?: string|null, timeout?: number}} options
   *   token: another one, or null for none
   * @returns {Promise<{status: number, headers: object, text: string, json: any}>}
   */
  send(method, path, { headers = {}, body, json, token, timeout = 10_000 } = {}) {
    const payload = json === undefined ? body : JSON.stringify(json);
    const bearer = token === undefined && path.startsWith('/v1') ? this.#token() : token;
    // The socket's own limit is of silence; this one is of all.
    const seconds = Math.max(60, (2 * timeout) / 1000);
    return promised(`the end of the answer to ${method} ${path}`, (resolve, reject) => {
      const call = request(
        {
          host: '127.0.0.1',
          port: this.#port,
          agent: this.#agent,
          method,
          path,
          headers: {
            ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}),
            ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
            ...(payload === undefined ? {} : { 'Content-Length': Buffer.byteLength(payload) }),
            ...headers,
          },
        },
        (answer) => {
          const parts = [];
          answer.on('data', (part) => parts.push(part));
          answer.on('error', reject);
          answer.on('end', () => {
            const text = Buffer.concat(parts).toString('utf8');
            const isJson = /json/.test(answer.headers['content-type'] ?? '');
            try {
              const value = isJson ? JSON.parse(text) : undefined;
              resolve({ status: answer.statusCode, headers: answer.headers, text, json: value });
            } catch (error) {
              reject(error);
            }
          });
        },
      );
      call.setTimeout(timeout, () => call.destroy(new Error(`no answer to ${method} ${path}`)));
      call.on('error', reject);
      call.end(payload);
    }, seconds);
  }

  get(path, options) {
    return this.send('GET', path, options);
  }

  /** Sends and expects one of the given status codes; gives the answer. */
  async expect(expected, method, path, options) {
    const answer = await this.send(method, path, options);
    if (![expected].flat().includes(answer.status)) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 300).trim()}`);
    }
    return answer;
  }

  /** Reads a list through all its pages, newest first: all(".../charges", "charges"). */
  async all(path, name) {
    const rows = [];
    let more = '';
    do {
      const { json } = await this.expect(200, 'GET', `${path}?limit=1000${more}`);
      rows.push(...json[name]);
      more = json.before === null ? '' : `&before=${encodeURIComponent(json.before)}`;
    } while (more);
    return rows;
  }

  /** Closes kept connections. */
  close() {
    this.#agent.destroy();
    this.#agent = new Agent({ keepAlive: true });
  }
}
