// SIGHUP: the log's file is opened again, and what can be reread is, all of it or nothing.

import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROJECT, Server } from '../lib/server.js';
import { until } from '../lib/until.js';

/** A server whose programme, words and log are files of its own. */
async function withFiles(use) {
  const server = await Server.make();
  try {
    const at = (name) => join(server.directory, name);
    cpSync(join(PROJECT, 'programme'), at('programme'), { recursive: true });
    const files = {
      programme: at('programme/smart.toml'),
      words: at('programme/site/en.toml'),
      log: at('airperk.log'),
    };
    const configure = (change = (text) => text) => {
      const text = `[programme]\nfile = "programme/smart.toml"\n[site]\nwords = "programme/site"\n[log]\nfile = "airperk.log"\n${readFileSync(server.config, 'utf8')
        .replace(/\[programme\]\nfile = .*\n/, '')}`;
      writeFileSync(server.config, change(text));
    };
    configure();
    const changed = (file, change) => writeFileSync(file, change(readFileSync(file, 'utf8')));
    const logged = () => readFileSync(files.log, 'utf8');
    /** The line that a reload writes. */
    const reloads = async () => {
      const before = logged().length;
      server.signal('SIGHUP');
      const line = () => /^.*(reloaded|refused to reload).*$/m.exec(existsSync(files.log) ? logged().slice(before) : '')?.[0];
      await until('a line of the reload', line);
      return line();
    };
    await server.start();
    await use({ server, files, changed, reloads, logged });
    assert.equal((await server.stop()).code, 0);
  } finally {
    await server.remove();
  }
}

const programmeOf = async (server) => (await server.http.expect(200, 'GET', '/v1/programme')).json;

test('nothing new is nothing taken over', async () => {
  await withFiles(async ({ reloads }) => assert.match(await reloads(), /reloaded .*airperk\.toml: the site's words$/));
});

test('the log goes on in a new file once the old one was moved away, and last words go there too', async () => {
  await withFiles(async ({ server, files, reloads, logged }) => {
    await until('the line of the start', () => /ready: /.test(logged()));
    assert.equal(server.log.includes('ready: '), false);
    renameSync(files.log, `${files.log}.1`);
    writeFileSync(files.log, '');
    await reloads();
    await server.http.send('GET', '/v1/clock', { token: 'forged' });
    await until('a line in the new file', () => /refused, from/.test(logged()));
    assert.doesNotMatch(readFileSync(`${files.log}.1`, 'utf8'), /refused, from/);
  });
});

test('a new programme and new words take force', async () => {
  await withFiles(async ({ server, files, changed, reloads }) => {
    const before = await programmeOf(server);
    changed(files.programme, (text) => text.replace('amount = 500', 'amount = 400'));
    changed(files.words, (text) => text.replace(/^(title|name|headline|home) = ".*"$/m, '$1 = "Quite another word"'));
    assert.match(await reloads(), /reloaded .*: the programme, version 2, the site's words$/);
    const after = await programmeOf(server);
    assert.equal(after.version, before.version + 1);
    assert.equal(after.bonus.amount, '400');
  });
});

test('a programme that came over HTTP meanwhile stays, where nobody has touched the file', async () => {
  await withFiles(async ({ server, files, reloads }) => {
    const names = ['smart.toml', 'tariffs.toml', 'texts.toml', 'terms/v1.kk.txt', 'terms/v1.ru.txt', 'terms/v1.en.txt'];
    const read = (name) => readFileSync(join(server.directory, 'programme', name), 'utf8');
    const json = { main_file: 'smart.toml', files: Object.fromEntries(names.map((name) => [name, read(name)])) };
    json.files['smart.toml'] = json.files['smart.toml'].replace('amount = 500', 'amount = 300');
    await server.http.expect(201, 'POST', '/v1/programme', { json });
    assert.ok(existsSync(files.programme));
    assert.doesNotMatch(await reloads(), /programme, version/);
    assert.equal((await programmeOf(server)).bonus.amount, '300');
  });
});

const BAD = {
  'a programme that is not sound': [({ changed, files }) => changed(files.programme, (text) => text.replace('amount = 500', 'amount = -5')), /smart\.toml:\d+: "amount" is negative/],
  'a programme of another zone': [({ changed, files }) => changed(files.programme, (text) => text.replace('Asia/Almaty', 'Europe/Vienna')), /smart\.toml: .*zone/],
  'words that are none': [({ changed, files }) => changed(files.words, () => '[nothing]\n'), /en\.toml:\d+: /],
  'a configuration that is none': [({ changed, server }) => changed(server.config, (text) => `${text}\nalow = 5\n`), /airperk\.toml:\d+: unknown key/],
  'an allow list that is none': [({ changed, server }) => changed(server.config, (text) => text.replace('[gy]', '[gy]\nallow = ["everyone"]')), /everyone/],
};
for (const [what, [spoil, says]] of Object.entries(BAD)) {
  test(`${what}: one line, and everything is as it was`, async () => {
    await withFiles(async (all) => {
      const { server, files, changed, reloads } = all;
      const config = readFileSync(server.config, 'utf8');
      const before = await programmeOf(server);
      // Something good goes along, and is not taken either.
      if (!/programme/.test(what)) changed(files.programme, (text) => text.replace('amount = 500', 'amount = 400'));
      spoil(all);
      const line = await reloads();
      assert.match(line, /refused to reload, everything is as it was: /);
      assert.match(line, says);
      assert.deepEqual(await programmeOf(server), before);
      writeFileSync(server.config, config);
    });
  });
}

test('who may connect changes without a restart; what needs one is named', async () => {
  await withFiles(async ({ server, changed, reloads }) => {
    const { DiameterClient } = await import('../lib/diameter.js');
    const client = await DiameterClient.connect(server.gyPort);
    const goodbye = new Set();
    client.goodbye = () => goodbye.add('said');
    const config = readFileSync(server.config, 'utf8');
    changed(server.config, (text) => text.replace('[gy]', '[gy]\nallow = ["10.0.0.0/8"]\norigin_host = "another.example"').replace('[http]\nlisten = "127.0.0.1:', '[http]\nlisten = "127.0.0.2:'));
    assert.match(await reloads(), /reloaded .*: \[gy\] allow, the site's words; needs a restart, and is as it was: \[http\] listen, \[gy\] origin_host$/);
    await until('the goodbye', () => goodbye.size > 0);
    await assert.rejects(DiameterClient.connect(server.gyPort), /3010/);
    writeFileSync(server.config, config);
    assert.match(await reloads(), /\[gy\] allow/);
    (await DiameterClient.connect(server.gyPort)).drop();
  });
});
