import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { arrows, code, impurities, leanings, linkArrows, unlimited } from './house.js';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const none = (findings) => assert.equal(findings.length, 0, `\n${findings.join('\n')}`);
const sha256 = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);

test('no room uses a room above it or beside it', () => none(arrows(PROJECT)));
test('no room is linked with a room above it or beside it', () => none(linkArrows(PROJECT)));
test('pure rooms have no clock, socket, file or thread', () => none(impurities(PROJECT)));

const files = execFileSync('git', ['ls-files', '-z'], { cwd: PROJECT, encoding: 'utf8' }).split('\0');
const text = (file) => readFileSync(join(PROJECT, file), 'latin1');

test('every wait of the tests has a limit and says what it waited for', () => {
  const own = ['tests/lib/until.js', 'tests/house/house.js', 'tests/house/house.test.js'];
  none(unlimited(files.filter((file) => /^tests\/.*\.js$/.test(file) && !own.includes(file)), text));
});

test('nothing tracked leans on a folder outside or names a registry', () => {
  none(leanings(files.filter((file) => file && !/\.(png|jpe?g|ico|woff2?|pcap)$/.test(file)), text));
});

// The rule book and the scenarios are others' promises as well: a change to them is a decision, made here too.
const GIVEN = {
  'docs/RULES.md': 'ec74990c62f38e74',
  'docs/programme-terms.txt': 'dd043f07bd6cc7a1',
  'tests/acceptance/features/bonus.feature': '3baa48833fd4d81f',
  'tests/acceptance/features/contacts.feature': 'b7ad1423b72534e0',
  'tests/acceptance/features/membership.feature': '7eb18b34c033b7bc',
  'tests/acceptance/features/numbers.feature': '630f46c3e0dcc3a1',
  'tests/acceptance/features/precedence.feature': 'e17c14831222c2a2',
  'tests/acceptance/features/usage.feature': 'b0f6378e6824a9ff',
};

for (const [file, hash] of Object.entries(GIVEN)) {
  test(`${file} is as it was given`, () => {
    assert.equal(sha256(readFileSync(join(PROJECT, file))), hash);
  });
}

// A tiny house with everything wrong in it: the tests above can fail.
const WRONG = {
  'src/CMakeLists.txt':
    'airperk_room(base)\nairperk_room(core/charging USES core/programme store LINKS fmt::fmt TEST_USES engine)\n',
  'src/base/amount.h': '#include "core/programme/tariff.h"\n',
  'src/base/zone.cpp': '#include <date/tz.h>\n',
  'src/protocol/gsm/text.h': '#include "base/amount.h"\n',
  'src/protocol/smpp/pdu.h': '#include "protocol/gsm/text.h"\n#include "protocol/diameter/avp.h"\n',
  'src/protocol/diameter/avp.h': '',
  'src/core/programme/tariff.h': '#include <date/tz.h>\n#include <chrono>\n',
  'src/core/charging/rating.cpp':
    '#include "core/programme/tariff.h"\n// #include "app/main.h"\n// system_clock\nauto t = std::chrono::system_clock::now();\n' +
    'const char* text = "getenv(";\nint x = b ? 1\'000 : getenv("X");\nstd::mutex m;\nrecord.rand();\nauto u = std::time(nullptr);\n',
  'src/core/charging/rating_test.cpp': '#include <fstream>\n#include "engine/engine.h"\n',
  'src/core/charging/test_tariffs.h': '#include <fstream>\n',
  'src/store/port.h': '#include "store/embedded/engine.h"\n',
  'src/store/embedded/engine.h': '#include "store/port.h"\n#include "store/memory/engine.h"\n#include <mutex>\n',
  'src/store/memory/engine.h': '',
  'src/engine/engine.h': '#include "face/gy/link.h"\n#include <thread>\n',
  'src/face/gy/link.h': '#include "face/rest/routes.h"\n#include "engine/engine.h"\n#include "link.h"\n',
  'src/face/rest/routes.h': '#include "jobs/sweeper.h"\n',
  'src/jobs/sweeper.h': '',
  'src/attic/old.h': '',
};

test('the tests of the house can fail', () => {
  const directory = mkdtempSync(join(tmpdir(), 'house-'));
  try {
    for (const [file, text] of Object.entries(WRONG)) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), text);
    }
    assert.deepEqual(arrows(directory).sort(), [
      'src/attic/old.h: the room attic stands on no floor (tests/house/house.js)',
      'src/base/amount.h:1: base may not use core/programme ("core/programme/tariff.h")',
      'src/core/charging/rating_test.cpp:2: core/charging may not use engine ("engine/engine.h")',
      'src/engine/engine.h:1: engine may not use face/gy ("face/gy/link.h")',
      'src/face/gy/link.h:1: face/gy may not use face/rest ("face/rest/routes.h")',
      'src/face/gy/link.h:3: "link.h" is in no room (write it from src/)',
      'src/protocol/smpp/pdu.h:2: protocol/smpp may not use protocol/diameter ("protocol/diameter/avp.h")',
      'src/store/embedded/engine.h:2: store/embedded may not use store/memory ("store/memory/engine.h")',
      'src/store/port.h:1: store may not use store/embedded ("store/embedded/engine.h")',
    ]);
    assert.deepEqual(linkArrows(directory), ['src/CMakeLists.txt: core/charging may not be linked with store']);
    assert.deepEqual(impurities(directory).sort(), [
      'src/core/charging/rating.cpp:4: "system_clock" in a pure room',
      'src/core/charging/rating.cpp:6: "getenv(" in a pure room',
      'src/core/charging/rating.cpp:7: "std::mutex" in a pure room',
      'src/core/charging/rating.cpp:9: "time(nullptr" in a pure room',
      'src/core/programme/tariff.h:1: <date/tz.h> in a pure room',
      'src/core/programme/tariff.h:2: <chrono> in a pure room',
    ]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('what leans outside is found', () => {
  const shared = ['..', 'shared', 'x'].join('/');
  const host = ['registry', 'example', 'org'].join('.');
  const files = { a: `see ${shared}`, b: `"resolved": "x"`, c: `fine\nhttps://${host}/`, d: 'a shared folder' };
  assert.deepEqual(leanings(Object.keys(files), (file) => files[file]), [
    'a:1: speaks of a folder outside the project',
    'b:1: says where a package was fetched from',
    "c:2: names a registry's host",
  ]);
});

test('a wait without a limit is found', () => {
  const files = {
    a: "await promised('x', (resolve) => resolve());",
    b: 'return new Promise((resolve) => server.close(resolve));',
    c: 'this.ended = new Promise((resolve) => { // whoever waits for it says within()',
    d: "import { on, once } from 'node:events';",
    e: 'while (!holds()) await sleep(2);',
    f: 'while (!holds() && Date.now() < late) await sleep(2);',
  };
  assert.deepEqual(unlimited(Object.keys(files), (file) => files[file]), [
    'b:1: a promise without a limit: promised() of tests/lib/until.js',
    'd:1: an event without a limit: happens() of tests/lib/until.js',
    'e:1: a loop without a limit: until() of tests/lib/until.js',
  ]);
});

test('comments and strings are no code', () => {
  assert.equal(code('a; // time(\nb = "time(";').replace(/\s+/g, ' '), 'a; b = "" ;');
  assert.equal(code("x = 1'000'000; c = '\"'; time(0); // '"), "x = 1'000'000; c = \"\" ; time(0);     ");
  assert.ok(!code('R"x(time()x"').includes('time'));
});
