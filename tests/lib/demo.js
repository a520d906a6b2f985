// The demo, for tests: its month of made-up history is the same whatever day it is tried on.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { BINARY, freePort } from './server.js';
import { happens } from './until.js';

/** A Friday's afternoon in Almaty, with contacts in two months before it. */
export const NOW = '2026-03-20T15:00:00+05:00';

/** Started, with its history made. `stop` resolves to its status. */
export async function startDemo({ subscribers = 2000, env = process.env } = {}) {
  const options = ['demo', '--listen', `127.0.0.1:${await freePort()}`, '--subscribers', String(subscribers), '--now', NOW];
  const demo = spawn(BINARY, options, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => demo.kill('SIGKILL'));
  const [line] = await happens('the first line of the demo', createInterface(demo.stdout), 'line');
  const stop = async () => {
    const ended = happens('the end of the demo', demo, 'exit', 60);
    demo.kill('SIGTERM');
    return (await ended)[0];
  };
  return { address: /http:\/\/[^/\s]+/.exec(line)[0], stop };
}
