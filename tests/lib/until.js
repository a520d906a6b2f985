// Waiting for what other processes do. Every wait of the tests goes through here: it has a limit, and says what was
// waited for when that is over; so does a test process that is ended while it waits.

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const SECONDS = 30;

const waits = new Set();
process.on('exit', () => {
  for (const { what, since } of waits) {
    console.error(`ended while waiting for ${saidOf(what)}, since ${((Date.now() - since) / 1000).toFixed(1)} s`);
  }
});

const saidOf = (what) => (typeof what === 'function' ? what() : what);

async function waiting(what, wait) {
  const entry = { what, since: Date.now() };
  waits.add(entry);
  try {
    return await wait();
  } finally {
    waits.delete(entry);
  }
}

/**
 * Until it holds; an error that says what was waited for if it does not within so many seconds.
 * @param {string|(() => string)} what a function says it as it is at the end
 */
export function until(what, holds, seconds = SECONDS) {
  return waiting(what, async () => {
    const late = Date.now() + seconds * 1000;
    while (!(await holds())) {
      if (Date.now() > late) throw new Error(`${saidOf(what)}: not within ${seconds} s`);
      await sleep(2);
    }
  });
}

/** What a promise comes to; the same error if it comes to nothing in time. */
export function within(what, promise, seconds = SECONDS) {
  return waiting(what, async () => {
    const late = new AbortController();
    const never = sleep(seconds * 1000, undefined, { signal: late.signal }).then(() => {
      throw new Error(`${saidOf(what)}: not within ${seconds} s`);
    });
    never.catch(() => {}); // called off
    try {
      return await Promise.race([promise, never]);
    } finally {
      late.abort();
    }
  });
}

/** new Promise(begin), with a limit. */
export const promised = (what, begin, seconds = SECONDS) => within(what, new Promise(begin), seconds);

/** The arguments of an emitter's next event. An 'error' rejects. */
export function happens(what, emitter, event, seconds = SECONDS) {
  const called = new AbortController();
  const happened = once(emitter, event, { signal: called.signal });
  happened.catch(() => {});
  return within(what, happened, seconds).finally(() => called.abort());
}

/** A server that listens on a port of loopback; it has what `listen` of node:net gives. */
export const listens = (server, port = 0) =>
  promised(`port ${port} to be listened on`, (resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

/** A server that takes no more and whose connections have ended. */
export const closes = (server, what = 'a server to close') => promised(what, (resolve) => server.close(resolve));

/** A promise with its resolve and reject beside it: whoever waits for it says within(). */
export function deferred() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  made.promise.catch(() => {});
  return made;
}
