// What stands where a file should: a pipe, a directory, a link to nothing, what is empty or was changed. Nobody waits for
// it; it is named, with what mends it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BINARY, Server } from '../lib/server.js';

const ODD = {
  'a pipe': (path) => assert.equal(spawnSync('mkfifo', [path]).status, 0),
  'a directory': (path) => mkdirSync(path),
  'a link to nothing': (path) => symlinkSync('nowhere', path),
};

let server;
let good; // the store as it was closed
let token; // a carer's

before(async () => {
  server = await Server.start();
  token = server.token('care');
  await server.http.expect(201, 'PUT', '/v1/subscribers/77010000001', {
    json: { imsi: '401020000000001', brand: 'activ', tariff: 'Time to Talk', language: 'en', main: '100' },
  });
  await server.stop();
  good = join(server.directory, 'good');
  cpSync(server.store, good, { recursive: true });
});
after(() => server?.remove());

function asItWas() {
  rmSync(server.store, { recursive: true });
  cpSync(good, server.store, { recursive: true });
}

/** Status not 0, and one line that says this: at once, for nothing is waited for. */
function isRefused(says, ...command) {
  const { status, stderr, error } = spawnSync(BINARY, [command[0], '--config', server.config, ...command.slice(1)], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.equal(error, undefined, `${command[0]} waits`);
  assert.ok(status > 0, `${command[0]}: not refused`);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
  assert.match(stderr, says);
}

const named = (pattern) => readdirSync(good).find((name) => pattern.test(name));

for (const [kind, makes] of Object.entries(ODD)) {
  for (const pattern of [/^CURRENT$/, /^head$/, /^log-.*\.log$/, /^MANIFEST-/, /^OPTIONS-/, /\.sst$/, /^secret$/]) {
    test(`${kind} in the place of ${pattern}: a start, verify and repair name it`, () => {
      asItWas();
      const name = named(pattern);
      assert.ok(name, `none of ${readdirSync(good)}`);
      rmSync(join(server.store, name));
      makes(join(server.store, name));
      const says = new RegExp(`${name.replaceAll('.', '\\.')}.*(is no file; put the file back, or restore a backup|put it back|put them back)`);
      for (const command of ['serve', 'verify', 'repair']) isRefused(says, command);
    });
  }

  test(`${kind} in the place of the key for tokens, or of the admin's token`, () => {
    asItWas();
    const own = readFileSync(join(server.directory, 'token'));
    for (const path of [join(server.store, 'token-secret'), join(server.directory, 'token')]) {
      rmSync(path);
      makes(path);
      isRefused(/(token-secret|token).*(is no file; put the file back|put the file back)/, 'serve');
      rmSync(path, { recursive: true });
      cpSync(join(good, 'token-secret'), join(server.store, 'token-secret'));
    }
    writeFileSync(join(server.directory, 'token'), own);
  });

  test(`${kind} in the place of a backup's manifest`, () => {
    asItWas();
    const backup = join(server.directory, 'backup');
    assert.equal(server.command('backup', backup).status, 0);
    const manifest = join(backup, 'backup.manifest');
    rmSync(manifest);
    makes(manifest);
    rmSync(server.store, { recursive: true });
    isRefused(/backup\.manifest/, 'restore', backup);
    mkdirSync(server.store);
    rmSync(backup, { recursive: true });
  });
}

test("an empty admin's token lets nobody in, and is told", () => {
  asItWas();
  const path = join(server.directory, 'token');
  const own = readFileSync(path);
  for (const text of ['', '\n', '\r\n']) {
    writeFileSync(path, text);
    isRefused(/token: is empty: nobody could be let in; write a token into it, or remove it/, 'serve');
  }
  writeFileSync(path, own);
});

test('a key for tokens of which an octet was changed is told: every token would be void', async () => {
  const path = join(server.store, 'token-secret');
  const own = readFileSync(join(good, 'token-secret'));
  for (const at of [0, 31, own.length - 1]) {
    asItWas();
    const changed = Buffer.from(own);
    changed[at] ^= 1;
    writeFileSync(path, changed);
    isRefused(/token-secret: is damaged; remove it and start again: tokens made before are then void/, 'serve');
    isRefused(/token-secret: is damaged/, 'token', '--role', 'care');
  }
});

test('a key for tokens of an earlier edition, which has nothing to tell that by, goes on', async () => {
  asItWas();
  writeFileSync(join(server.store, 'token-secret'), readFileSync(join(good, 'token-secret')).subarray(0, 32));
  await server.start();
  await server.http.expect(200, 'GET', '/v1/subscribers/77010000001', { token });
  await server.stop();
});

test('a token is made of a store, and not of a backup, which would be none any more', () => {
  asItWas();
  const backup = join(server.directory, 'backup');
  assert.equal(server.command('backup', backup).status, 0);
  rmSync(server.store, { recursive: true });
  cpSync(backup, server.store, { recursive: true });
  isRefused(/store: is a backup.*airperk restore/, 'token', '--role', 'care');
  assert.ok(!existsSync(join(server.store, 'token-secret')));
});
