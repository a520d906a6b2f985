// Bodies that are no JSON, have the wrong shape, or values that cannot be.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Raw } from '../lib/raw.js';
import { A, assertProblem, B, of, useServer, WRONG_INPUT } from './hostile.js';

const PERSON = { imsi: '401020000000009', brand: 'activ', tariff: 'Time to Talk', language: 'en', main: '0' };
const NEW = '77010000009';
const MEMBER = '77010000008';

const used = useServer(async (http) => {
  await http.expect(201, 'PUT', of(MEMBER), { json: { ...PERSON, imsi: '401020000000008' } });
  await http.expect(200, 'POST', of(MEMBER, '/dial'), { json: { text: '*555*1#' } });
});
const post = (path, options) =>
  used.http.send('POST', path, { ...options, headers: { 'Idempotency-Key': randomUUID(), ...options.headers } });

async function mainOf(msisdn) {
  return (await used.http.expect(200, 'GET', of(msisdn, '/balances'))).json.main;
}

for (const [name, body] of Object.entries({
  nothing: '',
  'half an object': '{"amount": "1"',
  'an array': '[]',
  'a string': '"amount"',
  null: 'null',
  'a number': '7',
  'two objects': '{"amount":"1"}{"amount":"1"}',
  'garbage behind it': '{"amount":"1"} x',
  'a comment': '{"amount":"1" /* one */}',
  'single quotes': "{'amount':'1'}",
  'not a number': '{"amount": NaN}',
  'bad UTF-8': Buffer.from([...Buffer.from('{"amount":"1","x":"'), 0xc3, 0x28, 0xff, ...Buffer.from('"}')]),
  'half a surrogate pair': '{"amount":"\\ud800"}',
  'a null byte': '{"amount":"1\u0000"}',
  'XML': '<amount>1</amount>',
  'a form': 'amount=1',
})) {
  test(`a top-up with ${name} as its body is refused`, async () => {
    assertProblem(await post(of(A, '/topups'), { body, headers: { 'Content-Type': 'application/json' } }), WRONG_INPUT);
    assert.equal(await mainOf(A), '1000');
  });
}

test('JSON deeper than anything real is 400', async () => {
  for (const body of ['['.repeat(100_000), '{"a":'.repeat(100_000), `${'['.repeat(5_000)}${']'.repeat(5_000)}`]) {
    assertProblem(await post(of(A, '/topups'), { body }), [400, 413], /deep|nest|large/i);
  }
});

const token = () => used.server.token('admin');
const head = (more) => `POST ${of(A, '/topups')} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token()}\r\n${more}\r\n\r\n`;

test('a body too large is 413, before it has been read', async () => {
  const raw = await Raw.open(used.server.httpPort);
  raw.send(head('Content-Length: 30000000')).send('{"amount":"1');
  await raw.until(({ statuses }) => statuses.length > 0);
  assert.equal(raw.statuses[0], 413);
  assert.match(raw.text, /problem\+json[\s\S]*large/i);
  raw.close();
});

test('a body too large in chunks is 413 as well', async () => {
  const raw = await Raw.open(used.server.httpPort);
  raw.send(head('Transfer-Encoding: chunked'));
  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
  for (let sent = 0; sent < 64 && raw.statuses.length === 0 && !raw.isClosed; sent += 1) {
    raw.send(chunk);
    await sleep(5);
  }
  await raw.until(({ statuses }) => statuses.length > 0);
  assert.equal(raw.statuses[0], 413);
  raw.close();
});

for (const amount of [
  1, 1.5, null, true, {}, [], ['1'],
  '', ' ', '-1', '-0.000000001', '0', '0.0', '1e3', '+1', '1,5', '1 000', '.5', '5.', '0x10', 'NaN', 'Infinity', '١',
  '0.0000000001', '9000000000.000000001', '99999999999999999999', '1'.repeat(10_000), '1\n', '1 ',
]) {
  const shown = JSON.stringify(amount).slice(0, 30);
  test(`a top-up of ${shown} is refused, and says which field`, async () => {
    assertProblem(await post(of(A, '/topups'), { json: { amount } }), WRONG_INPUT, /amount/);
    assert.equal(await mainOf(A), '1000');
  });
  test(`a transfer of ${shown} is refused, and says which field`, async () => {
    assertProblem(await post(of(A, '/transfers'), { json: { to: B, amount } }), WRONG_INPUT, /amount/);
    assert.equal(await mainOf(B), '1000');
  });
}

test('a top-up beyond what a balance can hold is refused', async () => {
  const answer = await post(of(B, '/topups'), { json: { amount: '9000000000' } });
  assertProblem(answer, [409, 422], /amount|balance|hold|large/i);
  assert.equal(await mainOf(B), '1000');
});

const GRANT = { amount: '1', valid_hours: 1, reason: 'x', approved_by: 'y' };


for (const [method, path, json, field] of [
  ['POST', of(A, '/topups'), {}, 'amount'],
  ['POST', of(A, '/transfers'), { amount: '1' }, 'to'],
  ['POST', of(A, '/transfers'), { to: 77010000002, amount: '1' }, 'to'],
  ['POST', of(A, '/transfers'), { to: 'B', amount: '1' }, 'to'],
  ['POST', of(MEMBER, '/grants'), { ...GRANT, amount: '-1' }, 'amount'],
  ['POST', of(MEMBER, '/grants'), { ...GRANT, amount: undefined }, 'amount'],
  ['POST', of(MEMBER, '/grants'), { ...GRANT, valid_hours: 0 }, 'valid_hours'],
  ['POST', of(MEMBER, '/grants'), { ...GRANT, valid_hours: -1 }, 'valid_hours'],
  ['POST', of(MEMBER, '/grants'), { ...GRANT, valid_hours: 1.5 }, 'valid_hours'],
  ['POST', of(MEMBER, '/grants'), { ...GRANT, valid_hours: 1e18 }, 'valid_hours'],
  ['POST', of(MEMBER, '/grants'), { ...GRANT, valid_hours: '1' }, 'valid_hours'],
  ['POST', of(MEMBER, '/grants'), { ...GRANT, reason: '' }, 'reason'],
  ['POST', of(MEMBER, '/grants'), { ...GRANT, reason: undefined }, 'reason'],
  ['POST', of(MEMBER, '/grants'), { ...GRANT, reason: 'x'.repeat(100_000) }, 'reason'],
  ['POST', of(MEMBER, '/grants'), { ...GRANT, approved_by: undefined }, 'approved_by'],
  ['POST', of(MEMBER, '/grants'), { ...GRANT, approved_by: 7 }, 'approved_by'],
  ['POST', of(A, '/dial'), {}, 'text'],
  ['POST', of(A, '/dial'), { text: 7 }, 'text'],
  ['POST', of(A, '/dial'), { text: '*'.repeat(100_000) }, 'text'],
  ['POST', of(A, '/dial'), { text: '1', session: 7 }, 'session'],
  ['POST', of(A, '/dial'), { text: '1', session: 'x'.repeat(100_000) }, 'session'],
  ['PUT', of(NEW), { ...PERSON, brand: undefined }, 'brand'],
  ['PUT', of(NEW), { ...PERSON, brand: 'beeline' }, 'brand'],
  ['PUT', of(NEW), { ...PERSON, tariff: 'No such tariff' }, 'tariff'],
  ['PUT', of(NEW), { ...PERSON, tariff: 'x'.repeat(100_000) }, 'tariff'],
  ['PUT', of(NEW), { ...PERSON, language: 'tlh' }, 'language'],
  ['PUT', of(NEW), { ...PERSON, imsi: 'x' }, 'imsi'],
  ['PUT', of(NEW), { ...PERSON, imsi: '4'.repeat(40) }, 'imsi'],
  ['PUT', of(NEW), { ...PERSON, main: '-1' }, 'main'],
  ['PUT', of(NEW), { ...PERSON, main: 7 }, 'main'],
  ['PUT', of(A, '/tariff'), { tariff: 'No such tariff' }, 'tariff'],
  ['PUT', of(A, '/tariff'), { tariff: 'Beseda', fee_paid: 'no' }, 'fee_paid'],
  ['PUT', of(A, '/brand'), { brand: '' }, 'brand'],
  ['PUT', of(A, '/language'), { language: 'xx' }, 'language'],
  ['PUT', of(A, '/services/Online'), { fee_paid: 1 }, 'fee_paid'],
  ['POST', '/v1/clock', {}, 'now'],
  ['POST', '/v1/clock', { now: 1457150400 }, 'now'],
  ['POST', '/v1/clock', { now: '2016-03-05 10:00' }, 'now'],
  ['POST', '/v1/clock', { now: '2016-02-30T10:00:00Z' }, 'now'],
  ['POST', '/v1/clock', { now: '99999-01-01T00:00:00Z' }, 'now'],
  ['POST', '/v1/terms', {}, 'texts'],
  ['POST', '/v1/terms', { texts: { en: 'only English' } }, 'texts'],
  ['POST', '/v1/terms', { texts: { kk: 'x', ru: 'x', en: 7 } }, 'texts'],
]) {
  const given = JSON.stringify(json).slice(0, 60);
  test(`${method} ${path} with ${given} names "${field}"`, async () => {
    const send = method === 'POST' ? post(path, { json }) : used.http.send(method, path, { json });
    assertProblem(await send, WRONG_INPUT, new RegExp(`\\b${field}\\b`));
  });
}

test('a service nobody offers is refused by name', async () => {
  const answer = await used.http.send('PUT', of(A, '/services/Telepathy'), { json: {} });
  assertProblem(answer, [404, 422], /service/);
});

for (const at of ['?at=', '?at=yesterday', '?at=2016-03-05', '?at=2016-03-05T10:00:00', `?at=${'9'.repeat(5000)}`]) {
  test(`consent${at.slice(0, 20)} asks for an instant`, async () => {
    assertProblem(await used.http.get(of(A, `/consent${at}`)), [...WRONG_INPUT, 414], /\bat\b|long/);
  });
}

test('the clock does not go back', async () => {
  assertProblem(await post('/v1/clock', { json: { now: '2016-03-05T09:59:59+06:00' } }), 409, /back|past|behind|forward/i);
});

test('a transfer to nobody, or to oneself, moves nothing', async () => {
  assertProblem(await post(of(A, '/transfers'), { json: { to: '77019999999', amount: '1' } }), [404, 409, 422], /77019999999|to/);
  assertProblem(await post(of(A, '/transfers'), { json: { to: A, amount: '1' } }), [409, 422]);
  assert.equal(await mainOf(A), '1000');
});

test('a refusal by a rule names it', async () => {
  const transfer = await post(of(A, '/transfers'), { json: { to: B, amount: '1000.01' } });
  assertProblem(transfer, 409);
  assert.equal(transfer.json.rule, 'B7');
  const grant = await post(of(A, '/grants'), { json: GRANT });
  assertProblem(grant, 409);
  assert.equal(grant.json.rule, 'B6');
});
