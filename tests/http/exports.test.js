// Files of charges over HTTP: listed, fetched whole, by finance alone, and nothing else of the disk.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ask, logIn, makeAccount } from '../lib/people.js';
import { Raw } from '../lib/raw.js';
import { Server } from '../lib/server.js';
import { until } from '../lib/until.js';

let server, http, directory;
before(async () => {
  server = await Server.make({ extra: '[exports]\ndirectory = "exports"\nrotate_rows = 1\n' });
  directory = join(server.directory, 'exports');
  await server.start();
  http = server.http;
  await http.expect(200, 'POST', '/v1/clock', { json: { now: '2016-03-05T10:00:00+06:00' } });
  await http.expect(201, 'PUT', '/v1/subscribers/77010000001', { json: { brand: 'activ', tariff: 'Beseda', language: 'ru', main: '10' } });
  for (let i = 1; i <= 3; ++i) {
    await http.expect([200, 201], 'POST', '/v1/subscribers/77010000001/adjustments', { json: { amount: '1', reason: `no ${i}`, by: 'a', approved_by: 'b' } });
  }
  await until('three files', async () => (await files()).files.length === 3);
});
after(() => server.remove());

const files = async (query = '') => (await http.expect(200, 'GET', `/v1/finance/exports${query}`, { token: server.token('finance') })).json;

test('finished files are listed, newest first, a page at a time', async () => {
  const all = await files();
  assert.deepEqual(all.files.map(({ name }) => name), ['charges-00000003.csv', 'charges-00000002.csv', 'charges-00000001.csv']);
  const first = await files('?limit=2');
  assert.equal(first.before, 'charges-00000002.csv');
  const second = await files(`?limit=2&before=${first.before}`);
  assert.deepEqual([second.files.map(({ name }) => name), second.before], [['charges-00000001.csv'], null]);
});

test('one is fetched whole, also a large one in parts, and HEAD has no body', async () => {
  const { text, headers } = await http.expect(200, 'GET', '/v1/finance/exports/charges-00000002.csv');
  assert.equal(text, readFileSync(join(directory, 'charges-00000002.csv'), 'utf8'));
  assert.equal(headers['content-disposition'], 'attachment; filename="charges-00000002.csv"');
  assert.match(headers['content-type'], /^text\/csv/);
  const large = `row\n${'0123456789\n'.repeat(200_000)}`;
  writeFileSync(join(directory, 'charges-00000099.csv'), large);
  assert.equal((await http.expect(200, 'GET', '/v1/finance/exports/charges-00000099.csv')).text, large);
  const raw = await Raw.open(server.httpPort);
  raw.send(`HEAD /v1/finance/exports/charges-00000099.csv HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.token('finance')}\r\n\r\n`);
  await raw.until(({ isClosed }) => isClosed);
  assert.match(raw.text, new RegExp(`content-length: ${large.length}\r\n`, 'i'));
  assert.ok(!raw.text.includes('0123456789'));
});

test('no name leads anywhere else', async () => {
  writeFileSync(join(server.directory, 'charges-00000007.csv'), 'not here');
  symlinkSync(join(server.directory, 'airperk.toml'), join(directory, 'charges-00000008.csv'));
  mkdirSync(join(directory, 'charges-00000009.csv'));
  for (const name of [
    'charges-00000007.csv', 'charges-00000008.csv', 'charges-00000009.csv', '.charges.last', 'charges-00000004.csv.part',
    '..%2Fairperk.toml', '..%2Fcharges-00000007.csv', '%2e%2e%2fcharges-00000007.csv', '..', '.', 'charges-1.csv', 'charges-00000001.csv%00',
    '%2Fetc%2Fpasswd', 'charges-00000001.csv%2F..%2F..%2Fairperk.toml', 'charges-+0000001.csv', 'charges--0000001.csv',
  ]) {
    const answer = await http.get(`/v1/finance/exports/${name}`);
    assert.ok([400, 404].includes(answer.status), `${name}: ${answer.status}`);
    assert.match(answer.headers['content-type'], /problem\+json/, name);
  }
});

test('finance and the admin alone, and who has logged in is noted', async () => {
  for (const role of ['care', 'marketing', 'compliance', 'network', 'partner', 'provisioning']) {
    const token = server.token(role);
    await http.expect(403, 'GET', '/v1/finance/exports', { token });
    await http.expect(403, 'GET', '/v1/finance/exports/charges-00000001.csv', { token });
  }
  await http.expect(401, 'GET', '/v1/finance/exports/charges-00000001.csv', { token: null });
  await makeAccount(server, 'gulnar', 'finance');
  const { cookie } = await logIn(server, 'gulnar');
  assert.equal((await ask(server, 'GET', '/v1/finance/exports/charges-00000001.csv', { headers: cookie })).status, 200);
  const { json } = await http.expect(200, 'GET', '/v1/access-log?who=gulnar');
  assert.equal(json.accesses[0].what, 'GET /v1/finance/exports/charges-00000001.csv');
});

test('where nothing is exported it says what to configure', async () => {
  const other = await Server.start();
  const { json } = await other.http.expect(404, 'GET', '/v1/finance/exports');
  assert.match(json.detail, /\[exports\]/);
  await other.remove();
});
