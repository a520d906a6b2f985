// The tests' side of the shim (shim/): builds it, runs a server under it, says by rules what is to go wrong.

import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The order is that of shim.h's enums.
const numbered = (...names) => Object.fromEntries(names.map((name, i) => [name, i]));
export const Operation = numbered(
  'begin',
  'write',
  'sync',
  'truncate',
  'allocate',
  'create',
  'rename',
  'remove',
  'link',
  'mkdir',
  'read',
  'map',
  'send',
  'receive',
  'range',
);
export const Kind = numbered(
  'log',
  'head',
  'table',
  'manifest',
  'current',
  'options',
  'secret',
  'surveyKey',
  'access',
  'export',
  'directory',
  'other',
  'given',
);
export const Action = numbered(
  'none',
  'fail',
  'half',
  'short',
  'killBefore',
  'killHalf',
  'killAfter',
  'delay',
  'lose',
  'tear',
  'flip',
);
export const Errno = { EIO: 5, ENOSPC: 28, EDQUOT: 122 };

const RULES = 8;
const RULE_SIZE = 64;
const RULES_AT = 64;
const SEEN_AT = RULES_AT + RULES * RULE_SIZE;

let built;
/** The shared library's path; made once a process where the suite has not made it (DISK_SHIM). */
function library() {
  if (process.env.DISK_SHIM) return process.env.DISK_SHIM;
  if (built) return built;
  built = join(tmpdir(), `airperk-disk-shim-${process.pid}.so`);
  const directory = fileURLToPath(new URL('shim', import.meta.url));
  const sources = readdirSync(directory)
    .filter((name) => name.endsWith('.c'))
    .map((name) => join(directory, name));
  execFileSync('cc', ['-std=gnu11', '-O1', '-shared', '-fPIC', ...sources, '-o', built, '-ldl', '-lpthread']);
  process.on('exit', () => rmSync(built, { force: true }));
  return built;
}

/** The faults of one server's disk. */
export class Shim {
  #page;

  /**
   * @param {string} directory where its own files go: the page of rules, the record, the graves
   * @param {string} root the files below it are the disk's
   */
  constructor(directory, root) {
    this.directory = directory;
    this.root = root;
    this.recordPath = join(directory, 'record');
    this.graves = join(directory, 'graves');
    mkdirSync(this.graves, { recursive: true });
    const page = join(directory, 'rules');
    writeFileSync(page, Buffer.alloc(4096));
    this.#page = openSync(page, 'r+');
  }

  /** The environment of the server. */
  get environment() {
    return {
      LD_PRELOAD: library(),
      DISK_CONTROL: join(this.directory, 'rules'),
      DISK_ROOT: this.root,
      DISK_RECORD: this.recordPath,
      DISK_GRAVES: this.graves,
    };
  }

  #set(at, value) {
    const word = Buffer.alloc(8);
    word.writeBigInt64LE(BigInt(value));
    writeSync(this.#page, word, 0, 8, at);
  }

  #get(at) {
    const word = Buffer.alloc(8);
    readSync(this.#page, word, 0, 8, at);
    return Number(word.readBigInt64LE());
  }

  /** What is recorded from now on. */
  record({ files = false, sockets = false }) {
    this.#set(0, files ? 1 : 0);
    this.#set(8, sockets ? 1 : 0);
  }

  /**
   * Sets one rule (0 to 7).
   * @param {{on: string|string[], of?: string|string[], at?: number, does: string, argument?: number, stays?: boolean}} what
   *   on: operations; of: kinds of file, nothing: of any; at: the how many-eth such call from now
   */
  rule(number, { on, of = Object.keys(Kind), at = 1, does, argument = 0, stays = false }) {
    const base = RULES_AT + number * RULE_SIZE;
    const bits = (names, of_) => [names].flat().reduce((all, name) => all | (1n << BigInt(of_[name])), 0n);
    this.#set(base + 16, 0);
    this.#set(base, bits(on, Operation));
    this.#set(base + 8, bits(of, Kind));
    this.#set(base + 24, Action[does]);
    this.#set(base + 32, argument);
    this.#set(base + 40, stays ? 1 : 0);
    this.#set(base + 48, 0);
    this.#set(base + 16, at);
  }

  /** How often a rule has struck. */
  struck(number) {
    return this.#get(RULES_AT + number * RULE_SIZE + 48);
  }

  /** How many such operations there were so far. */
  seen(operation) {
    return this.#get(SEEN_AT + 8 * Operation[operation]);
  }

  /** The disk is well again. */
  clear() {
    for (let number = 0; number < RULES; number += 1) this.#set(RULES_AT + number * RULE_SIZE + 16, 0);
  }

  /** Forgets what was recorded: what stands in the files now is on the disk. */
  forget() {
    rmSync(this.recordPath, { force: true });
    rmSync(this.graves, { recursive: true });
    mkdirSync(this.graves);
  }

  get hasRecord() {
    return existsSync(this.recordPath);
  }

  close() {
    closeSync(this.#page);
  }
}
