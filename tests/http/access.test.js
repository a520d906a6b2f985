// Who may ask, and for what.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { A, assertProblem, of, UNKNOWN, useServer } from './hostile.js';

const used = useServer();

const PROTECTED = [
  ['GET', of(A)],
  ['GET', of(A, '/balances')],
  ['GET', of(A, '/charges')],
  ['GET', of(A, '/timeline')],
  ['GET', of(A, '/consent?at=2016-03-05T04:00:00Z')],
  ['PUT', of(A)],
  ['POST', of(A, '/dial')],
  ['POST', of(A, '/topups')],
  ['POST', of(A, '/transfers')],
  ['POST', of(A, '/grants')],
  ['POST', of(A, '/adjustments')],
  ['POST', '/v1/clock'],
  ['POST', '/v1/terms'],
  ['POST', '/v1/imports'],
  ['POST', '/v1/backups'],
  ['GET', of(UNKNOWN)],
];

for (const [method, path] of PROTECTED) {
  test(`${method} ${path} without a token is 401`, async () => {
    const json = method === 'GET' ? undefined : {};
    const answer = await used.http.send(method, path, { token: null, json });
    assertProblem(answer, 401, /token/i);
    assert.match(answer.headers['www-authenticate'] ?? '', /^Bearer/);
  });
}

for (const header of ['Bearer', 'Bearer ', 'Bearer wrong', 'Basic YTpi', `Bearer ${'x'.repeat(4000)}`, 'bearer\ttoken']) {
  test(`"Authorization: ${header.slice(0, 20)}" is 401`, async () => {
    const answer = await used.http.get(of(A), { token: null, headers: { Authorization: header } });
    assertProblem(answer, 401, /token/i);
  });
}

test('a token cut by one letter is 401', async () => {
  const token = used.server.token('admin');
  assertProblem(await used.http.get(of(A), { token: token.slice(0, -1) }), 401, /token/i);
  assert.equal((await used.http.get(of(A), { token })).status, 200);
});

test('health and readiness want no token', async () => {
  assert.equal((await used.http.get('/health', { token: null })).status, 200);
  assert.equal((await used.http.get('/ready', { token: null })).status, 200);
});

test('metrics want one', async () => {
  assertProblem(await used.http.get('/metrics', { token: null }), 401, /token/i);
  assert.equal((await used.http.get('/metrics', { token: used.server.token('admin') })).status, 200);
});

const TOP_UP = ['POST', of(A, '/topups'), { amount: '1' }];
const DIAL = ['POST', of(A, '/dial'), { text: '*111*3#' }];
const CLOCK = ['POST', '/v1/clock', { now: '2016-03-05T10:00:00+06:00' }];
const READ = ['GET', of(A, '/timeline')];
const CONSENT = ['GET', of(A, '/consent?at=2016-03-05T04:00:00Z')];
const TERMS = ['POST', '/v1/terms', { texts: {} }];
const BACKUP = ['POST', '/v1/backups', { directory: '/tmp/nothing' }];

for (const [role, forbidden, allowed] of [
  ['provisioning', [CLOCK, READ, CONSENT, TERMS, BACKUP], [TOP_UP, DIAL]],
  ['care', [CLOCK, TOP_UP, TERMS, BACKUP], [READ, CONSENT, DIAL]],
  ['marketing', [CLOCK, TOP_UP, READ, DIAL, BACKUP], [['GET', '/v1/terms']]],
  ['compliance', [CLOCK, TOP_UP, DIAL, BACKUP], [READ, CONSENT]],
  ['network', [CLOCK, TOP_UP, READ, CONSENT, DIAL, TERMS, BACKUP], [['GET', '/metrics']]],
  ['finance', [CLOCK, TOP_UP, CONSENT, DIAL, TERMS, BACKUP], [['GET', of(A, '/charges')]]],
  ['partner', [CLOCK, TOP_UP, READ, CONSENT, DIAL, TERMS, BACKUP, ['GET', of(A)]], []],
]) {
  test(`the role ${role} may do its own work and no other`, async () => {
    const token = used.server.token(role);
    const send = ([method, path, json]) => used.http.send(method, path, { token, json });
    for (const asked of forbidden) assertProblem(await send(asked), 403, new RegExp(role));
    for (const asked of allowed) assert.ok((await send(asked)).status < 300, asked.join(' '));
  });
}

test('a role is refused before the body is looked at', async () => {
  const token = used.server.token('partner');
  assertProblem(await used.http.send('POST', of(UNKNOWN, '/topups'), { token, body: '{' }), 403);
});

test('there is no token for a role that does not exist', () => {
  const { status, stdout, stderr } = used.server.command('token', '--role', 'king');
  assert.equal(status, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^airperk: [^\n]*king[^\n]*\n$/);
});
