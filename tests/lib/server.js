// One airperk process on a store of its own, on free loopback ports, with the manual clock.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Http } from './http.js';
import { promised, until, within } from './until.js';

export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
export const BINARY = process.env.AIRPERK_BINARY ?? join(PROJECT, 'build/release/airperk');

// Processes left when the tests end, whatever the reason, end with them.
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

// Outside the range from which the system takes the ports of outgoing connections; narrower where they are captured.
const [FIRST_PORT, LAST_PORT] = (process.env.SERVER_PORTS ?? '10000-29999').split('-').map(Number);

// Test processes that run at once share no port: each takes blocks of them, and a block is whose guard listens on its
// first port. The system ends the guard with the process.
const BLOCK = 50;
let unused = [];

/** Whether 127.0.0.1:`port` is free: then what listens there now, else nothing. */
const listener = (port) =>
  promised(`port ${port} to be tried`, (resolve) => {
    const taken = createServer();
    taken.once('error', () => resolve(undefined));
    taken.listen(port, '127.0.0.1', () => resolve(taken));
  });

async function takeBlock() {
  const blocks = Math.floor((LAST_PORT - FIRST_PORT + 1) / BLOCK);
  const start = Math.floor(Math.random() * blocks);
  for (let i = 0; i < blocks; ++i) {
    const first = FIRST_PORT + ((start + i) % blocks) * BLOCK;
    const guard = await listener(first);
    if (!guard) continue;
    guard.unref();
    return Array.from({ length: BLOCK - 1 }, (_, at) => first + BLOCK - 1 - at);
  }
  throw new Error(`no free block of ${BLOCK} ports from ${FIRST_PORT} to ${LAST_PORT}`);
}

let taking = Promise.resolve();

/** A free port of these, never the same twice. */
export function freePort() {
  // (One after the other: two that find no port left take one block.)
  taking = taking
    .catch(() => {})
    .then(async () => {
      for (;;) {
        if (!unused.length) unused = await takeBlock();
        const port = unused.pop();
        const probe = await listener(port);
        if (!probe) continue;
        await promised(`port ${port} to be left`, (resolve) => probe.close(resolve));
        return port;
      }
    });
  return taking;
}

export class Server {
  /** Everything it wrote to standard error since it was made. */
  log = '';
  /** What its processes have in their environment beside the tests' own. */
  environment = {};
  #child;
  #ended;

  /**
   * @param {{directory?: string, store?: string, programme?: string, clock?: string, environment?: object, http?: string, gy?: string, extra?: string}} options
   *   where its files go (made and removed if not given), where its store goes, its clock if not the manual one, what its
   *   environment has besides this one's, more of [http] and of [gy], further configuration
   */
  static async make(options = {}) {
    const server = new Server();
    server.ownDirectory = !options.directory;
    server.directory = options.directory ?? mkdtempSync(join(tmpdir(), 'airperk-'));
    server.store = options.store ?? join(server.directory, 'store');
    server.environment = options.environment ?? {};
    server.config = join(server.directory, 'airperk.toml');
    server.httpPort = await freePort();
    server.gyPort = await freePort();
    const tokenFile = join(server.directory, 'token');
    server.http = new Http(server.httpPort, () => readFileSync(tokenFile, 'utf8').trim());
    const text = (value) => JSON.stringify(value);
    writeFileSync(
      server.config,
      `[programme]
file = ${text(options.programme ?? join(PROJECT, 'programme/smart.toml'))}
[store]
engine = "embedded"
path = ${text(server.store)}
[clock]
${options.clock ?? 'source = "manual"'}
[http]
listen = "127.0.0.1:${server.httpPort}"
token_file = ${text(tokenFile)}
${options.http ?? ''}
[gy]
listen = "127.0.0.1:${server.gyPort}"
${options.gy ?? ''}
${options.extra ?? ''}`,
    );
    return server;
  }

  static async start(options) {
    const server = await Server.make(options);
    await server.start();
    return server;
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Starts the process and waits until it is ready. */
  async start(how) {
    this.launch(how);
    const started = Date.now();
    while (!(await this.#isReady())) {
      if (!running.has(this.#child)) {
        await within('the end of airperk', this.#ended);
        throw new Error(`airperk ended while starting: ${this.lastLine()}`);
      }
      if (Date.now() - started > 20_000) throw new Error(`airperk is not ready: ${this.lastLine()}`);
      await sleep(5);
    }
    return Date.now() - started;
  }

  /**
   * Starts the process and does not wait.
   * @param {{shell?: string, stderr?: number|'pipe'}} how  shell: what goes before it in a shell, ending in `exec "$@"`;
   *   stderr: where that leads, if the log is not to be kept here
   */
  launch({ shell, stderr = 'pipe' } = {}) {
    const command = [BINARY, 'serve', '--config', this.config];
    const [program, ...options] = shell ? ['sh', '-c', shell, 'sh', ...command] : command;
    const child = spawn(program, options, {
      stdio: ['ignore', 'ignore', stderr],
      env: { ...process.env, ...this.environment },
    });
    this.#child = child;
    running.add(child);
    child.stderr?.on('data', (data) => (this.log += data));
    this.#ended = new Promise((resolve, reject) => { // whoever waits for it says within()
      child.once('error', (error) => {
        running.delete(child);
        reject(error);
      });
      child.once('close', (code, signal) => {
        running.delete(child);
        resolve({ code, signal });
      });
    });
    this.#ended.catch(() => {});
  }

  /** Nobody is at the other end of its standard error any more. */
  stopReading() {
    this.#child.stderr.destroy();
  }

  /** Sends a signal and does not wait. */
  signal(name) {
    this.#child.kill(name);
  }

  /** Stops the process where it stands, and waits until no thread of it runs: a signal is only on its way when it is sent. */
  pause() {
    this.#child.kill('SIGSTOP');
    const tasks = `/proc/${this.#child.pid}/task`;
    const stands = (task) => /^State:\s+T/m.test(readFileSync(`${tasks}/${task}/status`, 'utf8'));
    return until('every thread of airperk to stand still', () => readdirSync(tasks).every(stands));
  }

  /** How the process ended, {code, signal}; throws if it has not within so many milliseconds. */
  async ended(limit) {
    const how = await within(() => `the end of airperk, which said last: ${this.lastLine()}`, this.#ended, limit / 1000);
    this.http.close();
    return how;
  }

  /** Ends the process with a signal and waits for that. */
  async stop(signal = 'SIGTERM') {
    this.#child.kill(signal);
    const forced = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    const how = await within(() => `the end of airperk by ${signal}, which said last: ${this.lastLine()}`, this.#ended, 60);
    clearTimeout(forced);
    this.http.close();
    if (signal === 'SIGTERM' && how.code !== 0) {
      throw new Error(`airperk ended badly on SIGTERM: ${how.signal ?? how.code}, ${this.lastLine()}`);
    }
    return how;
  }

  /** Ends the process if it runs, and removes its files. */
  async remove() {
    if (running.has(this.#child)) await this.stop('SIGKILL');
    this.http.close();
    if (this.ownDirectory && !process.env.KEEP) rmSync(this.directory, { recursive: true, force: true });
    else if (process.env.KEEP) console.error(`kept: ${this.directory}`);
  }

  /** Runs another command of the binary with this server's configuration. */
  command(name, ...options) {
    const how = { encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 300_000 };
    const ended = spawnSync(BINARY, [name, '--config', this.config, ...options], how);
    if (ended.error?.code === 'ETIMEDOUT') throw new Error(`the end of airperk ${name}: not within 300 s; it said ${ended.stderr}`);
    return ended;
  }

  /** A token for a role, and whose it is if that is not to be the role's name; of the role partner, which one's. */
  token(role, name, partner) {
    const options = Object.entries({ role, name, partner }).filter(([, value]) => value !== undefined);
    const { status, stdout, stderr } = this.command('token', ...options.flatMap(([key, value]) => [`--${key}`, value]));
    if (status !== 0) throw new Error(`no token for ${role}: ${stderr}`);
    return stdout.trim();
  }

  /** Until its log has what is looked for: what wrote a line does not wait for it to be read. */
  says(what) {
    return until(() => `${what} in the log, where the last is: ${this.lastLine()}`, () => what.test(this.log), 10);
  }

  lastLine() {
    return this.log.trim().split('\n').at(-1) || 'it said nothing';
  }

  async #isReady() {
    try {
      return (await this.http.get('/ready')).status === 200;
    } catch {
      return false;
    }
  }
}
