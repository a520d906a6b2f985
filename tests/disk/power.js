// Power loss without a device. Takes a directory as a killed server has left it and the record of its calls, and makes
// of it what a disk might hold: what was synced is there; what was written since then is there or not, page by page or
// sector by sector; names made, changed and removed since their directory was synced are, up to some point in their
// order. What a failed sync has left in memory is on no disk until it is written again, whatever syncs come later.

import {
  closeSync,
  existsSync,
  ftruncateSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { paths, readRecord } from './record.js';

const PAGE = 4096;
const SECTOR = 512;
const NAMES = new Set(['create', 'rename', 'remove', 'link', 'mkdir']);

/**
 * @param {Shim} shim whose root is the directory, and whose record is forgotten afterwards
 * @param {Random} random
 * @returns {string} what was done, in a few words
 */
export function losePower(shim, random) {
  const entries = readRecord(shim.recordPath);
  const undone = undoNames(entries, shim, random);
  const how = {
    way: random.pick(['nothing more', 'all of it', 'some pages', 'some sectors', 'what was written first']),
    instant: entries.length === 0 ? 0 : random.pick(entries.slice(-50)).at,
    random,
  };
  const histories = historiesOf(entries);
  let pages = 0;
  for (const path of filesBelow(shim.root)) pages += histories.get(statSync(path).ino)?.settle(path, how) ?? 0;
  shim.forget();
  return `power lost: of what was not synced ${how.way} is there (${pages} pages to settle), ${undone} names are as before`;
}

function* filesBelow(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

// ---- names

/** The entries of names whose directory was not synced since, oldest first. */
function unsyncedNames(entries) {
  let pending = [];
  for (const entry of entries) {
    if (NAMES.has(entry.operation)) pending.push(entry);
    if (entry.operation !== 'sync' || entry.kind !== 'directory' || entry.failed) continue;
    const [synced] = paths(entry);
    pending = pending.filter((name) => name.at >= entry.extra || dirname(paths(name).at(-1)) !== synced);
  }
  return pending;
}

function undoNames(entries, shim, random) {
  const pending = unsyncedNames(entries);
  const kept = random.pick([0, pending.length, random.whole(0, pending.length)]);
  const lost = pending.slice(kept).reverse();
  for (const name of lost) undo(name, shim.graves);
  return lost.length;
}

function undo(entry, graves) {
  const [from, to] = paths(entry);
  const comesBack = (file, path) => {
    const grave = join(graves, String(file));
    if (existsSync(grave) && !existsSync(path)) linkSync(grave, path);
  };
  switch (entry.operation) {
    case 'create':
    case 'mkdir':
      return rmSync(from, { recursive: true, force: true });
    case 'link':
      return rmSync(to, { force: true });
    case 'remove':
      return comesBack(entry.file, from);
    case 'rename':
      if (existsSync(to)) renameSync(to, from);
      return comesBack(entry.extra, to);
  }
}

// ---- octets

/** File → its history. */
function historiesOf(entries) {
  const histories = new Map();
  const of = (file) => {
    if (!histories.has(file)) histories.set(file, new History());
    return histories.get(file);
  };
  for (const entry of entries) {
    if (entry.operation === 'create') histories.set(entry.file, new History(0));
    else if (['write', 'truncate', 'allocate'].includes(entry.operation)) of(entry.file).change(entry);
    else if (entry.operation === 'sync') of(entry.file).sync(entry);
  }
  return histories;
}

/** What happened to one file's octets, and what of it is on the disk. */
class History {
  #changes = [];
  #sizes = []; // after each change
  /** Page → {durable: the change that the disk has it of, dirty: later ones that may have come to the disk, newest}. */
  #pages = new Map();
  #dirty = new Set(); // pages
  #durableSize;

  /** size: of a file that began within the record */
  constructor(size) {
    this.#durableSize = size;
  }

  change(entry) {
    this.#durableSize ??= entry.extra;
    const number = this.#changes.push(entry);
    this.#sizes.push(sizeAfter(entry));
    const [from, until] = reach(entry);
    for (let page = Math.floor(from / PAGE); page * PAGE < until; page += 1) {
      if (!this.#pages.has(page)) this.#pages.set(page, { durable: 0, dirty: [] });
      const state = this.#pages.get(page);
      state.dirty.push(number);
      state.newest = number;
      this.#dirty.add(page);
    }
  }

  /** What was written before it began is durable; where it failed, in memory alone, and no longer to be written. */
  sync({ failed, extra: began }) {
    const covered = this.#before(began);
    for (const page of this.#dirty) {
      const state = this.#pages.get(page);
      const done = state.dirty.findLast((number) => number <= covered);
      state.dirty = state.dirty.filter((number) => number > covered);
      if (done && !failed) state.durable = done;
      if (state.dirty.length === 0) this.#dirty.delete(page);
    }
    if (!failed && covered > 0) this.#durableSize = this.#sizes[covered - 1];
  }

  /** How many changes there were before that place in the record. */
  #before(at) {
    let count = this.#changes.length;
    while (count > 0 && this.#changes[count - 1].at >= at) count -= 1;
    return count;
  }

  /** Makes the file what the disk has of it; gives how many pages are not as they were in memory. */
  settle(path, how) {
    const { way, instant, random } = how;
    if (this.#durableSize === undefined) return 0;
    const content = readFileSync(path);
    const size = Math.max(content.length, this.#durableSize);
    const file = openSync(path, 'r+');
    const first = this.#before(instant);
    let settled = 0;
    const choose = (versions) => {
      if (way === 'nothing more') return versions[0];
      if (way === 'all of it') return versions.at(-1);
      if (way === 'what was written first') return versions.findLast((version) => version <= first) ?? versions[0];
      return random.pick(versions);
    };
    for (const [page, { durable, dirty, newest }] of this.#pages) {
      const versions = [durable, ...dirty];
      if (versions.length === 1 && durable === newest) continue;
      const one = choose(versions);
      const end = Math.min((page + 1) * PAGE, size);
      for (let at = page * PAGE; at < end; at += SECTOR) {
        const octets = this.#octets(
          way === 'some sectors' ? choose(versions) : one,
          content,
          at,
          Math.min(at + SECTOR, end),
        );
        writeSync(file, octets, 0, octets.length, at);
      }
      settled += 1;
    }
    ftruncateSync(file, this.#size(how, content.length));
    closeSync(file);
    return settled;
  }

  /** newest: as the file was left; of a write that was cut off it has a part. */
  #size({ way, instant, random }, newest) {
    const durable = this.#durableSize;
    if (way === 'nothing more') return durable;
    if (way === 'all of it') return newest;
    if (way === 'what was written first') return Math.max(durable, this.#sizes[this.#before(instant) - 1] ?? 0);
    return random.pick([durable, newest]);
  }

  /** Octets [from, until) as they were after so many changes. */
  #octets(version, content, from, until) {
    const octets = Buffer.alloc(until - from);
    if (from < content.length) content.copy(octets, 0, from, Math.min(until, content.length));
    for (let number = this.#changes.length; number > version; number -= 1)
      unwrite(this.#changes[number - 1], octets, from);
    return octets;
  }
}

/** The octets that a change touches. */
function reach({ operation, offset, length, extra }) {
  if (operation === 'write') return [offset, offset + length];
  return [Math.min(offset, extra), Math.max(offset, extra)];
}

function sizeAfter({ operation, offset, length, extra }) {
  if (operation === 'truncate') return offset;
  return Math.max(extra, operation === 'write' ? offset + length : offset);
}

/** Puts back what stood there before: zeros where the file ended. */
function unwrite(entry, octets, start) {
  const [from, until] = reach(entry);
  const [a, b] = [Math.max(from, start), Math.min(until, start + octets.length)];
  if (a >= b) return;
  octets.fill(0, a - start, b - start);
  if (entry.isZero) return;
  const [c, d] = [a - from, Math.min(b - from, entry.octets.length)];
  if (c < d) entry.octets.copy(octets, a - start, c, d);
}
