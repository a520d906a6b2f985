// The shape of the house: which room may use which, what pure rooms may not touch, what the repository holds.
// Every function takes a directory and gives its findings, one line each.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

// Bottom up; a room may use rooms on lower floors. "protocol/*" is every room under protocol/.
export const FLOORS = [
  ['base'],
  ['base/*'],
  ['protocol/gsm', 'protocol/wire'], // what every protocol uses
  ['protocol/*'],
  ['core/programme', 'core/account'],
  ['core/survey'],
  ['core/subscriber'],
  ['core/report'],
  ['core/charging'],
  ['core/outreach'],
  ['core/dialogue'],
  ['steady'], // a clock: not for what is below
  ['store'],
  ['store/archive', 'store/resident', 'store/log', 'store/backup'],
  ['store/*'], // the engines
  ['engine'],
  ['jobs'],
  ['face/net', 'face/site'], // what faces use: sockets; the site's pages
  ['face/*'],
  ['app'],
];

const PURE = /^(base|protocol|core)\//;
// What only tests are built from; it may read its data.
const TEST = /(^|\/)(test_[^/]*|[^/]*_test\.(cpp|h)|[^/]*_test_environment\.h)$/;

// No I/O, no clock, no thread (DESIGN: "The house"). Names stand in code, not in comments or strings.
const IMPURE_INCLUDES =
  /^(thread|mutex|shared_mutex|condition_variable|future|stop_token|semaphore|latch|barrier|chrono|ctime|time\.h|fstream|iostream|filesystem|random|unistd\.h|fcntl\.h|poll\.h|pthread\.h|netdb\.h|ifaddrs\.h|(sys|netinet|arpa)\/.*|boost\/(asio|beast)[./].*|rocksdb\/.*|libpq.*|spdlog\/.*|prometheus\/.*)$/;
const IMPURE_WORDS = [
  /\b(system_clock|steady_clock|high_resolution_clock|random_device)\b/,
  /\btime\s*\(\s*(nullptr|NULL|0|&)/,
  /(?<!\.|->)\b(clock_gettime|gettimeofday|localtime|localtime_r|gmtime|mktime|getenv|setenv|rand|srand)\s*\(/,
  /(?<!\.|->)\b(fopen|freopen|ifstream|ofstream|fstream|mmap|socket|sleep|usleep|nanosleep|fork|system)\s*\(/,
  /\bstd::(thread|jthread|mutex|async|cout|cerr|clog|cin)\b/,
  /\bthread_local\b/,
];
// What a room may touch all the same, and why.
const EXCEPTIONS = [
  // Reads the system's time zones, once, at start.
  { file: 'base/zone.cpp', what: /<date\/tz\.h>/ },
  // Whether a failed assertion throws is a matter of the thread that decides.
  { file: 'base/assert.cpp', what: /^thread_local/ },
  // Says why the process ends, which must not wait for a reader.
  { file: 'base/last_words.cpp', what: /^<(fcntl|limits|poll|time|unistd|sys\/socket|sys\/stat)\.h>$|^clock_gettime/ },
];

function filesBelow(directory, ending) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return filesBelow(path, ending);
    return ending.test(entry.name) ? [path] : [];
  });
}

/** "core/charging/rating.h" → "core/charging" */
const roomOf = (path) => path.split('/').slice(0, -1).join('/');

/** How high a room stands, or -1. */
function floorOf(room) {
  const named = FLOORS.findIndex((rooms) => rooms.includes(room));
  if (named >= 0) return named;
  return FLOORS.findIndex((rooms) => rooms.includes(room.replace(/\/[^/]+$/, '/*')) && room.includes('/'));
}

/** Blanks comments and the insides of strings, keeping lines. */
export function code(text) {
  const pattern =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|R"([^( )]*)\([\s\S]*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'/g;
  return text.replace(pattern, (match) => {
    const blank = match.replace(/[^\n]/g, ' ');
    return match.startsWith('/') ? blank : `""${blank.slice(2)}`;
  });
}

function sources(directory) {
  const root = join(directory, 'src');
  return filesBelow(root, /\.(h|cpp)$/).map((path) => {
    const text = readFileSync(path, 'utf8');
    // Where an include stands in a comment, its "#" is blanked.
    const bare = code(text).split('\n');
    const lines = text.split('\n').map((line, i) => ({ number: i + 1, code: bare[i], line }));
    const includes = lines.flatMap(({ number, line, code: bareLine }) => {
      const match = /^\s*#\s*include\s*(["<])([^">]+)[">]/.exec(line);
      return match && bareLine.includes('#') ? [{ number, own: match[1] === '"', what: match[2] }] : [];
    });
    return { path: relative(root, path), lines, includes };
  });
}

/** Includes that point up or aside, and rooms that stand nowhere. */
export function arrows(directory) {
  const findings = new Set();
  for (const { path, includes } of sources(directory)) {
    const room = roomOf(path);
    const floor = floorOf(room);
    if (floor < 0) findings.add(`src/${path}: the room ${room || 'src'} stands on no floor (tests/house/house.js)`);
    for (const { number, own, what } of includes) {
      if (!own) continue;
      const used = roomOf(what);
      if (used === room) continue;
      if (floorOf(used) < 0) findings.add(`src/${path}:${number}: "${what}" is in no room (write it from src/)`);
      else if (floor >= 0 && floorOf(used) >= floor) {
        findings.add(`src/${path}:${number}: ${room} may not use ${used} ("${what}")`);
      }
    }
  }
  return [...findings];
}

/** The same arrows as CMake has them: airperk_room(core/charging USES core/programme base LINKS ...). */
export function linkArrows(directory) {
  const findings = [];
  const text = filesBelow(join(directory, 'src'), /^CMakeLists\.txt$/)
    .map((path) => readFileSync(path, 'utf8').replace(/#.*/g, ''))
    .join('\n');
  for (const [, content] of text.matchAll(/airperk_room\(([^)]*)\)/g)) {
    const [room, ...words] = content.trim().split(/\s+/);
    let list;
    for (const word of words) {
      if (/^(TEST_)?(USES|LINKS)$/.test(word)) list = word;
      else if (list === 'USES' && floorOf(word) >= floorOf(room)) {
        findings.push(`src/CMakeLists.txt: ${room} may not be linked with ${word}`);
      }
    }
  }
  return findings;
}

/** Clocks, sockets, files and threads in rooms that promise to have none. */
export function impurities(directory) {
  const findings = [];
  for (const { path, lines, includes } of sources(directory)) {
    if (!PURE.test(path) || TEST.test(path)) continue;
    const excepted = (what) => EXCEPTIONS.some((e) => e.file === path && e.what.test(what));
    for (const { number, own, what } of includes) {
      if (!own && (IMPURE_INCLUDES.test(what) || what === 'date/tz.h') && !excepted(`<${what}>`)) {
        findings.push(`src/${path}:${number}: <${what}> in a pure room`);
      }
    }
    for (const { number, code: line } of lines) {
      const word = IMPURE_WORDS.map((pattern) => pattern.exec(line)).find(Boolean);
      if (word && !excepted(word[0])) findings.push(`src/${path}:${number}: "${word[0]}" in a pure room`);
    }
  }
  return findings;
}

// Written so that this file does not hold what it looks for.
const ELSEWHERE = [
  { what: /\.\.\/shared\b/, why: 'speaks of a folder outside the project' },
  { what: /\bregistry\.\w[\w-]*\.\w+/, why: "names a registry's host" },
  { what: /\b(deb|security|ftp)\.debian\.\w+/, why: "names a mirror's host" },
  { what: /\b(pypi|npmjs|rubygems|crates)\.(org|com|io)\b/, why: "names a registry's host" },
  { what: /^\s*"resolved":/, why: 'says where a package was fetched from' },
  { what: /\.to(?:Spliced|Sorted|Reversed)\(/, why: 'needs a later Node than Debian 12 has' },
];

/** Tracked files that lean on what lies outside the project. `read` gives a file's text. */
export function leanings(files, read) {
  return files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, i) =>
        ELSEWHERE.filter(({ what }) => what.test(line)).map(({ why }) => `${file}:${i + 1}: ${why}`),
      ),
  );
}

// A wait that nothing ends is one that says nothing either.
const UNLIMITED = [
  { what: /\bnew Promise\((?!.*says within\(\))/, why: 'a promise without a limit: promised()' },
  { what: /\bonce\b[^;]*from 'node:events'/, why: 'an event without a limit: happens()' },
  { what: /\bwhile \((?!.*(late|Date\.now)).*\) await /, why: 'a loop without a limit: until()' },
];

/** Waits of the tests that have no limit, or have one that does not say what was waited for. */
export function unlimited(files, read) {
  return files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, i) =>
        UNLIMITED.filter(({ what }) => what.test(line)).map(({ why }) => `${file}:${i + 1}: ${why} of tests/lib/until.js`),
      ),
  );
}
