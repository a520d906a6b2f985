// A machine's clock for one server's processes, which the tests set as they like (clock_shim.c).

import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('clock_shim.c', import.meta.url));

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const YEAR = 365 * DAY;

export class MachineClock {
  #directory = mkdtempSync(join(tmpdir(), 'airperk-clock-'));
  #file;

  constructor() {
    const library = join(this.#directory, 'clock.so');
    const built = spawnSync('gcc', ['-O1', '-Wall', '-shared', '-fPIC', '-o', library, SOURCE, '-ldl'], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`${SOURCE} cannot be built: ${built.error ?? built.stderr}`);
    const control = join(this.#directory, 'control');
    this.#file = openSync(control, 'w+');
    this.#write(0, 0n);
    this.#write(8, 0n);
    this.environment = { LD_PRELOAD: library, CLOCK_CONTROL: control };
  }

  /** So many milliseconds ahead of the truth; negative: behind. */
  isWrongBy(ms) {
    this.#write(0, BigInt(ms) * 1_000_000n);
  }

  /** What the system says of it; nothing said: what this machine's own has to say. */
  isSynchronised(said) {
    this.#write(8, said === undefined ? 0n : said ? 1n : 2n);
  }

  remove() {
    closeSync(this.#file);
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #write(at, value) {
    const octets = Buffer.alloc(8);
    octets.writeBigInt64LE(value);
    writeSync(this.#file, octets, 0, 8, at);
  }
}
