// The commands, as an operator types them.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BINARY, PROJECT, Server } from '../lib/server.js';
import { closes, happens, listens, promised } from '../lib/until.js';

const HEADER = 'msisdn,imsi,brand,tariff,language,main\n';

let directory;
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'airperk-cli-'));
});
after(() => rmSync(directory, { recursive: true }));

const airperk = (...options) => spawnSync(BINARY, options, { encoding: 'utf8', cwd: directory, timeout: 60_000 });
const file = (name, text) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

/** Status 2 and one line on standard error that says this. */
function assertRefused({ status, stdout, stderr }, says) {
  assert.equal(status, 2, stdout + stderr);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
  assert.match(stderr, says);
}

/** Runs `use` with a server that has not been started; its files go afterwards. */
async function withServer(use) {
  const server = await Server.make();
  try {
    await use(server);
  } finally {
    await server.remove();
  }
}

const member = (server, number) => server.http.expect(200, 'GET', `/v1/subscribers/${number}`).then(({ json }) => json);

// --- what is wrong is said in one line ---

const WRONG = {
  'no command': [[], /--help/],
  'an unknown command': [['surve'], /surve/],
  'an unknown option': [['serve', '--confg', 'x'], /--confg/],
  'a configuration that is not there': [['serve', '--config', 'none.toml'], /none\.toml/],
  'a CSV that is not there': [['import', 'none.csv'], /none\.csv: cannot be read/],
  'a role that is none': [['token', '--role', 'king'], /"king"; write admin, provisioning/],
  'a partner of another role': [['token', '--role', 'care', '--partner', 'Coffee'], /--partner is for the role partner/],
  'a programme that is not there': [['check', 'none.toml'], /none\.toml/],
  'a demo for others than this machine': [['demo', '--listen', '0.0.0.0:8555'], /loopback/],
  'a demo of no day': [['demo', '--now', '2026-02-30T10:00:00Z'], /--now is "2026-02-30T10:00:00Z"; write/],
  'a demo of nobody': [['demo', '--subscribers', '0'], /subscribers/],
};
for (const [what, [options, says]] of Object.entries(WRONG)) {
  test(`${what}: one line and status 2`, () => assertRefused(airperk(...options), says));
}

const CONFIGURATIONS = {
  'an unknown key': ['[store]\nengin = "embedded"\n', /:2: unknown key "engin"; did you mean "engine"\?/],
  'an engine of later': ['[store]\nengine = "postgres"\n', /:2: store\.engine "postgres" is not in this version/],
  'a wrong type': ['[http]\nlisten = 8555\n', /:2: /],
  'exports to nowhere': ['[exports]\nrotate_rows = 10\n', /:1: .*directory/],
  'a voice gateway over https': ['[voice]\ngateway = "https://pbx/calls"\n', /:2: .*"http:\/\/127/],
  'a voice gateway without a host': ['[voice]\ngateway = "http:///calls"\n', /:2: .*gateway.*URL/],
  'calls to nowhere': ['[voice]\ncalls_at_once = 5\n', /:1: .*gateway/],
  'no calls at once': ['[voice]\ngateway = "http://pbx"\ncalls_at_once = 0\n', /:3: .*calls_at_once/],
  'no TOML': ['[http\n', /:1: /],
  'an unknown profile': [
    '[[smpp]]\nname = "g"\nconnect = "127.0.0.1:2775"\nsystem_id = "a"\npassword = "b"\nserves = ["ussd"]\nprofile = "x"\n',
    /:7: .*"standard"/,
  ],
  'an unknown kind of long messages': [
    '[[smpp]]\nname = "g"\nconnect = "127.0.0.1:2775"\nsystem_id = "a"\npassword = "b"\nserves = ["sms"]\nlong_messages = "x"\n',
    /:7: .*"udh"/,
  ],
};
for (const [what, [text, says]] of Object.entries(CONFIGURATIONS)) {
  test(`a configuration with ${what}: file, line and mend`, () => {
    assertRefused(airperk('serve', '--config', file('wrong.toml', text)), says);
  });
}

test('--version and --help are answers, not errors', () => {
  assert.match(airperk('--version').stdout, /^airperk \d+\.\d+\.\d+\n$/);
  const { status, stdout } = airperk('--help');
  assert.equal(status, 0);
  for (const command of ['serve', 'demo', 'check', 'import', 'verify', 'token', 'backup', 'restore']) assert.ok(stdout.includes(command));
});

// --- check ---

test('check finds nothing in the shipped programme, and all of what is wrong in another', () => {
  const good = airperk('check', join(PROJECT, 'programme/smart.toml'));
  assert.equal(good.status, 0);
  assert.match(good.stdout, /good/);
  cpSync(join(PROJECT, 'programme'), join(directory, 'programme'), { recursive: true });
  const name = join(directory, 'programme/smart.toml');
  const text = readFileSync(name, 'utf8');
  writeFileSync(name, text.replace('Asia/Almaty', 'Asia/Nowhere').replace('amount = 500', 'amount = -5'));
  const { status, stderr } = airperk('check', name);
  assert.equal(status, 2);
  const lines = stderr.trim().split('\n');
  assert.equal(lines.length, 2, stderr);
  assert.match(lines[0], /smart\.toml:\d+: unknown time zone/);
  assert.match(lines[1], /smart\.toml:\d+: "amount" is negative/);
});

// --- import ---

const ROWS = `77010000001,401020000000001,activ,Time to Talk,ru,10.5
not a number,401020000000002,activ,Time to Talk,ru,1
77010000001,401020000000003,activ,Time to Talk,ru,99
77010000003,,activ,No such tariff,ru,1
77010000004,,kcell,Beseda,kk,0.000000001
`;

function assertImported({ status, stdout, stderr }) {
  assert.equal(status, 1, stderr); // some rows are bad
  assert.match(stdout, /^2 imported, 0 updated, 1 skipped, 2 bad$/m);
  for (const line of [/:3: .*not a number/, /:4: .*known already/, /:5: .*tariff/]) assert.match(stderr, line);
}

test('an import without a server: bad rows by line, known numbers skipped', async () => {
  await withServer(async (server) => {
    assertImported(server.command('import', file('rows.csv', HEADER + ROWS)));
    await server.start();
    assert.equal((await member(server, '77010000001')).main, '10.5');
    assert.equal((await member(server, '77010000004')).main, '0.000000001');
    await server.stop();
  });
});

test('an import goes through the running server; --update changes brand, tariff and language only', async () => {
  await withServer(async (server) => {
    await server.start();
    assertImported(server.command('import', file('rows.csv', HEADER + ROWS)));
    const update = file('update.csv', `${HEADER}77010000001,401020000000001,kcell,Beseda,kk,99999\n`);
    const { status, stdout } = server.command('import', '--update', update);
    assert.equal(status, 0);
    assert.match(stdout, /^0 imported, 1 updated, 0 skipped, 0 bad$/m);
    const { brand, tariff, language, main } = await member(server, '77010000001');
    assert.deepEqual({ brand, tariff, language, main }, { brand: 'kcell', tariff: 'Beseda', language: 'kk', main: '10.5' });
    await server.stop();
  });
});

test('a quotation mark too many costs its own row', async () => {
  await withServer(async (server) => {
    const rows = Array.from({ length: 50 }, (_, i) => `${77012000000 + i},,${i === 2 ? '"' : ''}activ,Time to Talk,ru,1\n`);
    const { status, stdout, stderr } = server.command('import', file('quote.csv', HEADER + rows.join('')));
    assert.equal(status, 1);
    assert.match(stdout, /^49 imported, 0 updated, 0 skipped, 1 bad$/m);
    assert.match(stderr, /quote\.csv:4: a quoted field does not end/);
  });
});

test('semicolons, tabs and national numbers are understood; UTF-16 and a decimal comma refused by name', async () => {
  await withServer(async (server) => {
    for (const [i, separator] of [';', '\t'].entries()) {
      const text = (HEADER + `7702000000${i},,activ,Beseda,ru,1\n8 (702) 000-01-0${i},,activ,Beseda,ru,1\n`).replaceAll(',', separator);
      const { status, stdout, stderr } = server.command('import', file(`other${i}.csv`, text));
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^2 imported/m);
    }
    await server.start();
    assert.equal((await member(server, '77020000100')).main, '1');
    await server.stop();
    const utf16 = server.command('import', file('utf16.csv', Buffer.from(`\uFEFF${HEADER}`, 'utf16le')));
    assert.equal(utf16.status, 1);
    assert.match(utf16.stderr, /UTF-16/);
    const comma = server.command('import', file('comma.csv', `${HEADER}77020000009;;activ;Beseda;ru;1,5\n`.replace(HEADER, HEADER.replaceAll(',', ';'))));
    assert.equal(comma.status, 1);
    assert.match(comma.stderr, /"1,5" is not an amount of tenge; write one such as 16\.7/);
  });
});

test('a CSV with another header is refused, and nothing of it is taken', async () => {
  await withServer(async (server) => {
    const { status, stderr } = server.command('import', file('other.csv', 'number,name\n77010000001,x\n'));
    assert.notEqual(status, 0);
    assert.match(stderr, /other\.csv:1: /);
  });
});

// --- token, backup, verify ---

test("the admin token is made at the first start, for its owner's eyes; others have their roles", async () => {
  await withServer(async (server) => {
    await server.start();
    assert.equal(statSync(join(server.directory, 'token')).mode & 0o777, 0o600);
    for (const name of ['secret', 'token-secret']) assert.equal(statSync(join(server.store, name)).mode & 0o777, 0o600);
    const token = server.token('finance');
    const json = { imsi: '401020000000001', brand: 'activ', tariff: 'Beseda', language: 'kk', main: '1' };
    const refused = await server.http.send('PUT', '/v1/subscribers/77010000001', { json, token });
    assert.equal(refused.status, 403);
    await server.stop();
  });
});

test('a backup taken while it runs opens by itself; what came later is not in it', async () => {
  await withServer(async (server) => {
    await server.start();
    server.command('import', file('one.csv', `${HEADER}77010000001,,activ,Beseda,ru,5\n`));
    const copy = join(directory, 'copy');
    const { status, stderr } = server.command('backup', copy);
    assert.equal(status, 0, stderr);
    server.command('import', file('two.csv', `${HEADER}77010000002,,activ,Beseda,ru,5\n`));
    const again = server.command('backup', copy);
    assert.notEqual(again.status, 0);
    assert.match(again.stderr, /does not exist/);
    await server.stop();

    const restored = await Server.make({ store: copy });
    try {
      await restored.start();
      assert.equal((await member(restored, '77010000001')).main, '5');
      await restored.http.expect(404, 'GET', '/v1/subscribers/77010000002');
      // It does not know what was sent since: a person lets contacts go on, once.
      const stopped = async () => (await restored.http.expect(200, 'GET', '/v1/campaigns')).json.stopped;
      assert.equal(await stopped(), true);
      await restored.http.expect(200, 'POST', '/v1/contacts/resume', { json: { by: 'compliance' } });
      await restored.stop();
      await restored.start();
      assert.equal(await stopped(), false);
      await restored.stop();
      assert.equal(restored.command('verify').status, 0);
    } finally {
      await restored.remove();
    }
  });
});

test('verify reads beside the running server', async () => {
  await withServer(async (server) => {
    await server.start();
    server.command('import', file('rows.csv', HEADER + ROWS));
    const { status, stdout } = server.command('verify');
    assert.equal(status, 0);
    assert.match(stdout, /2 subscribers/);
    assert.match(stdout, /^0 findings$/m);
    await server.stop();
  });
});

test('a second server on the same store is told so', async () => {
  await withServer(async (server) => {
    await server.start();
    const { status, stderr } = server.command('serve');
    assert.notEqual(status, 0);
    assert.match(stderr, /another process has it open; stop that one first/);
    await server.stop();
  });
});

test('a first start needs no file but its configuration, and ends gently on SIGTERM', async () => {
  await withServer(async (server) => {
    const child = spawn(BINARY, ['serve', '--config', server.config], { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    while (!/ready:/.test(log)) {
      const [data] = await happens('a line that says ready', child.stderr, 'data');
      log += data;
    }
    const ended = happens('the end of airperk', child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  });
});

test('nothing is sent to who listens where airperk should, and is not airperk', async () => {
  const server = await Server.start();
  try {
    await server.stop();
    let heard = '';
    const impostor = createServer((connection) => {
      connection.on('data', (data) => {
        heard += data;
        const body = '{"status":"up","proof":"0123456789abcdef0123456789abcdef"}';
        connection.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
      });
      connection.on('error', () => {});
    });
    await listens(impostor, server.httpPort);
    const account = await promised('the end of the command', (resolve, reject) => {
      const command = spawn(BINARY, ['account', '--config', server.config, '--name', 'boss', '--role', 'admin']);
      let stderr = '';
      command.stderr.on('data', (data) => { stderr += data; });
      command.stdin.end('correct horse battery\n');
      command.on('error', reject);
      command.on('close', (status) => resolve({ status, stderr }));
    });
    await closes(impostor);
    assert.equal(account.status, 2);
    assert.match(account.stderr, /what answers there is not the server of .*, and was sent nothing/);
    assert.match(heard, /^GET \/health\?challenge=[0-9a-f]{64} /);
    assert.ok(!/authorization|password|boss/i.test(heard), heard);
    await server.start();
    assert.equal((await server.http.get(`/health?challenge=${'a'.repeat(64)}`, { token: null })).json.proof.length, 64);
    assert.equal(server.command('account', '--name', 'none', '--role', 'king').status, 2);
  } finally {
    await server.remove();
  }
});
