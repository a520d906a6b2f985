// Accounts, logins and the access log, by hand: what a browser sends, and what somebody sends who is none.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { ask, logIn, makeAccount, PASSWORD } from '../lib/people.js';
import { BINARY, Server } from '../lib/server.js';
import { until } from '../lib/until.js';

const OF = '/v1/subscribers/77011234567';
const REASON = { 'X-Reason': encodeURIComponent('тикет 4711') };
let server;

before(
  async () => {
    server = await Server.start();
    await server.http.expect(201, 'PUT', OF, { json: { brand: 'activ', tariff: 'Beseda', language: 'ru' } });
    for (const role of ['care', 'marketing', 'compliance', 'admin', 'network']) await makeAccount(server, role, role);
  },
  { timeout: 60_000 },
);
after(() => server?.remove());

const accesses = async (query = '') => (await server.http.expect(200, 'GET', `/v1/access-log?${query}`)).json.accesses;

test('a login is a cookie that no script reads and no other site sends', async () => {
  const login = await logIn(server, 'care');
  assert.match(login.setCookie, /^airperk-session=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/);
  assert.deepEqual([login.name, login.role], ['care', 'care']);
  const { headers } = await ask(server, 'POST', '/v1/session', {
    json: { name: 'care', password: PASSWORD },
    headers: { 'X-Forwarded-Proto': 'https' },
  });
  assert.match(headers['set-cookie'][0], /; Secure$/);
  const again = await ask(server, 'GET', '/v1/session', { headers: login.cookie });
  assert.equal(again.json.csrf, login.csrf);
  assert.equal((await ask(server, 'DELETE', '/v1/session', { headers: login.all })).status, 204);
  assert.equal((await ask(server, 'GET', '/v1/session', { headers: login.cookie })).status, 401);
});

test('a forged cookie is nobody', async () => {
  for (const cookie of ['airperk-session=', `airperk-session=${'0'.repeat(64)}`, 'airperk-session=../../x', `x=y; airperk-session="a"`]) {
    assert.equal((await ask(server, 'GET', '/v1/session', { headers: { Cookie: cookie } })).status, 401, cookie);
    assert.equal((await ask(server, 'GET', '/v1/accounts', { headers: { Cookie: cookie } })).status, 401, cookie);
  }
  await server.says(/refused, from 127\.0\.0\.1: /);
  assert.ok(!server.log.includes('0'.repeat(64)));
});

test('a change without the CSRF token, or from another site, is refused', async () => {
  const { all, cookie } = await logIn(server, 'marketing');
  const send = (headers) => ask(server, 'POST', '/v1/contacts/stop', { json: {}, headers });
  assert.equal((await send(cookie)).status, 403);
  assert.equal((await send({ ...cookie, 'X-CSRF-Token': '0'.repeat(64) })).status, 403);
  assert.equal((await send({ ...all, Origin: 'https://evil.example' })).status, 403);
  assert.equal((await send({ ...all, Origin: 'null' })).status, 403);
  assert.equal((await send({ ...all, 'Sec-Fetch-Site': 'cross-site' })).status, 403);
  assert.equal((await send({ ...all, Origin: `http://127.0.0.1:${server.httpPort}` })).status, 200);
  const resumed = await ask(server, 'POST', '/v1/contacts/resume', { json: {}, headers: all });
  assert.equal(resumed.status, 200);
  const login = await ask(server, 'POST', '/v1/session', {
    json: { name: 'care', password: PASSWORD },
    headers: { Origin: 'https://evil.example' },
  });
  assert.equal(login.status, 403);
});

test('a login has the rights of its role and no others, and a refusal is in the log', async () => {
  const care = await logIn(server, 'care');
  for (const [method, path] of [
    ['POST', '/v1/campaigns'],
    ['POST', '/v1/terms'],
    ['GET', '/v1/access-log'],
    ['PUT', '/v1/accounts/care'],
    ['POST', `${OF}/topups`],
  ]) {
    const { status, json } = await ask(server, method, path, { json: method === 'GET' ? undefined : {}, headers: care.all });
    assert.equal(status, 403, path);
    assert.match(json.detail, /care's role is care/);
  }
  await server.says(/refused, from 127\.0\.0\.1: care's role is care, and that may not POST \/v1\/campaigns/);
});

test('care says why it looks at a subscriber, and everybody who looks is noted before they see', async () => {
  const care = await logIn(server, 'care');
  const without = await ask(server, 'GET', OF, { headers: care.cookie });
  assert.deepEqual([without.status, without.json.field], [422, 'X-Reason']);
  assert.equal((await ask(server, 'GET', OF, { headers: { ...care.cookie, 'X-Reason': '%zz' } })).status, 422);
  assert.equal((await ask(server, 'GET', `${OF}/balances`, { headers: { ...care.cookie, ...REASON } })).status, 200);
  const [newest] = await accesses();
  assert.deepEqual(
    [newest.who, newest.role, newest.what, newest.why, newest.from],
    ['care', 'care', 'GET /v1/subscribers/{msisdn}/balances', 'тикет 4711', '127.0.0.1'],
  );
  assert.ok(newest.subscriber > 0);
  assert.ok(!JSON.stringify(newest).includes('77011234567'));
  // Nobody of that number: noted too, for somebody looked.
  assert.equal((await ask(server, 'GET', '/v1/subscribers/77019999999', { headers: { ...care.cookie, ...REASON } })).status, 404);
  assert.equal((await accesses())[0].subscriber, null);
  const compliance = await logIn(server, 'compliance');
  assert.equal((await ask(server, 'GET', `${OF}/consent`, { headers: compliance.cookie })).status, 200);
  assert.equal((await accesses('who=compliance&subscriber=77011234567'))[0].what, 'GET /v1/subscribers/{msisdn}/consent');
  // A machine's token is asked nothing, and not noted.
  const count = (await accesses('limit=1000')).length;
  await server.http.expect(200, 'GET', OF, { token: server.token('care') });
  assert.equal((await accesses('limit=1000')).length, count);
});

test('the access log pages, and outlives a kill', async () => {
  const first = await server.http.expect(200, 'GET', '/v1/access-log?limit=2');
  const second = await server.http.expect(200, 'GET', `/v1/access-log?limit=2&before=${first.json.before}`);
  const numbers = [...first.json.accesses, ...second.json.accesses].map(({ number }) => number);
  assert.deepEqual(numbers, [0, 1, 2, 3].map((i) => numbers[0] - i));
  await server.stop('SIGKILL');
  await server.start();
  assert.equal((await accesses())[0].number, numbers[0]);
  await logIn(server, 'care'); // accounts outlive it as well, logins do not
});

test('who does something is who has logged in, whatever the body says', async () => {
  const { all } = await logIn(server, 'marketing');
  const plan = {
    partner: 'P', name: 'N', kind: 'message', channel: 'sms', texts: { kk: 'Сәлем' }, audience: {}, priority: 5,
  };
  const other = await ask(server, 'POST', '/v1/campaigns', { json: { ...plan, by: 'somebody' }, headers: all });
  assert.deepEqual([other.status, other.json.field], [422, 'by']);
  const planned = await ask(server, 'POST', '/v1/campaigns', { json: plan, headers: all });
  assert.deepEqual([planned.status, planned.json.by], [201, 'marketing']);
  const own = await ask(server, 'POST', `/v1/campaigns/${planned.json.id}/approval`, { json: {}, headers: all });
  assert.equal(own.status, 409);
  const second = await logIn(server, 'compliance');
  const approved = await ask(server, 'POST', `/v1/campaigns/${planned.json.id}/approval`, { json: {}, headers: second.all });
  assert.deepEqual([approved.status, approved.json.approved_by], [200, 'compliance']);
  assert.equal((await accesses('who=compliance'))[0].what, `POST /v1/campaigns/${planned.json.id}/approval`);
});

test('an account that is closed, or gets another role or password, is logged out at once', async () => {
  await makeAccount(server, 'passing', 'care');
  const login = await logIn(server, 'passing');
  await server.http.expect(200, 'PUT', '/v1/accounts/passing', { json: { role: 'care', disabled: true } });
  assert.equal((await ask(server, 'GET', '/v1/session', { headers: login.cookie })).status, 401);
  await assert.rejects(logIn(server, 'passing'), /401/);
  await server.http.expect(200, 'PUT', '/v1/accounts/passing', { json: { role: 'marketing', disabled: false } });
  assert.equal((await logIn(server, 'passing')).role, 'marketing');
  assert.ok(!(await server.http.get('/v1/accounts')).text.includes('argon2'));
});

test('slots are counted over all records, for whoever may see campaigns', async () => {
  const { all } = await logIn(server, 'marketing');
  const { status, json } = await ask(server, 'GET', '/v1/contacts/slots', { headers: all });
  assert.equal(status, 200);
  assert.deepEqual([json.messages.cap, json.messages.most, json.messages.subscribers.length], [10, 0, 11]);
  assert.deepEqual([json.surveys.cap, json.surveys.subscribers.length], [2, 3]);
  assert.equal((await ask(server, 'GET', '/v1/contacts/slots?at=yesterday', { headers: all })).status, 422);
  await server.http.expect(403, 'GET', '/v1/contacts/slots', { token: server.token('finance') });
});

test('an account that is wrong is refused by field', async () => {
  const put = (name, json) => server.http.send('PUT', `/v1/accounts/${encodeURIComponent(name)}`, { json });
  for (const [name, json, field] of [
    ['Aigul', { role: 'care', password: PASSWORD }, 'name'],
    ['<script>', { role: 'care', password: PASSWORD }, 'name'],
    ['new', { role: 'boss', password: PASSWORD }, 'role'],
    ['new', { role: 'care' }, 'password'],
    ['new', { role: 'care', password: 'short' }, 'password'],
    ['new', { role: 'partner', password: PASSWORD }, 'partner'],
    ['new', { role: 'care', partner: 'P', password: PASSWORD }, 'partner'],
  ]) {
    const { status, json: problem } = await put(name, json);
    assert.deepEqual([status, problem.field], [422, field], JSON.stringify(json));
  }
});

test('airperk account makes one, its password from standard input', async () => {
  const run = (args, input) =>
    spawnSync(BINARY, ['account', '--config', server.config, ...args], { encoding: 'utf8', input, timeout: 60_000 });
  const made = run(['--name', 'serik', '--role', 'finance'], `${PASSWORD}\n`);
  assert.deepEqual([made.status, made.stdout], [0, 'account serik: finance\n'], made.stderr);
  assert.equal((await logIn(server, 'serik')).role, 'finance');
  for (const [args, input, said] of [
    [['--name', 'serik', '--role', 'boss'], '', /--role is "boss"/],
    [['--name', 'Serik S', '--role', 'care'], '', /--name is "Serik S"/],
    [['--name', 'anew', '--role', 'care'], 'short\n', /at least 12 characters/],
  ]) {
    const { status, stderr } = run(args, input);
    assert.equal(status, 2, stderr);
    assert.match(stderr, said);
    assert.equal(stderr.trim().split('\n').length, 1);
  }
});

test('a body of 10 MB and a name that is a script are refused', async () => {
  const big = await ask(server, 'POST', '/v1/session', {
    body: Buffer.alloc(10 << 20, 'x'),
    headers: { 'Content-Type': 'application/json' },
  }).catch((error) => ({ status: error.code }));
  assert.ok([413, 'ECONNRESET', 'EPIPE'].includes(big.status), String(big.status));
  await server.says(/refused, from 127\.0\.0\.1: .*8192/);
  const odd = await ask(server, 'POST', '/v1/session', { json: { name: '<script>alert(1)</script>', password: 'x' } });
  assert.equal(odd.status, 401);
  assert.ok(!(await server.http.get('/v1/access-log')).text.includes('<script>'));
  assert.equal((await server.http.get('/health')).status, 200);
});

// Last: the address waits after it.
test('a thousand wrong passwords meet a wait that doubles, and not one is let through', { timeout: 120_000 }, async () => {
  const statuses = new Map();
  let waits = [];
  for (let i = 0; i < 1000; i += 50) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => ask(server, 'POST', '/v1/session', { json: { name: 'admin', password: `wrong ${i + n}` } })),
    );
    for (const { status, headers } of answers) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 429) waits.push(Number(headers['retry-after']));
    }
  }
  assert.equal(statuses.get(200), undefined);
  assert.ok(statuses.get(401) < 30, `${statuses.get(401)} were looked at`);
  assert.ok(statuses.get(429) > 900);
  assert.ok(Math.max(...waits) >= 1);
  // The right one has to wait as well.
  const right = await ask(server, 'POST', '/v1/session', { json: { name: 'admin', password: PASSWORD } });
  assert.equal(right.status, 429);
  const noted = (await accesses('who=admin&limit=1000')).filter(({ what }) => what === 'login refused').length;
  assert.equal(noted, statuses.get(401));
  await server.says(/login refused: admin, from 127\.0\.0\.1/);
});
