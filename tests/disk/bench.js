// One server on a disk with faults, and what is asked of it: people, a load, the book of what was answered. What a round
// does with it is in faults.js.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HistoryLoad } from '../lib/history-load.js';
import { Load } from '../lib/load.js';
import { Random } from '../lib/random.js';
import { BINARY, Server } from '../lib/server.js';
import { Shim } from './shim.js';
import { promised } from '../lib/until.js';

const PEOPLE = 24;
const WITH_SESSIONS = 8;

/** In memory where there is room: what a power loss takes is reckoned here, and not by the device. */
function room() {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > 2 ** 30 ? memory : tmpdir();
}

export class Bench {
  /** What has happened so far, for a failure's message. */
  story = [];
  #others = 0;
  /** Numbers of people whose import was answered. */
  #imported = [];
  #crowds = 0;

  static async make(random, { sessions = random.chance(0.4), directory } = {}) {
    const bench = new Bench();
    bench.random = random;
    bench.directory = mkdtempSync(join(room(), 'airperk-round-'));
    const disk = directory ?? join(bench.directory, 'disk');
    mkdirSync(disk, { recursive: true });
    bench.shim = new Shim(bench.directory, disk);
    bench.server = await Server.make({
      directory: disk,
      extra: `[exports]\ndirectory = ${JSON.stringify(join(disk, 'exports'))}\nrotate_rows = 60\n`,
    });
    bench.server.environment = bench.shim.environment;
    bench.load = new Load(bench.server, PEOPLE, { random: bench.ownRandom() });
    if (sessions) {
      bench.histories = new HistoryLoad(bench.server, {
        subscribers: WITH_SESSIONS,
        seed: random.whole(1, 2 ** 30),
        first: 1001,
      });
    }
    return bench;
  }

  /** Choices for what many do at once: who draws first is chance, and must not change what the round draws next. */
  ownRandom() {
    const own = new Random(this.random.whole(1, 2 ** 30));
    return () => own.next();
  }

  tell(what) {
    this.story.push(what);
  }

  /** A first start, and people. Recorded from here on. */
  async begin() {
    this.shim.record({ files: true });
    await this.server.start();
    await this.load.provision();
    await this.histories?.provision();
  }

  /** Begins the load; it goes on until the server goes or `quiet` is called. */
  async work() {
    await this.load.start();
    await this.histories?.start();
  }

  async quiet() {
    await this.load.stop();
    await this.histories?.stop();
  }

  /** A load for so many milliseconds, all of it answered. */
  async workFor(milliseconds) {
    await this.work();
    await this.load.isAnswered();
    await sleep(milliseconds);
    await this.quiet();
  }

  /**
   * Brings in so many people at once, who do nothing: some hundred octets of the log each. Harmless where the server goes
   * away meanwhile.
   */
  async crowd(count) {
    this.#crowds += 1;
    const number = (i) => `${7702 + this.#crowds}${String(i).padStart(7, '0')}`;
    const rows = Array.from({ length: count }, (_, i) => `${number(i)},,activ,Time to Talk,en,100`);
    const file = join(this.directory, `crowd-${this.#crowds}.csv`);
    writeFileSync(file, `msisdn,imsi,brand,tariff,language,main\n${rows.join('\n')}\n`);
    const { code } = await this.command('import', file);
    if (code === 0) this.#imported.push(number(0), number(count - 1));
  }

  /** A survey that is under way: its key stands beside the store. */
  async survey() {
    const texts = (en) => ({ kk: `${en} (kk)`, en });
    const options = [1, 2].map((n) => ({ texts: texts(`Option ${n}`) }));
    const json = {
      partner: 'Coffee',
      name: 'Taste',
      kind: 'survey',
      channel: 'ussd',
      texts: texts('Taste survey'),
      by: 'marketer',
      audience: { numbers: ['77010000001'] },
      survey: {
        questions: [{ kind: 'single', texts: texts('Question?'), options }],
        closes: '2016-03-20T12:00:00+06:00',
      },
    };
    const { id } = (await this.server.http.expect(201, 'POST', '/v1/campaigns', { json })).json;
    await this.server.http.expect(200, 'POST', `/v1/campaigns/${id}/approval`, { json: { by: 'chief' } });
  }

  /** Kills the server if it runs, and waits for its end. */
  async kill() {
    const how = await this.server.stop('SIGKILL');
    await this.quiet();
    return how;
  }

  /** Ends it in order; gives how it ended. */
  async stop() {
    process.kill(this.server.pid, 'SIGTERM');
    return this.server.ended(20_000);
  }

  /** Whether it starts; if it ended instead: {code, signal, says}, all it said. */
  async tryStart() {
    this.server.log = '';
    try {
      await this.server.start();
      return undefined;
    } catch (error) {
      if (!/ended while starting/.test(error.message)) throw error;
      return { ...(await this.server.ended(5_000)), says: complaints(this.server.log) };
    }
  }

  /** Starts, which must succeed. */
  async start() {
    const refused = await this.tryStart();
    must(!refused, `it does not start: ${refused && told(refused)}`);
  }

  /** What was answered is there once, what was not at most once, and once when it is asked again. */
  async nothingIsLost() {
    const ask = async () => [
      ...(await this.load.audit()),
      ...((await this.histories?.audit()) ?? []),
      ...(await this.load.repeat()),
      ...(await this.#missing()),
    ];
    const findings = await ask().catch(async (error) => {
      const how = await this.server.ended(200).catch(() => {});
      if (how) error.message += `; it ended: ${told({ ...how, says: complaints(this.server.log) })}`;
      throw error;
    });
    must(
      findings.length === 0,
      `${findings.length} differences from what was answered:\n${findings.slice(0, 6).join('\n')}`,
    );
  }

  async #missing() {
    const status = async (number) => (await this.server.http.get(`/v1/subscribers/${number}`)).status;
    const seen = await Promise.all(this.#imported.map(async (number) => [number, await status(number)]));
    return seen
      .filter(([, is]) => is !== 200)
      .map(([number, is]) => `${number} was imported, and is answered with ${is}`);
  }

  async verifyAgrees() {
    const { code, says } = await this.command('verify');
    must(code === 0 && /^0 findings/m.test(says), `verify does not agree (status ${code}): ${says.slice(-600)}`);
    return says;
  }

  /** The newest group of the journal. */
  async newestGroup() {
    const { code, says } = await this.command('verify');
    const found = /^(\d+) groups/m.exec(says);
    must(found, `verify names no groups (status ${code}): ${says.slice(0, 300)}`);
    return Number(found[1]);
  }

  /** People who were not there before do something, and nothing of it is lost. */
  async goesOn() {
    this.#others += 1;
    const others = new Load(this.server, 6, {
      first: 5_000_000 + 100 * this.#others,
      random: this.ownRandom(),
    });
    await others.provision();
    await others.start();
    await others.isAnswered();
    await sleep(30);
    await others.stop();
    const findings = await others.audit();
    must(findings.length === 0, `of what came afterwards:\n${findings.join('\n')}`);
  }

  /** Another command of the binary, on a disk that is well: {code, signal, says}. */
  command(name, ...options) {
    return promised(`airperk ${name} to end`, (resolve, reject) => {
      const child = spawn(BINARY, [name, '--config', this.server.config, ...options], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let says = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (says += data));
      const late = setTimeout(() => child.kill('SIGKILL'), 60_000);
      child.once('error', reject);
      child.once('close', (code, signal) => {
        clearTimeout(late);
        resolve({ code, signal, says });
      });
    }, 70);
  }

  async remove() {
    this.shim.clear();
    await this.server.remove();
    await this.quiet().catch(() => {});
    this.shim.close();
    if (process.env.KEEP) console.error(`kept: ${this.directory}`);
    else rmSync(this.directory, { recursive: true, force: true });
  }
}

export function must(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

/** The lines of a log that are neither news nor warnings. */
export function complaints(log) {
  return log.split('\n').filter((line) => line && !/\[(info|warning|debug)\]/.test(line));
}

export const told = ({ code, signal, says }) =>
  `${signal ?? `status ${code}`}: ${[says].flat().join(' | ').slice(0, 700) || 'it said nothing'}`;
