// A disk whose every sync takes longer by so many milliseconds, under the servers that have its environment.

import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../lib/server.js';

export class SlowDisk {
  #directory = mkdtempSync(join(tmpdir(), 'airperk-slow-'));
  #control = openSync(join(this.#directory, 'delay'), 'w+');

  constructor() {
    this.slow(0);
  }

  get environment() {
    return {
      LD_PRELOAD: join(PROJECT, 'build/release/libairperk-slow-disk.so'),
      SLOW_DISK: join(this.#directory, 'delay'),
    };
  }

  slow(milliseconds) {
    const delay = Buffer.alloc(8);
    delay.writeBigInt64LE(BigInt(milliseconds * 1_000));
    writeSync(this.#control, delay, 0, 8, 0);
  }

  remove() {
    closeSync(this.#control);
    rmSync(this.#directory, { recursive: true });
  }
}
