// Idempotency-Key: what moves money or units happens once.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { A, assertProblem, B, of, useServer } from './hostile.js';

const used = useServer();
const post = (path, json, key) => used.http.send('POST', path, { json, headers: { 'Idempotency-Key': key } });
const main = async (msisdn) => (await used.http.expect(200, 'GET', of(msisdn, '/balances'))).json.main;

test('the same key is one top-up, answered the same each time', async () => {
  const key = randomUUID();
  const answers = [];
  for (let i = 0; i < 3; i += 1) answers.push(await post(of(A, '/topups'), { amount: '5.5' }, key));
  assert.deepEqual(answers.map((a) => a.status), [201, 201, 201]);
  assert.deepEqual(answers.map((a) => a.json.main), ['1005.5', '1005.5', '1005.5']);
  assert.equal(await main(A), '1005.5');
});

test('twenty at once with the same key are one top-up', async () => {
  const before = Number(await main(B));
  const key = randomUUID();
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(of(B, '/topups'), { amount: '1' }, key)));
  for (const answer of answers) assert.ok([201, 409].includes(answer.status), answer.text);
  assert.equal(Number(await main(B)), before + 1);
});

test('the same key with another content is refused', async () => {
  const key = randomUUID();
  await post(of(A, '/topups'), { amount: '1' }, key);
  const before = await main(A);
  assertProblem(await post(of(A, '/topups'), { amount: '2' }, key), [409, 422], /Idempotency-Key|key/i);
  assert.equal(await main(A), before);
});

test('keys are their caller\'s own: two channels that count from 1 swallow nothing of each other\'s', async () => {
  const before = Number(await main(A));
  const top = async (name, role = 'provisioning') => {
    const options = { json: { amount: '1' }, headers: { 'Idempotency-Key': '1001' }, token: used.server.token(role, name) };
    const { status, headers } = await used.http.send('POST', of(A, '/topups'), options);
    return [status, headers['idempotent-replayed'] ?? 'new'];
  };
  assert.deepEqual(await top('kiosk'), [201, 'new']);
  assert.deepEqual(await top('bank'), [201, 'new']);
  assert.deepEqual(await top('kiosk'), [201, 'true']);
  assert.equal(Number(await main(A)), before + 2);
});

test('a transfer and a refusal are repeated as they were answered', async () => {
  const key = randomUUID();
  const transfers = [];
  for (let i = 0; i < 2; i += 1) transfers.push(await post(of(A, '/transfers'), { to: B, amount: '10' }, key));
  assert.deepEqual(transfers.map((t) => t.status), [201, 201]);
  assert.deepEqual(transfers[0].json, transfers[1].json);
  const refused = randomUUID();
  assertProblem(await post(of(A, '/transfers'), { to: B, amount: '5000' }, refused), 409);
  assertProblem(await post(of(A, '/transfers'), { to: B, amount: '5000' }, refused), 409);
});

for (const key of ['', 'x'.repeat(5000)]) {
  test(`a key of ${key.length} letters is refused`, async () => {
    const before = await main(A);
    assertProblem(await post(of(A, '/topups'), { amount: '1' }, key), [400, 422, 431], /Idempotency-Key|header/i);
    assert.equal(await main(A), before);
  });
}

test('without a key, two top-ups are two', async () => {
  const before = Number(await main(A));
  const send = () => used.http.expect(201, 'POST', of(A, '/topups'), { json: { amount: '1' } });
  await send();
  await send();
  assert.equal(Number(await main(A)), before + 2);
});
