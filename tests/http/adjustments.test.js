// Corrections of the main balance and refunds of a charge: with a reason, and above an amount with a second person.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { DiameterClient } from '../lib/diameter.js';
import { smsEvent } from '../lib/gy.js';
import { A, assertProblem, of, useServer } from './hostile.js';

const used = useServer();
const adjust = (json, headers) => used.http.send('POST', of(A, '/adjustments'), { json, headers });
const main = async () => (await used.http.expect(200, 'GET', of(A, '/balances'))).json.main;
const signed = { reason: 'a complaint', by: 'D. Omarov' };

test('the main balance is corrected up and down, never below zero', async () => {
  const before = Number(await main());
  assert.equal((await adjust({ amount: '12.5', ...signed })).status, 201);
  assert.equal((await adjust({ amount: '-2.5', ...signed })).status, 201);
  assert.equal(Number(await main()), before + 10);
  assertProblem(await adjust({ amount: '-8000000', ...signed, approved_by: 'A. Serik' }), 409);
  assertProblem(await adjust({ amount: '0', ...signed }), 422);
  assert.equal(Number(await main()), before + 10);
});

test('above the limit a second person approves, who is not the first', async () => {
  const before = Number(await main());
  assertProblem(await adjust({ amount: '1000.01', ...signed }), 422);
  assertProblem(await adjust({ amount: '1000.01', ...signed, approved_by: signed.by }), 422);
  assert.equal((await adjust({ amount: '1000.01', ...signed, approved_by: 'A. Serik' })).status, 201);
  assert.equal((await adjust({ amount: '1000', ...signed })).status, 201);
  assert.equal(Number(await main()), before + 2000.01);
});

test('a charge is refunded once; with its Idempotency-Key the answer is repeated', async () => {
  const before = await main();
  const client = await DiameterClient.connect(used.server.gyPort, { host: 'smsc.test' });
  const sms = { sessionId: randomUUID(), from: A, to: '77019999999', at: Math.floor(Date.now() / 1000) };
  await client.request(272, 4, smsEvent(client, sms));
  client.drop();
  assert.notEqual(await main(), before);
  const [charge] = (await used.http.expect(200, 'GET', of(A, '/charges'))).json.charges;
  const headers = { 'Idempotency-Key': randomUUID() };
  const given = await adjust({ charge: charge.id, ...signed }, headers);
  assert.equal(given.status, 201);
  assert.equal(given.json.main, before);
  assert.deepEqual((await adjust({ charge: charge.id, ...signed }, headers)).json, given.json);
  assertProblem(await adjust({ charge: charge.id, ...signed }), 409);
  assert.equal(await main(), before);
  const [event] = (await used.http.expect(200, 'GET', of(A, '/timeline'))).json.events;
  assert.equal(event.type, 'refunded');
  assert.equal(event.charge, charge.id);
});

test('what is no charge is refused, and says what to mend', async () => {
  assertProblem(await adjust({ charge: '1.0', ...signed }), 404);
  assertProblem(await adjust({ charge: '4000000000.7', ...signed }), 404);
  assertProblem(await adjust({ charge: 'seven', ...signed }), 422);
  assertProblem(await adjust({ charge: '1.0', amount: '1', ...signed }), 422);
  assertProblem(await adjust({ amount: '1', by: 'x', reason: '' }), 422);
  assertProblem(await adjust(signed), 422);
});
