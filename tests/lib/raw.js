// A bare TCP client, for what no well-behaved HTTP client would send.

import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promised } from './until.js';

export class Raw {
  received = Buffer.alloc(0);
  isClosed = false;

  static open(port) {
    return promised(`a connection to port ${port}`, (resolve, reject) => {
      const raw = new Raw();
      raw.socket = connect(port, '127.0.0.1', () => resolve(raw));
      raw.socket.on('data', (data) => (raw.received = Buffer.concat([raw.received, data])));
      // Once open, a peer that has heard enough may reset the connection: a close like another.
      raw.socket.on('error', reject);
      raw.socket.on('close', () => (raw.isClosed = true));
    });
  }

  send(data) {
    if (!this.isClosed) this.socket.write(data);
    return this;
  }

  get text() {
    return this.received.toString('latin1');
  }

  /** Status codes of the answers so far. */
  get statuses() {
    return [...this.text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map((match) => Number(match[1]));
  }

  /** Waits until it holds, at most so many milliseconds; gives the milliseconds it took. */
  async until(condition, limit = 10_000) {
    const started = Date.now();
    while (!condition(this)) {
      if (Date.now() - started > limit) throw new Error(`waited in vain; received: ${JSON.stringify(this.text.slice(0, 200))}`);
      await sleep(5);
    }
    return Date.now() - started;
  }

  close() {
    this.socket.destroy();
  }
}
