// Waiting for what other processes do.

import { setTimeout as sleep } from 'node:timers/promises';

/** Until it holds; an error that says what was waited for if it does not within so many seconds. */
export async function until(what, holds, seconds = 30) {
  const late = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > late) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(2);
  }
}
