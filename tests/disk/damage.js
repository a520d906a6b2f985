// Damage to files at rest, chosen by a seed.

import {
  copyFileSync,
  existsSync,
  openSync,
  closeSync,
  readFileSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';

/** Kind of file → its files below the server's directory, as the shim tells kinds. */
export function filesByKind(server) {
  const kinds = {};
  const add = (kind, path) => (kinds[kind] ??= []).push(path);
  const store = (name) => {
    if (name.endsWith('.log') || name.startsWith('log-')) return 'log';
    if (name.endsWith('.sst')) return 'table';
    if (name.startsWith('MANIFEST')) return 'manifest';
    if (name.startsWith('OPTIONS')) return 'options';
    return { CURRENT: 'current', head: 'head', secret: 'secret' }[name] ?? 'other';
  };
  for (const name of readdirSync(server.store)) {
    const path = join(server.store, name);
    if (statSync(path).isFile()) add(store(name), path);
  }
  const others = {
    access: join(server.store, 'access'),
    export: join(server.directory, 'exports'),
    surveyKey: `${server.store}.survey-keys`,
  };
  for (const [kind, directory] of Object.entries(others)) {
    for (const name of existsSync(directory) ? readdirSync(directory) : []) add(kind, join(directory, name));
  }
  return kinds;
}

/** Where the octets of a file end that are not zero: what lies behind is room. */
function endOfContent(path) {
  const content = readFileSync(path);
  let end = content.length;
  while (end > 0 && content[end - 1] === 0) end -= 1;
  return end;
}

/** Most damage strikes where something stands. */
function place(path, random) {
  const end = endOfContent(path);
  return random.whole(0, Math.max(0, (random.chance(0.9) ? end : statSync(path).size) - 1));
}

function change(path, at, length, make) {
  const file = openSync(path, 'r+');
  const octets = Buffer.alloc(length);
  const n = readSync(file, octets, 0, length, at);
  writeSync(file, make(octets.subarray(0, n)), 0, n, at);
  closeSync(file);
}

const WAYS = {
  'one bit flipped': (path, random) => {
    const at = place(path, random);
    change(path, at, 1, ([octet]) => Buffer.from([octet ^ (1 << random.whole(0, 7))]));
    return `at octet ${at}`;
  },
  'a sector of zeros': (path, random) => zeros(path, random, 512),
  'a page of zeros': (path, random) => zeros(path, random, 4096),
  'a page of something else': (path, random) => {
    const at = Math.floor(place(path, random) / 4096) * 4096;
    change(path, at, 4096, (octets) => octets.map(() => random.whole(0, 255)));
    return `at octet ${at}`;
  },
  'cut off': (path, random) => {
    const [size, at] = [statSync(path).size, place(path, random)];
    truncateSync(path, at);
    return `after ${at} of ${size} octets`;
  },
  removed: (path) => {
    rmSync(path);
    return '';
  },
  emptied: (path) => {
    truncateSync(path, 0);
    return '';
  },
};

function zeros(path, random, length) {
  const at = Math.floor(place(path, random) / length) * length;
  change(path, at, length, (octets) => octets.fill(0));
  return `at octet ${at}`;
}

/** Damages one file of that kind; gives {what}, or nothing where there is none that holds anything. */
export function damage(server, kind, random) {
  const files = (filesByKind(server)[kind] ?? []).filter((path) => statSync(path).size > 0);
  if (files.length === 0) return undefined;
  // Of the same kind the largest is the most interesting one.
  files.sort((a, b) => endOfContent(b) - endOfContent(a));
  const path = random.chance(0.6) ? files[0] : random.pick(files);
  const way = random.pick(Object.keys(WAYS));
  const where = WAYS[way](path, random);
  return { what: `${basename(path)}: ${way} ${where}`.trim() };
}

/** Copies the files of a kind, to be put back later: what a disk that forgets its newest writes has. */
export function keepOlder(server, kind, directory) {
  const files = filesByKind(server)[kind] ?? [];
  const copies = files.map((path, i) => [path, join(directory, `older-${kind}-${i}`)]);
  for (const [path, copy] of copies) copyFileSync(path, copy);
  return () => copies.forEach(([path, copy]) => copyFileSync(copy, path));
}
